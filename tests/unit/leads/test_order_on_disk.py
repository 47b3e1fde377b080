"""What the bytes on the disk tell of the order in which visitors came: after a night, nothing."""

import shutil
import sqlite3
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from pathlib import Path

import pytest

from app.database.counters import Counted, Counters
from app.database.leads import LeadStore
from app.database.sqlite import whole_file
from app.desk.funnel import Funnel
from app.errors import StoreError, StoreUnavailable
from app.leads.forgotten import Forgotten
from app.leads.life import Kept, keep
from app.leads.record import Catalogue, Lead
from app.leads.spool import Spool
from tests.stores import file_of, sqlite_store
from tests.unit.leads.conftest import MakeLead
from tests.unit.leads.pages import Page, frames_of, pages_of, told

Arrived = Callable[..., tuple[LeadStore, list[str]]]


@pytest.fixture
def arrived(tmp_path: Path, catalogue: Catalogue, make_lead: MakeLead) -> Iterator[Arrived]:
    """arrived(order): a database of its own in which the same 14 leads came in that order."""
    leads = [make_lead(level=number % 5 + 1) for number in range(14)]
    opened = []

    def come(order: Sequence[int], folder: str = "one") -> tuple[LeadStore, list[str]]:
        store = sqlite_store(tmp_path / folder / "leads.db", catalogue, announcing=True)
        opened.append(store)
        for number in order:
            store.put(leads[number])
        with_ids_that_are_not_by_chance(store)
        return store, [leads[number].reference for number in order]

    yield come
    for store in opened:
        store.close()


def with_ids_that_are_not_by_chance(store: LeadStore) -> None:
    """So that two databases can be compared."""
    with store.engine.writing() as connection:
        connection.execute("UPDATE outbox SET id = 'msg_' || substr(reference, 4), due = 0")


def copies(lead: Lead, count: int) -> list[Lead]:
    """So many leads that are alike."""
    references = [f"AC-{number:05}-00000" for number in range(count)]
    return [Lead({**lead.values, "reference": reference}) for reference in references]


def log_of(store: LeadStore) -> Path:
    return file_of(store).with_name("leads.db-wal")


def rows_in(database: Path) -> bytes:
    """Everything in the file but how often it was changed."""
    content = database.read_bytes()
    return content[:24] + content[28:40] + content[44:92] + content[100:]


def read_by(store: LeadStore) -> list[Page]:
    """All that somebody finds who reads the disk."""
    return [*pages_of(file_of(store)), *frames_of(log_of(store))]


def test_after_the_night_the_disk_tells_nothing_of_who_came_first(arrived: Arrived) -> None:
    store, came = arrived(range(14))
    true, pairs = told(read_by(store), came)
    assert true > 0.9 * pairs > 0  # what somebody finds who reads it until then
    store.tidy()
    other, _ = arrived(range(13, -1, -1), "other")
    other.tidy()
    # The same leads, having come the other way round, leave the same bytes.
    assert rows_in(file_of(store)) == rows_in(file_of(other))
    assert told(frames_of(log_of(store)), came) == (0, 0)


def test_after_the_night_the_disk_tells_nothing_of_who_was_deleted_first(
    tmp_path: Path, catalogue: Catalogue
) -> None:
    references = [f"AC-{number:05}-00000" for number in range(40)]
    left = []
    for folder, order in (("one", references), ("other", references[::-1])):
        forgotten = Forgotten(tmp_path / folder / "forgotten", ["key"])
        store = sqlite_store(tmp_path / folder / "leads.db", catalogue, forgotten=forgotten)
        for reference in order:
            store.forget(reference)
        before = rows_in(file_of(store))
        assert store.tidy() is True
        left.append((before, rows_in(file_of(store))))
        store.close()
    assert left[0][0] != left[1][0]
    assert left[0][1] == left[1][1]


def test_a_backup_tells_nothing_of_who_came_first_at_any_time(
    arrived: Arrived, tmp_path: Path
) -> None:
    for folder, order in (("one", range(14)), ("other", range(13, -1, -1))):
        store, _ = arrived(order, folder)
        store.backup(tmp_path / f"{folder}.db")
    assert rows_in(tmp_path / "one.db") == rows_in(tmp_path / "other.db")


def test_what_was_there_before_the_update_is_tidied_too(
    store: LeadStore, database: Path, make_lead: MakeLead
) -> None:
    store.put(make_lead())
    assert store.tidy() is True
    assert store.tidy() is False


def test_a_night_after_a_day_without_visitors_costs_nothing(
    store: LeadStore, make_lead: MakeLead
) -> None:
    lead = make_lead()
    funnel = Funnel(Counters(store.engine), ())
    changes: list[Callable[[], object]] = [
        lambda: store.put(lead),
        lambda: store.put(Lead({**lead.values, "level": 5})),
        lambda: store.set_next_step(lead.reference, "nothing"),
        lambda: funnel.add_all({Counted("2026-W47", "en", "", "intro"): 1}),
        lambda: store.forget(lead.reference),
    ]
    store.tidy()
    for change in changes:
        change()
        assert store.tidy() is True
        assert store.tidy() is False


def test_who_comes_while_it_is_tidied_is_tidied_the_next_time(
    store: LeadStore, make_lead: MakeLead, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.put(make_lead())
    monkeypatch.setattr(
        whole_file, "_see_that_there_is_room", lambda connections: store.put(make_lead())
    )
    assert store.tidy() is True
    assert store.tidy() is True


# --- While others use it, and when the disk is full ----------------------------------------------


def test_nobody_is_lost_who_comes_while_the_disk_is_tidied(
    database: Path, catalogue: Catalogue, spool: Spool, make_lead: MakeLead
) -> None:
    visitors = sqlite_store(database, catalogue, busy_seconds=0.01)
    night = sqlite_store(database, catalogue)
    night.put_all(copies(make_lead(), 2000))
    done = threading.Event()
    kept: dict[str, Kept] = {}

    def visit() -> None:
        while not done.is_set():
            lead = make_lead()
            kept[lead.reference] = keep(lead, visitors, spool)
        visitors.close()

    visiting = threading.Thread(target=visit)
    visiting.start()
    tidied = 0
    try:
        for _ in range(10):
            with suppress(StoreUnavailable):  # who is read meanwhile is tidied an hour later
                night.tidy()
                tidied += 1
    finally:
        done.set()
        visiting.join()
    assert tidied
    assert Kept.LOST not in kept.values()
    assert spool.drain(night).finished
    assert kept.keys() <= {lead.reference for lead in night.iterate()}
    assert night.count() == 2000 + len(kept)
    night.close()


@contextmanager
def reading(database: Path) -> Iterator[None]:
    """Somebody who doesn't finish reading."""
    with closing(sqlite3.connect(database, isolation_level=None)) as connection:
        connection.execute("BEGIN")
        connection.execute("SELECT * FROM leads").fetchone()
        yield


@contextmanager
def writing(database: Path) -> Iterator[None]:
    """Somebody who doesn't finish writing."""
    with closing(sqlite3.connect(database, isolation_level=None)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        yield


@pytest.mark.parametrize("busy", [reading, writing])
def test_a_database_in_use_is_tidied_later(
    hasty_store: LeadStore, database: Path, make_lead: MakeLead, busy: Callable[[Path], object]
) -> None:
    hasty_store.put(make_lead())
    with busy(database), pytest.raises(StoreUnavailable):  # type: ignore[attr-defined]
        hasty_store.tidy()
    assert hasty_store.tidy() is True


def test_where_there_is_no_room_for_it_the_disk_is_not_filled(
    small_disk: Path, catalogue: Catalogue, make_lead: MakeLead
) -> None:
    store = sqlite_store(small_disk / "leads.db", catalogue)
    store.put_all(copies(make_lead(), 1000))
    filler = small_disk / "filler"
    filler.write_bytes(bytes(shutil.disk_usage(small_disk).free - 300_000))
    with pytest.raises(StoreUnavailable, match=r"disk space.*are free"):
        store.tidy()
    assert shutil.disk_usage(small_disk).free > 200_000
    filler.unlink()
    assert store.tidy() is True
    store.close()


def test_a_backup_of_a_database_in_use_is_made(
    hasty_store: LeadStore, database: Path, tmp_path: Path, make_lead: MakeLead
) -> None:
    hasty_store.put(make_lead())
    with reading(database), writing(database):
        hasty_store.backup(tmp_path / "copy.db")
    assert len(list(pages_of(tmp_path / "copy.db"))) > 1


def test_a_backup_that_finds_no_room_says_so_and_leaves_nothing(
    small_disk: Path, store: LeadStore, make_lead: MakeLead
) -> None:
    store.put_all(copies(make_lead(), 9000))
    with pytest.raises(StoreError, match="not enough room"):
        store.backup(small_disk / "copy.db")
    assert list(small_disk.iterdir()) == []


def test_a_backup_tells_how_far_it_is(
    store: LeadStore, tmp_path: Path, make_lead: MakeLead
) -> None:
    store.put_all(copies(make_lead(), 9000))
    said: list[tuple[int, int]] = []
    store.backup(tmp_path / "copy.db", lambda left, total: said.append((left, total)))
    lefts = [left for left, _ in said]
    assert lefts == sorted(lefts, reverse=True)
    assert len(set(lefts)) > 2
    assert lefts[-1] == 0
