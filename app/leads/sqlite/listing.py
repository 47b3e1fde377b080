"""Walking the leads of a filter by week and reference, and counting them, by their marks."""

import sqlite3
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice

from app.errors import StoreUnavailable
from app.leads.listing import Cursor
from app.leads.sqlite.connections import Connections
from app.leads.sqlite.marks import References, mark, marked, unmarked, weeks_of
from app.leads.sqlite.statements import condition
from app.leads.store import Filter

Place = tuple[str, str]  # week and reference

_FROM_WEEK = "FROM leads INDEXED BY leads_by_week WHERE week = :week AND"


def mark_weeks(connections: Connections, wanted: Filter) -> None:
    """Make the marks that a filter needs; where that cannot be, it goes without."""
    with connections.reading() as connection:
        missing = unmarked(connection, weeks_of(connection, wanted))
    try:
        for week in missing:
            with connections.writing() as connection:
                mark(connection, week)
    except StoreUnavailable:
        return


def count(connections: Connections, wanted: Filter) -> int:
    """How many leads are wanted."""
    mark_weeks(connections, wanted)
    where, values = condition(wanted)
    statement = f"SELECT count(*) {_FROM_WEEK} {where}"
    with connections.snapshot() as connection:
        bits = marked(connection, wanted)
        others = [week for week in weeks_of(connection, wanted) if week not in bits]
        counted: list[int] = [
            connection.execute(statement, {**values, "week": week}).fetchone()[0] for week in others
        ]
    return sum(counted) + sum(each.bit_count() for each in bits.values())


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
    mark_weeks(connections, wanted)
    with connections.snapshot() as connection:
        return list(islice(_walk(connection, wanted, start, limit), limit))


def _walk(
    connection: sqlite3.Connection, wanted: Filter, start: Cursor | None, limit: int
) -> Iterator[Place]:
    back = start is not None and start.back
    bits = marked(connection, wanted)
    for week in _weeks_from(weeks_of(connection, wanted), start):
        edge = start.reference if start is not None and week == start.week else None
        if week not in bits:
            found = _live(connection, wanted, week, edge, back, limit)
        elif bits[week]:
            found = _chosen(References(connection, week), bits[week], edge, back)
        else:
            continue
        yield from ((week, reference) for reference in found)


def _weeks_from(weeks: Sequence[str], start: Cursor | None) -> list[str]:
    """Weeks, newest first, as they are walked from a place on."""
    if start is None:
        return list(weeks)
    if start.back:
        return [week for week in reversed(weeks) if week >= start.week]
    return [week for week in weeks if week <= start.week]


def _live(
    connection: sqlite3.Connection,
    wanted: Filter,
    week: str,
    edge: str | None,
    back: bool,
    limit: int,
) -> Iterator[str]:
    """The same without marks: by reading the week in the index."""
    where, values = condition(wanted)
    beyond, order = ("<", "DESC") if back else (">", "ASC")
    if edge is not None:
        where = f"reference {beyond} :edge AND {where}"
    rows = connection.execute(
        f"SELECT reference {_FROM_WEEK} {where} ORDER BY reference {order} LIMIT :limit",
        {**values, "week": week, "edge": edge, "limit": limit},
    )
    return (reference for (reference,) in rows)


def _chosen(names: Sequence[str], bits: int, edge: str | None, back: bool) -> Iterator[str]:
    """The references whose bits are set, beyond the edge."""
    if back:
        if edge is not None:
            bits &= (1 << bisect_left(names, edge)) - 1
        while bits:
            place = bits.bit_length() - 1
            yield names[place]
            bits ^= 1 << place
        return
    if edge is not None:
        first = bisect_right(names, edge)
        bits = bits >> first << first
    while bits:
        lowest = bits & -bits
        yield names[lowest.bit_length() - 1]
        bits ^= lowest
