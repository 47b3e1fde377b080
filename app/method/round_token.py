"""Aggregate of a round ↔ signed round link, which opens for as long as the key lives."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import astuple
from fractions import Fraction
from typing import Any

from itsdangerous import BadData, URLSafeSerializer

from app.errors import OutdatedEdition, TokenError
from app.method.commitment import Commitment
from app.method.edition import fingerprint
from app.method.model import Model
from app.method.round import Aggregate, Person, Together, Word
from app.method.token import is_canonical

_DAMAGED = "This round link is damaged or was not made here."
_SHAPE_BYTES = 4  # of the fingerprint
_WORDS: tuple[Word, ...] = ("talk", "between", "agreement")


class RoundTokens:
    """Writes and reads round links: the aggregate alone, bound to the shape of its edition.

    A commitment's token holds the same and the commitment; neither is ever taken for the other.

    `models`: of every edition. `keys`: oldest first; the last one signs, any of them verifies.
    """

    def __init__(self, models: Iterable[Model], keys: Sequence[str]) -> None:
        self._models = {model.edition: model for model in models}
        self._results, self._commitments = (
            URLSafeSerializer(
                list(keys),
                salt=salt,
                signer_kwargs={"key_derivation": "hmac", "digest_method": hashlib.sha256},
            )
            for salt in ("round", "round commitment")
        )

    def write(self, aggregate: Aggregate) -> str:
        """The token of an aggregate: some hundreds of characters, safe in an address."""
        return str(self._results.dumps(self._written(aggregate)))

    def write_commitment(self, aggregate: Aggregate, commitment: Commitment) -> str:
        """The token of an aggregate with a commitment."""
        return str(self._commitments.dumps([astuple(commitment), *self._written(aggregate)]))

    def read(self, token: str) -> Aggregate:
        """The aggregate of a token.

        Raises TokenError when it is damaged or forged, OutdatedEdition when it is genuine but was
        made with questions that are gone.
        """
        return self._read(_loaded(self._results, token))

    def read_commitment(self, token: str) -> tuple[Aggregate, Commitment]:
        """What a commitment's token holds. Raises as read() does."""
        commitment, *written = _loaded(self._commitments, token)
        return self._read(written), Commitment(*commitment)

    def _written(self, aggregate: Aggregate) -> list[Any]:
        model = self._models[aggregate.edition]
        return [model.edition, _shape(model), *_packed(aggregate)]

    def _read(self, written: Sequence[Any]) -> Aggregate:
        edition, shape, *packed = written
        model = self._models.get(edition)
        if model is None or _shape(model) != shape:
            raise OutdatedEdition("This link was made with questions that are gone.")
        return _unpacked(model, packed)


def _loaded(serializer: URLSafeSerializer, token: str) -> list[Any]:
    try:
        loaded = list(serializer.loads(token))
    except (BadData, UnicodeError) as error:
        raise TokenError(_DAMAGED) from error
    if not is_canonical(token):
        raise TokenError(_DAMAGED)
    return loaded


def _shape(model: Model) -> str:
    return fingerprint(model)[:_SHAPE_BYTES].hex()


def _packed(aggregate: Aggregate) -> list[Any]:
    dimensions = list(aggregate.dimensions)
    return [
        aggregate.mode,
        aggregate.facts,
        aggregate.counts,
        [_written(aggregate.dimensions[d]) for d in dimensions],
        [dimensions.index(d) for d in aggregate.order],
        [
            [person.role, "".join(str(person.levels.get(d, 0)) for d in dimensions)]
            for person in aggregate.people
        ],
    ]


def _written(together: Together) -> list[Any]:
    word = None if together.word is None else _WORDS.index(together.word)
    scores = {who: str(score) for who, score in together.scores.items()}
    return [word, scores, together.expected, together.facets]


def _unpacked(model: Model, packed: Sequence[Any]) -> Aggregate:
    mode, facts, counts, together, order, people = packed
    return Aggregate(
        edition=model.edition,
        mode=mode,
        facts=facts,
        counts=counts,
        dimensions=dict(zip(model.dimensions, map(_read, together), strict=True)),
        order=tuple(model.dimensions[place] for place in order),
        people=tuple(Person(role, _levels(model, digits)) for role, digits in people),
    )


def _read(written: Sequence[Any]) -> Together:
    word, scores, expected, facets = written
    return Together(
        word=None if word is None else _WORDS[word],
        scores={who: Fraction(score) for who, score in scores.items()},
        expected=expected,
        facets=tuple(facets),
    )


def _levels(model: Model, digits: str) -> Mapping[str, int]:
    found = zip(model.dimensions, map(int, digits), strict=True)
    return {dimension: level for dimension, level in found if level}
