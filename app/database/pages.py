"""The list of leads by week and reference: where a page begins and what it holds.

Pages and counts are read from an index alone.
"""

import re
from dataclasses import dataclass, replace
from typing import Self

from app.database.engine import Engine
from app.database.filters import WAITS, Filter, condition, filtered
from app.database.table import named
from app.leads.record import Catalogue, Lead

Place = tuple[str, str]  # week and reference

# Neither part has a dot, which separates them; anything else may be in an imported lead.
_CURSOR = re.compile(r"([^.]{1,100})\.([^.]{1,100})(\.back)?")


@dataclass(frozen=True, slots=True)
class Cursor:
    """A place between two leads: just after this one, or just before it when going `back`.

    The lead itself may be gone; the place stays. `str()` gives it in a form for addresses.
    """

    week: str
    reference: str
    back: bool = False

    @classmethod
    def read(cls, text: str) -> Self | None:
        """The cursor that str() wrote like this, or None."""
        found = _CURSOR.fullmatch(text)
        return cls(found[1], found[2], found[3] is not None) if found else None

    def __str__(self) -> str:
        return f"{self.week[:100]}.{self.reference[:100]}{'.back' * self.back}"


@dataclass(frozen=True, slots=True)
class Page:
    """Leads, newest week first, then by reference; cursors back and on, None at the ends."""

    leads: tuple[Lead, ...]
    before: Cursor | None
    after: Cursor | None


def indexes(catalogue: Catalogue) -> dict[str, str]:
    """Indexes in the order of the list, with all that a filter can ask for: no lead is looked up.

    Leads that wait in a flood have one of their own, too, so that they are found at once.
    """
    made = f"ON leads (week DESC, reference, flags, {named(filtered(catalogue))})"
    return {
        "leads_by_week": f"CREATE INDEX leads_by_week {made}",
        "leads_in_flood": f"CREATE INDEX leads_in_flood {made} WHERE {WAITS}",
    }


def count(engine: Engine, catalogue: Catalogue, wanted: Filter) -> int:
    """How many leads are wanted."""
    where, values = condition(catalogue, wanted)
    with engine.reading() as connection:
        row = connection.execute(f"SELECT count(*) {_from(engine, wanted)} WHERE {where}", values)
        number: int = row.fetchone()[0]
    return number


def page(
    engine: Engine, catalogue: Catalogue, wanted: Filter, after: Cursor | None, limit: int
) -> tuple[list[Place], Cursor | None, Cursor | None]:
    """The leads of a page, and the cursors back and on."""
    found = _found(engine, catalogue, wanted, after, limit + 1)
    more, places = len(found) > limit, found[:limit]
    if after is not None and after.back:
        if not more:  # this is the first page, which should be a full one
            return page(engine, catalogue, wanted, None, limit)
        return places[::-1], Cursor(*places[-1], back=True), Cursor(*places[0])
    if not places:
        return [], after and replace(after, back=True), None
    back = Cursor(*places[0], back=True) if after is not None else None
    return places, back, Cursor(*places[-1]) if more else None


def _found(
    engine: Engine, catalogue: Catalogue, wanted: Filter, start: Cursor | None, limit: int
) -> list[Place]:
    """The next wanted leads from a place on, in the direction of its cursor; at most `limit`."""
    where, values = condition(catalogue, wanted)
    back = start is not None and start.back
    if start is not None:
        where = f"{_BEFORE if back else _BEYOND} AND {where}"
        values |= {"week": start.week, "edge": start.reference}
    order = "week, reference DESC" if back else "week DESC, reference"
    source = _from(engine, wanted)
    with engine.reading() as connection:
        return connection.execute(
            f"SELECT week, reference {source} WHERE {where} ORDER BY {order} LIMIT :limit",
            {**values, "limit": limit},
        ).fetchall()


# The first half says where in the index to begin.
_BEYOND = "week <= :week AND (week < :week OR reference > :edge)"
_BEFORE = "week >= :week AND (week > :week OR reference < :edge)"


def _from(engine: Engine, wanted: Filter) -> str:
    return f"FROM leads {engine.by_index('leads_in_flood' if wanted.flood else 'leads_by_week')}"
