"""Which leads are meant, as those ask who want some, and as a condition in SQL."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from app.leads.column import Column
from app.leads.record import Catalogue
from app.leads.values import FLOOD

NONE_GIVEN = "-"
NO_NUMBER = 0


@dataclass(frozen=True, slots=True)
class Filter:
    """Which leads are meant. Weeks are inclusive, as in "2026-W47"; None doesn't narrow.

    `having`: values of columns that the catalogue calls filtered. What a lead lacks can be asked
    for too, see absent(). `flood`: what came in a flood and waits for somebody at the desk is left
    out; True asks for nothing else, None for both.
    """

    first_week: str | None = None
    last_week: str | None = None
    having: Mapping[str, str | int] = field(default_factory=dict)
    include_test: bool = False
    flood: bool | None = False


# How to ask about what came in a flood, in words for an address or a command line.
FLOOD_ASKED: Mapping[str | None, bool | None] = {None: False, "only": True, "too": None}
# What figures, lists and exports are about unless they are asked for more.
ALL_REAL = Filter()
# All that there is.
EVERYTHING = Filter(include_test=True, flood=None)
# What came in a flood and waits at the desk.
IN_FLOOD = Filter(include_test=True, flood=True)

# What came in a flood and waits; no other word among the flags has this one in it.
WAITS = f"flags LIKE '%{FLOOD}%'"
_FLOOD = {None: [], True: [WAITS], False: [f"flags NOT LIKE '%{FLOOD}%'"]}


def absent(column: Column) -> str | int:
    """By what one asks for leads that have nothing in this column: no value that it may hold."""
    if column.kind == "text":
        return NONE_GIVEN
    return -1 if column.allowed.test(NO_NUMBER) else NO_NUMBER


def keys(catalogue: Catalogue, columns: tuple[Column, ...]) -> dict[str, str]:
    """Of each column an expression that is never NULL; {row} stands for "leads." or the like."""
    return {
        column.name: f'{{row}}"{column.name}"'
        if catalogue.always_required(column)
        else f'coalesce({{row}}"{column.name}", {absent(column)!r})'
        for column in columns
    }


def filtered(catalogue: Catalogue) -> list[str]:
    """The columns that a filter asks about besides weeks and floods."""
    return ["test", *(column.name for column in catalogue.used("filtered"))]


def condition(catalogue: Catalogue, wanted: Filter) -> tuple[str, dict[str, str | int]]:
    """The filter as a condition with its values by name; KeyError where it knows no such column.

    It asks about columns as they are, so that an index that holds them answers it alone.
    """
    columns = {column.name: column for column in catalogue.used("filtered")}
    lacking = [name for name, value in wanted.having.items() if value == absent(columns[name])]
    asked = {name: value for name, value in wanted.having.items() if name not in lacking}
    if not wanted.include_test:
        asked["test"] = 0
    conditions = [f'"{name}" IS NULL' for name in lacking]
    conditions += [f'"{name}" = :{name}' for name in asked]
    if wanted.first_week is not None:
        conditions.append("week >= :first_week")
        asked["first_week"] = wanted.first_week
    if wanted.last_week is not None:
        conditions.append("week <= :last_week")
        asked["last_week"] = wanted.last_week
    return " AND ".join([*conditions, *_FLOOD[wanted.flood]]) or "1 = 1", asked
