"""One column of the lead: where its value comes from, what it may hold, and what it is used for."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from app.leads.attribution import Attribution
from app.leads.values import NOTHING, Allowed, Kind, Value
from app.method.bank import Language
from app.method.scoring import Assessment

# What a column is about: the visit, the organisation, the answers, or their outcome.
About = Literal["visit", "profile", "answers", "outcome"]
Use = Literal["filtered", "counted", "tallied", "published"]


@dataclass(frozen=True, slots=True)
class Completed:
    """Everything that a lead is made of; each column takes its value from here."""

    reference: str
    week: str
    language: str
    attribution: Attribution
    assessment: Assessment
    test: bool
    flood: bool
    repeat: bool


@dataclass(frozen=True, slots=True)
class InWords:
    """How the values of a column are put into words.

    `one`: names a value; None where values speak for themselves. `numbered`: the value goes before
    its name. `several`: a value is a list of words, each with a name. `empty`: id of the text for
    no value; `texts`: ids of all others.
    """

    one: Callable[["Column", Value, Language], str] | None = field(
        default=None, repr=False, compare=False
    )
    numbered: bool = False
    several: bool = False
    empty: str = "values.none"
    texts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Column:
    """One column of the lead, and everything there is to know about it.

    `kind`: a flag is 0 or 1. `allowed`: which values it may hold. `required`: never None. `older`:
    the value of leads from before a required column was added; None if it was always there.
    `asked`: of a profile question, the options in each edition that asks it; leads of other
    editions have None.

    `texts`: the id under which its heading and meaning are written, where that isn't its own;
    `dimension` and `facet` fill the placeholders in them.

    `uses`: "filtered" where leads can be filtered by its value; "counted" where figures say how
    many leads have each value; "tallied" where the figures of a period do too, so that every lead
    is counted as it comes in; "published" where the barometer is made from it.
    """

    name: str
    kind: Kind
    value: Callable[[Completed], Value] = field(repr=False, compare=False)
    allowed: Allowed
    said: InWords
    about: About
    required: bool = False
    older: Value = None
    asked: Mapping[int, Allowed] | None = None
    texts: str | None = None
    dimension: str | None = None
    facet: str | None = None
    uses: tuple[Use, ...] = ()

    def allowed_in(self, edition: Value) -> Allowed:
        """Which values it may hold in a lead of this edition, besides None."""
        if self.asked is None:
            return self.allowed
        return next((each for number, each in self.asked.items() if number == edition), NOTHING)

    def required_in(self, edition: Value) -> bool:
        """Whether a lead of this edition must have a value here."""
        return self.required and (self.asked is None or edition in self.asked)

    @property
    def heading(self) -> str:
        """Text id of the heading."""
        return f"{self.texts or f'columns.{self.name}'}.heading"

    @property
    def meaning(self) -> str:
        """Text id of the meaning."""
        return f"{self.texts or f'columns.{self.name}'}.meaning"
