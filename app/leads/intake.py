"""Leads from JSON Lines, such as an export has written: taken in, or refused line by line."""

import json
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import IO

from app.errors import StoreError
from app.leads.record import Catalogue, Column, Lead
from app.leads.store import LeadStore
from app.leads.values import Value
from app.leads.week import is_iso_week
from app.method.model import Model
from app.method.token import parse_reference

LONGEST_LINE = 1 << 20  # bytes; a lead takes about one thousandth of it

_BATCH = 500
_LEVELS = frozenset(("level", "range_low", "range_high"))
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"


@dataclass(frozen=True)
class Intake:
    """Takes leads into a store. Doing it twice leaves what doing it once does.

    A lead with a known reference replaces the one that is there, but for its next step, as
    LeadStore.put() does. `languages`: those that a lead may be in. `forgotten` says of a reference
    whether it was deleted, and so stays out; `left_out`: those that did.
    """

    store: LeadStore
    catalogue: Catalogue
    model: Model
    languages: Collection[str]
    forgotten: Callable[[str], bool]
    left_out: set[str] = field(default_factory=set)

    def take_in(self, lines: Iterable[bytes], refuse: Callable[[int, str], object]) -> int:
        """Store the leads of these lines; how many they were. Blank lines are none.

        `refuse` is told the number of each line that holds no lead, and why; the others go in.
        """
        taken = 0
        leads = self._leads(lines, refuse)
        while batch := list(islice(leads, _BATCH)):
            self.store.put_all(batch)
            taken += len(batch)
        return taken

    def read(self, line: bytes) -> Lead:
        """The lead in a line. Raises StoreError saying what is wrong with it."""
        if len(line) > LONGEST_LINE:
            raise StoreError(f"A lead takes no more than {LONGEST_LINE} bytes.")
        try:
            values = json.loads(line)
        except (ValueError, RecursionError):
            raise StoreError("This is not JSON in UTF-8.") from None
        if not isinstance(values, dict):
            raise StoreError("A lead is an object, as in {…}.")
        lead = self.catalogue.read(values)
        wrong = next((c.name for c in self.catalogue.columns if not self._makes_sense(c, lead)), "")
        if wrong:
            raise StoreError(f"The column {wrong!r} cannot be {_shown(lead[wrong])}.")
        return lead

    def _leads(
        self, lines: Iterable[bytes], refuse: Callable[[int, str], object]
    ) -> Iterator[Lead]:
        for number, line in enumerate(lines, 1):
            text = line.removeprefix(_BYTE_ORDER_MARK) if number == 1 else line
            if text.strip():
                try:
                    lead = self.read(text)
                except StoreError as error:
                    refuse(number, str(error))
                    continue
                if self.forgotten(lead.reference):
                    self.left_out.add(lead.reference)
                else:
                    yield lead

    def _makes_sense(self, column: Column, lead: Lead) -> bool:
        """Whether the value is one that the check could have given; of any edition but ours,
        nobody knows which those are."""
        value = lead[column.name]
        if column.name == "reference":
            return parse_reference(str(value)) == value
        if column.name == "week":
            return is_iso_week(str(value))
        if column.name == "language":
            return value in self.languages
        if lead["edition"] != self.catalogue.edition or value is None:
            return True
        if column.name in self.model.profile:
            return value in self.model.profile[column.name]
        return not self._is_on_the_scale(column) or self._fits_the_scale(value)

    def _is_on_the_scale(self, column: Column) -> bool:
        return column.kind == "real" or column.facet is not None or column.name in _LEVELS

    def _fits_the_scale(self, value: Value) -> bool:
        return isinstance(value, int | float) and 1 <= value <= self.model.steps


def lines_of(file: IO[bytes]) -> Iterator[bytes]:
    """The lines of a file. One that is too long for a lead comes without its end."""
    while line := file.readline(LONGEST_LINE + 1):
        yield line
        while line and not line.endswith(b"\n"):
            line = file.readline(LONGEST_LINE)


def _shown(value: Value) -> str:
    return ascii(value) if len(str(value)) <= 40 else f"{str(value)[:40]!a}…"
