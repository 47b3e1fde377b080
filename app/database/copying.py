"""Copying everything worth keeping from one database to another, whichever their engines.

Tables are copied a thousand rows at a time, in order of their keys. An interrupted copy resumes
where it stopped, and nothing is ever overwritten except a copy that we began. At the end both sides
are read again and compared.
"""
# ruff: noqa: S608 - names of tables and columns are our own; every value is bound

import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from app.database.database import Database
from app.database.engine import Engine
from app.database.table import named
from app.errors import StoreError

_CHUNK = 1000
# In the copy's table of chores until it is complete: `day` is "on" to resume, "anew" to start over.
_COPYING = "copying"

Progress = Callable[[int], object]
Row = Sequence[object]


class StoredTable(NamedTuple):
    """A table that is copied: all of its columns, of which the first `keys` order its rows."""

    name: str
    columns: Sequence[str]
    keys: int


class Copied(NamedTuple):
    """How many rows of a table both sides have, and the checksum that both have."""

    table: str
    rows: int
    checksum: str


def tables(database: Database) -> list[StoredTable]:
    """What is copied: all but login attempts, chores and what is derived from the leads."""
    return [
        # First, because deleting a lead changes counters and outbox too.
        StoredTable("leads", database.leads.catalogue.names, 1),
        StoredTable("counters", ("week", "language", "source", "name", "count"), 4),
        StoredTable("forgotten", ("hash", "week", "wanted"), 1),
        StoredTable("outbox", ("reference", "id", "event", "attempts", "due", "sending"), 2),
        StoredTable("accounts", ("name", "password", "session"), 1),
        StoredTable("audit", ("id", "at", "account", "action", "about", "count", "seal"), 1),
        StoredTable("audit_ends", ("anchor", "head", "seal"), 3),
        StoredTable("barometers", ("quarter", "said"), 1),
        StoredTable("rounds", ("id", "setup", "closes", "prolonged", "token", "closed"), 1),
        StoredTable("round_sheets", ("round", "participant", "role", "answers", "expected"), 2),
    ]


def copy_all(source: Database, target: Database, progress: Progress | None = None) -> list[Copied]:
    """Copy everything to a database that is empty or holds part of a copy; return what was copied.

    `progress` is called with how many leads are done. Raises StoreError when the target holds
    anything else, or when the two differ at the end because the source has changed meanwhile: then
    the next call starts over.
    """
    _begin(target)
    wanted = tables(source)
    for table in wanted:
        _copy(source.engine, target.engine, table, progress if table.name == "leads" else None)
    copied = [_compared(source.engine, target.engine, table) for table in wanted]
    differing = [name for name, same in zip(wanted, copied, strict=True) if same is None]
    if differing:
        _note_state(target.engine, "anew")
        names = ", ".join(table.name for table in differing)
        raise StoreError(
            f"The copy differs from the original ({names}), which has changed meanwhile. Stop the "
            "server and copy again."
        )
    with target.engine.writing() as connection:
        connection.execute("DELETE FROM chores WHERE name = ?", (_COPYING,))
    return [each for each in copied if each is not None]


def _begin(target: Database) -> None:
    """Make sure that the target may be written to. Raises StoreError."""
    target.engine.check()
    with target.engine.reading() as connection:
        row = connection.execute("SELECT day FROM chores WHERE name = ?", (_COPYING,)).fetchone()
        held = [
            table.name
            for table in tables(target)
            if connection.execute(f"SELECT 1 FROM {table.name} LIMIT 1").fetchone() is not None
        ]
    if row is None and held:
        raise StoreError(
            f"The database to copy to is not empty ({', '.join(held)}): name one that is."
        )
    if row is not None and row[0] == "anew":
        _empty(target)
    _note_state(target.engine, "on")


def _note_state(engine: Engine, how: str) -> None:
    with engine.writing() as connection:
        connection.execute(
            "INSERT INTO chores (name, day) VALUES (?, ?) "
            "ON CONFLICT (name) DO UPDATE SET day = excluded.day",
            (_COPYING, how),
        )


def _empty(target: Database) -> None:
    """Delete an earlier copy, except for barometers, to which some can only have been added."""
    with target.engine.writing() as connection:
        for table in tables(target):
            if table.name != "barometers":
                connection.execute(f"DELETE FROM {table.name}")


def _copy(source: Engine, target: Engine, table: StoredTable, progress: Progress | None) -> None:
    places = ", ".join("?" * len(table.columns))
    put = (
        f"INSERT INTO {table.name} ({named(table.columns)}) VALUES ({places}) "
        "ON CONFLICT DO NOTHING"
    )
    done, last = _reached(target, table)
    for rows in _pages(source, table, last):
        with target.writing() as connection:
            connection.executemany(put, rows)
        done += len(rows)
        if progress is not None:
            progress(done)


def _reached(target: Engine, table: StoredTable) -> tuple[int, Sequence[object] | None]:
    """How many rows an earlier call has copied, and the key of the last one."""
    keys = named(table.columns[: table.keys])
    order = ", ".join(f'"{key}" DESC' for key in table.columns[: table.keys])
    with target.reading() as connection:
        (done,) = connection.execute(f"SELECT count(*) FROM {table.name}").fetchone()
        last = connection.execute(
            f"SELECT {keys} FROM {table.name} ORDER BY {order} LIMIT 1"
        ).fetchone()
    # Barometers can have been added in any order, so they are read from the beginning.
    return (0, None) if table.name == "barometers" else (done, last)


def _pages(
    engine: Engine, table: StoredTable, after: Sequence[object] | None
) -> Iterator[list[Row]]:
    """The rows after this key, or all, in order of their keys."""
    keys = named(table.columns[: table.keys])
    while True:
        beyond = "" if after is None else f"WHERE ({keys}) > ({', '.join('?' * table.keys)})"
        with engine.reading() as connection:
            rows = connection.execute(
                f"SELECT {named(table.columns)} FROM {table.name} {beyond} "
                f"ORDER BY {keys} LIMIT {_CHUNK}",
                tuple(after or ()),
            ).fetchall()
        if rows:
            after = rows[-1][: table.keys]
            yield rows
        if len(rows) < _CHUNK:
            return


def _compared(source: Engine, target: Engine, table: StoredTable) -> Copied | None:
    """What both sides have; None when they differ."""
    here, there = _checksum(source, table), _checksum(target, table)
    return here if here == there else None


def _checksum(engine: Engine, table: StoredTable) -> Copied:
    count, digest = 0, hashlib.sha256()
    for rows in _pages(engine, table, None):
        count += len(rows)
        for row in rows:
            digest.update(json.dumps(list(row)).encode())
    return Copied(table.name, count, digest.hexdigest()[:16])
