"""A round among colleagues: what each gives, and all that is left of it (conversation.md 3)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from string import ascii_uppercase
from typing import Literal

from app.method.sheet import AnswerSheet, Profile

Mode = Literal["open", "shielded"]
Word = Literal["talk", "between", "agreement"]

# The two roles that are compared; others count among all.
SIDES = ("leadership", "operations")
OTHER_SIDE = dict(zip(SIDES, reversed(SIDES), strict=True))
ALL = "all"
# How many it takes for anything to be shown, and how many may take part.
FEWEST: Mapping[Mode, int] = {"open": 2, "shielded": 5}
MOST: Mapping[Mode, int] = {"open": 12, "shielded": 40}


@dataclass(frozen=True, slots=True)
class Participant:
    """What one person gave: a sheet, and perhaps what most of the other side would say.

    `expected`: levels by dimension.
    """

    sheet: AnswerSheet
    expected: Mapping[str, int] = field(default_factory=dict)

    @property
    def role(self) -> str:
        """One of the options of the profile question."""
        return self.sheet.profile["role"]


@dataclass(frozen=True, slots=True)
class Together:
    """One dimension as a round may see it.

    `word`: None where too few could say. `scores`: medians by role, and for ALL in a shielded
    round, where each is a level. `expected`: by role, the level that it expected of the other side.
    `facets`: where the medians of the two sides lie far apart.
    """

    word: Word | None = None
    scores: Mapping[str, Fraction] = field(default_factory=dict)
    expected: Mapping[str, int] = field(default_factory=dict)
    facets: tuple[str, ...] = ()

    @property
    def gap(self) -> Fraction | None:
        """How far leadership is above operations, in steps, as far as that is shown."""
        return gap_between(self.scores)

    @property
    def consensus(self) -> Fraction | None:
        """Where all stand together: their level, or the mean of the role medians (C4–C8)."""
        if ALL in self.scores:
            return self.scores[ALL]
        medians = self.scores.values()
        return sum(medians, Fraction(0)) / len(medians) if medians else None


@dataclass(frozen=True, slots=True)
class Person:
    """One participant of an open round: a role, and a level for each dimension that is known."""

    role: str
    levels: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Aggregate:
    """All that is left of a round.

    `facts`: about the organisation, all but the role. `counts`: participants by role. `order`: the
    dimensions by disagreement, the largest first. `people`: of an open round, in an order that has
    nothing to do with when they answered.
    """

    edition: int
    mode: Mode
    facts: Profile
    counts: Mapping[str, int]
    dimensions: Mapping[str, Together]
    order: tuple[str, ...]
    people: tuple[Person, ...] = ()

    @property
    def lettered(self) -> Mapping[str, Person]:
        """The people of an open round by a letter each."""
        return dict(zip(ascii_uppercase, self.people, strict=False))

    def of_word(self, word: Word) -> tuple[str, ...]:
        """The dimensions of which this is said, by disagreement."""
        return tuple(d for d in self.order if self.dimensions[d].word == word)


def gap_between(medians: Mapping[str, Fraction]) -> Fraction | None:
    """How far the median of leadership is above that of operations; None unless both are there."""
    if not set(SIDES) <= medians.keys():
        return None
    leadership, operations = (medians[side] for side in SIDES)
    return leadership - operations


def missing(mode: Mode, count: int) -> int:
    """How many answers a round with this many lacks before anything can be shown."""
    return max(0, FEWEST[mode] - count)
