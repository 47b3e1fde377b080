"""The lead: what is stored of a check; and the catalogue of its columns."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from typing import cast

from app.errors import StoreError
from app.leads.attribution import Attribution
from app.leads.column import Column, Completed, Use
from app.leads.values import FLOOD, Value, fits
from app.method.scoring import Assessment

_UNATTRIBUTED = Attribution()


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
        """The same lead, no longer marked as part of a flood."""
        flags = (flag for flag in str(self.values["flags"]).split() if flag != FLOOD)
        return Lead({**self.values, "flags": " ".join(flags)})

    def in_place_of(self, before: "Lead | None") -> "Lead":
        """This lead as it is kept when it corrects the one before.

        The earlier next step stays unless this lead brings one. So does the decision about a flood:
        a correction neither lets in a lead that waits nor makes one wait that was let in.
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

        Those of a profile question are written with the question instead.
        """
        described = [column for column in self.columns if column.asked is None]
        ids = ((c.heading, c.meaning, c.said.empty, *c.said.texts) for c in described)
        return list(dict.fromkeys(chain.from_iterable(ids)))

    def __getitem__(self, name: str) -> Column:
        """The column of this name."""
        return self._by_name[name]

    @cached_property
    def _by_name(self) -> Mapping[str, Column]:
        return {column.name: column for column in self.columns}

    def used(self, use: Use) -> tuple[Column, ...]:
        """The columns that have this use."""
        return tuple(column for column in self.columns if use in column.uses)

    def read(self, values: Mapping[str, object]) -> Lead:
        """Make a lead from outside values, such as a line of the spool.

        A missing column gets the value that older leads have, or else None; names that the
        catalogue doesn't know are left out, see unknown(). Raises StoreError, naming the first
        required column that is missing or the first value of the wrong kind.
        """
        edition = values.get("edition")
        return Lead(
            {c.name: _checked(c, edition, values.get(c.name, c.older)) for c in self.columns}
        )

    def always_required(self, column: Column) -> bool:
        """Whether the leads of every edition must have a value in this column."""
        return all(column.required_in(edition) for edition in self.editions)

    def unknown(self, values: Mapping[str, object]) -> set[str]:
        """The names among these values that are not, or no longer, columns; safe to be shown."""
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
    repeat: bool = False,
) -> Lead:
    """The lead of one completed check. `week`: as written by iso_week().

    `flood`: it came with more than can be real, so it waits for somebody at the desk. `repeat`: the
    check was taken again, after an earlier result.
    """
    completed = Completed(reference, week, language, attribution, assessment, test, flood, repeat)
    return Lead({column.name: column.value(completed) for column in catalogue.columns})


def _checked(column: Column, edition: object, value: object) -> Value:
    """The value, if the column can hold it. Raises StoreError when it is of the wrong kind."""
    if value is None and not column.required_in(cast(Value, edition)):
        return None
    if not fits(column.kind, value):
        raise StoreError(f"The column {column.name!r} of a lead cannot hold such a value.")
    return cast(Value, value)
