"""A copy of the SQLite file as it is at one moment, while others go on writing."""

import os
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from app.errors import StoreError

_PAGES = 4096  # a step: 16 MB


def copy_to(
    connection: sqlite3.Connection,
    file: Path,
    progress: Callable[[int, int], object] | None = None,
) -> None:
    """Copy the database of a connection that is in a snapshot to a new file, whole or not at all.

    `progress` is told how many pages are left, and of how many. Raises FileExistsError, and
    StoreError when the copy isn't sound.
    """
    if file.exists():
        raise FileExistsError(f"{file} exists already.")
    beside = file.with_name(f".{file.name}.{os.getpid()}")
    try:
        os.close(os.open(beside, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
        with closing(sqlite3.connect(beside, isolation_level=None)) as copy:
            # The snapshot has to have begun, or every write of another would start this anew.
            connection.execute("SELECT 1 FROM sqlite_schema LIMIT 1").fetchone()
            connection.backup(
                copy,
                pages=_PAGES,
                progress=None if progress is None else lambda _, left, all_: progress(left, all_),
            )
            _see_that_it_is_sound(copy)
        os.link(beside, file)  # unlike a rename, it replaces nothing
    finally:
        beside.unlink(missing_ok=True)


def _see_that_it_is_sound(copy: sqlite3.Connection) -> None:
    # One file, without a log beside it; the program turns that on again.
    copy.execute("PRAGMA journal_mode = DELETE")
    (found,) = copy.execute("PRAGMA integrity_check").fetchone()
    if found != "ok":
        raise StoreError(f"The copy is damaged: {found}.")
