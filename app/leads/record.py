"""The lead: what its columns are made of, and the record that an assessment leaves behind."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import cast

from app.errors import StoreError
from app.leads.attribution import Attribution
from app.leads.values import FLOOD, NOTHING, VALUE_TEXTS, Allowed, Kind, Value, fits
from app.method.scoring import Assessment

_UNATTRIBUTED = Attribution()


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


@dataclass(frozen=True, slots=True)
class Column:
    """One column of the lead.

    `kind`: a flag is 0 or 1. `texts`: the id under which its heading and meaning are written;
    `dimension` and `facet` fill the placeholders in them. `allowed`: which values it may hold.
    `required`: never None. `older`: what a required column that came later says of leads from
    before it; None if it was always there. `asked`: of a profile question, the options in each
    edition that asks it; in leads of the others it is None.
    """

    name: str
    kind: Kind
    texts: str
    value: Callable[[Completed], Value] = field(repr=False, compare=False)
    allowed: Allowed
    required: bool = False
    dimension: str | None = None
    facet: str | None = None
    older: Value = None
    asked: Mapping[int, Allowed] | None = None

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
        return f"{self.texts}.heading"

    @property
    def meaning(self) -> str:
        """Text id of the meaning."""
        return f"{self.texts}.meaning"


@dataclass(frozen=True, slots=True)
class Lead:
    """One stored lead: a value for every column of the catalogue, in its order."""

    values: Mapping[str, Value]

    def __getitem__(self, name: str) -> Value:
        return self.values[name]

    @property
    def reference(self) -> str:
        """The code that the visitor can quote; the primary key."""
        return str(self.values["reference"])

    @property
    def flood(self) -> bool:
        """Whether it came in a flood and still waits for somebody at the desk."""
        return FLOOD in str(self.values["flags"]).split()

    def let_in(self) -> "Lead":
        """The same, and it doesn't wait any more."""
        flags = (flag for flag in str(self.values["flags"]).split() if flag != FLOOD)
        return Lead({**self.values, "flags": " ".join(flags)})

    def in_place_of(self, before: "Lead | None") -> "Lead":
        """This lead as it is kept when it corrects the one before.

        A next step stays unless it brings one. Whether it waits was decided then: a correction
        neither lets in a lead that waits nor makes one wait that was let in.
        """
        if before is None:
            return self
        next_step = self.values["next_step"] or before.values["next_step"]
        kept = Lead({**self.let_in().values, "next_step": next_step})
        if before.flood:
            return Lead({**kept.values, "flags": f"{kept['flags']} {FLOOD}".lstrip()})
        return kept


@dataclass(frozen=True)
class Catalogue:
    """All columns of the leads of every edition, in the order in which they are shown and exported.

    `editions`: their numbers, the newest last.
    """

    editions: tuple[int, ...]
    columns: tuple[Column, ...]

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The column names, in order."""
        return tuple(column.name for column in self.columns)

    @property
    def text_ids(self) -> list[str]:
        """Ids of every text that describes a column or its values, each once.

        The words of a profile question stand with the question.
        """
        described = [column for column in self.columns if column.asked is None]
        ids = (text for column in described for text in (column.heading, column.meaning))
        return list(dict.fromkeys((*ids, *VALUE_TEXTS)))

    def read(self, values: Mapping[str, object]) -> Lead:
        """Make a lead of values from outside, such as a line of the spool.

        A column that is not mentioned has what older leads have, or else None; what the catalogue
        doesn't know is left out, see unknown(). Raises StoreError naming the first column that is
        missing or of another kind.
        """
        edition = values.get("edition")
        return Lead(
            {c.name: _checked(c, edition, values.get(c.name, c.older)) for c in self.columns}
        )

    def always_required(self, column: Column) -> bool:
        """Whether no lead of any edition is without this."""
        return all(column.required_in(edition) for edition in self.editions)

    def unknown(self, values: Mapping[str, object]) -> set[str]:
        """The names among these values that are no columns, or none any more, fit to be shown."""
        return {f"{name[:40]!a}" for name in set(values).difference(self.names)}


def lead_of(
    catalogue: Catalogue,
    reference: str,
    assessment: Assessment,
    *,
    language: str,
    week: str,
    attribution: Attribution = _UNATTRIBUTED,
    test: bool = False,
    flood: bool = False,
) -> Lead:
    """The lead of one completed check. `week`: as written by iso_week().

    `flood`: it came with more than can be real, so it waits for somebody at the desk.
    """
    completed = Completed(reference, week, language, attribution, assessment, test, flood)
    return Lead({column.name: column.value(completed) for column in catalogue.columns})


def _checked(column: Column, edition: object, value: object) -> Value:
    """The value as the column keeps it; StoreError when it is of another kind."""
    if value is None and not column.required_in(cast(Value, edition)):
        return None
    if not fits(column.kind, value):
        raise StoreError(f"The column {column.name!r} of a lead cannot hold such a value.")
    return cast(Value, value)
