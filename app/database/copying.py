"""Copying everything that lasts from one database to another, of whichever engines.

Tables are copied a thousand rows at a time in order of their keys. A copy that was interrupted goes
on where it ended, and nothing but a copy begun by us is ever written over. At the end both sides
are read once more and compared.
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
# In the table of chores of the copy, until it is complete: `day` says from where it is made again.
_COPYING = "copying"

Progress = Callable[[int], object]
Row = Sequence[object]


class Table(NamedTuple):
    """A table that is copied: all of its columns, of which the first `keys` order its rows."""

    name: str
    columns: Sequence[str]
    keys: int


class Copied(NamedTuple):
    """How many rows of a table both sides have, and the checksum that both come to."""

    table: str
    rows: int
    checksum: str


def tables(database: Database) -> list[Table]:
    """What lasts; attempts at passwords and what is derived from the leads does not."""
    return [
        # First: whatever deletes a lead touches the other two.
        Table("leads", database.leads.catalogue.names, 1),
        Table("counters", ("week", "language", "source", "name", "count"), 4),
        Table("outbox", ("reference", "id", "event", "attempts", "due", "sending"), 2),
        Table("accounts", ("name", "password", "session"), 1),
        Table("audit", ("id", "at", "account", "action", "about", "count", "seal"), 1),
        Table("audit_ends", ("anchor", "head", "seal"), 3),
        Table("barometers", ("quarter", "said"), 1),
    ]


def copy_all(source: Database, target: Database, progress: Progress | None = None) -> list[Copied]:
    """Copy everything to a database that is empty, or holds part of a copy; what was copied.

    `progress` is told how many leads are done. Raises StoreError when the target holds something
    else, or differs in the end since visitors came meanwhile: then the next call begins anew.
    """
    _begin(target)
    wanted = tables(source)
    for table in wanted:
        _copy(source.engine, target.engine, table, progress if table.name == "leads" else None)
    copied = [_compared(source.engine, target.engine, table) for table in wanted]
    differing = [name for name, same in zip(wanted, copied, strict=True) if same is None]
    if differing:
        _mark(target.engine, "anew")
        names = ", ".join(table.name for table in differing)
        raise StoreError(
            f"The copy differs from what is there now ({names}): something came meanwhile. Stop "
            "the server and copy once more."
        )
    with target.engine.writing() as connection:
        connection.execute("DELETE FROM chores WHERE name = ?", (_COPYING,))
    return [each for each in copied if each is not None]


def _begin(target: Database) -> None:
    """See that the target is ours to write to. Raises StoreError."""
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
            f"The database to copy to is in use ({', '.join(held)}): name one that is empty."
        )
    if row is not None and row[0] == "anew":
        _empty(target)
    _mark(target.engine, "on")


def _mark(engine: Engine, how: str) -> None:
    with engine.writing() as connection:
        connection.execute(
            "INSERT INTO chores (name, day) VALUES (?, ?) "
            "ON CONFLICT (name) DO UPDATE SET day = excluded.day",
            (_COPYING, how),
        )


def _empty(target: Database) -> None:
    """Take away an earlier copy, but for barometers, which can only have become more."""
    with target.engine.writing() as connection:
        for table in tables(target):
            if table.name != "barometers":
                connection.execute(f"DELETE FROM {table.name}")


def _copy(source: Engine, target: Engine, table: Table, progress: Progress | None) -> None:
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


def _reached(target: Engine, table: Table) -> tuple[int, Sequence[object] | None]:
    """How many rows an earlier call has copied, and the key of the last one."""
    keys = named(table.columns[: table.keys])
    order = ", ".join(f'"{key}" DESC' for key in table.columns[: table.keys])
    with target.reading() as connection:
        (done,) = connection.execute(f"SELECT count(*) FROM {table.name}").fetchone()
        last = connection.execute(
            f"SELECT {keys} FROM {table.name} ORDER BY {order} LIMIT 1"
        ).fetchone()
    # What can have come in any order is looked at from the beginning.
    return (0, None) if table.name == "barometers" else (done, last)


def _pages(engine: Engine, table: Table, after: Sequence[object] | None) -> Iterator[list[Row]]:
    """The rows behind this key, in order of their keys."""
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


def _compared(source: Engine, target: Engine, table: Table) -> Copied | None:
    """What both sides have; None when they differ."""
    here, there = _checksum(source, table), _checksum(target, table)
    return here if here == there else None


def _checksum(engine: Engine, table: Table) -> Copied:
    count, digest = 0, hashlib.sha256()
    for rows in _pages(engine, table, None):
        count += len(rows)
        for row in rows:
            digest.update(json.dumps(list(row)).encode())
    return Copied(table.name, count, digest.hexdigest()[:16])
