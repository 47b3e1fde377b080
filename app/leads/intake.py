"""Leads from JSON Lines, as an export writes them: taken in or refused line by line."""

import json
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import asdict, dataclass, field
from itertools import islice
from typing import IO

from app.database.leads import LeadStore
from app.errors import StoreError
from app.leads.attribution import LABELS, Attribution
from app.leads.record import Catalogue, Lead
from app.leads.values import Allowed, Value, one_of

LONGEST_LINE = 1 << 20  # bytes; a lead takes about one thousandth of it

_BATCH = 500
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"


@dataclass(frozen=True)
class Intake:
    """Takes leads into a store. Doing it twice has the same result as doing it once.

    A lead with a known reference replaces the stored one, except for its next step, as
    LeadStore.put() does. `sources`: the only ones accepted, if there are any. Gathered here is
    what was left out: `unknown`, names that are not, or no longer, columns; `dropped`, the columns
    of labels that could not be kept; `deleted`, references of leads that were deleted.
    """

    store: LeadStore
    catalogue: Catalogue
    sources: Collection[str] = ()
    unknown: set[str] = field(default_factory=set)
    dropped: list[str] = field(default_factory=list)
    deleted: set[str] = field(default_factory=set)

    def take_in(self, lines: Iterable[bytes], refuse: Callable[[int, str], object]) -> int:
        """Store the leads of these lines; return how many there were. Skips blank lines.

        `refuse` is called with the number of each line that holds no valid lead, and the reason.
        """
        taken = 0
        leads = self._leads(lines, refuse)
        while batch := list(islice(leads, _BATCH)):
            out = self.store.put_all(batch)
            self.deleted.update(out)
            taken += sum(lead.reference not in out for lead in batch)
        return taken

    def read(self, line: bytes) -> Lead:
        """The lead in a line. Raises StoreError, saying what is wrong with it."""
        if len(line) > LONGEST_LINE:
            raise StoreError(f"A lead has at most {LONGEST_LINE} bytes.")
        try:
            values = json.loads(line)
        except (ValueError, RecursionError):
            raise StoreError("This is not JSON in UTF-8.") from None
        if not isinstance(values, dict):
            raise StoreError("A lead is an object, as in {…}.")
        _check("edition", one_of(self.catalogue.editions), values.get("edition"))
        lead = self._with_clean_labels(self.catalogue.read(values))
        for column in self.catalogue.columns:
            _check(column.name, column.allowed_in(lead["edition"]), lead[column.name])
        _check_range(lead)
        self.unknown.update(self.catalogue.unknown(values))
        return lead

    @property
    def remarks(self) -> Iterator[str]:
        """What was left out, in words."""
        if self.unknown:
            yield f"Left out, because there is no such column: {', '.join(sorted(self.unknown))}."
        if self.dropped:
            yield f"Labels left out, because they might name somebody: {len(self.dropped)}."
        if self.deleted:
            yield f"{len(self.deleted)} leads had been deleted and are left out."

    def _leads(
        self, lines: Iterable[bytes], refuse: Callable[[int, str], object]
    ) -> Iterator[Lead]:
        for number, line in enumerate(lines, 1):
            text = line.removeprefix(_BYTE_ORDER_MARK) if number == 1 else line
            if text.strip():
                try:
                    yield self.read(text)
                except StoreError as error:
                    refuse(number, str(error))

    def _with_clean_labels(self, lead: Lead) -> Lead:
        """The same lead, with its labels cleaned like a visitor's."""
        given = {name: lead[name] for name in LABELS}
        kept = asdict(Attribution.clean(given, self.sources))
        self.dropped.extend(name for name in LABELS if given[name] and not kept[name])
        return Lead({**lead.values, **kept})


def _check(name: str, allowed: Allowed, value: Value) -> None:
    """Raise StoreError when the column cannot hold this value."""
    if value is not None and not allowed.test(value):
        raise StoreError(f"The column {name!r} is {_shown(value)}; it must be {allowed.words}.")


def _check_range(lead: Lead) -> None:
    """Raise StoreError when the level is not within its range."""
    levels = [lead[name] for name in ("range_low", "level", "range_high")]
    known = [level for level in levels if isinstance(level, int)]
    if known != sorted(known):
        raise StoreError("The column 'level' is not between 'range_low' and 'range_high'.")


def lines_of(file: IO[bytes]) -> Iterator[bytes]:
    """The lines of a file. One that is too long for a lead is cut off."""
    while line := file.readline(LONGEST_LINE + 1):
        yield line
        while line and not line.endswith(b"\n"):
            line = file.readline(LONGEST_LINE)


def _shown(value: Value) -> str:
    return ascii(value) if len(str(value)) <= 40 else f"{str(value)[:40]!a}…"
