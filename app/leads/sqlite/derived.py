"""What is derived from the leads: each thing is known by its definition, and made anew if it isn't.

Nobody has to remember what a change of the catalogue, of the filters or of a figure touches: what
the database has is compared with what this program would make.
"""

import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Derived:
    """An index, or a table with the triggers that keep it true.

    `definitions`: SQL by name, just as the database keeps it; what needs another thing follows it.
    `fill`: what fills it from the leads that are there.
    """

    definitions: Mapping[str, str]
    fill: str | None = None


def outdated(connection: sqlite3.Connection, wanted: Iterable[Derived]) -> list[Derived]:
    """Those of these things that are missing, or defined otherwise."""
    rows = connection.execute("SELECT name, sql FROM sqlite_schema WHERE sql IS NOT NULL")
    there = dict(rows.fetchall())
    return [each for each in wanted if not each.definitions.items() <= there.items()]


def make(connection: sqlite3.Connection, derived: Derived) -> None:
    """Make a thing, in place of what is there under its names."""
    drop(connection, derived)
    for definition in derived.definitions.values():
        connection.execute(definition)
    if derived.fill is not None:
        connection.execute(derived.fill)


def drop(connection: sqlite3.Connection, derived: Derived) -> None:
    """Drop what is there under the names of a thing."""
    for name in reversed(tuple(derived.definitions)):
        found = connection.execute("SELECT type FROM sqlite_schema WHERE name = ?", (name,))
        for (kind,) in found.fetchall():
            connection.execute(f"DROP {kind} {name}")
