"""Aggregate → what the pages of a round show, in the words of its language."""

from collections.abc import Mapping
from dataclasses import dataclass
from string import ascii_uppercase

from flask_babel import gettext as _

from app.method.bank import Language
from app.method.consensus import Consensus
from app.method.messages import Words, level_name, message, short
from app.method.model import Model
from app.method.report import Lever, Levers, Note
from app.method.round import ALL, OTHER_SIDE, SIDES, Aggregate, Word
from app.method.whole import level_of
from app.web.i18n import wording
from app.web.round.blueprint import round_


@dataclass(frozen=True, slots=True)
class Place:
    """Somebody's or some group's place on the scale: who, at which level, and its name."""

    who: str
    level: int
    name: str


@dataclass(frozen=True, slots=True)
class Seen:
    """One dimension to talk about or to agree on.

    `groups`: where roles or all stand. `marks`: what stands at each level of the scale, lowest
    first. `facets`: names of what the sides see differently. `expected`: sentences.
    """

    dimension: str
    name: str
    about: str
    word: Word | None
    groups: tuple[Place, ...]
    marks: tuple[tuple[str, ...], ...]
    facets: tuple[str, ...]
    expected: tuple[str, ...]


def letters(aggregate: Aggregate) -> Mapping[str, str]:
    """The role of each person in an open round, by letter."""
    return dict(zip(ascii_uppercase, (person.role for person in aggregate.people), strict=False))


@round_.app_template_filter("who")
def who_is(name: str) -> str:
    """What a role, or everybody, is called."""
    return _("All together") if name == ALL else short(wording().profile["role"].options[name])


def seen_of(model: Model, language: Language, aggregate: Aggregate) -> dict[str, Seen]:
    """Every dimension, by its id, the largest disagreement first."""
    return {d: _seen(model, language, aggregate, d) for d in aggregate.order}


def _seen(model: Model, language: Language, aggregate: Aggregate, dimension: str) -> Seen:
    words, together = Words(language), aggregate.dimensions[dimension]
    groups = tuple(
        Place(who_is(who), level, words(level_name(level)))
        for who, level in ((who, level_of(model, score)) for who, score in together.scores.items())
    )
    return Seen(
        dimension=dimension,
        name=words.name(dimension),
        about=words(f"dimensions.{dimension}.about"),
        word=together.word,
        groups=groups,
        marks=tuple(_marks(aggregate, dimension, groups, level) for level in model.levels),
        facets=tuple(words(f"facets.{facet}.name") for facet in together.facets),
        expected=tuple(_expected(model, words, aggregate, dimension)),
    )


def _marks(
    aggregate: Aggregate, dimension: str, groups: tuple[Place, ...], level: int
) -> tuple[str, ...]:
    """People by letter where they are shown, else groups by name."""
    if not aggregate.people:
        return tuple(group.who for group in groups if group.level == level)
    return tuple(
        letter
        for letter, person in zip(ascii_uppercase, aggregate.people, strict=False)
        if person.levels.get(dimension) == level
    )


def _expected(model: Model, words: Words, aggregate: Aggregate, dimension: str) -> list[str]:
    together, said = aggregate.dimensions[dimension], []
    for side in SIDES:
        if side in together.expected:
            other = OTHER_SIDE[side]
            expected, own = words.level(together.expected[side]), together.scores[other]
            values = {"expected": expected, "said": words.level(level_of(model, own))}
            said.append(_sentence(side) % values)
    return said


def _sentence(side: str) -> str:
    if side == "leadership":
        return str(_("Leadership expected of operations: %(expected)s. They said: %(said)s."))
    return str(_("Operations expected of leadership: %(expected)s. They said: %(said)s."))


def levers_of(language: Language, consensus: Consensus) -> Levers:
    """What to work on together, with the step from the level of the round to the next."""
    words, items = Words(language), []
    for dimension in consensus.levers:
        own = consensus.levels[dimension] or 1
        values = {"own": level_name(own), "next": level_name(own + 1)}
        measure = words(f"dimensions.{dimension}.indicator")
        items.append(
            Lever(
                words.name(dimension),
                words(f"dimensions.{dimension}.step.{own}"),
                more_heading=words("report.levers.more"),
                more=(Note(words("report.levers.measure"), measure),),
                answer=words(message("report.levers.step", **values)),
            )
        )
    return Levers(tuple(items))
