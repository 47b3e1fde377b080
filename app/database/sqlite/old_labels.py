"""The labels that earlier versions kept: cleaned when their database is migrated."""

import sqlite3
from collections import Counter, defaultdict
from collections.abc import Mapping
from functools import lru_cache
from typing import TYPE_CHECKING

from app.database.counters import FORGET_STEPS
from app.database.sources import MOST_A_WEEK, NO_SOURCES
from app.labels import OTHER, label
from app.leads.attribution import LABELS
from app.leads.record import Catalogue

if TYPE_CHECKING:
    from sqlite_utils import Database

_COUNTS = "SELECT week, language, source, name, count FROM counters"
_LEADS = "SELECT week, coalesce(source, ''), count(*) FROM leads GROUP BY week, source"


def tidy_labels(database: "Database", catalogue: Catalogue) -> None:
    """Clean the labels of leads and counters; from now on, the funnel forgets deleted leads."""
    connection: sqlite3.Connection = database.conn
    _clean_leads(connection)
    counts = _cleaned_counts(connection)
    most = _most(connection, counts)
    rows = [(week, source) for week, sources in most.items() for source in sources]
    connection.execute(
        "CREATE TEMP TABLE most (week TEXT, source TEXT, PRIMARY KEY (week, source))"
    )
    connection.executemany("INSERT INTO most VALUES (?, ?)", rows)
    connection.execute(
        f"UPDATE leads SET source = '{OTHER}' "  # noqa: S608 - a word of our own
        "WHERE source IS NOT NULL AND (week, source) NOT IN (SELECT week, source FROM most)"
    )
    connection.execute("DROP TABLE most")
    connection.execute("DELETE FROM counters")
    connection.executemany(
        "INSERT INTO counters VALUES (?, ?, ?, ?, ?) ON CONFLICT DO UPDATE "
        "SET count = count + excluded.count",
        (
            (week, language, source if not source or source in most[week] else OTHER, name, count)
            for (week, language, source, name), count in counts.items()
        ),
    )
    connection.execute(
        "CREATE TRIGGER funnel_forgets AFTER DELETE ON leads WHEN old.test = 0 "
        f"BEGIN {FORGET_STEPS}END"
    )


def _clean_leads(connection: sqlite3.Connection) -> None:
    connection.create_function("label", 2, lru_cache(10_000)(label), deterministic=True)
    cleaned = {name: f"label({name}, {longest})" for name, longest in LABELS.items()}
    changes = ", ".join(f"{name} = {value}" for name, value in cleaned.items())
    differ = " OR ".join(f"{name} IS NOT {value}" for name, value in cleaned.items())
    connection.execute(f"UPDATE leads SET {changes} WHERE {differ}")  # noqa: S608 - names of our own
    connection.create_function("label", 2, None)


def _cleaned_counts(connection: sqlite3.Connection) -> Counter[tuple[str, str, str, str]]:
    """The counts of the funnel by week, language, source and name."""
    counts: Counter[tuple[str, str, str, str]] = Counter()
    for week, language, source, name, count in connection.execute(_COUNTS):
        counts[week, language, label(source, LABELS["source"]) or "", name] += count
    return counts


def _most(
    connection: sqlite3.Connection, counts: Mapping[tuple[str, str, str, str], int]
) -> Mapping[str, set[str]]:
    """The sources that each week keeps: the commonest ones, and OTHER."""
    came: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for week, source, leads in connection.execute(_LEADS):
        came[week][source] += leads
    for (week, _language, source, _name), count in counts.items():
        came[week][source] += count
    for week in came:
        for none in NO_SOURCES:
            del came[week][none]
    return {
        week: {OTHER, *(source for source, _ in sources.most_common(MOST_A_WEEK))}
        for week, sources in came.items()
    }
