"""The store of leads in one SQLite file."""

import logging
import sqlite3
from collections.abc import Iterable, Iterator
from operator import itemgetter
from pathlib import Path
from typing import TYPE_CHECKING

from app.errors import ConfigurationError, StoreUnavailable
from app.leads import sqlite_statements as sql
from app.leads.record import Catalogue, Lead
from app.leads.sqlite_connections import BUSY_SECONDS, Connections
from app.leads.sqlite_schema import APPLICATION_ID, migrate
from app.leads.store import ALL_REAL, COUNTED, Filter, Stats
from app.leads.values import Value

if TYPE_CHECKING:
    from sqlite_utils import Database

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
        self, path: Path, catalogue: Catalogue, busy_seconds: float = BUSY_SECONDS
    ) -> None:
        self._catalogue = catalogue
        self.connections = Connections(path, lambda c: migrate(c, catalogue), busy_seconds)
        self._put = sql.put(catalogue)
        self._get = sql.get(catalogue)
        self._row = itemgetter(*catalogue.names)
        self._unswept = False

    def put(self, lead: Lead) -> None:
        """See LeadStore."""
        self.put_all((lead,))

    def put_all(self, leads: Iterable[Lead]) -> None:
        """See LeadStore."""
        rows = [self._row(lead.values) for lead in leads]
        with self.connections.writing() as connection:
            connection.executemany(self._put, rows)

    def get(self, reference: str) -> Lead | None:
        """See LeadStore."""
        with self.connections.reading() as connection:
            row = connection.execute(self._get, (reference,)).fetchone()
        return None if row is None else self._lead(row)

    def count(self, wanted: Filter = ALL_REAL) -> int:
        """See LeadStore."""
        where, values = sql.condition(wanted)
        with self.connections.reading() as connection:
            return _database(connection).table("leads").count_where(where, values)

    def iterate(self, wanted: Filter = ALL_REAL) -> Iterator[Lead]:
        """See LeadStore."""
        where, values = sql.condition(wanted)
        statement = sql.page(self._catalogue, where)
        after = ""
        while True:
            with self.connections.reading() as connection:
                # All of them: a read that goes on would keep the write-ahead log from clearing.
                rows = connection.execute(statement, {"after": after, **values}).fetchall()
            for row in rows:
                yield self._lead(row)
            if len(rows) < sql.CHUNK:
                return
            after = rows[-1][0]

    def stats(self, wanted: Filter = ALL_REAL) -> Stats:
        """See LeadStore."""
        where, values = sql.condition(wanted)
        with self.connections.reading() as connection:
            database = _database(connection)
            counts = {
                name: {row["value"]: row["leads"] for row in database.query(statement, values)}
                for name, statement in ((name, sql.counts(name, where)) for name in COUNTED)
            }
            means = next(database.query(sql.means(self._catalogue, where), values))
        return Stats(sum(counts["language"].values()), counts, means)

    def set_next_step(self, reference: str, step: str) -> bool:
        """See LeadStore."""
        with self.connections.writing() as connection:
            return connection.execute(sql.NEXT_STEP, (step, reference)).rowcount > 0

    def forget(self, reference: str) -> bool:
        """See LeadStore."""
        with self.connections.writing() as connection:
            found = connection.execute(sql.FORGET, (reference,)).rowcount > 0
        self._sweep()
        return found

    def purge(self, before_week: str) -> int:
        """See LeadStore."""
        purged, after = 0, ""
        while True:
            # Looked up before the write lock is taken, so that visitors don't wait for it.
            with self.connections.reading() as connection:
                values = {"week": before_week, "after": after}
                rows = connection.execute(sql.OLDER, values).fetchall()
            if not rows:
                break
            with self.connections.writing() as connection:
                purged += connection.executemany(sql.PURGE, rows).rowcount
            after = rows[-1][0]
        self._sweep()
        return purged

    def check(self) -> None:
        """See LeadStore. Really writes, since a full disk shows in no other way."""
        with self.connections.reading() as connection:
            connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        if self._unswept:
            self._sweep()

    def close(self) -> None:
        """See LeadStore."""
        self.connections.close()

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


def _database(connection: sqlite3.Connection) -> "Database":
    # Imported when a figure is asked for: a worker that only takes in leads is lighter without.
    from sqlite_utils import Database

    return Database(connection, execute_plugins=False)
