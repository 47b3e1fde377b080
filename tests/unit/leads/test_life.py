"""What a visitor does with a lead that was kept: look it up, choose a next step, delete it."""

import shutil
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from pathlib import Path

import pytest

from app.database.leads import LeadStore
from app.errors import StoreUnavailable
from app.leads.life import Kept, Receipt, Standing, choose, forget, keep, look_up
from app.leads.record import Catalogue, Lead
from app.leads.spool import Spool
from tests.stores import sqlite_store
from tests.unit.leads.conftest import MakeLead

ON_BOTH_ENGINES = True

MARKER = "zebra-crossing-4711"

Away = Callable[[], AbstractContextManager[None]]


@pytest.fixture
def away(database: Path, hasty_store: LeadStore) -> Away:
    """away(): a block in which the database can't be reached."""

    @contextmanager
    def gone() -> Iterator[None]:
        hasty_store.close()
        kept = database.parent.with_suffix(".kept")
        if database.parent.exists():
            database.parent.rename(kept)
        database.parent.write_text("in the way")
        yield
        database.parent.unlink()
        if kept.exists():
            kept.rename(database.parent)

    return gone


@pytest.fixture
def store(hasty_store: LeadStore) -> LeadStore:
    return hasty_store


def bytes_under(folder: Path) -> bytes:
    """All that is written in all files of a folder."""
    return b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())


def test_a_lead_that_is_stored_is_found_as_it_is(
    store: LeadStore, spool: Spool, make_lead: MakeLead
) -> None:
    lead = make_lead()
    assert look_up(lead.reference, store, spool) == Receipt(Standing.NOTHING)
    store.put(lead)
    assert look_up(lead.reference, store, spool) == Receipt(Standing.STORED, lead)
    assert look_up(make_lead().reference, store, spool) == Receipt(Standing.NOTHING)


def test_a_lead_that_waits_is_found_with_its_last_answers_and_step(
    store: LeadStore, spool: Spool, make_lead: MakeLead, away: Away
) -> None:
    lead, other = make_lead(), make_lead()
    newer = Lead({**lead.values, "role": "other"})
    with away():
        for each in (lead, other, newer):
            assert keep(each, store, spool) is Kept.SPOOLED
        choose(lead.reference, "conversation", store, spool)
        choose(other.reference, "nothing", store, spool)
        chosen = Lead({**newer.values, "next_step": "conversation"})
        assert look_up(lead.reference, store, spool) == Receipt(Standing.WAITING, chosen)
    assert spool.drain(store).finished
    assert look_up(lead.reference, store, spool) == Receipt(Standing.STORED, chosen)


def test_what_the_spool_does_not_know_is_unknown_while_the_store_is_away(
    store: LeadStore, spool: Spool, make_lead: MakeLead, away: Away
) -> None:
    lead = make_lead()
    store.put(lead)
    with away():
        assert look_up(lead.reference, store, spool) == Receipt(Standing.UNKNOWN)
    assert look_up(lead.reference, store, spool).lead == lead


def test_nobody_waits_for_an_ailing_store_twice(
    store: LeadStore, tmp_path: Path, catalogue: Catalogue, make_lead: MakeLead, away: Away
) -> None:
    spool = Spool(tmp_path / "spool", catalogue, rest_seconds=60)
    lead = make_lead()
    store.put(lead)
    with away():
        look_up(lead.reference, store, spool)
    # It is back, but this process doesn't look yet.
    assert look_up(lead.reference, store, spool) == Receipt(Standing.UNKNOWN)


# --- Next step ---------------------------------------------------------------------------------


def test_a_next_step_is_recorded_and_the_last_one_counts(
    store: LeadStore, spool: Spool, make_lead: MakeLead
) -> None:
    lead, other = make_lead(), make_lead()
    store.put_all([lead, other])
    for step in ("conversation", "nothing"):
        choose(lead.reference, step, store, spool)
    assert store.get(lead.reference) == Lead({**lead.values, "next_step": "nothing"})
    assert store.get(other.reference) == other


def test_a_next_step_of_a_lead_that_is_gone_brings_nothing_back(
    store: LeadStore, spool: Spool, make_lead: MakeLead, away: Away
) -> None:
    lead = make_lead()
    choose(lead.reference, "conversation", store, spool)
    with away():
        choose(lead.reference, "conversation", store, spool)
    assert spool.drain(store).finished
    assert store.count() == 0


def test_a_next_step_waits_while_the_store_is_away(
    store: LeadStore, spool: Spool, make_lead: MakeLead, away: Away
) -> None:
    lead = make_lead()
    store.put(lead)
    with away():
        choose(lead.reference, "assessment", store, spool)
    assert spool.waiting()
    assert spool.drain(store).finished
    assert store.get(lead.reference) == Lead({**lead.values, "next_step": "assessment"})


def test_a_next_step_brings_home_what_waits_before_it(
    store: LeadStore, spool: Spool, make_lead: MakeLead
) -> None:
    lead = make_lead()
    spool.add(lead)
    choose(lead.reference, "assessment", store, spool)
    assert not spool.waiting()
    assert store.get(lead.reference) == Lead({**lead.values, "next_step": "assessment"})


# --- Forgetting --------------------------------------------------------------------------------


def test_after_forgetting_the_bytes_are_nowhere_and_twice_is_as_good_as_once(
    store: LeadStore, spool: Spool, make_lead: MakeLead, tmp_path: Path
) -> None:
    others = [make_lead() for _ in range(50)]
    lead = make_lead(utm_campaign=MARKER)
    store.put_all([*others, lead])
    assert MARKER.encode() in bytes_under(tmp_path)
    for _ in range(2):
        forget(lead.reference, store, spool)
        assert look_up(lead.reference, store, spool) == Receipt(Standing.NOTHING)
        assert MARKER.encode() not in bytes_under(tmp_path)
        assert lead.reference.encode() not in bytes_under(tmp_path)
    assert store.count() == 50
    assert not spool.waiting()


def test_a_lead_that_waits_is_forgotten_at_once_although_the_store_is_away(
    store: LeadStore, spool: Spool, make_lead: MakeLead, tmp_path: Path, away: Away
) -> None:
    before, lead, after = make_lead(), make_lead(utm_campaign=MARKER), make_lead()
    with away():
        for each in (before, lead, after):
            assert keep(each, store, spool) is Kept.SPOOLED
        choose(lead.reference, "conversation", store, spool)
        assert bytes_under(tmp_path).count(MARKER.encode()) == 1
        for _ in range(2):
            forget(lead.reference, store, spool)
            assert MARKER.encode() not in bytes_under(tmp_path)
            assert look_up(lead.reference, store, spool) == Receipt(Standing.LEAVING)
    assert spool.drain(store).finished
    assert {each.reference for each in store.iterate()} == {before.reference, after.reference}
    assert store.get(before.reference) == before
    assert look_up(lead.reference, store, spool) == Receipt(Standing.NOTHING)
    assert lead.reference.encode() not in bytes_under(tmp_path)


def test_a_stored_lead_is_forgotten_as_soon_as_the_store_is_back(
    store: LeadStore, spool: Spool, make_lead: MakeLead, tmp_path: Path, away: Away
) -> None:
    lead = make_lead(utm_campaign=MARKER)
    store.put(lead)
    with away():
        forget(lead.reference, store, spool)
        assert look_up(lead.reference, store, spool) == Receipt(Standing.LEAVING)
    # Nobody has looked yet, and whoever asks now is told the truth.
    assert look_up(lead.reference, store, spool) == Receipt(Standing.LEAVING)
    assert spool.drain(store).finished
    assert store.get(lead.reference) is None
    assert MARKER.encode() not in bytes_under(tmp_path)


def test_who_sends_the_answers_again_after_forgetting_is_stored_again(
    store: LeadStore, spool: Spool, make_lead: MakeLead, away: Away
) -> None:
    lead = make_lead()
    store.put(lead)
    with away():
        forget(lead.reference, store, spool)
        keep(lead, store, spool)
        assert look_up(lead.reference, store, spool) == Receipt(Standing.WAITING, lead)
    assert spool.drain(store).finished
    assert store.get(lead.reference) == lead


def test_lines_that_nobody_could_read_are_forgotten_too(
    store: LeadStore, spool: Spool, make_lead: MakeLead, tmp_path: Path
) -> None:
    lead = make_lead()
    (tmp_path / "spool").mkdir()
    waiting = tmp_path / "spool" / "waiting.jsonl"
    waiting.write_text(f'{{"reference":"{lead.reference}","shoe_size":44}}\n{{"torn": \n')
    assert spool.drain(store).rejected == 2
    forget(lead.reference, store, spool)
    rejected = (tmp_path / "spool" / "rejected.jsonl").read_text()
    assert lead.reference not in rejected
    assert '{"torn":' in rejected


def test_a_lead_that_is_being_taken_in_just_now_does_not_come_back(
    store: LeadStore, spool: Spool, make_lead: MakeLead, database: Path, catalogue: Catalogue
) -> None:
    """Somebody has read it from the spool and waits for the store, when it is forgotten."""
    lead = make_lead()
    store.check()
    spool.add(lead)
    patient = sqlite_store(database, catalogue)
    with closing(sqlite3.connect(database, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        taking = threading.Thread(target=spool.drain, args=[patient])
        taking.start()
        while not (database.parents[1] / "spool" / "taking.jsonl").exists():
            time.sleep(0.001)
        forget(lead.reference, store, spool)
        assert look_up(lead.reference, store, spool) == Receipt(Standing.LEAVING)
        other.execute("ROLLBACK")
        taking.join()
    assert spool.drain(store).finished
    assert store.get(lead.reference) is None


def test_a_wish_that_cannot_even_be_written_down_is_said_to_have_failed(
    store: LeadStore, catalogue: Catalogue, make_lead: MakeLead, tmp_path: Path, away: Away
) -> None:
    (tmp_path / "file").write_text("in the way")
    spool = Spool(tmp_path / "file" / "spool", catalogue, rest_seconds=0)
    with away():
        with pytest.raises(StoreUnavailable):
            forget("AC-00000-00000", store, spool)
        with pytest.raises(StoreUnavailable):
            choose("AC-00000-00000", "nothing", store, spool)


def test_a_database_that_is_gone_for_good_keeps_nothing(
    store: LeadStore, spool: Spool, make_lead: MakeLead, database: Path
) -> None:
    lead = make_lead()
    store.put(lead)
    shutil.rmtree(database.parent)
    forget(lead.reference, store, spool)
    assert look_up(lead.reference, store, spool) == Receipt(Standing.NOTHING)
