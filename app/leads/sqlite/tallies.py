"""Tallies of the leads: kept true by triggers, so that figures are quick however many there are.

A row stands for the leads of one week, language, source and level; tests are apart, and so is what
came in a flood. It has their number
and, of each score, the sum in ten-thousandths and how many have it: whole numbers, so that adding
and taking away leaves no trace. It goes with its last lead.
"""
# ruff: noqa: S608 - names of columns come from the catalogue; every value is bound

import sqlite3
from collections.abc import Mapping
from typing import Any

from app.leads.figures import Figures
from app.leads.record import Catalogue
from app.leads.sqlite.derived import Derived
from app.leads.store import NO_LEVEL, NONE_GIVEN
from app.leads.values import FLOOD

_UNIT = 10_000

_KEY = {
    "week": "{row}.week",
    "language": "{row}.language",
    "source": f"coalesce({{row}}.source, '{NONE_GIVEN}')",
    "level": f"coalesce({{row}}.level, {NO_LEVEL})",
    "test": "{row}.test",
    "flood": f"(instr({{row}}.flags, '{FLOOD}') > 0)",
}


def tallies(catalogue: Catalogue) -> Derived:
    """The table, what keeps it true, and what counts the leads that are there."""
    sums = _sums(catalogue)
    whole = ", ".join(f'"{name}" INTEGER NOT NULL' for name in ("level", "test", "flood", *sums))
    table = (
        "CREATE TABLE tallies (week TEXT NOT NULL, language TEXT NOT NULL, source TEXT NOT NULL, "
        f"{whole}, PRIMARY KEY ({', '.join(_KEY)})) WITHOUT ROWID"
    )
    added, removed = _added("new", sums), _removed("old", sums)
    triggers = {
        f"tally_{event.lower()}": f"CREATE TRIGGER tally_{event.lower()} AFTER {event} ON leads "
        f"BEGIN {body} END"
        for event, body in (("INSERT", added), ("DELETE", removed), ("UPDATE", removed + added))
    }
    totals = ", ".join(f"sum({value})" for value in _written(sums, "leads").values())
    keys = ", ".join(_written(_KEY, "leads").values())
    fill = (
        f"INSERT INTO tallies ({_names(_KEY | sums)}) "
        f"SELECT {keys}, {totals} FROM leads GROUP BY {keys}"
    )
    return Derived({"tallies": table, **triggers}, fill)


def read_figures(
    connection: sqlite3.Connection, catalogue: Catalogue, wanted: Mapping[str, object]
) -> Figures:
    """The figures of the tallies that are wanted: values as in a Filter, None doesn't narrow.

    What came in a flood is in none.
    """
    named = {name: value for name, value in wanted.items() if value is not None} | {"flood": 0}
    conditions = [_CONDITIONS[name] for name in named]
    where = f"WHERE {' AND '.join(conditions)}"
    sums = _sums(catalogue)
    # Not sum(), which fails where scores beyond all measure were written by other hands.
    totals = ", ".join(f'total("{name}")' for name in sums)
    row = connection.execute(f"SELECT {totals} FROM tallies {where}", named).fetchone()
    found = dict(zip(sums, row, strict=True))

    def counts(name: str) -> dict[Any, int]:
        grouped = f"SELECT {_GROUPS[name]} AS value, sum(leads) AS leads FROM tallies {where}"
        order = "value" if name == "week" else "leads DESC, value"
        return dict(connection.execute(f"{grouped} GROUP BY {name} ORDER BY {order}", named))

    return Figures(
        leads=int(found["leads"]),
        weeks=counts("week"),
        levels=counts("level"),
        languages=counts("language"),
        sources=counts("source"),
        means={name: _mean(found, name) for name in _scores(catalogue)},
    )


def _mean(sums: Mapping[str, float], name: str) -> float | None:
    known = sums[f"{name}_known"]
    return sums[name] / known / _UNIT if known else None


_GROUPS = {
    "week": "week",
    "level": f"nullif(level, {NO_LEVEL})",
    "language": "language",
    "source": f"nullif(source, '{NONE_GIVEN}')",
}
_CONDITIONS = {
    "first_week": "week >= :first_week",
    "last_week": "week <= :last_week",
    "language": "language = :language",
    "source": "source = :source",
    "test": "test = :test",
    "flood": "flood = :flood",
}


def _scores(catalogue: Catalogue) -> list[str]:
    return [column.name for column in catalogue.columns if column.kind == "real"]


def _sums(catalogue: Catalogue) -> dict[str, str]:
    """The columns that are summed, each with what one lead adds to it."""
    sums = {"leads": "1"}
    for name in _scores(catalogue):
        score = f'{{row}}."{name}"'
        sums[name] = f"coalesce(cast(round({score} * {_UNIT}) AS INTEGER), 0)"
        sums[f"{name}_known"] = f"({score} IS NOT NULL)"
    return sums


def _added(row: str, sums: Mapping[str, str]) -> str:
    values = ", ".join(_written(_KEY | dict(sums), row).values())
    more = ", ".join(f'"{name}" = "{name}" + excluded."{name}"' for name in sums)
    return (
        f"INSERT INTO tallies ({_names(_KEY | dict(sums))}) VALUES ({values}) "
        f"ON CONFLICT ({_names(_KEY)}) DO UPDATE SET {more}; "
    )


def _removed(row: str, sums: Mapping[str, str]) -> str:
    which = " AND ".join(f'"{name}" = {value}' for name, value in _written(_KEY, row).items())
    values = _written(sums, row).items()
    less = ", ".join(f'"{name}" = "{name}" - {value}' for name, value in values)
    return (
        f"UPDATE tallies SET {less} WHERE {which}; "
        f"DELETE FROM tallies WHERE leads = 0 AND {which}; "
    )


def _written(expressions: Mapping[str, str], row: str) -> dict[str, str]:
    return {name: text.format(row=row) for name, text in expressions.items()}


def _names(columns: Mapping[str, object]) -> str:
    return ", ".join(f'"{name}"' for name in columns)
