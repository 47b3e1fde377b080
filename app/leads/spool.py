"""The spool: where leads wait while the store is out of reach, so that none is lost."""

import logging
import time
from collections.abc import Callable, Collection, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from app.database.leads import LeadStore
from app.errors import StoreError, StoreUnavailable
from app.leads.record import Catalogue, Lead
from app.leads.spool_folder import SpoolFolder
from app.leads.spool_lines import (
    Entry,
    Forget,
    Wish,
    dated,
    lead_line,
    outcome,
    read_lines,
    take_in,
)
from app.leads.weeks import iso_week

# After a failure, visitors of this process don't wait for the store again for so long.
REST_SECONDS = 5.0

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Drained:
    """What became of the spooled leads; `finished`: none is left."""

    stored: int
    rejected: int
    finished: bool


class Spool:
    """Leads, and wishes about them, as JSON Lines in a folder, oldest first.

    Safe among threads and processes.

    `spare`: a folder on another disk, for the day that the first can't be written.
    """

    def __init__(
        self,
        folder: Path,
        catalogue: Catalogue,
        spare: Path | None = None,
        rest_seconds: float = REST_SECONDS,
    ) -> None:
        self._catalogue = catalogue
        self._folders = [SpoolFolder(folder)]
        if spare is not None:
            self._folders.append(SpoolFolder(spare, shared=True))
        self._rest_seconds = rest_seconds
        self._resting_until = 0.0

    @property
    def resting(self) -> bool:
        """Whether the store has failed a moment ago."""
        return time.monotonic() < self._resting_until

    def rest(self) -> None:
        """Remember that the store has failed just now."""
        self._resting_until = time.monotonic() + self._rest_seconds

    def waiting(self) -> bool:
        """Whether there are leads to take in."""
        return any(folder.waiting() for folder in self._folders)

    def leads(self) -> list[Lead]:
        """The leads that wait, each as it will be stored; none when that can't be read."""
        found: dict[str, Lead] = {}
        for entry in self._entries(b""):
            if isinstance(entry, Lead):
                found[entry.reference] = entry
            elif isinstance(entry, Forget):
                found.pop(entry.reference, None)
        return list(found.values())

    def add(self, lead: Lead) -> None:
        """Spool a lead; when this returns, it survives a crash.

        Raises StoreUnavailable when there is no folder left to write to.
        """
        self._append(lead_line(lead))

    def wish(self, wish: Wish) -> None:
        """Spool a wish, which is granted after all that waits before it; as add()."""
        self._append(wish.line())

    def about(self, reference: str) -> Lead | Forget | None:
        """What waits under this reference: a lead, its deletion, or nothing. Never raises."""
        return outcome(self._entries(reference.encode()), reference)

    def _entries(self, mark: bytes) -> list[Entry]:
        """What waits in lines that hold these bytes, oldest first; nothing if it can't be read."""
        try:
            lines = [line for folder in self._folders for line in folder.lines_with(mark)]
        except OSError:
            return []
        return read_lines(self._catalogue, lines).entries

    def strike(self, reference: str) -> bool:
        """Strike out all that waits under this reference; whether that is sure to be done."""
        done = True
        for folder in self._folders:
            try:
                done &= folder.strike(reference.encode())
            except OSError:
                done = False
        return done

    def purge_rejected(self, goes: Callable[[bytes], bool]) -> None:
        """Strike out, for good, those lines that nobody could read which have to go.

        Raises StoreUnavailable when a folder doesn't let that be done; the other one is done.
        """
        failures = []
        for folder in self._folders:
            try:
                folder.strike_rejected(goes)
            except OSError as error:
                failures.append(error)
        if failures:
            raise StoreUnavailable(f"Rejected lines cannot be purged: {failures[0]}.")

    def _strike_rejected(self, references: Collection[str]) -> None:
        """Leave nothing of forgotten leads among the lines that nobody could read."""
        marks = [reference.encode() for reference in references]
        if marks:
            with suppress(StoreUnavailable):  # tried again every day
                self.purge_rejected(lambda line: any(mark in line for mark in marks))

    def _append(self, line: bytes) -> None:
        failures = []
        for folder in self._folders:
            try:
                return folder.append(line)
            except OSError as error:
                failures.append(error)
        raise StoreUnavailable(f"No spool can be written: {failures[0]}.") from failures[0]

    def drain(self, store: LeadStore) -> Drained:
        """Store all leads and grant all wishes; what the store can't take stays. Never raises."""
        stored = rejected = 0
        unknown: set[str] = set()

        def take_lines(lines: Sequence[bytes]) -> Sequence[bytes]:
            nonlocal stored, rejected
            read = read_lines(self._catalogue, lines)
            stored += take_in(read.entries, store)
            rejected += len(read.unreadable)
            unknown.update(read.unknown)
            forgotten = {each.reference for each in read.entries if isinstance(each, Forget)}
            self._strike_rejected(forgotten)
            week = iso_week(datetime.now(UTC).date())
            return [dated(line, week) for line in read.unreadable]

        # A list, so that every folder gets its turn, also when one of them fails.
        done = [self._take(folder, take_lines) for folder in self._folders]
        if rejected:
            _log.error("%d spooled leads could not be read; see rejected.jsonl.", rejected)
        if unknown:
            _log.warning(
                "Spooled leads had columns that are not known: %s.", ", ".join(sorted(unknown))
            )
        return Drained(stored, rejected, finished=all(done))

    def _take(
        self, folder: SpoolFolder, store: Callable[[Sequence[bytes]], Sequence[bytes]]
    ) -> bool:
        try:
            return folder.take(store)
        except Exception as error:
            self.rest()
            _log.warning("Spooled leads have to wait: %s", reason(error))
            return False


def reason(error: Exception) -> str:
    """What may be logged: an error that nobody foresaw could quote from the lead."""
    known = isinstance(error, StoreError | OSError)
    return str(error) if known else type(error).__name__
