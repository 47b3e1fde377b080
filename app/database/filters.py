"""Which leads are wanted: as a filter, and as a condition in SQL."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from app.leads.column import Column
from app.leads.record import Catalogue
from app.leads.values import FLOOD

NONE_GIVEN = "-"
NO_NUMBER = 0


@dataclass(frozen=True, slots=True)
class Filter:
    """Which leads are wanted. Weeks are inclusive, as in "2026-W47"; None means no limit.

    `having`: values of columns that the catalogue calls filtered; leads without a value can be
    asked for too, see absent(). `flood`: leads that came in a flood and wait for the desk are left
    out; True asks for those only, None for both.
    """

    first_week: str | None = None
    last_week: str | None = None
    having: Mapping[str, str | int] = field(default_factory=dict)
    include_test: bool = False
    flood: bool | None = False


# How an address or a command line asks about leads of a flood: the word, and Filter.flood.
FLOOD_ASKED: Mapping[str | None, bool | None] = {None: False, "only": True, "too": None}
# What figures, lists and exports are about by default.
ALL_REAL = Filter()
# All leads there are.
EVERYTHING = Filter(include_test=True, flood=None)
# Leads that came in a flood and wait at the desk.
IN_FLOOD = Filter(include_test=True, flood=True)

# The condition for leads that wait in a flood; no other flag has this word in it.
WAITS = f"flags LIKE '%{FLOOD}%'"
_FLOOD = {None: [], True: [WAITS], False: [f"flags NOT LIKE '%{FLOOD}%'"]}


def absent(column: Column) -> str | int:
    """What a filter uses to ask for leads without a value here; the column cannot hold it."""
    if column.kind == "text":
        return NONE_GIVEN
    return -1 if column.allowed.test(NO_NUMBER) else NO_NUMBER


def keys(catalogue: Catalogue, columns: tuple[Column, ...]) -> dict[str, str]:
    """An expression for each column that is never NULL; `{row}` stands for "leads." or the like."""
    return {
        column.name: f'{{row}}"{column.name}"'
        if catalogue.always_required(column)
        else f'coalesce({{row}}"{column.name}", {absent(column)!r})'
        for column in columns
    }


def filtered(catalogue: Catalogue) -> list[str]:
    """The columns that a filter can ask about, besides weeks and floods."""
    return ["test", *(column.name for column in catalogue.used("filtered"))]


def condition(catalogue: Catalogue, wanted: Filter) -> tuple[str, dict[str, str | int]]:
    """The filter as a condition with its values by name. Raises KeyError for unknown columns.

    It asks about columns as they are, so that an index that holds them is all that is read.
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
