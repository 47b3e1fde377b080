"""The SQLite file as a whole: copied, and rewritten to hide the order in which visitors came.

SQLite puts a new row where there is room on its page, and every change in a log beside the file:
until both are tidied, whoever reads the disk can tell in which order visitors came.
"""

import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from app.database.sqlite.connections import Connections, size_of
from app.errors import StoreError, StoreUnavailable

# In the table of chores: rows have been added since the last tidying. `day` is empty, or BEGUN.
_UNTIDY = "untidy"
_BEGUN = "begun"
_CHANGED = (
    f"INSERT INTO chores (name, day) VALUES ('{_UNTIDY}', '') "  # noqa: S608 - no value from outside
    "ON CONFLICT (name) DO UPDATE SET day = '' WHERE day <> ''"
)


def untidy_after(event: str, table: str) -> str:
    """A trigger that notes what is to be tidied."""
    name = f"untidy_{table}_{event.lower()}"
    return f"CREATE TRIGGER {name} AFTER {event} ON {table} BEGIN {_CHANGED}; END"


TRIGGERS = tuple(
    untidy_after(event, table)
    for table, event in (("leads", "INSERT"), ("leads", "UPDATE"), ("counters", "INSERT"))
)
# VACUUM writes the whole file once to a temporary file and once to the log.
_ROOM = 2


def tidy(connections: Connections) -> bool:
    """Rewrite all rows and empty the log; False when none has been added since the last time.

    Meanwhile, writers wait or spool. Raises StoreUnavailable when the disk has no room for it or
    others keep the database in use.
    """
    with connections.writing() as connection:
        begun = connection.execute(
            "UPDATE chores SET day = ? WHERE name = ?", (_BEGUN, _UNTIDY)
        ).rowcount
    if not begun:
        return False
    _see_that_there_is_room(connections)
    with connections.reading() as connection:
        connection.execute("VACUUM")
        (busy, *_) = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    if busy:
        raise StoreUnavailable("The leads database cannot be tidied while others read it.")
    with connections.writing() as connection:
        # Unless a lead has come meanwhile.
        connection.execute("DELETE FROM chores WHERE name = ? AND day = ?", (_UNTIDY, _BEGUN))
    return True


def _see_that_there_is_room(connections: Connections) -> None:
    """Raise StoreUnavailable rather than fill the disk that visitors' leads are written to."""
    with connections.reading() as connection:
        size = size_of(connection)
    free, needed = shutil.disk_usage(connections.path.parent).free, _ROOM * size
    if free < needed:
        raise StoreUnavailable(
            f"The leads database cannot be tidied: that takes {needed >> 20} MB of disk space, "
            f"and {free >> 20} MB are free."
        )


_STEPS = 1000  # of SQLite's virtual machine between two reports: about a hundred rows


@contextmanager
def new_file(file: Path) -> Iterator[Path]:
    """A path to write to, which becomes `file` when the block succeeds and is deleted when not.

    Raises FileExistsError when `file` exists, and leaves it alone.
    """
    if file.exists():
        raise FileExistsError(f"{file} already exists.")
    beside = file.with_name(f".{file.name}.{os.getpid()}")
    try:
        os.close(os.open(beside, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
        yield beside
        os.link(beside, file)  # unlike a rename, it replaces nothing
    finally:
        beside.unlink(missing_ok=True)


def copy(
    connection: sqlite3.Connection, file: Path, progress: Callable[[int, int], object] | None
) -> None:
    """Copy the database to an empty file, as it is at one moment, in order of key.

    A copy page by page would keep the order in which leads came. `progress` is called with how many
    bytes are left and how many there are. Raises StoreError when the copy cannot be made or is
    damaged.
    """
    try:
        with _watched(connection, file, progress):
            connection.execute("VACUUM INTO ?", (str(file),))
        with closing(sqlite3.connect(file)) as made:
            (found,) = made.execute("PRAGMA integrity_check").fetchone()
    except sqlite3.Error as error:
        full = error.sqlite_errorcode == sqlite3.SQLITE_FULL
        reason = "there is not enough room for it on the disk" if full else error
        raise StoreError(f"The copy cannot be made: {reason}.") from error
    if found != "ok":
        raise StoreError(f"The copy is damaged: {found}.")


@contextmanager
def _watched(
    connection: sqlite3.Connection, file: Path, progress: Callable[[int, int], object] | None
) -> Iterator[None]:
    """Report how the file grows; it may end up smaller, without the space of deleted rows."""
    if progress is None:
        yield
        return
    total = size_of(connection)

    def tell() -> None:
        progress(max(total - file.stat().st_size, 0), total)

    connection.set_progress_handler(tell, _STEPS)
    try:
        yield
        progress(0, total)
    finally:
        connection.set_progress_handler(None, 0)
