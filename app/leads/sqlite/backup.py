"""A copy of the SQLite file as it is at one moment, while others go on writing."""

import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from app.errors import StoreError

_PAGES = 4096  # a step: 16 MB


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
    """Copy the database of a connection that is in a snapshot to an empty file.

    `progress` is told how many pages are left, and of how many. Raises StoreError when the copy
    cannot be made or isn't sound.
    """
    try:
        with closing(sqlite3.connect(file, isolation_level=None)) as made:
            # The snapshot has to have begun, or every write of another would start this anew.
            connection.execute("SELECT 1 FROM sqlite_schema LIMIT 1").fetchone()
            connection.backup(
                made,
                pages=_PAGES,
                progress=None if progress is None else lambda _, left, total: progress(left, total),
            )
            # One file, without a log beside it; the program turns that on again.
            made.execute("PRAGMA journal_mode = DELETE")
            (found,) = made.execute("PRAGMA integrity_check").fetchone()
    except sqlite3.Error as error:
        raise StoreError(f"The copy cannot be made: {error}.") from error
    if found != "ok":
        raise StoreError(f"The copy is damaged: {found}.")
