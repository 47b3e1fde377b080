"""The lead: what its columns are made of, and the record that an assessment leaves behind."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import cast

from app.errors import StoreError
from app.leads.attribution import Attribution
from app.leads.values import MODEST, VALUE_TEXTS, Allowed, Kind, Value, fits
from app.method.scoring import Assessment

_UNATTRIBUTED = Attribution()


@dataclass(frozen=True, slots=True)
class Completed:
    """Everything that a lead is made of; each column takes its value from here."""

    reference: str
    week: str
    language: str
    edition: int
    attribution: Attribution
    assessment: Assessment
    test: bool


@dataclass(frozen=True, slots=True)
class Column:
    """One column of the lead.

    `kind`: a flag is 0 or 1. `texts`: the id under which its heading and meaning are written;
    `dimension` and `facet` fill the placeholders in them. `required`: never None. `allowed`:
    which values it may hold besides.
    """

    name: str
    kind: Kind
    texts: str
    value: Callable[[Completed], Value] = field(repr=False, compare=False)
    required: bool = False
    dimension: str | None = None
    facet: str | None = None
    allowed: Allowed = MODEST

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


@dataclass(frozen=True)
class Catalogue:
    """All columns of a lead, in the order in which they are shown and exported."""

    edition: int
    columns: tuple[Column, ...]

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The column names, in order."""
        return tuple(column.name for column in self.columns)

    @property
    def text_ids(self) -> list[str]:
        """Ids of every text that describes a column or its values, each once."""
        ids = (text for column in self.columns for text in (column.heading, column.meaning))
        return list(dict.fromkeys((*ids, *VALUE_TEXTS)))

    def read(self, values: Mapping[str, object]) -> Lead:
        """Make a lead of values from outside, such as a line of the spool.

        A column that is not mentioned is None. Raises StoreError naming the first column that is
        unknown, missing or of another kind.
        """
        unknown = next((name for name in values if name not in self.names), None)
        if unknown is not None:
            raise StoreError(f"A lead has no column {unknown[:40]!r}.")
        return Lead({c.name: _checked(c, values.get(c.name)) for c in self.columns})


def lead_of(
    catalogue: Catalogue,
    reference: str,
    assessment: Assessment,
    *,
    language: str,
    week: str,
    attribution: Attribution = _UNATTRIBUTED,
    test: bool = False,
) -> Lead:
    """The lead of one completed check. `week`: as written by iso_week()."""
    completed = Completed(
        reference, week, language, catalogue.edition, attribution, assessment, test
    )
    return Lead({column.name: column.value(completed) for column in catalogue.columns})


def _checked(column: Column, value: object) -> Value:
    """The value as the column keeps it; StoreError when it is of another kind."""
    if value is None and not column.required:
        return None
    if not fits(column.kind, value):
        raise StoreError(f"The column {column.name!r} of a lead cannot hold such a value.")
    return cast(Value, value)
