"""Leads that may leave the circle of sales: k-anonymous, without what could tell one lead apart.

Nobody who knows about an organisation what a lead tells of it finds fewer than COMPANY leads that
could be its own. Whoever has seen its result may find the lead, but learns nothing from it that so
many others don't share. Method: method.md B; Sweeney, "k-anonymity" (2002), by local suppression.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from app.leads.export.pieces import Rows
from app.leads.export.shuffled import shuffled
from app.leads.record import Catalogue, Column
from app.leads.sqlite.rows import LeadRows
from app.leads.store import Filter
from app.leads.values import Value

COMPANY = 5
SUPPRESSED = "*"

# What others may know of an organisation. Of the week, the year is left from the start.
KNOWN = ("week", "language", "edition", "role", "type", "stage", "band", "model")
# What is suppressed where a lead is in too little company, one after the other until it isn't.
_GIVEN_UP = ("role", "model", "week", "band", "type", "stage", "language")
# What the check itself has found. Any column that is in neither list stays at home.
_RESULTS = frozenset(("index", "level", "range_low", "range_high", "levers"))

Row = tuple[Value, ...]


def shareable_part(catalogue: Catalogue) -> Catalogue:
    """The columns that may be shared."""
    return replace(catalogue, columns=tuple(filter(_may_be_shared, catalogue.columns)))


def shareable_rows(leads: LeadRows, catalogue: Catalogue, wanted: Filter) -> Rows:
    """The leads as they may be shared, in an order that tells nothing; tests are never among them.

    `catalogue`: of the columns that may be shared. A lead that would be in too little company even
    with everything suppressed is left out.
    """
    # Invented leads would be company that isn't there.
    real = replace(wanted, include_test=False)
    places = [catalogue.names.index(name) for name in KNOWN]
    known = (map(_with_year_only, several) for several in leads.values(KNOWN, real))
    shown = _suppressions(Counter(row for several in known for row in several))

    def suppressed(row: Row) -> tuple[Row, Row]:
        """The row as it may be seen, after the part of it that may be known."""
        company = shown.get(_with_year_only(tuple(row[place] for place in places)), ())
        cells = list(row)
        for place, value in zip(places, company, strict=False):
            cells[place] = value
        return company, tuple(cells)

    found = (map(suppressed, several) for several in leads.values(catalogue.names, real))
    return shuffled(_in_company(found))


def _may_be_shared(column: Column) -> bool:
    is_score = column.dimension is not None and column.facet is None
    return is_score or column.name in KNOWN or column.name in _RESULTS


def _with_year_only(row: Row) -> Row:
    week, *others = row
    return (f"{str(week)[:4]}-W{SUPPRESSED}", *others)


def _suppressions(counts: Mapping[Row, int]) -> Mapping[Row, Row]:
    """For each row of what is known, with how often it is there: how much of it may be shown."""
    shown: dict[Row, Row] = {}
    for number in range(len(_GIVEN_UP) + 1):
        groups: dict[Row, list[Row]] = defaultdict(list)
        for row in counts.keys() - shown.keys():
            groups[_without(_GIVEN_UP[:number], row)].append(row)
        for group, rows in groups.items():
            if sum(counts[row] for row in rows) >= COMPANY:
                shown |= dict.fromkeys(rows, group)
    return shown


def _without(names: Sequence[str], row: Row) -> Row:
    return tuple(
        SUPPRESSED if name in names else value for name, value in zip(KNOWN, row, strict=True)
    )


def _in_company(rows: Iterator[Iterator[tuple[Row, Row]]]) -> Rows:
    """Hold each row back until there is enough company for it, whatever was counted before.

    Leads come and go while they are read; what may not be shown is in nobody's company.
    """
    waiting: dict[Row, list[Row]] = defaultdict(list)
    for several in rows:
        ready: list[Row] = []
        for company, row in several:
            if not company:
                continue
            held = waiting[company]
            held.append(row)
            if len(held) > COMPANY:
                ready.append(held.pop())
            elif len(held) == COMPANY:
                ready.extend(held)
        if ready:
            yield ready
