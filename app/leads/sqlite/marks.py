"""Marks: for every week and value, one bit a lead, so that any filter is quick at a million leads.

The leads of a week stand in order of reference; a row of `marks` says which of them have a value.
A filter then is a few ANDs of long numbers. Marks are made when a filter first meets a week, and a
trigger drops those of a week in which anything changes: they can be missing, never wrong. The
newest week changes all the time and has none.
"""
# ruff: noqa: S608 - names of columns are our own; every value is bound

import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from app.leads.record import Catalogue
from app.leads.sqlite.statements import FILTERED, asked_for
from app.leads.store import Filter

if TYPE_CHECKING:
    from sqlite_utils import Database

# The references themselves, in the order of the bits.
_REFERENCES = "reference"
_FILL = b"\0"  # which no stored text can hold
_HEAD = 4  # bytes, which say how many each reference takes

_DROP = "DELETE FROM marks WHERE week = {row}.week;"

TABLES = (
    """CREATE TABLE marks (
        name TEXT NOT NULL, value TEXT NOT NULL, week TEXT NOT NULL, bits BLOB NOT NULL,
        PRIMARY KEY (name, value, week)
    ) STRICT, WITHOUT ROWID""",
    "CREATE INDEX marks_by_week ON marks (week)",
    # Everything that a filter asks for, so that a week is read from the index alone.
    f"CREATE INDEX leads_by_week ON leads (week DESC, reference, {', '.join(FILTERED)})",
    f"CREATE TRIGGER marks_insert AFTER INSERT ON leads BEGIN {_DROP.format(row='new')} END",
    f"CREATE TRIGGER marks_delete AFTER DELETE ON leads BEGIN {_DROP.format(row='old')} END",
    "CREATE TRIGGER marks_update AFTER UPDATE ON leads BEGIN "
    f"{_DROP.format(row='old')} {_DROP.format(row='new')} END",
)


def make_marks(database: "Database", catalogue: Catalogue) -> None:
    """Make the table, empty, the index that it is filled from, and what keeps it true."""
    for sql in TABLES:
        database.execute(sql)


def weeks_of(connection: sqlite3.Connection, wanted: Filter) -> list[str]:
    """The weeks of a filter that have leads, newest first."""
    rows = connection.execute(_WEEKS, (wanted.first_week or "", wanted.last_week or "~"))
    return [week for (week,) in rows]


# From one week to the next by the index, instead of through all leads.
_WEEKS = """WITH RECURSIVE weeks (week) AS (
    SELECT (SELECT max(week) FROM leads WHERE week >= ?1 AND week <= ?2)
    UNION ALL
    SELECT (SELECT max(week) FROM leads WHERE week >= ?1 AND week < weeks.week)
    FROM weeks WHERE week IS NOT NULL
) SELECT week FROM weeks WHERE week IS NOT NULL"""


def marked(connection: sqlite3.Connection, wanted: Filter) -> dict[str, int]:
    """For each week that has marks, the leads of it that are wanted, as bits."""
    weeks = (wanted.first_week or "", wanted.last_week or "~")
    everything = _bits(connection, ("", ""), weeks)
    for name, value in asked_for(wanted).items():
        found = _bits(connection, (name, str(value)), weeks)
        everything = {week: bits & found.get(week, 0) for week, bits in everything.items()}
    return everything


def _bits(
    connection: sqlite3.Connection, mark: tuple[str, str], weeks: tuple[str, str]
) -> dict[str, int]:
    rows = connection.execute(
        "SELECT week, bits FROM marks WHERE name = ? AND value = ? AND week >= ? AND week <= ?",
        (*mark, *weeks),
    )
    return {week: int.from_bytes(bits, "little") for week, bits in rows}


class References(Sequence[str]):
    """The references of a week that has marks, in the order of its bits; read as they are asked."""

    def __init__(self, connection: sqlite3.Connection, week: str) -> None:
        (self._packed,) = connection.execute(
            "SELECT bits FROM marks WHERE name = ? AND week = ?", (_REFERENCES, week)
        ).fetchone()
        self._width = int.from_bytes(self._packed[:_HEAD])

    def __len__(self) -> int:
        return (len(self._packed) - _HEAD) // self._width

    def __getitem__(self, place: Any) -> Any:
        start = _HEAD + place * self._width
        reference: bytes = self._packed[start : start + self._width]
        return reference.rstrip(_FILL).decode()


def _packed(found: Sequence[str]) -> bytes:
    encoded = [reference.encode() for reference in found]
    width = max(map(len, encoded))
    return width.to_bytes(_HEAD) + b"".join(each.ljust(width, _FILL) for each in encoded)


def unmarked(connection: sqlite3.Connection, weeks: Sequence[str]) -> list[str]:
    """Those of these weeks, newest first, that should have marks and don't."""
    rows = connection.execute("SELECT week FROM marks WHERE name = '' AND value = ''")
    known = {week for (week,) in rows}
    missing = [week for week in weeks if week not in known]
    if not missing:
        return []
    (newest,) = connection.execute("SELECT max(week) FROM leads").fetchone()
    return [week for week in missing if week != newest]


def mark(connection: sqlite3.Connection, week: str) -> None:
    """Make the marks of a week; to be called in a transaction."""
    columns = ", ".join(FILTERED.values())
    rows = connection.execute(
        f"SELECT reference, {columns} FROM leads INDEXED BY leads_by_week "
        "WHERE week = ? ORDER BY reference",
        (week,),
    ).fetchall()
    if not rows:
        return
    connection.execute("DELETE FROM marks WHERE week = ?", (week,))
    found, *values = zip(*rows, strict=True)
    marks = [(_REFERENCES, "", _packed(found)), ("", "", _as_bits(range(len(found)), len(found)))]
    for name, column in zip(FILTERED, values, strict=True):
        marks += ((name, value, bits) for value, bits in _bitmaps(column))
    connection.executemany(
        "INSERT INTO marks (name, value, bits, week) VALUES (?, ?, ?, ?)",
        ((*each, week) for each in marks),
    )


def _bitmaps(column: Sequence[object]) -> Iterator[tuple[str, bytes]]:
    places: dict[object, list[int]] = defaultdict(list)
    for place, value in enumerate(column):
        places[value].append(place)
    for value, having in places.items():
        yield str(value), _as_bits(having, len(column))


def _as_bits(places: Iterable[int], length: int) -> bytes:
    bits = bytearray((length + 7) // 8)
    for place in places:
        bits[place >> 3] |= 1 << (place & 7)
    return bytes(bits).rstrip(b"\0")
