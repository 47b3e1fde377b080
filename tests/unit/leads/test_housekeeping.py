"""Old leads go once a day, in one process of all."""

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path

import pytest

from app.leads.housekeeping import Housekeeping, first_week_kept
from app.leads.sqlite.store import SQLiteStore
from app.leads.store import LeadStore
from tests.unit.leads.conftest import MakeLead

TODAY = date(2026, 11, 18)
OLD = "2024-W46"  # a week more than 104 weeks ago; "2024-W47" is the last that stays


def keeper(store: LeadStore, today: date = TODAY) -> Housekeeping:
    return Housekeeping(store, 104, lambda: today)


@pytest.mark.parametrize(
    ("today", "weeks", "kept"),
    [
        ("2026-11-18", 104, "2024-W47"),
        ("2026-11-18", 1, "2026-W46"),
        ("2021-01-03", 1, "2020-W52"),  # 2020 has 53 weeks
        ("2026-01-01", 52, "2025-W01"),
    ],
)
def test_as_many_weeks_are_kept_as_was_said(today: str, weeks: int, kept: str) -> None:
    assert first_week_kept(date.fromisoformat(today), weeks) == kept


def test_leads_that_are_too_old_go_and_the_others_stay(
    store: LeadStore, make_lead: MakeLead
) -> None:
    store.put_all([make_lead(week=OLD), make_lead(week="2024-W47"), make_lead()])
    assert keeper(store).purge() == 1
    assert store.figures().weeks == {"2024-W47": 1, "2026-W47": 1}


def test_it_is_done_once_a_day(store: LeadStore, make_lead: MakeLead) -> None:
    assert keeper(store).purge() == 0
    store.put(make_lead(week=OLD))
    assert keeper(store).purge() is None
    assert keeper(store, TODAY + timedelta(days=1)).purge() == 1


def test_of_many_who_ask_at_once_one_does_it(store: LeadStore, make_lead: MakeLead) -> None:
    store.put_all([make_lead(week=OLD) for _ in range(50)])
    with ThreadPoolExecutor(8) as threads:
        done = list(threads.map(lambda _: keeper(store).purge(), range(16)))
    assert sorted(done, key=str) == [50, *[None] * 15]


def test_a_purge_that_fails_is_tried_again_and_harms_nobody(
    hasty_store: SQLiteStore, database: Path, make_lead: MakeLead, caplog: pytest.LogCaptureFixture
) -> None:
    hasty_store.put(make_lead(week=OLD))
    with closing(sqlite3.connect(database, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        assert keeper(hasty_store).work() > 0
        assert "tried again" in caplog.text
    assert keeper(hasty_store).purge() == 1


def test_a_purge_that_fails_halfway_gives_its_turn_back(
    hasty_store: SQLiteStore, database: Path, make_lead: MakeLead
) -> None:
    hasty_store.put(make_lead(week=OLD))
    with closing(sqlite3.connect(database, isolation_level=None)) as other:
        other.execute(
            "CREATE TRIGGER trouble BEFORE DELETE ON leads BEGIN SELECT RAISE (ABORT, 'no'); END"
        )
        keeper(hasty_store).work()
        other.execute("DROP TRIGGER trouble")
    assert keeper(hasty_store).purge() == 1


def test_only_the_day_is_remembered(store: LeadStore, database: Path) -> None:
    keeper(store).work()
    with closing(sqlite3.connect(database)) as connection:
        assert connection.execute("SELECT * FROM chores").fetchall() == [("purge", "2026-11-18")]
