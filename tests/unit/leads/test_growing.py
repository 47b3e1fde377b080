"""The catalogue and the filters change: what was stored, spooled or exported stays as good."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from app.database.filters import NONE_GIVEN, Filter
from app.database.leads import LeadStore
from app.errors import ConfigurationError
from app.leads.column import Column
from app.leads.in_words import YES_OR_NO
from app.leads.intake import Intake
from app.leads.record import Catalogue, Lead
from app.leads.spool import Drained, Spool
from tests.stores import sqlite_store
from tests.unit.leads.conftest import ANY, MakeLead
from tests.unit.leads.older import as_of_version_3

EXTRA = Column(
    "extra",
    "flag",
    lambda _: 0,
    ANY,
    YES_OR_NO,
    "visit",
    required=True,
    older=0,
    texts="columns.test",
)


@pytest.fixture
def larger(catalogue: Catalogue) -> Catalogue:
    """The catalogue with one required column more."""
    return replace(catalogue, columns=(*catalogue.columns, EXTRA))


@pytest.fixture
def smaller(catalogue: Catalogue) -> Catalogue:
    """The catalogue with one required column less."""
    kept = (column for column in catalogue.columns if column.name != "role")
    return replace(catalogue, columns=tuple(kept))


@pytest.fixture
def old(store: LeadStore, make_lead: MakeLead) -> Iterator[Lead]:
    """A lead in the database of before."""
    lead = make_lead(level=3)
    store.put(lead)
    yield lead
    store.close()


def without(lead: Lead, name: str) -> Lead:
    return Lead({key: value for key, value in lead.values.items() if key != name})


def schema_of(database: Path) -> set[tuple[str, str]]:
    with closing(sqlite3.connect(database)) as connection:
        rows = connection.execute(
            "SELECT name, sql FROM sqlite_schema WHERE name != 'leads' AND sql IS NOT NULL"
        )
        return set(rows)


def test_older_leads_have_the_value_that_a_new_column_states_for_them(
    store: LeadStore, old: Lead, database: Path, larger: Catalogue, make_lead: MakeLead
) -> None:
    newer = sqlite_store(database, larger)
    assert newer.get(old.reference) == Lead({**old.values, "extra": 0})
    again = Lead({**make_lead().values, "extra": 1})
    newer.put(again)
    assert newer.get(again.reference) == again
    with pytest.raises(Exception, match="NOT NULL"):
        newer.put(Lead({**make_lead().values, "extra": None}))
    store.put(make_lead())  # and the older program goes on beside it
    assert [lead["extra"] for lead in newer.iterate()].count(0) == 2
    newer.close()


def test_a_new_column_that_says_nothing_of_older_leads_stops_the_start(
    old: Lead, database: Path, catalogue: Catalogue
) -> None:
    silent = replace(catalogue, columns=(*catalogue.columns, replace(EXTRA, older=None)))
    with pytest.raises(ConfigurationError, match=r"'extra'.*older leads"):
        sqlite_store(database, silent).check()


@pytest.mark.parametrize("change", ["larger", "smaller"])
def test_leads_that_were_spooled_before_are_stored_after(
    request: pytest.FixtureRequest,
    change: str,
    spool: Spool,
    old: Lead,
    database: Path,
    tmp_path: Path,
    make_lead: MakeLead,
    caplog: pytest.LogCaptureFixture,
) -> None:
    changed: Catalogue = request.getfixturevalue(change)
    waiting = make_lead()
    spool.add(waiting)
    newer = sqlite_store(database, changed)
    assert Spool(tmp_path / "spool", changed).drain(newer) == Drained(1, 0, finished=True)
    expected = without(Lead({**waiting.values, "extra": 0}), "role" * (change == "smaller"))
    assert newer.get(waiting.reference) == changed.read(expected.values)
    assert ("'role'" in caplog.text) == (change == "smaller")
    newer.close()


@pytest.mark.parametrize("change", ["larger", "smaller"])
def test_json_lines_of_before_are_taken_in_after(
    request: pytest.FixtureRequest, change: str, database: Path, make_lead: MakeLead
) -> None:
    changed: Catalogue = request.getfixturevalue(change)
    lead = make_lead()
    newer = sqlite_store(database, changed)
    intake = Intake(newer, changed)
    refused: list[str] = []
    line = json.dumps(dict(lead.values)).encode()
    assert intake.take_in([line], lambda _, reason: refused.append(reason)) == 1
    assert refused == []
    assert intake.unknown == ({"'role'"} if change == "smaller" else set())
    assert newer.get(lead.reference) == changed.read(lead.values)
    newer.close()


def test_a_column_that_has_gone_no_longer_insists_and_older_leads_keep_what_they_had(
    old: Lead, database: Path, catalogue: Catalogue, smaller: Catalogue, make_lead: MakeLead
) -> None:
    newer = sqlite_store(database, smaller)
    lead = without(make_lead(level=5), "role")
    newer.put(lead)
    newer.put(without(Lead({**old.values, "level": 4}), "role"))
    assert newer.get(lead.reference) == lead
    assert newer.figures().counts["level"] == {4: 1, 5: 1}
    newer.close()
    # Back again, as when the change was a mistake: what older leads had is there.
    before = sqlite_store(database, catalogue)
    again = before.get(old.reference)
    assert again is not None
    assert (again["role"], again["level"]) == (old["role"], 4)
    before.close()


def test_a_filter_that_is_new_finds_all_that_it_should(
    store: LeadStore, database: Path, catalogue: Catalogue, make_lead: MakeLead
) -> None:
    weeks = ["2026-W44", "2026-W45", "2026-W46"]
    store.put_all([make_lead(week=week, utm_medium="mail") for week in weeks for _ in range(10)])
    assert store.count() == 30
    store.close()
    columns = (
        replace(column, uses=("filtered",)) if column.name == "utm_medium" else column
        for column in catalogue.columns
    )
    newer = sqlite_store(database, Catalogue(catalogue.editions, tuple(columns)))
    wanted = Filter(having={"utm_medium": "mail"})
    assert newer.count(wanted) == 30
    assert newer.count(Filter(having={"utm_medium": NONE_GIVEN})) == 0
    assert len(newer.page(wanted, None, 50).leads) == 30
    newer.close()


SPOILT = [
    "DROP INDEX leads_by_week",
    "DROP INDEX leads_by_week; CREATE INDEX leads_by_week ON leads (week, reference)",
    "DROP TRIGGER tally_update; UPDATE leads SET level = 1",
    "DROP TRIGGER tally_insert; CREATE TRIGGER tally_insert AFTER INSERT ON leads BEGIN "
    "SELECT 1; END; DELETE FROM tallies",
    "DROP TABLE tallies; CREATE TABLE tallies (week TEXT); DROP TRIGGER tally_update; "
    "DROP TRIGGER tally_insert; DROP TRIGGER tally_delete",
]


@pytest.mark.parametrize("spoilt", SPOILT)
def test_whatever_is_derived_and_is_not_as_we_would_make_it_is_made_anew(
    store: LeadStore, old: Lead, database: Path, spoilt: str, make_lead: MakeLead
) -> None:
    store.put_all([make_lead(level=2, week=f"2026-W{week}") for week in range(30, 40)])
    before = schema_of(database)
    store.close()
    with closing(sqlite3.connect(database, isolation_level=None)) as connection:
        connection.executescript(spoilt)
    leads = list(store.iterate())
    assert store.count() == len(leads) == 11
    figures: Any = store.figures_of_period("2000-W01", "2100-W01")
    assert figures.leads == 11
    assert sum(level * count for level, count in figures.counts["level"].items()) == sum(
        int(lead["level"] or 0) for lead in leads
    )
    assert schema_of(database) == before


def test_a_database_of_version_3_is_brought_up_to_date_with_all_that_it_held(
    store: LeadStore, old: Lead, database: Path
) -> None:
    before = schema_of(database)
    store.close()
    as_of_version_3(database)
    assert store.get(old.reference) == old
    assert store.figures_of_period("2000-W01", "2100-W01").counts["level"] == {3: 1}
    assert schema_of(database) == before
