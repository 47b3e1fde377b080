"""Leads that wait while the store is out of reach, and how they are taken in."""

import errno
import fcntl
import json
import os
import random
import re
import resource
import shutil
import signal
import sqlite3
import tempfile
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from itertools import islice
from pathlib import Path
from unittest.mock import patch

import pytest

from app.database.leads import LeadStore
from app.errors import StoreUnavailable
from app.leads.life import Kept, keep
from app.leads.record import Catalogue, Lead
from app.leads.spool import Drained, Spool
from app.leads.spool_folder import SpoolFolder, spare_for
from tests.stores import sqlite_store
from tests.unit.leads.conftest import MakeLead
from tests.unit.leads.test_sqlite import looking_into, started


@contextmanager
def locked(database: Path) -> Iterator[None]:
    """Somebody else keeps the database locked."""
    with looking_into(database) as other:
        other.execute("BEGIN IMMEDIATE")
        yield


def references(store: LeadStore) -> list[str]:
    return [lead.reference for lead in store.iterate()]


def test_a_lead_goes_to_the_store_and_the_spool_stays_empty(
    store: LeadStore, spool: Spool, make_lead: MakeLead
) -> None:
    lead = make_lead()
    assert keep(lead, store, spool) is Kept.STORED
    assert not spool.waiting()
    assert references(store) == [lead.reference]


def test_leads_that_meet_a_locked_store_wait_and_come_in_with_the_next_one(
    hasty_store: LeadStore, database: Path, spool: Spool, make_lead: MakeLead
) -> None:
    leads = [make_lead() for _ in range(4)]
    hasty_store.check()
    with locked(database):
        assert [keep(lead, hasty_store, spool) for lead in leads[:3]] == [Kept.SPOOLED] * 3
    assert spool.waiting()
    assert keep(leads[3], hasty_store, spool) is Kept.STORED
    assert references(hasty_store) == sorted(lead.reference for lead in leads)
    assert not spool.waiting()


def test_leads_that_wait_are_taken_in_at_start_up(
    store: LeadStore, spool: Spool, make_lead: MakeLead
) -> None:
    lead = make_lead(source=None, next_step="conversation", D1_score=2.6667, test=1)
    spool.add(lead)
    assert spool.drain(store) == Drained(stored=1, rejected=0, finished=True)
    assert store.get(lead.reference) == lead
    assert spool.drain(store) == Drained(stored=0, rejected=0, finished=True)


def test_an_older_answer_from_the_spool_never_replaces_a_newer_one(
    hasty_store: LeadStore, database: Path, spool: Spool, make_lead: MakeLead
) -> None:
    hasty_store.check()
    with locked(database):
        keep(make_lead(reference="AC-1", level=1), hasty_store, spool)
        keep(make_lead(reference="AC-1", level=2), hasty_store, spool)
    keep(make_lead(reference="AC-1", level=3), hasty_store, spool)
    assert [lead["level"] for lead in hasty_store.iterate()] == [3]


def test_while_the_store_is_down_only_one_visitor_in_a_while_waits_for_it(
    database: Path, tmp_path: Path, catalogue: Catalogue, make_lead: MakeLead
) -> None:
    store = sqlite_store(database, catalogue, busy_seconds=0.5)
    store.check()
    spool = Spool(tmp_path / "spool", catalogue, rest_seconds=60)
    with locked(database):
        assert keep(make_lead(), store, spool) is Kept.SPOOLED
        with (
            patch.object(LeadStore, "put_all") as put_all,
            patch.object(LeadStore, "put") as put,
        ):
            assert [keep(make_lead(), store, spool) for _ in range(20)] == [Kept.SPOOLED] * 20
        assert not put_all.called and not put.called
    assert spool.drain(store).stored == 21
    store.close()


def directory_in_place(database: Path) -> None:
    database.mkdir(parents=True)


def no_database(database: Path) -> None:
    database.parent.mkdir()
    database.write_bytes(b"This is no database. " * 500)


def newer_schema(database: Path) -> None:
    database.parent.mkdir()
    with looking_into(database) as connection:
        connection.execute("PRAGMA user_version = 99")


@pytest.mark.parametrize("spoil", [directory_in_place, no_database, newer_schema])
def test_whatever_is_wrong_with_the_store_the_leads_come_in_once_it_is_right(
    hasty_store: LeadStore,
    database: Path,
    spool: Spool,
    make_lead: MakeLead,
    spoil: Callable[[Path], None],
) -> None:
    spoil(database)
    leads = [make_lead() for _ in range(3)]
    assert [keep(lead, hasty_store, spool) for lead in leads] == [Kept.SPOOLED] * 3
    assert not spool.drain(hasty_store).finished
    shutil.rmtree(database.parent)
    assert spool.drain(hasty_store) == Drained(stored=3, rejected=0, finished=True)
    assert references(hasty_store) == sorted(lead.reference for lead in leads)


def test_what_cannot_be_kept_anywhere_is_logged_without_a_word_from_the_lead(
    hasty_store: LeadStore,
    database: Path,
    tmp_path: Path,
    spool: Spool,
    make_lead: MakeLead,
    caplog: pytest.LogCaptureFixture,
) -> None:
    no_database(database)
    (tmp_path / "spool").write_text("a file in place of the folder")
    lead = make_lead(utm_campaign="zebra", source="giraffe")
    assert keep(lead, hasty_store, spool) is Kept.LOST
    assert "A lead is lost" in caplog.text
    for value in (lead.reference, "zebra", "giraffe"):
        assert value not in caplog.text


def test_a_spool_that_cannot_be_written_leaves_the_store_to_it(
    store: LeadStore, tmp_path: Path, spool: Spool, make_lead: MakeLead
) -> None:
    folder = tmp_path / "spool"
    spool.add(make_lead())
    (folder / "waiting.jsonl").rename(folder / "taking.jsonl")
    (folder / "waiting.jsonl").mkdir()
    assert keep(make_lead(), store, spool) is Kept.STORED


def test_lines_that_nobody_can_read_are_set_aside_and_the_others_stored(
    store: LeadStore, tmp_path: Path, spool: Spool, make_lead: MakeLead
) -> None:
    good = [make_lead(), make_lead()]
    bad = [
        b"no JSON",
        b"\xff\xfe",
        b"[1, 2]",
        b"7",
        b"null",
        b"{}",
        b'{"reference": "AC-1"}',
        b"[" * 100_000,
        json.dumps({**good[0].values, "level": "three"}).encode(),
    ]
    spool.add(good[0])
    with (tmp_path / "spool" / "waiting.jsonl").open("ab") as lines:
        lines.writelines(line + b"\n" for line in bad)
        lines.write(b"\n\n")
    spool.add(good[1])
    assert spool.drain(store) == Drained(stored=2, rejected=len(bad), finished=True)
    assert references(store) == sorted(lead.reference for lead in good)
    rejected = (tmp_path / "spool" / "rejected.jsonl").read_bytes().splitlines()
    assert all(line.endswith(given) for line, given in zip(rejected, bad, strict=True))


def test_a_line_torn_by_a_crash_does_not_spoil_the_next(
    store: LeadStore, tmp_path: Path, spool: Spool, make_lead: MakeLead
) -> None:
    lead = make_lead()
    (tmp_path / "spool").mkdir()
    (tmp_path / "spool" / "waiting.jsonl").write_bytes(b'{"reference": "AC-to')
    spool.add(lead)
    assert spool.drain(store) == Drained(stored=1, rejected=1, finished=True)
    assert references(store) == [lead.reference]


def test_what_a_crash_left_half_taken_in_is_finished_first(
    store: LeadStore, tmp_path: Path, spool: Spool, make_lead: MakeLead
) -> None:
    folder = tmp_path / "spool"
    spool.add(make_lead(reference="AC-1", level=1))
    (folder / "waiting.jsonl").rename(folder / "taking.jsonl")
    spool.add(make_lead(reference="AC-1", level=2))
    assert spool.waiting()
    assert spool.drain(store).stored == 2
    assert [lead["level"] for lead in store.iterate()] == [2]


def test_when_the_store_fails_half_way_only_the_rest_stays(
    store: LeadStore, tmp_path: Path, spool: Spool, make_lead: MakeLead
) -> None:
    class FailsAfterFirstBatch(LeadStore):
        batches = 0

        def put_all(self, leads: Iterable[Lead], *, announced: bool = False) -> set[str]:
            self.batches += 1
            if self.batches > 1:
                raise StoreUnavailable("gone")
            return super().put_all(leads, announced=announced)

    failing = FailsAfterFirstBatch(store.engine, store.catalogue)
    leads = [make_lead() for _ in range(1200)]
    for lead in leads:
        with (tmp_path / "lines").open("ab") as lines:
            lines.write(json.dumps(dict(lead.values)).encode() + b"\n")
    (tmp_path / "spool").mkdir()
    (tmp_path / "lines").rename(tmp_path / "spool" / "waiting.jsonl")
    first = spool.drain(failing)
    assert not first.finished
    assert 0 < first.stored < len(leads)
    # What is stored may be deleted before the rest comes in, and must stay deleted.
    forgotten = leads[0].reference
    assert store.forget(forgotten)
    assert spool.drain(store) == Drained(len(leads) - first.stored, 0, finished=True)
    assert references(store) == sorted({lead.reference for lead in leads} - {forgotten})
    failing.close()


def test_many_threads_and_a_drain_at_the_same_time_lose_nothing(
    store: LeadStore, spool: Spool, make_lead: MakeLead
) -> None:
    leads = [make_lead() for _ in range(400)]
    done = threading.Event()

    def keep_draining() -> None:
        while not done.is_set():
            spool.drain(store)

    with ThreadPoolExecutor(10) as threads:
        drains = [threads.submit(keep_draining) for _ in range(2)]
        list(threads.map(spool.add, leads))
        done.set()
    assert [drain.exception() for drain in drains] == [None, None]
    spool.drain(store)
    assert references(store) == sorted(lead.reference for lead in leads)


def test_only_one_takes_in_at_a_time(
    store: LeadStore, tmp_path: Path, spool: Spool, make_lead: MakeLead
) -> None:
    spool.add(make_lead())
    with (tmp_path / "spool" / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        assert spool.drain(store) == Drained(stored=0, rejected=0, finished=False)
        assert keep(make_lead(), store, spool) is Kept.SPOOLED
        fcntl.flock(lock, fcntl.LOCK_UN)
    assert spool.drain(store).stored == 2


def test_four_processes_keep_leads_while_the_store_comes_and_goes(
    hasty_store: LeadStore, database: Path, catalogue: Catalogue
) -> None:
    hasty_store.check()
    writers = [started("keep", database, seed, 150) for seed in range(4)]
    for writer in writers:
        print(file=writer.stdin, flush=True)
    while any(writer.poll() is None for writer in writers):
        with suppress(sqlite3.OperationalError), locked(database):
            time.sleep(0.05)
        time.sleep(0.05)
    outcomes = [(*writer.communicate(timeout=300), writer.returncode) for writer in writers]
    assert [code for _, _, code in outcomes] == [0] * 4, outcomes
    printed = sorted(reference for output, _, _ in outcomes for reference in output.split())
    assert len(printed) == 600
    assert Spool(database.with_name("spool"), catalogue).drain(hasty_store).finished
    assert references(hasty_store) == printed


def test_after_a_kill_at_any_moment_every_acknowledged_lead_is_there(
    hasty_store: LeadStore, database: Path, catalogue: Catalogue
) -> None:
    chance = random.Random()
    hasty_store.check()
    acknowledged: set[str] = set()
    spooled = 0
    kills = 0
    while kills < 6 or len(acknowledged) <= 50:
        writer = started("keep", database, kills, 100_000)
        kills += 1
        print(file=writer.stdin, flush=True)
        for _ in range(chance.randint(1, 3)):
            time.sleep(chance.uniform(0, 0.15))
            with suppress(sqlite3.OperationalError), locked(database):
                time.sleep(chance.uniform(0, 0.15))
        writer.send_signal(signal.SIGKILL)
        output, _ = writer.communicate()
        # The last line may be cut off, but a reference is written in one piece.
        acknowledged.update(output.split())
        with looking_into(database) as connection:
            assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    drained = Spool(database.with_name("spool"), catalogue).drain(hasty_store)
    spooled += drained.stored
    assert drained.finished
    assert acknowledged <= set(references(hasty_store))
    assert hasty_store.count() <= len(acknowledged) + kills


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that any user may look into; pytest's own are for root alone."""
    folder = Path(tempfile.mkdtemp(prefix="leads-"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


@contextmanager
def somebody_without_rights() -> Iterator[None]:
    """Read-only folders don't stop root, so be somebody else for a moment."""
    nobody = 65534
    us = os.geteuid()
    if us == 0:
        os.seteuid(nobody)
    try:
        yield
    finally:
        os.seteuid(us)


def test_in_a_read_only_folder_leads_wait_in_the_spare_one(
    open_folder: Path, catalogue: Catalogue, make_lead: MakeLead
) -> None:
    data, spare = open_folder / "data", open_folder / "temporary" / "spare"
    data.mkdir()
    spare.parent.mkdir(mode=0o777)
    spare.parent.chmod(0o777)
    store = sqlite_store(data / "leads.db", catalogue)
    spool = Spool(data / "spool", catalogue, spare, rest_seconds=0)
    leads = [make_lead() for _ in range(3)]
    with somebody_without_rights():
        data.chmod(0o555) if os.geteuid() == data.stat().st_uid else None
        with pytest.raises(StoreUnavailable):
            store.check()
        assert [keep(lead, store, spool) for lead in leads[:2]] == [Kept.SPOOLED] * 2
        assert spare.stat().st_mode & 0o077 == 0
    data.chmod(0o777)
    with somebody_without_rights():
        assert keep(leads[2], store, spool) is Kept.STORED
        assert references(store) == sorted(lead.reference for lead in leads)
        store.close()


def test_a_spare_folder_that_somebody_else_has_laid_out_is_not_used(
    open_folder: Path, tmp_path: Path, catalogue: Catalogue, make_lead: MakeLead
) -> None:
    theirs = open_folder / "theirs"
    theirs.mkdir(mode=0o777)
    (open_folder / "link").symlink_to(theirs)
    blocked = tmp_path / "blocked"
    blocked.write_text("")
    with pytest.raises(StoreUnavailable):
        Spool(blocked, catalogue, open_folder / "link").add(make_lead())
    if os.geteuid() == 0:
        os.chown(theirs, 65534, 65534)
        with pytest.raises(StoreUnavailable):
            Spool(blocked, catalogue, theirs).add(make_lead())
    assert list(theirs.iterdir()) == []


def test_each_spool_has_a_spare_folder_of_its_own(tmp_path: Path) -> None:
    assert spare_for(tmp_path / "a") == spare_for(tmp_path / "a")
    assert spare_for(tmp_path / "a") != spare_for(tmp_path / "b")
    assert spare_for(tmp_path / "a").parent == Path(tempfile.gettempdir())


def test_a_file_that_may_not_grow_sends_leads_to_the_spool(
    hasty_store: LeadStore, database: Path, spool: Spool, make_lead: MakeLead
) -> None:
    hasty_store.put_all([make_lead() for _ in range(50)])
    _, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    lead = make_lead()
    resource.setrlimit(resource.RLIMIT_FSIZE, (4096, hard))
    try:
        with pytest.raises(StoreUnavailable):
            hasty_store.check()
        assert keep(lead, hasty_store, spool) is Kept.SPOOLED
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (hard, hard))
    assert spool.drain(hasty_store).finished
    assert hasty_store.count() == 51


def test_on_a_full_disk_leads_go_to_the_space_that_was_put_by(
    small_disk: Path, catalogue: Catalogue, make_lead: MakeLead
) -> None:
    store = sqlite_store(small_disk / "leads.db", catalogue)
    spool = Spool(small_disk / "spool", catalogue, rest_seconds=0)
    store.check()
    spool.drain(store)  # as at start-up
    with suppress(OSError), (small_disk / "filler").open("wb", buffering=0) as filler:
        while True:
            filler.write(bytes(4096))
    leads = [make_lead() for _ in range(100)]
    kept = {keep(lead, store, spool) for lead in leads}
    assert Kept.SPOOLED in kept
    assert Kept.LOST not in kept
    (small_disk / "filler").unlink()
    leads.append(make_lead())
    assert keep(leads[-1], store, spool) is Kept.STORED
    assert references(store) == sorted(lead.reference for lead in leads)
    assert spool.drain(store).finished
    assert (small_disk / "spool" / "reserve").stat().st_size == 1 << 20
    store.close()


def test_a_line_is_written_whole_or_not_at_all(
    small_disk: Path, tmp_path: Path, catalogue: Catalogue, make_lead: MakeLead, store: LeadStore
) -> None:
    spool = Spool(small_disk / "spool", catalogue)
    spool.add(make_lead())
    with pytest.raises(OSError, match="space"), (small_disk / "filler").open("wb", 0) as filler:
        while True:
            filler.write(bytes(4096))
    added = 1
    with pytest.raises(StoreUnavailable) as failure:
        while True:
            spool.add(make_lead())
            added += 1
    assert isinstance(failure.value.__cause__, OSError)
    assert failure.value.__cause__.errno == errno.ENOSPC
    (small_disk / "filler").unlink()
    assert spool.drain(store) == Drained(stored=added, rejected=0, finished=True)


def bytes_under(folder: Path) -> bytes:
    """All that is written in all files of a folder."""
    return b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())


def test_on_a_disk_without_any_room_lines_are_still_struck_out_and_taken_in(
    small_disk: Path, catalogue: Catalogue, make_lead: MakeLead, store: LeadStore
) -> None:
    spool = Spool(small_disk / "spool", catalogue, rest_seconds=0)
    spool.drain(store)  # as at start-up
    with suppress(OSError), (small_disk / "filler").open("wb", buffering=0) as filler:
        while True:
            filler.write(bytes(4096))
    leads = [make_lead()]
    with suppress(StoreUnavailable):
        while True:
            spool.add(leads[-1])
            leads.append(make_lead())
    added = leads[:-1]
    assert len(added) > 500
    with (small_disk / "more").open("wb", buffering=0) as more, suppress(OSError):
        while True:
            more.write(b" ")
    for lead in added[::50]:
        assert spool.strike(lead.reference)
        assert lead.reference.encode() not in bytes_under(small_disk / "spool")
    left = {lead.reference for lead in added} - {lead.reference for lead in added[::50]}
    assert spool.drain(store) == Drained(len(left), 0, finished=True)
    assert references(store) == sorted(left)


@pytest.mark.parametrize("seed", range(6))
def test_nothing_is_left_on_the_disk_of_lines_that_are_struck_out_or_taken_in(
    tmp_path: Path, seed: int
) -> None:
    chance = random.Random(seed)
    folder = SpoolFolder(tmp_path / "spool")
    marks = iter([b"MARK%06d." % number for number in range(10_000)])
    waiting: dict[bytes, bytes] = {}
    rejected: dict[bytes, bytes] = {}

    def store(lines: Sequence[bytes]) -> Sequence[bytes]:
        if chance.random() < 0.2:
            raise StoreUnavailable("gone")
        bad = [line for line in lines if chance.random() < 0.1]
        rejected.update((mark, line) for mark, line in waiting.items() if line in bad)
        for mark in [mark for mark, line in waiting.items() if line in lines]:
            del waiting[mark]
        return bad

    for _ in range(60):
        for mark in islice(marks, chance.randint(0, 40)):
            size = chance.choice([20, 60, 300, 1000, chance.randint(1, 9000)])
            waiting[mark] = mark + b" " * size + mark + b"\n"
            folder.append(waiting[mark])
        for mark in chance.sample(sorted(waiting), min(len(waiting), 3)):
            assert folder.strike(mark)
            del waiting[mark]
        for mark in chance.sample(sorted(rejected), len(rejected) // 3):
            folder.strike_rejected(re.compile(re.escape(mark)).search)
            del rejected[mark]
        if chance.random() < 0.2:
            with suppress(StoreUnavailable):
                folder.take(store)
        found = set(re.findall(rb"MARK\d{6}\.", bytes_under(tmp_path)))
        assert found == waiting.keys() | rejected.keys()
        assert folder.lines_with(b"MARK") == list(waiting.values())
