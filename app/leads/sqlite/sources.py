"""The sources of a week, in the leads and in the funnel together: never many, whoever invents them.

Here too is what becomes of the funnel's counts when a lead goes, and of the labels that earlier
versions kept.
"""

import sqlite3
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING

from app.labels import OTHER, label
from app.leads.attribution import LABELS
from app.leads.record import Catalogue, Lead
from app.leads.store import NONE_GIVEN

if TYPE_CHECKING:
    from sqlite_utils import Database

MOST_A_WEEK = 200  # besides OTHER

Where = tuple[str, str]  # a week and a source

_KNOWN = (
    "SELECT source FROM tallies WHERE week = ?1 UNION SELECT source FROM counters WHERE week = ?1"
)
_COUNTS = "SELECT week, language, source, name, count FROM counters"
_LEADS = "SELECT week, coalesce(source, ''), count(*) FROM leads GROUP BY week, source"
_NO_SOURCES = {NONE_GIVEN, "", OTHER}

PURGE_COUNTS = "DELETE FROM counters WHERE week < ?"

# Whoever finished has passed every step. How long it took is known only where all took as long, or
# nobody is left. Counts that were never made for this lead, or in another cell, are not known
# either: they may make the cell one too small, never less than nothing.
_CELL = "week = old.week AND language = old.language AND source = coalesce(old.source, '')"
_FORGETS = f"""CREATE TRIGGER funnel_forgets AFTER DELETE ON leads WHEN old.test = 0 BEGIN
    UPDATE counters SET count = count - 1 WHERE {_CELL} AND (name NOT LIKE 'minutes:%'
        OR (SELECT count(*) FROM counters WHERE {_CELL} AND name LIKE 'minutes:%') = 1);
    DELETE FROM counters WHERE {_CELL} AND name LIKE 'minutes:%' AND NOT EXISTS
        (SELECT 1 FROM counters WHERE {_CELL} AND name = 'finished' AND count > 0);
    DELETE FROM counters WHERE {_CELL} AND count <= 0;
END"""  # noqa: S608 - nothing in it comes from outside


def admitted(connection: sqlite3.Connection, given: Iterable[Where]) -> Mapping[Where, str]:
    """Under which label each source counts: its own, or OTHER when its week has enough of them.

    To be called in the transaction that writes them, so that all processes together keep to it.
    """
    known: dict[str, set[str]] = {}
    labels: dict[Where, str] = {}
    for week, source in dict.fromkeys(given):
        if week not in known:
            rows = connection.execute(_KNOWN, (week,))
            known[week] = {each for (each,) in rows} - _NO_SOURCES
        there = known[week]
        if source != OTHER and len(there) < MOST_A_WEEK:
            there.add(source)
        labels[week, source] = source if source in there else OTHER
    return labels


def with_admitted(connection: sqlite3.Connection, leads: Iterable[Lead]) -> Iterator[Lead]:
    """These leads, with the sources that they count under; see admitted()."""
    leads = tuple(leads)
    labels = admitted(connection, (_where(lead) for lead in leads if lead["source"]))
    for lead in leads:
        source = lead["source"] and labels[_where(lead)]
        yield lead if source == lead["source"] else Lead({**lead.values, "source": source})


def _where(lead: Lead) -> Where:
    return str(lead["week"]), str(lead["source"])


def tidy_labels(database: "Database", catalogue: Catalogue) -> None:
    """Clean what earlier versions kept, and have the funnel forget with the leads."""
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
    connection.execute(_FORGETS)


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
    """The sources that each week keeps: those that most came from, and OTHER."""
    came: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for week, source, leads in connection.execute(_LEADS):
        came[week][source] += leads
    for (week, _language, source, _name), count in counts.items():
        came[week][source] += count
    for week in came:
        for none in _NO_SOURCES:
            del came[week][none]
    return {
        week: {OTHER, *(source for source, _ in sources.most_common(MOST_A_WEEK))}
        for week, sources in came.items()
    }
