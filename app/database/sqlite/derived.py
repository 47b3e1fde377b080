"""What is derived from the leads, such as the tallies: rebuilt where it isn't as we'd make it.

Nobody has to remember what a change to the catalogue, the filters or a figure affects: what the
database has is compared with what this program would make.
"""
# ruff: noqa: S608 - names of columns come from the catalogue; every value is bound

import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from app.database.figures import tally_key, tally_sums
from app.database.table import named
from app.leads.record import Catalogue


@dataclass(frozen=True, slots=True)
class Derived:
    """An index, or a table with the triggers that keep it up to date.

    `definitions`: SQL by name, exactly as the database stores it, each after those it depends on.
    `fill`: the statement that fills it from the stored leads.
    """

    definitions: Mapping[str, str]
    fill: str | None = None


def outdated(connection: sqlite3.Connection, wanted: Iterable[Derived]) -> list[Derived]:
    """Those among the wanted that are missing, or defined differently."""
    rows = connection.execute("SELECT name, sql FROM sqlite_schema WHERE sql IS NOT NULL")
    there = dict(rows.fetchall())
    return [each for each in wanted if not each.definitions.items() <= there.items()]


def make(connection: sqlite3.Connection, derived: Derived) -> None:
    """Make it, in place of whatever has its names."""
    drop(connection, derived)
    for definition in derived.definitions.values():
        connection.execute(definition)
    if derived.fill is not None:
        connection.execute(derived.fill)


def drop(connection: sqlite3.Connection, derived: Derived) -> None:
    """Drop whatever has its names."""
    for name in reversed(tuple(derived.definitions)):
        found = connection.execute("SELECT type FROM sqlite_schema WHERE name = ?", (name,))
        for (kind,) in found.fetchall():
            connection.execute(f"DROP {kind} {name}")


def tallies(catalogue: Catalogue) -> Derived:
    """The table of tallies, its triggers, and the statement that counts the stored leads."""
    key, sums = tally_key(catalogue), tally_sums(catalogue)
    texts = {column.name for column in catalogue.used("tallied") if column.kind == "text"}
    columns = ", ".join(
        f'"{name}" {"TEXT" if name in texts else "INTEGER"} NOT NULL' for name in (*key, *sums)
    )
    table = f"CREATE TABLE tallies ({columns}, PRIMARY KEY ({named([*key])})) WITHOUT ROWID"
    added, removed = _added("new.", key, sums), _removed("old.", key, sums)
    triggers = {
        f"tally_{event.lower()}": f"CREATE TRIGGER tally_{event.lower()} AFTER {event} ON leads "
        f"BEGIN {body} END"
        for event, body in (("INSERT", added), ("DELETE", removed), ("UPDATE", removed + added))
    }
    totals = ", ".join(f"sum({value})" for value in _written(sums, "").values())
    keys = ", ".join(_written(key, "").values())
    fill = (
        f"INSERT INTO tallies ({named([*key, *sums])}) "
        f"SELECT {keys}, {totals} FROM leads GROUP BY {keys}"
    )
    return Derived({"tallies": table, **triggers}, fill)


def _added(row: str, key: Mapping[str, str], sums: Mapping[str, str]) -> str:
    values = ", ".join(_written({**key, **sums}, row).values())
    more = ", ".join(f'"{name}" = "{name}" + excluded."{name}"' for name in sums)
    return (
        f"INSERT INTO tallies ({named([*key, *sums])}) VALUES ({values}) "
        f"ON CONFLICT ({named([*key])}) DO UPDATE SET {more}; "
    )


def _removed(row: str, key: Mapping[str, str], sums: Mapping[str, str]) -> str:
    which = " AND ".join(f'"{name}" = {value}' for name, value in _written(key, row).items())
    values = _written(sums, row).items()
    less = ", ".join(f'"{name}" = "{name}" - {value}' for name, value in values)
    return (
        f"UPDATE tallies SET {less} WHERE {which}; "
        f"DELETE FROM tallies WHERE leads = 0 AND {which}; "
    )


def _written(expressions: Mapping[str, str], row: str) -> dict[str, str]:
    return {name: text.format(row=row) for name, text in expressions.items()}
