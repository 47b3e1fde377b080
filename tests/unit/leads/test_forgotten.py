"""Whoever was deleted stays deleted, whatever older copy of the leads is put back."""

import errno
import shutil
import threading
from contextlib import suppress
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from app.database.leads import LeadStore
from app.database.outbox import Outbox
from app.errors import StoreUnavailable
from app.leads.forgotten import Forgotten
from app.leads.housekeeping import forget_again, open_leads
from app.leads.life import Kept, Receipt, Standing, forget, keep, look_up
from app.leads.record import Catalogue
from app.leads.spool import Spool
from app.leads.weeks import iso_week
from tests.stores import open_store, sqlite_store
from tests.unit.leads.conftest import MakeLead

ON_BOTH_ENGINES = True

KEY = "a-key-for-these-tests"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "forgotten"


def remember(forgotten: Forgotten, *references: str) -> None:
    for reference in references:
        with forgotten.remembering([reference]):
            pass


def restore(store: LeadStore, backup: Path, database: Path) -> None:
    """Put a backup in place of the database, as an operator does with the server stopped."""
    store.close()
    for each in database.parent.glob(f"{database.name}*"):
        each.unlink()
    shutil.copy(backup, database)


# --- After a restore -----------------------------------------------------------------------------


def test_who_was_deleted_does_not_come_back_with_a_backup(
    announcing: LeadStore,
    spool: Spool,
    forgotten: Forgotten,
    database: Path,
    tmp_path: Path,
    make_lead: MakeLead,
    caplog: pytest.LogCaptureFixture,
) -> None:
    leads = [make_lead(utm_campaign=f"zebra-{number}") for number in range(4)]
    announcing.put_all([*leads, make_lead(test=1, reference="AC-00000-TTTTT")], announced=True)
    announcing.backup(tmp_path / "copy.db")
    for reference in (leads[0].reference, leads[1].reference, "AC-00000-TTTTT"):
        forget(reference, announcing, spool)
    restore(announcing, tmp_path / "copy.db", database)
    open_leads(announcing, spool, forgotten)
    assert {lead["utm_campaign"] for lead in announcing.iterate()} == {"zebra-2", "zebra-3"}
    assert b"zebra-0" not in database.read_bytes()
    assert "3 leads had been deleted and came back" in caplog.text
    # The CRM may have heard of them after the backup was made.
    told = Outbox(announcing.engine).messages()
    deleted = {each.reference for each in told if each.event == "lead.deleted"}
    assert deleted == {leads[0].reference, leads[1].reference}


def test_who_came_back_after_deleting_stays(
    store: LeadStore,
    spool: Spool,
    forgotten: Forgotten,
    database: Path,
    tmp_path: Path,
    make_lead: MakeLead,
) -> None:
    lead = make_lead()
    assert keep(lead, store, spool) is Kept.STORED
    store.backup(tmp_path / "copy.db")
    forget(lead.reference, store, spool)
    assert keep(lead, store, spool) is Kept.STORED
    assert forget_again(store) == 0
    restore(store, tmp_path / "copy.db", database)
    open_leads(store, spool, forgotten)
    assert store.get(lead.reference) == lead


def test_a_deletion_that_a_crash_cut_off_is_done_at_the_next_start(
    store: LeadStore, spool: Spool, forgotten: Forgotten, make_lead: MakeLead
) -> None:
    lead = make_lead()
    store.put(lead)
    remember(forgotten, lead.reference)
    open_leads(store, spool, forgotten)
    assert store.count() == 0


# --- What is written -----------------------------------------------------------------------------


def test_nothing_that_is_kept_names_a_lead_a_day_or_an_order(
    forgotten: Forgotten, file: Path
) -> None:
    forgotten.make_room()
    references = [f"AC-0000{number}-00000" for number in range(9)]
    remember(forgotten, *references)
    content = file.read_bytes()
    assert file.stat().st_mode & 0o077 == 0
    assert b"AC-" not in content
    assert {len(line) for line in content.splitlines(keepends=True)} == {64}
    week = iso_week(datetime.now(UTC).date())
    assert {tuple(line.split()[1:]) for line in content.splitlines() if line.split()} == {
        (week.encode(),)
    }
    places = []
    for reference in references:
        before = file.read_bytes()
        forgotten.withdraw([reference])
        places += [
            n for n, (a, b) in enumerate(zip(before, file.read_bytes(), strict=True)) if a != b
        ][:1]
    assert places != sorted(places)
    assert not file.read_bytes().split()


def test_without_the_key_nobody_can_tell_who_it_was(file: Path) -> None:
    remember(Forgotten(file, [KEY]), "AC-1")
    assert not Forgotten(file, ["another-key"]).known()("AC-1")


def test_an_older_key_is_understood_as_long_as_it_is_given(file: Path) -> None:
    remember(Forgotten(file, [KEY]), "AC-1")
    later = Forgotten(file, [KEY, "a-new-key"])
    assert later.known()("AC-1")
    remember(later, "AC-1", "AC-2")
    assert Forgotten(file, ["a-new-key"]).known()("AC-2")
    later.withdraw(["AC-1"])
    assert not later.known()("AC-1")


def test_a_deletion_is_remembered_once(forgotten: Forgotten, file: Path) -> None:
    remember(forgotten, "AC-1", "AC-1")
    assert len(file.read_bytes().split()) == 2


def test_a_line_that_a_crash_has_torn_is_free_for_another(forgotten: Forgotten, file: Path) -> None:
    remember(forgotten, "AC-1", "AC-2")
    with file.open("r+b") as content:
        content.write(b" " * 40)
    remember(forgotten, "AC-3")
    known = forgotten.known()
    assert [known(f"AC-{number}") for number in (1, 2, 3)].count(True) == 2
    assert known("AC-3")


def test_many_at_once_are_all_remembered(file: Path) -> None:
    references = [f"AC-{number}" for number in range(40)]

    def some(start: int) -> None:
        remember(Forgotten(file, [KEY]), *references[start::4])

    threads = [threading.Thread(target=some, args=[start]) for start in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert all(map(Forgotten(file, [KEY]).known(), references))


def test_deletions_are_forgotten_when_every_copy_has_purged_the_lead(file: Path) -> None:
    remember(Forgotten(file, [KEY], lambda: date(2026, 11, 11)), "AC-1")
    remember(Forgotten(file, [KEY], lambda: date(2026, 11, 18)), "AC-2")
    forgotten = Forgotten(file, [KEY])
    forgotten.prune("2026-W47")
    assert not forgotten.known()("AC-1")
    assert forgotten.known()("AC-2")


# --- Trouble -------------------------------------------------------------------------------------


def test_on_a_full_disk_deletions_are_remembered_in_the_room_that_was_put_by(
    small_disk: Path,
) -> None:
    forgotten = Forgotten(small_disk / "forgotten", [KEY])
    forgotten.make_room()
    with (
        pytest.raises(OSError, match="space") as full,
        (small_disk / "filler").open("wb", 0) as filler,
    ):
        while True:
            filler.write(bytes(4096))
    assert full.value.errno == errno.ENOSPC
    references = [f"AC-{number}" for number in range(100)]
    remember(forgotten, *references)
    assert all(map(forgotten.known(), references))


def test_what_cannot_be_remembered_is_deleted_all_the_same_and_the_wish_waits(
    tmp_path: Path, catalogue: Catalogue, spool: Spool, make_lead: MakeLead
) -> None:
    in_the_way = tmp_path / "forgotten"
    in_the_way.mkdir()
    forgotten = Forgotten(in_the_way, [KEY])
    store = sqlite_store(tmp_path / "leads.db", catalogue)
    lead = make_lead()
    store.put(lead)
    store.close()
    store = sqlite_store(tmp_path / "leads.db", catalogue, forgotten=forgotten)
    forget(lead.reference, store, spool)
    assert store.count() == 0
    assert look_up(lead.reference, store, spool) == Receipt(Standing.LEAVING)
    assert not spool.drain(store).finished
    in_the_way.rmdir()
    assert spool.drain(store).finished
    assert forgotten.known()(lead.reference)
    assert look_up(lead.reference, store, spool) == Receipt(Standing.NOTHING)
    store.close()


def test_a_memory_that_cannot_be_read_stops_no_visitor(
    tmp_path: Path, catalogue: Catalogue, spool: Spool, make_lead: MakeLead
) -> None:
    (tmp_path / "forgotten").mkdir()
    forgotten = Forgotten(tmp_path / "forgotten", [KEY])
    store = open_store(f"sqlite:///{tmp_path}/leads.db", catalogue, forgotten=forgotten)
    open_leads(store, spool, forgotten)
    lead = make_lead()
    assert keep(lead, store, spool) is Kept.SPOOLED
    with suppress(StoreUnavailable):
        store.forget("AC-1")
    (tmp_path / "forgotten").rmdir()
    assert spool.drain(store).finished
    assert store.get(lead.reference) == lead
    store.close()
