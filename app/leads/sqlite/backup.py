"""A copy of the SQLite file as it is at one moment, while others go on writing."""

import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from app.errors import StoreError
from app.leads.sqlite.connections import size_of

_STEPS = 1000  # of SQLite's machine, between two looks: some hundred rows


@contextmanager
def new_file(file: Path) -> Iterator[Path]:
    """A place to write what becomes the file when it is done, and nothing when it fails.

    Raises FileExistsError when there is such a file, and leaves it alone.
    """
    if file.exists():
        raise FileExistsError(f"{file} exists already.")
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

    A copy page by page would keep the order in which leads came. `progress` is told how many bytes
    are left, and of how many. Raises StoreError when the copy cannot be made or isn't sound.
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
    """Tell how the file grows; it ends up smaller than the database by what was deleted there."""
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
