"""Connections to the SQLite file: one per process and thread, and what their errors mean."""

import errno
import os
import sqlite3
import threading
import time
import weakref
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, NamedTuple

from app.errors import StoreError, StoreUnavailable
from app.leads.export.csv_file import quotable

BUSY_SECONDS = 5.0
# Half a megabyte: on a full disk the log must not take the space reserved for spooled leads.
_LOG_PAGES = 128

# The functions that our SQL calls, by name: the number of arguments, and the function.
_FUNCTIONS: Mapping[str, tuple[int, Callable[..., Any]]] = {
    "greatest": (2, max),
    "quotable": (1, quotable),
}

_REASONS = {
    sqlite3.SQLITE_BUSY: "another process keeps it locked",
    sqlite3.SQLITE_LOCKED: "another connection keeps it locked",
    sqlite3.SQLITE_FULL: "the disk is full",
    sqlite3.SQLITE_READONLY: "it is read-only",
    sqlite3.SQLITE_CANTOPEN: "it cannot be opened; check that its folder exists and is writable",
    sqlite3.SQLITE_NOTADB: "it is not a SQLite database",
    sqlite3.SQLITE_CORRUPT: "it is damaged; restore a backup",
    sqlite3.SQLITE_IOERR: "the disk fails",
    sqlite3.SQLITE_PERM: "this user may not use it",
}


class _Held(NamedTuple):
    connection: sqlite3.Connection
    file: tuple[int, int] | None


class Connections:
    """Opens, keeps and hands out the connections to one database file.

    `prepare` is called with each new connection, to migrate the tables.
    """

    def __init__(
        self, path: Path, prepare: Callable[[sqlite3.Connection], None], busy_seconds: float
    ) -> None:
        self.path = path.absolute()
        self._prepare = prepare
        self._busy_seconds = busy_seconds
        self._local = threading.local()
        _all.add(self)

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """This thread's connection; what SQLite raises becomes StoreUnavailable."""
        try:
            yield self._current()
        except (sqlite3.Error, OSError) as error:
            # After a failure nothing is known about the connection: the next call gets a new one.
            self.close()
            raise self._translated(error) from error

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """The same in a transaction that holds the write lock from the start.

        Otherwise a transaction that begins by reading and then writes would fail at once if another
        has written meanwhile, however long the time-out.
        """
        with self.reading() as connection:
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield connection
                connection.execute("COMMIT")
            except BaseException:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                raise

    @contextmanager
    def snapshot(self) -> Iterator[sqlite3.Connection]:
        """The same for several reads of one moment, whatever others write meanwhile."""
        with self.reading() as connection:
            connection.execute("BEGIN")
            try:
                yield connection
            finally:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")

    def close(self) -> None:
        """Close this thread's connection, if it has one."""
        held: _Held | None = getattr(self._local, "held", None)
        self._local.held = None
        if held is not None:
            with suppress(sqlite3.Error):
                held.connection.close()

    def _current(self) -> sqlite3.Connection:
        held: _Held | None = getattr(self._local, "held", None)
        if held is not None:
            # A file that was moved, replaced or deleted would swallow what is written to it.
            if held.file == _identity(self.path):
                return held.connection
            self.close()
        connection = self._open()
        self._local.held = _Held(connection, _identity(self.path))
        return connection

    def _open(self) -> sqlite3.Connection:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        _create_private(self.path)
        connection = sqlite3.connect(self.path, timeout=self._busy_seconds, isolation_level=None)
        try:
            self._enable_wal(connection)
            connection.execute("PRAGMA synchronous = FULL")
            connection.execute("PRAGMA secure_delete = ON")
            connection.execute(f"PRAGMA wal_autocheckpoint = {_LOG_PAGES}")
            for name, (count, function) in _FUNCTIONS.items():
                connection.create_function(name, count, function, deterministic=True)
            self._prepare(connection)
        except BaseException:
            connection.close()
            raise
        return connection

    def _enable_wal(self, connection: sqlite3.Connection) -> None:
        """Turn on the write-ahead log; several processes may try it at the same moment."""
        deadline = time.monotonic() + self._busy_seconds
        while True:
            try:
                (mode,) = connection.execute("PRAGMA journal_mode = WAL").fetchone()
            except sqlite3.OperationalError as error:
                # Here SQLite doesn't wait by itself.
                if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > deadline:
                    raise
                time.sleep(0.01)
                continue
            if mode != "wal":
                raise OSError(errno.ENOTSUP, "its file system has no write-ahead log")
            return

    def _translated(self, error: sqlite3.Error | OSError) -> StoreError:
        if isinstance(error, sqlite3.IntegrityError):
            return StoreError(f"The leads database {self.path} refuses this: {error}.")
        code = getattr(error, "sqlite_errorcode", None)
        # The low byte is the kind of error, the others say more about it.
        reason = _REASONS.get(code & 0xFF) if isinstance(code, int) else None
        return StoreUnavailable(
            f"The leads database {self.path} is unavailable: {reason or error}."
        )


def size_of(connection: sqlite3.Connection) -> int:
    """The bytes of the database, those included that are still in its log."""
    sizes = connection.execute(
        "SELECT page_count * page_size FROM pragma_page_count, pragma_page_size"
    )
    size: int = sizes.fetchone()[0]
    return size


_all: weakref.WeakSet[Connections] = weakref.WeakSet()


def _close_before_fork() -> None:
    for connections in list(_all):
        connections.close()


# SQLite's locks don't survive a fork, but it believes that they do: even a new connection in the
# child would be unsafe beside an inherited one. Both sides open their own when they need it.
os.register_at_fork(before=_close_before_fork)


def _identity(path: Path) -> tuple[int, int] | None:
    """The identity of the file at this path right now."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


def _create_private(path: Path) -> None:
    """Make the file, if it isn't there, so that only this user can read it."""
    with suppress(FileExistsError):
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
