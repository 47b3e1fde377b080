"""The funnel: counters a week, and the figures that they come to."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from app.database.counters import Counted, Counters
from app.database.leads import LeadStore
from app.desk.funnel import MINUTES, Funnel, minutes_band
from app.desk.gathered import GatheredCounts
from app.leads.columns import catalogue_of
from app.method.model import Model
from app.method.model_file import load_model
from tests.stores import sqlite_store

ON_BOTH_ENGINES = True

ROOT = Path(__file__).parents[3]
WEEK = "2026-W47"


@pytest.fixture(scope="module")
def model() -> Model:
    return load_model(ROOT / "questions" / "1")


@pytest.fixture
def store(tmp_path: Path, model: Model) -> LeadStore:
    return sqlite_store(tmp_path / "data" / "leads.db", catalogue_of(model), busy_seconds=0.05)


@pytest.fixture
def funnel(store: LeadStore, model: Model) -> Funnel:
    return Funnel(Counters(store.engine), model.dimensions)


def of(name: str, week: str = WEEK, language: str = "en", source: str = "") -> Counted:
    return Counted(week, language, source, name)


def test_counts_add_up(funnel: Funnel) -> None:
    funnel.add(WEEK, "en", "", "opened")
    funnel.add(WEEK, "en", "", "opened", 4)
    funnel.add_all({of("opened"): 2, of("started"): 3})
    figures = funnel.figures()
    assert figures.steps["opened"] == 7
    assert figures.steps["started"] == 3
    assert figures.steps["finished"] == 0


def test_the_steps_are_in_the_order_of_the_check(funnel: Funnel) -> None:
    dimensions = [f"D{number}" for number in range(1, 9)]
    steps = ["opened", "started", "profile", *dimensions, "finished"]
    assert list(funnel.figures().steps) == steps


def test_a_period_a_language_and_a_source_narrow_the_figures(funnel: Funnel) -> None:
    weeks = ("2026-W45", "2026-W46", "2026-W47", "2027-W01")
    for number, week in enumerate(weeks):
        funnel.add(week, "en", "", "opened", 10**number)
        funnel.add(week, "nl", "homepage", "opened", 2 * 10**number)
    assert funnel.figures().steps["opened"] == 3333
    assert funnel.figures("2026-W46", "2026-W47").steps["opened"] == 330
    assert funnel.figures(last_week="2026-W45").steps["opened"] == 3
    assert funnel.figures(language="nl").steps["opened"] == 2222
    assert funnel.figures(source="homepage", first_week="2027-W01").steps["opened"] == 2000
    assert funnel.figures(source="").steps["opened"] == 1111
    assert funnel.figures(source="elsewhere").steps["opened"] == 0


def test_what_each_step_lost_is_never_negative(funnel: Funnel) -> None:
    funnel.add_all({of("opened"): 10, of("started"): 7, of("profile"): 8, of("D1"): 8})
    lost = funnel.figures().lost
    assert (lost["started"], lost["profile"], lost["D1"], lost["D2"]) == (3, 0, 0, 8)
    assert "opened" not in lost


@pytest.mark.parametrize(
    ("counts", "band"),
    [
        ((0, 0, 0, 0, 0), None),
        ((9, 0, 0, 0, 0), None),
        ((2, 3, 4, 0, 0), None),
        ((10, 0, 0, 0, 0), "<5"),
        ((10, 10, 0, 0, 0), "<5"),
        ((10, 10, 10, 0, 0), "5-8"),
        ((0, 20, 0, 30, 0), "12-20"),
        ((3, 0, 0, 0, 9), "20+"),
    ],
)
def test_the_median_time_is_a_band(
    funnel: Funnel, counts: tuple[int, ...], band: str | None
) -> None:
    funnel.add_all({of(name): count for name, count in zip(MINUTES, counts, strict=True)})
    assert funnel.figures().median_minutes == band


@pytest.mark.parametrize(
    ("counts", "shown"),
    [
        ((0, 0, 0, 0, 0), (None,) * 5),
        ((9, 8, 7, 6, 5), (None,) * 5),
        ((10, 25, 30, 9, 0), (10, 25, 30, None, None)),
        ((10, 25, 30, 9, 12), (None, 25, 30, None, 12)),
        ((10, 25, 30, 11, 12), (10, 25, 30, 11, 12)),
    ],
)
def test_how_long_fewer_than_ten_took_is_neither_told_nor_to_be_reckoned(
    funnel: Funnel, counts: tuple[int, ...], shown: tuple[int | None, ...]
) -> None:
    funnel.add_all({of(name): count for name, count in zip(MINUTES, counts, strict=True)})
    assert tuple(funnel.figures().minutes.values()) == shown
    assert funnel.figures().timed == sum(counts)


@pytest.mark.parametrize(
    ("minutes", "name"),
    [
        (0, "minutes:<5"),
        (4.99, "minutes:<5"),
        (5, "minutes:5-8"),
        (8, "minutes:8-12"),
        (11.99, "minutes:8-12"),
        (12, "minutes:12-20"),
        (20, "minutes:20+"),
        (1440, "minutes:20+"),
    ],
)
def test_a_time_falls_in_one_band(minutes: float, name: str) -> None:
    assert minutes_band(minutes * 60) == name
    assert name in MINUTES


# --- Gathered counts -----------------------------------------------------------------------------


@pytest.fixture
def gathered(funnel: Funnel) -> GatheredCounts:
    return GatheredCounts(funnel, flush_seconds=3600)


def test_counts_are_gathered_and_written_together(gathered: GatheredCounts, funnel: Funnel) -> None:
    for visit in range(30):
        assert gathered.count(of("opened"), visit)
    assert funnel.figures().steps["opened"] == 0
    assert gathered.flush()
    assert gathered.flush()
    assert funnel.figures().steps["opened"] == 30
    gathered.close()


def test_a_visit_counts_once_for_each_step(gathered: GatheredCounts, funnel: Funnel) -> None:
    assert gathered.count(of("opened"), 1)
    assert not gathered.count(of("opened"), 1)
    assert not gathered.count(of("opened", language="nl"), 1)
    assert gathered.count(of("started"), 1)
    gathered.flush()
    assert not gathered.count(of("opened"), 1)
    gathered.close()
    steps = funnel.figures().steps
    assert (steps["opened"], steps["started"]) == (1, 1)


def test_threads_lose_no_count_and_none_is_counted_twice(
    gathered: GatheredCounts, funnel: Funnel
) -> None:
    def visit(number: int) -> None:
        gathered.count(of("opened"), number % 500)
        if number % 100 == 0:
            gathered.flush()

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(visit, range(2000)))
    gathered.close()
    assert funnel.figures().steps["opened"] == 500


def test_counts_wait_while_the_store_is_away(
    gathered: GatheredCounts, funnel: Funnel, store: LeadStore, tmp_path: Path
) -> None:
    (tmp_path / "data").write_text("in the way")
    gathered.count(of("opened"), 1)
    assert not gathered.flush()
    gathered.count(of("opened"), 2)
    (tmp_path / "data").unlink()
    assert gathered.flush()
    assert funnel.figures().steps["opened"] == 2
    gathered.close()


def test_what_was_gathered_is_written_by_itself(funnel: Funnel) -> None:
    quick = GatheredCounts(funnel, flush_seconds=0.01)
    quick.count(of("opened"), 1)
    while funnel.figures().steps["opened"] != 1:
        pass
    quick.close()


def test_whoever_invents_sources_fills_neither_memory_nor_database(
    gathered: GatheredCounts, store: LeadStore
) -> None:
    gathered.count(of("opened", source="homepage"), 0)
    for visit in range(1, 12_000):
        gathered.count(of("opened", source=f"invented-{visit}"), visit)
    assert len(gathered._counts) <= 5_001
    gathered.count(of("opened", source="homepage"), 12_000)
    gathered.close()
    with store.engine.reading() as connection:
        rows = dict(connection.execute("SELECT source, count FROM counters"))
    assert len(rows) == 201
    assert rows["homepage"] == 2
    assert sum(rows.values()) == 12_001


def test_nothing_of_a_visit_is_written(gathered: GatheredCounts, tmp_path: Path) -> None:
    visit = 0x2A5C3F01D7E9B
    gathered.count(of("opened", source="homepage"), visit)
    gathered.close()
    written = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    assert b"homepage" in written
    assert str(visit).encode() not in written
    assert visit.to_bytes(7) not in written
    assert all(str(visit).encode() not in each for each in gathered._remembered)
