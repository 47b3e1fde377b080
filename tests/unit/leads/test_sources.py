"""The sources of a week stay few, and what earlier versions kept of them is cleaned once."""

import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest

from app.database.counters import Counted, Counters
from app.database.filters import Filter
from app.database.leads import LeadStore
from app.database.sources import MOST_A_WEEK
from app.desk.funnel import Funnel
from app.labels import OTHER
from app.leads.record import Catalogue, Lead
from tests.stores import sqlite_store
from tests.unit.leads.conftest import MakeLead
from tests.unit.leads.older import as_of_version_3

ON_BOTH_ENGINES = True

WEEK = "2026-W47"
ALL = Filter(include_test=True)


@pytest.fixture
def funnel(store: LeadStore) -> Funnel:
    return Funnel(Counters(store.engine), ["D1", "D2"])


def counted(database: Path) -> dict[tuple[str, ...], int]:
    """The counters as they stand in the file: week, language, source and name."""
    with closing(sqlite3.connect(database)) as connection:
        return {tuple(row[:4]): row[4] for row in connection.execute("SELECT * FROM counters")}


def opened(source: str, week: str = WEEK) -> Counted:
    return Counted(week, "en", source, "opened")


def sources_of(store: LeadStore) -> set[object]:
    return {lead["source"] for lead in store.iterate(ALL)}


# --- The bound ---------------------------------------------------------------------------------


def test_leads_and_funnel_share_the_sources_of_a_week(
    store: LeadStore, funnel: Funnel, database: Path, make_lead: MakeLead
) -> None:
    half = MOST_A_WEEK // 2
    store.put_all(make_lead(source=f"lead-{n}", test=n % 2) for n in range(half))
    funnel.add_all({opened(f"count-{n}"): 1 for n in range(5 * MOST_A_WEEK)})
    late = make_lead(source="late")
    store.put_all([late, make_lead(source="lead-3"), make_lead(source="count-7")])
    assert len({source for _, _, source, _ in counted(database)}) == half + 1
    assert counted(database)[WEEK, "en", OTHER, "opened"] == 5 * MOST_A_WEEK - half
    found = store.get(late.reference)
    assert found is not None and found["source"] == OTHER
    assert sources_of(store) == {*(f"lead-{n}" for n in range(half)), "count-7", OTHER}


def test_another_week_and_no_source_are_not_in_the_way(
    store: LeadStore, funnel: Funnel, database: Path, make_lead: MakeLead
) -> None:
    funnel.add_all({opened(f"count-{n}"): 1 for n in range(MOST_A_WEEK)})
    funnel.add_all({opened("late", "2026-W48"): 1, opened(""): 1, opened(OTHER): 1})
    store.put_all([make_lead(source=None), make_lead(source="late", week="2026-W48")])
    assert {(week, source) for week, _, source, _ in counted(database)} >= {
        ("2026-W48", "late"), (WEEK, ""), (WEEK, OTHER)
    }  # fmt: skip
    assert sources_of(store) == {None, "late"}


def test_all_processes_together_keep_to_it(
    store: LeadStore, database: Path, catalogue: Catalogue, make_lead: MakeLead
) -> None:
    store.put_all(make_lead(source=f"early-{n}") for n in range(MOST_A_WEEK - 10))
    leads = [make_lead(source=f"source-{n}") for n in range(20)]

    def write(part: int) -> None:
        """As another process: with nothing in memory that the others know of."""
        other = sqlite_store(database, catalogue)
        for lead in leads[part::4]:
            other.put(lead)
            Funnel(Counters(other.engine)).add_all({opened(f"{lead['source']}-b"): 1})
        other.close()

    with ThreadPoolExecutor(4) as threads:
        list(threads.map(write, range(4)))
    counts = {source for _, _, source, _ in counted(database)}
    assert len(sources_of(store) | counts) == MOST_A_WEEK + 1


# --- What goes with a lead, and with the years -------------------------------------------------


def finished(funnel: Funnel, source: str, *bands: str) -> None:
    """Count one whole visit for each of these times."""
    for band in bands:
        for name in (*funnel.steps, f"minutes:{band}"):
            funnel.add(WEEK, "en", source, name)


def names_of(database: Path, source: str) -> dict[str, int]:
    return {name: count for (*_, of, name), count in counted(database).items() if of == source}


def test_the_funnel_forgets_the_steps_of_a_lead_that_goes(
    store: LeadStore, funnel: Funnel, database: Path, make_lead: MakeLead
) -> None:
    lead = make_lead(source="fair", language="en")
    store.put_all([lead, make_lead(source="fair", language="en")])
    finished(funnel, "fair", "5-8", "8-12")
    funnel.add(WEEK, "en", "fair", "opened", 4)
    finished(funnel, "blog", "5-8")
    assert store.forget(lead.reference)
    assert not store.forget(lead.reference)
    assert names_of(database, "fair") == {
        "opened": 5, "started": 1, "profile": 1, "D1": 1, "D2": 1, "finished": 1,
        "minutes:5-8": 1, "minutes:8-12": 1,
    }  # fmt: skip
    assert set(names_of(database, "blog").values()) == {1}


def test_how_long_it_took_goes_where_it_can_be_told(
    store: LeadStore, funnel: Funnel, database: Path, make_lead: MakeLead
) -> None:
    leads = [make_lead(source="fair", language="en") for _ in range(4)]
    store.put_all(leads)
    finished(funnel, "fair", "5-8", "5-8", "5-8")
    store.forget(leads[0].reference)
    assert names_of(database, "fair")["minutes:5-8"] == 2
    funnel.add(WEEK, "en", "fair", "minutes:20+")
    store.forget(leads[1].reference)
    store.forget(leads[2].reference)
    assert names_of(database, "fair") == {}
    store.forget(leads[3].reference)
    assert names_of(database, "fair") == {}


def test_a_test_that_goes_takes_no_counts_along(
    store: LeadStore, funnel: Funnel, database: Path, make_lead: MakeLead
) -> None:
    lead = make_lead(source="fair", language="en", test=1)
    store.put(lead)
    finished(funnel, "fair", "5-8")
    store.forget(lead.reference)
    assert set(names_of(database, "fair").values()) == {1}


def test_counts_are_purged_with_the_leads(
    store: LeadStore, funnel: Funnel, database: Path, make_lead: MakeLead
) -> None:
    store.put(make_lead(week="2024-W46"))
    funnel.add_all({opened("fair", "2024-W46"): 9, opened("fair", "2024-W47"): 1})
    assert store.purge("2024-W47") == 1
    assert store.purge("2024-W47") == 0
    assert counted(database) == {("2024-W47", "en", "fair", "opened"): 1}


# --- What earlier versions kept ----------------------------------------------------------------


@pytest.fixture
def earlier(store: LeadStore, database: Path) -> Iterator[sqlite3.Connection]:
    """A database of the version that kept looser labels, to write them into."""
    store.check()
    store.close()
    as_of_version_3(database)
    with closing(sqlite3.connect(database, isolation_level=None)) as connection:
        yield connection


def written(connection: sqlite3.Connection, *leads: Lead) -> None:
    names = [column[1] for column in connection.execute("PRAGMA table_info(leads)")]
    places = ", ".join("?" * len(names))
    rows = [[lead[name] for name in names] for lead in leads]
    connection.executemany(f"INSERT INTO leads VALUES ({places})", rows)


def test_labels_of_earlier_versions_are_cleaned_and_their_counts_come_together(
    earlier: sqlite3.Connection, store: LeadStore, database: Path, catalogue: Catalogue,
    make_lead: MakeLead,
) -> None:  # fmt: skip
    lead = make_lead(
        source="jan-0612345678", utm_source="Spring 2026", utm_medium="e.mail", utm_campaign="NL1é"
    )
    other = make_lead(source="homepage", utm_campaign="name(at)host")
    written(earlier, lead, other)
    for source in ("jan-0612345678", "nl91abna0417164300", "", "homepage"):
        earlier.execute("INSERT INTO counters VALUES (?, 'nl', ?, 'opened', 3)", (WEEK, source))
    found = store.get(lead.reference)
    assert found is not None
    labels = {"source": None, "utm_source": "spring-2026", "utm_medium": "e-mail"}
    assert found.values == {**lead.values, **labels, "utm_campaign": "nl1e"}
    assert counted(database) == {
        (WEEK, "nl", "", "opened"): 9,
        (WEEK, "nl", "homepage", "opened"): 3,
    }
    assert store.figures().counts["source"] == {None: 1, "homepage": 1}
    assert store.count(Filter(include_test=True, having={"source": "homepage"})) == 1
    store.forget(lead.reference)
    assert store.figures().leads == 1


def test_a_week_that_was_flooded_keeps_the_sources_that_most_came_from(
    earlier: sqlite3.Connection, store: LeadStore, database: Path, catalogue: Catalogue,
    make_lead: MakeLead,
) -> None:  # fmt: skip
    flood = [(WEEK, "en", f"invented-{n}", "opened", 1) for n in range(2000)]
    earlier.executemany("INSERT INTO counters VALUES (?, ?, ?, ?, ?)", flood)
    earlier.execute("INSERT INTO counters VALUES (?, 'en', 'zebra', 'opened', 40)", (WEEK,))
    few = MOST_A_WEEK + 50
    written(earlier, *(make_lead(source=f"zz-{n:03}") for n in range(few)))
    written(earlier, make_lead(source="zebra"))
    store.check()
    assert counted(database) == {
        (WEEK, "en", OTHER, "opened"): 2000, (WEEK, "en", "zebra", "opened"): 40
    }  # fmt: skip
    assert len(sources_of(store)) == MOST_A_WEEK + 1
    assert {"zebra", OTHER} < sources_of(store)
    assert store.figures().leads == few + 1
