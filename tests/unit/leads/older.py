"""A database as an earlier version of the program has left it."""

import sqlite3
from contextlib import closing
from pathlib import Path

from tests.site import ROOT

_VERSION_3 = (ROOT / "tests" / "data" / "version-3.sql").read_text("utf-8")
_HELD = ("leads", "counters", "accounts", "audit", "outbox")


def as_of_version_3(database: Path) -> None:
    """Put what a database holds into one that version 3 has made; nobody may have it open."""
    with closing(sqlite3.connect(database)) as now:
        held = {table: now.execute(f"SELECT * FROM {table}").fetchall() for table in _HELD}
    for file in database.parent.glob(f"{database.name}*"):
        file.unlink()
    with closing(sqlite3.connect(database, isolation_level=None)) as then:
        then.executescript(_VERSION_3)
        for table, rows in held.items():
            width = len(then.execute(f"SELECT * FROM {table}").description)
            places = ", ".join("?" * width)
            then.executemany(f"INSERT INTO {table} VALUES ({places})", [r[:width] for r in rows])
