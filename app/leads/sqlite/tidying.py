"""Tidying: everything is laid in order of key, so that the disk doesn't tell who came first.

SQLite puts a new row where there is room on its page, and every change in a log beside the file:
until both are tidied, whoever reads the disk can tell in which order visitors came.
"""

import shutil

from app.errors import StoreUnavailable
from app.leads.sqlite.connections import Connections, size_of

# In the table of chores: something has come since everything was tidied. `day` is empty, or BEGUN.
_UNTIDY = "untidy"
_BEGUN = "begun"
_CHANGED = (
    f"INSERT INTO chores (name, day) VALUES ('{_UNTIDY}', '') "  # noqa: S608 - no value from outside
    "ON CONFLICT (name) DO UPDATE SET day = '' WHERE day <> ''"
)
TRIGGERS = tuple(
    f"CREATE TRIGGER untidy_{table}_{event.lower()} AFTER {event} ON {table} BEGIN {_CHANGED}; END"
    for table, event in (("leads", "INSERT"), ("leads", "UPDATE"), ("counters", "INSERT"))
)
# While it is done, the file is written once beside itself and once to its log.
_ROOM = 2


def tidy(connections: Connections) -> bool:
    """Lay all rows anew and empty the log; False when nothing has come since the last time.

    Who writes meanwhile waits, or spools. Raises StoreUnavailable when the disk has no room for it
    or somebody else keeps the database in use.
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
        # Unless somebody has come meanwhile.
        connection.execute("DELETE FROM chores WHERE name = ? AND day = ?", (_UNTIDY, _BEGUN))
    return True


def _see_that_there_is_room(connections: Connections) -> None:
    """Rather not begin than fill the disk that visitors' leads are written to."""
    with connections.reading() as connection:
        size = size_of(connection)
    free, needed = shutil.disk_usage(connections.path.parent).free, _ROOM * size
    if free < needed:
        raise StoreUnavailable(
            f"The leads database cannot be tidied: that takes {needed >> 20} MB of disk space, "
            f"and {free >> 20} MB are free."
        )
