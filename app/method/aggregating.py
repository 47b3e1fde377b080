"""The sheets of a round → what its participants may see together (method.md E).

Exact fractions throughout. What is not in the aggregate is gone once a round is closed, so this
module alone decides who learns what.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from fractions import Fraction
from statistics import median
from typing import TypeVar

from app.method.disagreement import spread, word_for
from app.method.model import Model
from app.method.round import (
    ALL,
    FEWEST,
    SIDES,
    Aggregate,
    Mode,
    Participant,
    Person,
    Together,
    gap_between,
    missing,
)
from app.method.scoring import dimension_score
from app.method.sheet import Profile
from app.method.whole import level_of

FEWEST_OF_A_ROLE = 5  # in a shielded round

_FACET_GAP = 2


def aggregate(
    model: Model, mode: Mode, facts: Profile, participants: Sequence[Participant]
) -> Aggregate:
    """Put the sheets of a round together; their order changes nothing.

    Raises ValueError when there are too few for anything to be shown.
    """
    if missing(mode, len(participants)):
        raise ValueError(f"a round that is {mode} takes {FEWEST[mode]} participants")
    counts = Counter(participant.role for participant in participants)
    scored = {d: _scores(model, d, participants) for d in model.dimensions}
    together = {d: _together(model, mode, d, participants, scored[d]) for d in model.dimensions}
    return Aggregate(
        edition=model.edition,
        mode=mode,
        facts=facts,
        counts={role: counts[role] for role in model.profile["role"] if counts[role]},
        dimensions=together,
        order=_by_disagreement(model, mode, together, scored),
        people=_people(model, participants, scored) if mode == "open" else (),
    )


Scored = Sequence[tuple[str, Fraction | None]]  # each participant's role and score, in one order


def _scores(model: Model, dimension: str, participants: Sequence[Participant]) -> Scored:
    return [(p.role, dimension_score(model, p.sheet.answers[dimension])) for p in participants]


Answer = TypeVar("Answer", int, Fraction)


def _by_role(given: Iterable[tuple[str, Answer | None]]) -> dict[str, list[Answer]]:
    """What is known, by the role of who gave it."""
    known: dict[str, list[Answer]] = {}
    for role, answer in given:
        if answer is not None:
            known.setdefault(role, []).append(answer)
    return known


def _all(known: Mapping[str, Iterable[Fraction]]) -> list[Fraction]:
    return [score for scores in known.values() for score in scores]


def _together(
    model: Model, mode: Mode, dimension: str, participants: Sequence[Participant], scored: Scored
) -> Together:
    """What may be seen of one dimension: nothing where too few could say."""
    known = _by_role(scored)
    if missing(mode, len(_all(known))):
        return Together()
    look = _open if mode == "open" else _shielded
    return look(model, dimension, participants, known)


Known = Mapping[str, Sequence[Fraction]]  # the scores that are known, by role


# --- Open ----------------------------------------------------------------------------------------


def _open(
    model: Model, dimension: str, participants: Sequence[Participant], known: Known
) -> Together:
    medians = {role: median(known[role]) for role in model.profile["role"] if role in known}
    return Together(
        word=word_for(gap_between(medians), spread(_all(known))),
        scores=medians,
        expected=_expected(model, dimension, participants, known, fewest=1),
        facets=_far_apart(model, dimension, participants),
    )


def _far_apart(
    model: Model, dimension: str, participants: Sequence[Participant]
) -> tuple[str, ...]:
    """The facets in which the medians of the two sides lie two steps apart or more."""
    found = []
    for facet in model.facets:
        given: Iterable[tuple[str, int | None]] = (
            (p.role, getattr(p.sheet.answers[dimension], facet)) for p in participants
        )
        medians = {role: Fraction(median(each)) for role, each in _by_role(given).items()}
        if abs(gap_between(medians) or Fraction(0)) >= _FACET_GAP:
            found.append(facet)
    return tuple(found)


def _people(
    model: Model, participants: Sequence[Participant], scored: Mapping[str, Scored]
) -> tuple[Person, ...]:
    people = []
    for number, participant in enumerate(participants):
        scores = {d: each[number][1] for d, each in scored.items()}
        levels = {d: level_of(model, score) for d, score in scores.items() if score is not None}
        people.append(Person(participant.role, levels))
    roles = model.profile["role"]
    return tuple(sorted(people, key=lambda p: (roles.index(p.role), sorted(p.levels.items()))))


# --- Shielded ------------------------------------------------------------------------------------


def _shielded(
    model: Model, dimension: str, participants: Sequence[Participant], known: Known
) -> Together:
    scores = _all(known)
    everybody = Counter(participant.role for participant in participants)
    shown = roles_shown(everybody) & roles_shown({role: len(s) for role, s in known.items()})
    medians = {role: median(known[role]) for role in model.profile["role"] if role in shown}
    return Together(
        word=word_for(gap_between(medians), spread(scores)),
        scores={
            who: Fraction(level_of(model, middle))
            for who, middle in {ALL: median(scores), **medians}.items()
        },
        expected=_expected(model, dimension, participants, medians, fewest=FEWEST_OF_A_ROLE),
    )


def roles_shown(counts: Mapping[str, int]) -> set[str]:
    """The roles that may be shown on their own, so that nothing is left to be subtracted."""
    large = {role for role, count in counts.items() if count >= FEWEST_OF_A_ROLE}
    rest = sum(count for role, count in counts.items() if role not in large)
    return large if rest == 0 or rest >= FEWEST_OF_A_ROLE else set()


# --- Both ----------------------------------------------------------------------------------------


def _expected(
    model: Model,
    dimension: str,
    participants: Iterable[Participant],
    shown: Collection[str],
    fewest: int,
) -> dict[str, int]:
    """What each side expected of the other, where both are shown and enough have said."""
    expected = {}
    for side in SIDES:
        said = [p.expected[dimension] for p in participants if p.role == side and p.expected]
        if len(said) >= fewest and set(SIDES) <= set(shown):
            expected[side] = level_of(model, Fraction(median(said)))
    return expected


def _by_disagreement(
    model: Model, mode: Mode, together: Mapping[str, Together], scored: Mapping[str, Scored]
) -> tuple[str, ...]:
    """The dimensions by gap, then spread; in a shielded round only by what is shown anyway."""
    words = ("talk", "between", "agreement", None)

    def rank(dimension: str) -> tuple[int, Fraction, Fraction]:
        seen = together[dimension]
        scores = _all(_by_role(scored[dimension]))
        apart = spread(scores) if mode == "open" and scores else Fraction(0)
        return words.index(seen.word), -abs(seen.gap or Fraction(0)), -apart

    return tuple(sorted(model.dimensions, key=rank))
