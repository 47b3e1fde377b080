"""Walking the leads of a filter by week and reference, and counting them, by an index alone."""

from dataclasses import replace

from app.leads.listing import Cursor
from app.leads.sqlite.connections import Connections
from app.leads.sqlite.derived import Derived
from app.leads.sqlite.statements import FILTERED, IN_FLOOD, condition
from app.leads.store import Filter

Place = tuple[str, str]  # week and reference


def indexes() -> list[Derived]:
    """In the order of the list, with everything that a filter asks for: no lead is looked up.

    Those that came in a flood have one of their own besides, so that they are found at once.
    """
    made = f"ON leads (week DESC, reference, flags, {', '.join(FILTERED)})"
    return [
        Derived({"leads_by_week": f"CREATE INDEX leads_by_week {made}"}),
        Derived({"leads_in_flood": f"CREATE INDEX leads_in_flood {made} WHERE {IN_FLOOD}"}),
    ]


def count(connections: Connections, wanted: Filter) -> int:
    """How many leads are wanted."""
    where, values = condition(wanted)
    with connections.reading() as connection:
        row = connection.execute(f"SELECT count(*) {_from(wanted)} WHERE {where}", values)
        number: int = row.fetchone()[0]
    return number


def page(
    connections: Connections, wanted: Filter, after: Cursor | None, limit: int
) -> tuple[list[Place], Cursor | None, Cursor | None]:
    """The leads of a page, and the cursors back and on."""
    found = _found(connections, wanted, after, limit + 1)
    more, places = len(found) > limit, found[:limit]
    if after is not None and after.back:
        if not more:  # the beginning is near, and a first page is a full one
            return page(connections, wanted, None, limit)
        return places[::-1], Cursor(*places[-1], back=True), Cursor(*places[0])
    if not places:
        return [], after and replace(after, back=True), None
    back = Cursor(*places[0], back=True) if after is not None else None
    return places, back, Cursor(*places[-1]) if more else None


def _found(
    connections: Connections, wanted: Filter, start: Cursor | None, limit: int
) -> list[Place]:
    """The next wanted leads from a place on, in the direction of its cursor; at most `limit`."""
    where, values = condition(wanted)
    back = start is not None and start.back
    if start is not None:
        where = f"{_BEFORE if back else _BEYOND} AND {where}"
        values |= {"week": start.week, "edge": start.reference}
    order = "week, reference DESC" if back else "week DESC, reference"
    with connections.reading() as connection:
        return connection.execute(
            f"SELECT week, reference {_from(wanted)} WHERE {where} ORDER BY {order} LIMIT :limit",
            {**values, "limit": limit},
        ).fetchall()


# The first half says where in the index to begin.
_BEYOND = "week <= :week AND (week < :week OR reference > :edge)"
_BEFORE = "week >= :week AND (week > :week OR reference < :edge)"


def _from(wanted: Filter) -> str:
    return f"FROM leads INDEXED BY {'leads_in_flood' if wanted.flood else 'leads_by_week'}"
