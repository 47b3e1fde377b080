"""The leads in figures: of a period, fast however many there are; or of a filter, by reading all.

Those of a period are read from the tallies. A tally is a row for all leads that are alike in every
column that the catalogue calls tallied; tests are apart, and so are leads that wait in a flood. It
holds their number and, for each score, the sum in ten-thousandths and how many leads have it: whole
numbers, so that adding and subtracting is exact. Each engine keeps the tallies up to date in its
own way.
"""
# ruff: noqa: S608 - names of columns come from the catalogue; every value is bound

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from app.database.engine import Connection
from app.database.filters import WAITS, Filter, absent, condition, keys
from app.leads.column import Column
from app.leads.record import Catalogue
from app.leads.values import Value

_UNIT = 10_000


@dataclass(frozen=True, slots=True)
class Figures:
    """Leads in figures.

    `counts`: for each counted column, its values with the number of leads that have them, the
    commonest first, but weeks in order; leads without a value are counted under None. `means`: the
    mean of each score column on the 1–5 scale, None when no lead has it.
    """

    leads: int
    counts: Mapping[str, Mapping[Value, int]]
    means: Mapping[str, float | None]


def tally_key(catalogue: Catalogue) -> dict[str, str]:
    """The key columns of the tallies, each with its expression for one lead, `{row}`."""
    return {
        **keys(catalogue, catalogue.used("tallied")),
        "test": "{row}test",
        "flood": f"CASE WHEN {{row}}{WAITS} THEN 1 ELSE 0 END",
    }


def tally_sums(catalogue: Catalogue) -> dict[str, str]:
    """The summed columns of the tallies, each with the expression for what one lead adds."""
    sums = {"leads": "1"}
    for name in _scores(catalogue):
        score = f'{{row}}"{name}"'
        sums[name] = f"coalesce(cast(round({score} * {_UNIT}) AS BIGINT), 0)"
        sums[f"{name}_known"] = f"CASE WHEN {score} IS NULL THEN 0 ELSE 1 END"
    return sums


def figures_of_period(
    connection: Connection, catalogue: Catalogue, first_week: str, last_week: str
) -> Figures:
    """The figures of the tallies of these weeks, without tests and leads that wait in a flood."""
    where = "WHERE week >= :first_week AND week <= :last_week AND test = 0 AND flood = 0"
    weeks = {"first_week": first_week, "last_week": last_week}
    sums = tally_sums(catalogue)
    # As floats: integers would overflow if another program had stored absurd scores.
    totals = ", ".join(f'sum(cast("{name}" AS DOUBLE PRECISION))' for name in sums)
    row = connection.execute(f"SELECT {totals} FROM tallies {where}", weeks).fetchone()
    found = {name: total or 0.0 for name, total in zip(sums, row, strict=True)}

    def counts(column: Column) -> Iterable[tuple[Value, int]]:
        value = f'"{column.name}"'
        if not catalogue.always_required(column):
            value = f"nullif({value}, {absent(column)!r})"
        grouped = f"SELECT {value} AS value, cast(sum(leads) AS BIGINT) AS leads FROM tallies"
        some = "HAVING sum(leads) > 0"
        return connection.execute(f"{grouped} {where} {_ordered(column, some)}", weeks).fetchall()

    return Figures(
        int(found["leads"]),
        {column.name: dict(counts(column)) for column in catalogue.used("tallied")},
        {name: _mean(found, name) for name in _scores(catalogue)},
    )


def figures_of(connection: Connection, catalogue: Catalogue, wanted: Filter) -> Figures:
    """The figures of the wanted leads."""
    where, values = condition(catalogue, wanted)

    def counts(column: Column) -> Iterable[tuple[Value, int]]:
        grouped = f'SELECT "{column.name}" AS value, count(*) AS leads FROM leads'
        return connection.execute(f"{grouped} WHERE {where} {_ordered(column)}", values).fetchall()

    counted = {column.name: dict(counts(column)) for column in catalogue.used("counted")}
    scores = _scores(catalogue)
    averages = ", ".join(f'avg("{name}")' for name in scores)
    means = connection.execute(f"SELECT {averages} FROM leads WHERE {where}", values).fetchone()
    leads = sum(counted["week"].values())
    return Figures(leads, counted, dict(zip(scores, means, strict=True)))


def _ordered(column: Column, having: str = "") -> str:
    order = "value" if column.name == "week" else "leads DESC, value NULLS FIRST"
    return f"GROUP BY 1 {having} ORDER BY {order}"


def _mean(sums: Mapping[str, float], name: str) -> float | None:
    known = sums[f"{name}_known"]
    return sums[name] / known / _UNIT if known else None


def _scores(catalogue: Catalogue) -> list[str]:
    return [column.name for column in catalogue.columns if column.kind == "real"]
