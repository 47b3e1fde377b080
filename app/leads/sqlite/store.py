"""The store of leads in one SQLite file."""

import logging
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import Any

from app.errors import ConfigurationError, StoreUnavailable
from app.leads.figures import Figures
from app.leads.forgotten import Forgotten
from app.leads.listing import Cursor, Page
from app.leads.outbox import HOUR
from app.leads.record import Catalogue, Lead
from app.leads.sqlite import listing
from app.leads.sqlite import statements as sql
from app.leads.sqlite.backup import copy, new_file
from app.leads.sqlite.connections import BUSY_SECONDS, Connections
from app.leads.sqlite.migrations import APPLICATION_ID
from app.leads.sqlite.rows import LeadRows
from app.leads.sqlite.schema import derived_from, migrate
from app.leads.sqlite.sources import PURGE_COUNTS, with_admitted
from app.leads.sqlite.stats import read_stats
from app.leads.sqlite.table import LeadTable
from app.leads.sqlite.tallies import read_figures
from app.leads.store import ALL_REAL, Filter, Stats

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
        self._forgotten = forgotten
        self._table = LeadTable(catalogue, grain if announcing else None)
        derived = derived_from(catalogue)
        self.connections = Connections(
            path, lambda each: migrate(each, catalogue, derived), busy_seconds
        )
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
            for lead in with_admitted(connection, leads):
                before = self._table.get(connection, lead.reference)
                self._table.keep(connection, before, lead.in_place_of(before), announced)

    def set_next_step(self, reference: str, step: str) -> bool:
        """See LeadStore."""
        with self.connections.writing() as connection:
            before = self._table.get(connection, reference)
            if before is None:
                return False
            lead = Lead({**before.values, "next_step": step})
            self._table.keep(connection, before, lead, announced=True)
        return True

    def let_in(self, reference: str | None = None) -> int:
        """See LeadStore."""
        if reference is not None:
            return self._let_in([(reference,)])
        count = 0
        while rows := self._rows(sql.WAITING):
            count += self._let_in(rows)
        return count

    def get(self, reference: str) -> Lead | None:
        """See LeadStore."""
        with self.connections.reading() as connection:
            return self._table.get(connection, reference)

    def count(self, wanted: Filter = ALL_REAL) -> int:
        """See LeadStore."""
        return listing.count(self.connections, wanted)

    def page(self, wanted: Filter, after: Cursor | None, limit: int) -> Page:
        """See LeadStore."""
        places, before, beyond = listing.page(self.connections, wanted, after, limit)
        with self.connections.reading() as connection:
            leads = self._table.several(connection, [reference for _, reference in places])
        return Page(leads, before, beyond)

    def iterate(self, wanted: Filter = ALL_REAL) -> Iterator[Lead]:
        """See LeadStore."""
        for rows in LeadRows(self.connections).values(self._catalogue.names, wanted):
            yield from map(self._table.lead, rows)

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
        with self._remembering([reference]):
            with self.connections.writing() as connection:
                found = self._table.forget(connection, reference, told=told)
            self._sweep()
        return found

    def forget_flood(self) -> int:
        """See LeadStore."""
        count = 0
        while rows := self._rows(sql.WAITING):
            with self._remembering(reference for (reference,) in rows):
                count += self._execute_many(sql.FORGET_FLOOD, rows)
        self._sweep()
        return count

    def purge(self, before_week: str) -> int:
        """See LeadStore."""
        self._execute_many(PURGE_COUNTS, [(before_week,)])
        count = 0
        while rows := self._rows(sql.OLDER, (before_week,)):
            count += self._execute_many(sql.PURGE, rows)
        self._sweep()
        return count

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

    def _let_in(self, rows: Iterable[tuple[str]]) -> int:
        count = 0
        with self.connections.writing() as connection:
            for (reference,) in rows:
                before = self._table.get(connection, reference)
                if before is not None and before.flood:
                    self._table.keep(connection, before, before.let_in(), announced=True)
                    count += 1
        return count

    def _rows(self, statement: str, values: tuple[str, ...] = ()) -> list[Any]:
        """Looked up before the write lock is taken, so that visitors don't wait for it."""
        with self.connections.reading() as connection:
            return connection.execute(statement, values).fetchall()

    def _execute_many(self, statement: str, rows: list[Any]) -> int:
        """Do this with each row, a few at a time in one transaction; how many leads it changed."""
        with self.connections.writing() as connection:
            return connection.executemany(statement, rows).rowcount

    def _remembering(self, references: Iterable[str]) -> AbstractContextManager[None]:
        return self._forgotten.remembering(references) if self._forgotten else nullcontext()

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
