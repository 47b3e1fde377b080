"""The store of leads in one SQLite file."""

import logging
import sqlite3
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import nullcontext
from operator import itemgetter
from pathlib import Path

from app.errors import ConfigurationError, StoreUnavailable
from app.leads.figures import Figures
from app.leads.forgotten import Forgotten
from app.leads.listing import Cursor, Page
from app.leads.outbox import HOUR, announce, announce_deletion, changes, next_batch
from app.leads.record import Catalogue, Lead
from app.leads.sqlite import listing
from app.leads.sqlite import statements as sql
from app.leads.sqlite.backup import copy, new_file
from app.leads.sqlite.connections import BUSY_SECONDS, Connections
from app.leads.sqlite.rows import LeadRows
from app.leads.sqlite.schema import APPLICATION_ID, migrate
from app.leads.sqlite.stats import read_stats
from app.leads.sqlite.tallies import read_figures
from app.leads.store import ALL_REAL, Filter, Stats
from app.leads.values import Value

_log = logging.getLogger(__name__)


def path_of(place: str) -> Path:
    """The file that `sqlite://` + place means: "/data/leads.db" is relative, "//srv/x" is not."""
    if not place.startswith("/") or place.strip("/") in ("", ":memory:"):
        raise ConfigurationError(
            "DATABASE_URL must name a file, as in sqlite:///data/leads.db "
            "(or sqlite:////srv/data/leads.db from the root)."
        )
    return Path(place[1:])


class SQLiteStore:
    """Leads in SQLite: see LeadStore for what each method promises."""

    def __init__(
        self,
        path: Path,
        catalogue: Catalogue,
        busy_seconds: float = BUSY_SECONDS,
        announcing: bool = False,
        grain: int = HOUR,
        forgotten: Forgotten | None = None,
    ) -> None:
        """`grain`: see next_batch(). `forgotten`: where deletions are remembered, if anywhere."""
        self._catalogue = catalogue
        self._announcing = announcing
        self._grain = grain
        self._forgotten = forgotten
        self.connections = Connections(path, lambda c: migrate(c, catalogue), busy_seconds)
        self._put = sql.put(catalogue)
        self._get = sql.get(catalogue)
        self._row = itemgetter(*catalogue.names)
        self._unswept = False

    def put(self, lead: Lead) -> None:
        """See LeadStore."""
        self.put_all((lead,), announced=True)

    def put_all(self, leads: Iterable[Lead], *, announced: bool = False) -> None:
        """See LeadStore."""
        leads = tuple(leads)
        if announced and self._forgotten is not None:
            self._forgotten.withdraw(lead.reference for lead in leads)
        with self.connections.writing() as connection:
            if announced and self._announcing:
                self._announce(connection, leads)
            connection.executemany(self._put, [self._row(lead.values) for lead in leads])

    def set_next_step(self, reference: str, step: str) -> bool:
        """See LeadStore."""
        with self.connections.writing() as connection:
            row = connection.execute(self._get, (reference,)).fetchone()
            if row is None:
                return False
            lead = Lead({**self._lead(row).values, "next_step": step})
            if self._announcing:
                self._announce(connection, [lead])
            connection.execute(sql.NEXT_STEP, (step, reference))
        return True

    def get(self, reference: str) -> Lead | None:
        """See LeadStore."""
        with self.connections.reading() as connection:
            row = connection.execute(self._get, (reference,)).fetchone()
        return None if row is None else self._lead(row)

    def count(self, wanted: Filter = ALL_REAL) -> int:
        """See LeadStore."""
        return listing.count(self.connections, wanted)

    def page(self, wanted: Filter, after: Cursor | None, limit: int) -> Page:
        """See LeadStore."""
        places, before, beyond = listing.page(self.connections, wanted, after, limit)
        return Page(self._leads([reference for _, reference in places]), before, beyond)

    def iterate(self, wanted: Filter = ALL_REAL) -> Iterator[Lead]:
        """See LeadStore."""
        for rows in LeadRows(self.connections).values(self._catalogue.names, wanted):
            yield from map(self._lead, rows)

    def stats(self, wanted: Filter = ALL_REAL) -> Stats:
        """See LeadStore."""
        with self.connections.reading() as connection:
            return read_stats(connection, self._catalogue, wanted)

    def figures(
        self,
        first_week: str | None = None,
        last_week: str | None = None,
        *,
        language: str | None = None,
        source: str | None = None,
        include_test: bool = False,
    ) -> Figures:
        """See LeadStore."""
        wanted = {
            "first_week": first_week,
            "last_week": last_week,
            "language": language,
            "source": source,
            "test": None if include_test else 0,
        }
        with self.connections.snapshot() as connection:
            return read_figures(connection, self._catalogue, wanted)

    def forget(self, reference: str, *, told: bool = False) -> bool:
        """See LeadStore."""
        remembering = self._forgotten.remembering(reference) if self._forgotten else nullcontext()
        with remembering:
            with self.connections.writing() as connection:
                row = connection.execute(self._get, (reference,)).fetchone()
                if row is not None and self._announcing:
                    announce_deletion(connection, self._lead(row), self._due, told=told)
                connection.execute(sql.FORGET, (reference,))
            self._sweep()
        return row is not None

    def purge(self, before_week: str) -> int:
        """See LeadStore."""
        purged = 0
        while True:
            # Looked up before the write lock is taken, so that visitors don't wait for it.
            with self.connections.reading() as connection:
                rows = connection.execute(sql.OLDER, (before_week,)).fetchall()
            if not rows:
                break
            with self.connections.writing() as connection:
                purged += connection.executemany(sql.PURGE, rows).rowcount
        self._sweep()
        return purged

    def backup(self, file: Path, progress: Callable[[int, int], object] | None = None) -> None:
        """See LeadStore."""
        with new_file(file) as beside, self.connections.reading() as connection:
            copy(connection, beside, progress)

    def check(self) -> None:
        """See LeadStore. Really writes, since a full disk shows in no other way."""
        with self.connections.reading() as connection:
            connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        if self._unswept:
            self._sweep()

    def close(self) -> None:
        """See LeadStore."""
        self.connections.close()

    def _leads(self, references: Sequence[str]) -> tuple[Lead, ...]:
        """The leads with these references, in this order; those that are gone are left out."""
        with self.connections.reading() as connection:
            rows = connection.execute(sql.get_all(self._catalogue, len(references)), references)
            found = {row[0]: self._lead(row) for row in rows}
        return tuple(found[reference] for reference in references if reference in found)

    def _announce(self, connection: sqlite3.Connection, leads: Iterable[Lead]) -> None:
        """Leave a message about each lead that is new or different; they are yet to be put."""
        for lead in leads:
            row = connection.execute(self._get, (lead.reference,)).fetchone()
            event = changes(None if row is None else self._lead(row), lead)
            if event is not None:
                announce(connection, lead.reference, event, self._due)

    @property
    def _due(self) -> int:
        """When the CRM hears of what happens now."""
        return next_batch(time.time(), self._grain)

    def _lead(self, row: tuple[Value, ...]) -> Lead:
        return Lead(dict(zip(self._catalogue.names, row, strict=True)))

    def _sweep(self) -> None:
        """Clear the write-ahead log, which still holds what was deleted from the tables."""
        self._unswept = True
        try:
            with self.connections.reading() as connection:
                busy = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
        except StoreUnavailable:
            busy = 1
        self._unswept = bool(busy)
        if busy:
            _log.warning("Deleted leads linger in the write-ahead log until the next check.")
