"""Exports in a process of their own: two at a time, nothing left behind, ended with who asked."""

import fcntl
import os
import random
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec
import pytest

from app.database.filters import Filter
from app.database.leads import LeadStore
from app.errors import ExportError, ExportsBusy, StoreUnavailable
from app.leads.export.apart import _PROGRAM, AT_ONCE, Job, write_apart
from app.leads.export.writing import export
from app.leads.record import Catalogue
from app.method.bank import Bank
from app.method.model import Model
from tests.stores import file_of
from tests.unit.leads.invented import invented_lead
from tests.unit.method.sheets import QUESTIONS, ROOT


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "exports"


@pytest.fixture
def job(store: LeadStore, model: Model, catalogue: Catalogue) -> Job:
    chance = random.Random(17)
    store.put_all([invented_lead(model, catalogue, chance) for _ in range(40)])
    return Job("csv", "nl", Filter(), f"sqlite:///{file_of(store)}", QUESTIONS)


@contextmanager
def taken(folder: Path, places: int) -> Iterator[None]:
    """So many exports are being written by others."""
    folder.mkdir(exist_ok=True)
    held = [os.open(folder / f"{n}.lock", os.O_RDWR | os.O_CREAT) for n in range(1, places + 1)]
    for lock in held:
        fcntl.flock(lock, fcntl.LOCK_EX)
    yield
    for lock in held:
        os.close(lock)


def test_the_file_is_the_one_that_is_written_here_and_has_no_name(
    job: Job, folder: Path, store: LeadStore, catalogue: Catalogue, bank: Bank, tmp_path: Path
) -> None:
    written = write_apart(job, folder)
    with (tmp_path / "here").open("w+b") as here:
        count = export("csv", store, Filter(), catalogue, bank.languages["nl"], here)
        here.seek(0)
        expected = here.read()
    with written.file as file:
        found = os.fstat(file.fileno())
        assert (found.st_nlink, found.st_mode & 0o777) == (0, 0o600)
        assert file.read() == expected
    assert (written.leads, written.size) == (count, len(expected))
    assert {file.name for file in folder.iterdir()} == {"1.lock"}


def count_apart(job: Job, folder: Path) -> int:
    """How many leads an export holds."""
    written = write_apart(job, folder)
    written.file.close()
    return written.leads


def test_a_third_is_told_to_wait_until_a_place_is_free(job: Job, folder: Path) -> None:
    with taken(folder, AT_ONCE), pytest.raises(ExportsBusy):
        write_apart(job, folder)
    with taken(folder, AT_ONCE - 1):
        assert count_apart(job, folder)
    assert count_apart(job, folder)


def test_what_a_killed_export_left_is_gone_before_the_next(job: Job, folder: Path) -> None:
    left = folder / "1" / "leads-abc" / "sheet.xml"
    left.parent.mkdir(parents=True)
    left.write_text("of somebody")
    assert count_apart(job, folder)
    assert not left.exists()


def test_a_database_that_is_away_is_said_as_everywhere(job: Job, folder: Path) -> None:
    away = msgspec.structs.replace(job, database_url="sqlite:////dev/null/leads.db")
    with pytest.raises(StoreUnavailable, match=r"leads\.db is unavailable"):
        write_apart(away, folder)
    assert {file.name for file in folder.iterdir()} == {"1.lock"}


def test_an_export_that_nobody_waits_for_any_more_ends(job: Job, folder: Path) -> None:
    with pytest.raises(ExportError, match="Nobody is waiting"):
        write_apart(job, folder, lambda: True)
    assert {file.name for file in folder.iterdir()} == {"1.lock"}


def test_the_process_ends_with_who_asked_for_it_also_when_that_was_killed(
    job: Job, tmp_path: Path
) -> None:
    place = tmp_path / "place"
    place.mkdir()
    command = [sys.executable, "-c", _PROGRAM, "1", str(place)]
    line = msgspec.json.encode(job, enc_hook=str) + b"\n"
    # Its input closes behind the job, as it does when whoever holds the other end is killed.
    done = subprocess.run(command, input=line, stdout=subprocess.PIPE, cwd=ROOT, check=False)
    assert done.returncode == 1
    assert not place.exists()
