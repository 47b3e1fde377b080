"""The barometer: what is counted, when a quarter is closed, and that it is made once."""

import sqlite3
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path

import pytest

from app.database.leads import LeadStore
from app.database.once import Chores, FrozenQuarters
from app.leads.barometer import Barometer, barometer_of
from app.leads.columns import catalogue_of
from app.leads.frozen import Barometers
from app.leads.housekeeping import Housekeeping, chores_of
from app.leads.record import Lead
from app.leads.weeks import Quarter, iso_week
from app.method.model import Model
from tests.unit.leads.conftest import MakeLead

ON_BOTH_ENGINES = True

QUARTER = Quarter(2026, 3)  # weeks 27 to 39; Sunday 27 September is its last day
SETTLED = date(2026, 10, 11)


def barometers(store: LeadStore, model: Model, weeks: int = 104) -> Barometers:
    return Barometers(FrozenQuarters(store.engine), store, [model], weeks)


def many(make_lead: MakeLead, count: int = 40, **given: object) -> list[Lead]:
    """Leads of the quarter that answered with care."""
    return [make_lead(**{"week": "2026-W30", "flags": "", **given}) for _ in range(count)]


def kept(database: Path) -> list[tuple[str, str]]:
    """The table as another program sees it."""
    with closing(sqlite3.connect(database)) as connection:
        return connection.execute("SELECT * FROM barometers ORDER BY quarter").fetchall()


# --- Quarters ----------------------------------------------------------------------------------


def test_every_week_is_in_the_quarter_of_its_thursday_and_in_no_other() -> None:
    day, end = date(2015, 1, 1), date(2035, 1, 1)  # the first a Thursday
    while day < end:
        quarter = Quarter.of_week(iso_week(day))
        assert (quarter.year, quarter.number) == (day.year, (day.month + 2) // 3)
        assert quarter.first_week <= iso_week(day) <= quarter.last_week
        assert quarter.last_week < quarter.next.first_week
        day += timedelta(weeks=1)


def test_a_quarter_is_settled_two_weeks_after_its_last_sunday() -> None:
    assert (QUARTER.first_week, QUARTER.last_week) == ("2026-W27", "2026-W39")
    assert QUARTER.settled == SETTLED
    assert Quarter(2026, 4).last_week == "2026-W53"


@pytest.mark.parametrize("text", ["", "2026", "2026-Q0", "2026-Q5", "26-Q1", "2026-Q1 ", "0000-Q1"])
def test_what_is_no_quarter_is_none(text: str) -> None:
    assert Quarter.read(text) is None
    assert Quarter.read("2026-Q3") == QUARTER


# --- What is counted ---------------------------------------------------------------------------


def made(model: Model, leads: list[Lead]) -> Barometer:
    """The barometer of these, with nothing taken away by chance."""
    values = [lead.values for lead in leads]
    return barometer_of(QUARTER, [model], catalogue_of(model), values, lambda: 0)


def test_each_table_counts_what_it_says(model: Model, make_lead: MakeLead) -> None:
    leads = [
        *many(make_lead, 20, level=2, type="saas", stage="grow", levers="D3 D1", D1_score=2.6667),
        *many(make_lead, 11, level=3, type="si", stage="start", levers="D1", D1_score=2.6666),
        *many(make_lead, 9, level=None, type="si", stage="start", levers="", D1_score=None),
    ]
    leads = [
        Lead({**lead.values, "flags": "claims_ahead many_unknown" if n < 12 else ""})
        for n, lead in enumerate(leads)
    ]
    barometer = made(model, leads)
    tables = barometer.tables
    assert barometer.total == 40
    levels = {level: numbers["all"] for level, numbers in tables["levels"].items()}
    assert levels == {"1": None, "2": 20, "3": 15, "4": None, "5": None, "none": None}
    assert tables["dimensions"]["D1"] == {**levels, "2": 15, "3": 20}
    assert tables["type"]["saas"] == {**dict.fromkeys(levels), "all": 20, "2": 20}
    assert tables["type"]["si"] == {**dict.fromkeys(levels), "all": 20, "3": 15}
    assert tables["stage"]["start"]["all"] == 20
    levers = {d: numbers["all"] for d, numbers in tables["levers"].items()}
    assert levers == {**dict.fromkeys(model.dimensions), "D1": 15, "D3": 20}
    assert tables["claims"] == {"ahead": {"all": 15}}


@pytest.mark.parametrize(
    "given",
    [
        *({"flags": f"many_unknown {flag}"} for flag in ("speed", "straightline", "scattered")),
        {"flags": "flood"},
        {"repeat": 1},
        {"test": 1},
        {"week": "2026-W26"},
        {"week": "2026-W40"},
    ],
    ids=str,
)
def test_only_real_unflagged_first_leads_of_the_quarter_count(
    store: LeadStore, model: Model, make_lead: MakeLead, given: dict[str, object]
) -> None:
    store.put_all([*many(make_lead, 29), *many(make_lead, 30, **given)])
    barometers(store, model).freeze_closed(SETTLED)
    found = barometers(store, model).get(QUARTER)
    assert found == Barometer(QUARTER, None, {})


# --- Once and for all --------------------------------------------------------------------------


def test_a_quarter_is_frozen_when_it_is_settled_and_not_before(
    store: LeadStore, model: Model, make_lead: MakeLead
) -> None:
    store.put_all(many(make_lead))
    here = barometers(store, model)
    here.freeze_closed(SETTLED - timedelta(days=1))
    assert here.all() == []
    here.freeze_closed(SETTLED)
    (found,) = here.all()
    assert (found.quarter, found.total) == (QUARTER, 40)


def test_no_arrival_deletion_or_purge_changes_what_is_frozen(
    store: LeadStore, model: Model, make_lead: MakeLead, database: Path
) -> None:
    leads = many(make_lead, 39)
    store.put_all(leads)
    barometers(store, model).freeze_closed(SETTLED)
    before = kept(database)
    for change in (
        lambda: store.put(make_lead(week="2026-W30")),
        lambda: store.forget(leads[0].reference),
        lambda: store.purge("2026-W40"),
    ):
        change()
        barometers(store, model).freeze_closed(SETTLED + timedelta(days=1))
        assert kept(database) == before


def test_a_quarter_with_too_few_is_not_tried_again_with_some_more(
    store: LeadStore, model: Model, make_lead: MakeLead
) -> None:
    store.put_all(many(make_lead, 29))
    here = barometers(store, model)
    here.freeze_closed(SETTLED)
    store.put_all(many(make_lead, 20))
    here.freeze_closed(SETTLED + timedelta(days=1))
    assert [(each.quarter, each.total) for each in here.all()] == [(QUARTER, None)]


@pytest.mark.parametrize("sql", ["DELETE FROM barometers", "UPDATE barometers SET said = '{}'"])
def test_the_database_takes_no_barometer_back(
    store: LeadStore, model: Model, make_lead: MakeLead, database: Path, sql: str
) -> None:
    store.put_all(many(make_lead))
    barometers(store, model).freeze_closed(SETTLED)
    with (
        closing(sqlite3.connect(database)) as other,
        pytest.raises(sqlite3.IntegrityError, match="made once"),
    ):
        other.execute(sql)
    assert len(kept(database)) == 1


def test_quarters_from_before_are_made_up_for_while_all_their_leads_are_there(
    store: LeadStore, model: Model, make_lead: MakeLead
) -> None:
    for week in ("2025-W20", "2025-W30", "2026-W03"):
        store.put_all(many(make_lead, week=week))
    here = barometers(store, model, weeks=70)  # from 2025-W23 on: the second quarter is cut
    here.freeze_closed(SETTLED)
    assert [(str(each.quarter), each.total is not None) for each in here.all()] == [
        ("2026-Q3", False),
        ("2026-Q2", False),
        ("2026-Q1", True),
        ("2025-Q4", False),
        ("2025-Q3", True),
    ]


def test_the_daily_chore_makes_it_before_old_leads_go(
    store: LeadStore, model: Model, make_lead: MakeLead
) -> None:
    store.put_all(many(make_lead))
    here = barometers(store, model, weeks=15)
    chores = {"barometer": here.freeze_closed, **chores_of(store, 15)}
    Housekeeping(Chores(store.engine), chores, {}, lambda: SETTLED).work()
    assert [each.total for each in here.all()] == [40]
    assert store.count() == 40
    late = SETTLED + timedelta(weeks=15)
    Housekeeping(Chores(store.engine), chores, {}, lambda: late).work()
    assert store.count() == 0
    assert here.get(QUARTER)
