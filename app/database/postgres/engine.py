"""The engine for a PostgreSQL database."""

import atexit
import os
import threading
import weakref
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from psycopg_pool import ConnectionPool, PoolTimeout

from app.database.engine import Connection, CsvLine
from app.database.postgres.connection import PostgresConnection, usual_settings
from app.database.postgres.schema import migrate
from app.database.postgres.tidying import tidy
from app.errors import StoreError, StoreUnavailable
from app.leads.column import Column
from app.leads.export.csv_file import CsvStyle
from app.leads.record import Catalogue

_PATIENCE_SECONDS = 5  # unless the address says connect_timeout
# Connections of one process: its threads, and what runs in the background.
_MOST = 12
_BUCKETS = 1024  # of names to lock, so that PostgreSQL never runs out of locks


class PostgresEngine:
    """PostgreSQL: see Engine for what each method promises.

    `url`: as libpq reads it. Over a network TLS is required unless it says otherwise. Its
    `connect_timeout` is how many seconds to wait for a connection, or for a locked row.
    """

    skip_locked = " FOR UPDATE OF mine SKIP LOCKED"

    def __init__(self, url: str, catalogue: Catalogue) -> None:
        given: Mapping[str, Any] = conninfo_to_dict(url)
        self._patience = int(given.get("connect_timeout") or _PATIENCE_SECONDS)
        self.conninfo = make_conninfo(**{**usual_settings(given, self._patience), **given})
        self._catalogue = catalogue
        self._local = threading.local()
        self._opening = threading.Lock()
        self._pool: ConnectionPool | None = None
        self._process = os.getpid()

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """See Engine; nested blocks of a thread share one connection."""
        held: PostgresConnection | None = getattr(self._local, "held", None)
        if held is not None:
            yield held
            return
        try:
            with self._opened().connection() as connection:
                self._local.held = PostgresConnection(connection)
                try:
                    yield self._local.held
                finally:
                    self._local.held = None
        except (psycopg.Error, PoolTimeout) as error:
            raise _translated(error) from error

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """See Engine."""
        with self.reading() as connection, _transaction(connection, "BEGIN"):
            yield connection

    @contextmanager
    def snapshot(self) -> Iterator[Connection]:
        """See Engine."""
        begin = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
        with self.reading() as connection, _transaction(connection, begin):
            yield connection

    def alone(self, connection: Connection, what: str, names: Iterable[str] = ("",)) -> None:
        """See Engine. Locks in a fixed order, so that no two transactions deadlock."""
        kind = zlib.crc32(what.encode()) - 2**31
        for bucket in sorted({zlib.crc32(name.encode()) % _BUCKETS for name in names}):
            connection.execute("SELECT pg_advisory_xact_lock(?, ?)", (kind, bucket)).fetchone()

    def by_index(self, name: str) -> str:
        """See Engine: PostgreSQL finds the index itself."""
        return ""

    def csv(self, columns: Sequence[Column], style: CsvStyle) -> CsvLine | None:
        """See Engine: it cannot."""
        return None

    def sweep(self) -> None:
        """See Engine. Nothing here: deleted rows are erased by tidy()."""

    def rewrite(self, table: str) -> None:
        """See Engine."""
        with self.writing() as connection:
            connection.execute(f"CLUSTER {table} USING {table}_pkey")

    def tidy(self) -> bool:
        """See Engine."""
        return tidy(self, self._catalogue)

    def backup(self, file: Path, progress: Callable[[int, int], object] | None = None) -> None:
        """Raise StoreError: PostgreSQL has its own tools for that, which the message names."""
        raise StoreError(
            "The leads are in PostgreSQL: back them up with pg_dump, or copy them to a file with "
            "`flask --app wsgi leads copy --to sqlite:///backup.db`."
        )

    def check(self) -> None:
        """See Engine."""
        with self.reading() as connection:
            connection.execute("DELETE FROM attempts WHERE at < 0")

    def close(self) -> None:
        """See Engine: connections go back to the pool by themselves."""

    def _opened(self) -> ConnectionPool:
        """This process's pool; migrates the database before its first use."""
        if self._process != os.getpid():
            # Its connections are the parent's, and closing them here would close them there.
            _inherited.append(self._pool)
            self._pool, self._opening, self._process = None, threading.Lock(), os.getpid()
        with self._opening:
            if self._pool is None:
                with psycopg.connect(self.conninfo, autocommit=True) as connection:
                    migrate(PostgresConnection(connection), self._catalogue)
                self._pool = self._made()
        return self._pool

    def _made(self) -> ConnectionPool:
        pool = ConnectionPool(
            self.conninfo,
            min_size=0,
            max_size=_MOST,
            timeout=self._patience,
            reconnect_timeout=self._patience,
            num_workers=1,
            # So that a connection that died while the server was away is not handed out.
            check=ConnectionPool.check_connection,
            # Prepared statements don't work through a pooler.
            kwargs={"autocommit": True, "prepare_threshold": None},
            open=True,
        )
        _pools.add(pool)
        return pool


_inherited: list[ConnectionPool | None] = []
_pools: weakref.WeakSet[ConnectionPool] = weakref.WeakSet()


@atexit.register
def close_pools() -> None:
    """Close all pools of this process: left open at exit, their threads end in disorder."""
    for pool in list(_pools):
        pool.close()


os.register_at_fork(after_in_child=_pools.clear)


@contextmanager
def _transaction(connection: Connection, begin: str) -> Iterator[None]:
    connection.execute(begin)
    try:
        yield
    except BaseException:
        connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")


def _translated(error: psycopg.Error | PoolTimeout) -> StoreError:
    """An error of ours for one of PostgreSQL's; quotes only what repeats no stored value."""
    said = getattr(getattr(error, "diag", None), "message_primary", None)
    if isinstance(error, psycopg.IntegrityError | psycopg.DataError):
        return StoreError(f"The leads database refuses this: {said}.")
    if isinstance(error, PoolTimeout):
        said = "it does not answer, or all its connections are in use"
    reason = said or str(error).strip().splitlines()[0] or type(error).__name__
    return StoreUnavailable(f"The leads database is unavailable: {reason}.")
