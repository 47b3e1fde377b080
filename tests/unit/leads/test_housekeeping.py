"""The day's chores are done once a day, in one process of all: what is too old goes."""

import logging
import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path

import pytest

from app.database.leads import LeadStore
from app.database.once import Chores
from app.leads.forgotten import Forgotten
from app.leads.housekeeping import Housekeeping, chores_of, first_week_kept, own_chores_of
from app.leads.record import Catalogue
from app.leads.spool import Spool
from tests.unit.leads.conftest import MakeLead

ON_BOTH_ENGINES = True

TODAY = date(2026, 11, 18)
OLD = "2024-W46"  # a week more than 104 weeks ago; "2024-W47" is the last that stays

Keeps = Callable[..., None]


@pytest.fixture
def keeps(spool: Spool, forgotten: Forgotten) -> Keeps:
    """keeps(store): does what there is to do on a day, as a server does."""

    def work(store: LeadStore, today: date = TODAY) -> None:
        chores, own = chores_of(store, 104), own_chores_of(store, spool, forgotten, 104)
        assert Housekeeping(Chores(store.engine), chores, own, lambda: today).work() > 0

    return work


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
    store: LeadStore, make_lead: MakeLead, keeps: Keeps
) -> None:
    store.put_all([make_lead(week=OLD), make_lead(week="2024-W47"), make_lead()])
    keeps(store)
    assert store.figures().counts["week"] == {"2024-W47": 1, "2026-W47": 1}


def test_it_is_done_once_a_day(store: LeadStore, make_lead: MakeLead, keeps: Keeps) -> None:
    keeps(store)
    store.put(make_lead(week=OLD))
    keeps(store)
    assert store.count() == 1
    keeps(store, TODAY + timedelta(days=1))
    assert store.count() == 0


def test_of_many_who_ask_at_once_one_does_it(store: LeadStore) -> None:
    done: list[date] = []
    keepers = [
        Housekeeping(Chores(store.engine), {"chore": done.append}, {}, lambda: TODAY)
        for _ in range(16)
    ]
    with ThreadPoolExecutor(8) as threads:
        list(threads.map(Housekeeping.work, keepers))
    assert done == [TODAY]


def test_what_is_about_a_machines_own_files_each_does_once_a_day(store: LeadStore) -> None:
    shared: list[date] = []
    own: list[date] = []
    days = [TODAY]
    chores = {"chore": shared.append}, {"chore": own.append}
    machines = [Housekeeping(Chores(store.engine), *chores, lambda: days[-1]) for _ in range(2)]
    for day in (TODAY, TODAY, TODAY + timedelta(days=1)):
        days.append(day)
        for machine in machines:
            machine.work()
    assert shared == [TODAY, days[-1]]
    assert own == [TODAY] * 2 + [days[-1]] * 2


def test_rejected_lines_go_on_every_machine(
    store: LeadStore, spool: Spool, tmp_path: Path, catalogue: Catalogue, keeps: Keeps
) -> None:
    keeps(store)  # on one machine; on another, whose turn it isn't:
    there = Spool(tmp_path / "there" / "spool", catalogue)
    there_forgotten = Forgotten(tmp_path / "there" / "forgotten", ["key"])
    spool_folder(there).mkdir(parents=True)
    rejected(there, line_of(1, OLD))
    chores = chores_of(store, 104), own_chores_of(store, there, there_forgotten, 104)
    Housekeeping(Chores(store.engine), *chores, lambda: TODAY).work()
    assert lines_rejected(there) == b""


def test_work_that_fails_is_tried_again_and_harms_nobody(
    hasty_store: LeadStore,
    database: Path,
    make_lead: MakeLead,
    keeps: Keeps,
    caplog: pytest.LogCaptureFixture,
) -> None:
    hasty_store.put(make_lead(week=OLD))
    with closing(sqlite3.connect(database, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        keeps(hasty_store)
        assert "tried again" in caplog.text
    keeps(hasty_store)
    assert hasty_store.count() == 0


def test_a_chore_that_fails_keeps_no_other_from_being_done_and_is_tried_again(
    hasty_store: LeadStore, database: Path, make_lead: MakeLead, keeps: Keeps, spool: Spool
) -> None:
    hasty_store.put(make_lead(week=OLD))
    rejected(spool, '{"torn":')
    with closing(sqlite3.connect(database, isolation_level=None)) as other:
        other.execute(
            "CREATE TRIGGER trouble BEFORE DELETE ON leads BEGIN SELECT RAISE (ABORT, 'no'); END"
        )
        keeps(hasty_store, TODAY + timedelta(weeks=105))
        assert lines_rejected(spool) == b""
        other.execute("DROP TRIGGER trouble")
    keeps(hasty_store, TODAY + timedelta(weeks=105))
    assert hasty_store.count() == 0


def test_trouble_that_lasts_is_said_once_a_day(
    hasty_store: LeadStore, database: Path, caplog: pytest.LogCaptureFixture
) -> None:
    day = TODAY
    keeper = Housekeeping(Chores(hasty_store.engine), {}, {}, lambda: day)
    hasty_store.check()
    with closing(sqlite3.connect(database, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with caplog.at_level(logging.WARNING):
            for _ in range(3):
                keeper.work()
            assert len(caplog.records) == 1
            day += timedelta(days=1)
            keeper.work()
            assert len(caplog.records) == 2


def test_only_the_day_is_remembered(store: LeadStore, database: Path, keeps: Keeps) -> None:
    keeps(store)
    with closing(sqlite3.connect(database)) as connection:
        assert connection.execute("SELECT * FROM chores").fetchall() == [("daily", "2026-11-18")]


# --- Lines of the spool that nobody could read ---------------------------------------------------


def rejected(spool: Spool, *lines: str) -> None:
    """Have these lines in the spool as if they had been taken in, and could not."""
    folder = spool_folder(spool)
    folder.mkdir(exist_ok=True)
    with (folder / "rejected.jsonl").open("a") as file:
        file.writelines(f"{line}\n" for line in lines)


def spool_folder(spool: Spool) -> Path:
    return spool._folders[0]._folder


def lines_rejected(spool: Spool) -> bytes:
    return (spool_folder(spool) / "rejected.jsonl").read_bytes()


def line_of(number: int, week: str) -> str:
    """A lead that the program has no more use for."""
    return f'{{"reference":"AC-0000{number}-00000","week":"{week}","shoe_size":44}}'


def test_rejected_lines_are_purged_with_the_leads(
    store: LeadStore, spool: Spool, keeps: Keeps
) -> None:
    old, young = line_of(1, OLD), line_of(2, "2024-W47")
    rejected(spool, old, young, '{"torn":', line_of(3, "9999-W01"))
    keeps(store)
    assert lines_rejected(spool).split() == [young.encode()]
    keeps(store, TODAY + timedelta(weeks=1))
    assert lines_rejected(spool) == b""


def test_a_line_without_a_week_is_kept_as_long_as_others_from_the_week_it_was_rejected(
    store: LeadStore, spool: Spool, keeps: Keeps
) -> None:
    folder = spool_folder(spool)
    folder.mkdir()
    (folder / "waiting.jsonl").write_text('{"torn": \n')
    assert spool.drain(store).rejected == 1
    today = date.today()
    keeps(store, today)
    assert b'{"torn":' in lines_rejected(spool)
    keeps(store, today + timedelta(weeks=105))
    assert lines_rejected(spool) == b""


def test_rejected_lines_of_a_lead_that_was_forgotten_go_with_the_days_work_at_the_latest(
    store: LeadStore, spool: Spool, forgotten: Forgotten, keeps: Keeps
) -> None:
    """Also those that came to light after it had been forgotten, or could not be struck out."""
    gone, stays = line_of(1, "2026-W47"), line_of(2, "2026-W47")
    store.forget("AC-00001-00000")
    rejected(spool, gone, stays)
    keeps(store)
    assert lines_rejected(spool).split() == [stays.encode()]
