"""Exports out of the visitors' way: each in a process of its own, at most two per machine.

The file never has a name, so nothing of it is left behind, however the export ends. A workbook's
temporary files lie in the folder of its place, which is emptied before and after.
"""

import fcntl
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Thread
from typing import IO, NamedTuple, cast

import msgspec

from app.database.address import DatabaseAddress
from app.database.database import open_database
from app.database.filters import Filter
from app.errors import ExportError, ExportsBusy, StoreError, StoreUnavailable
from app.leads.columns import catalogue_of
from app.leads.export.writing import FileKind, export
from app.method.editions import load_editions

AT_ONCE = 2
# A workbook of a million leads takes less than half of this.
_LONGEST_SECONDS = 900.0
_LOOK_SECONDS = 0.25
_AWAY = 75  # exit code: try again later

_ROOT = Path(__file__).resolve().parents[3]
# At a lower priority than everything else, from the first import on.
_PROGRAM = "import os; os.nice(10); from app.leads.export.apart import main; main()"


class Job(msgspec.Struct, frozen=True):
    """Which leads to write, how, and where to find everything; its URL may hold a password."""

    kind: FileKind
    language: str
    wanted: Filter
    database_url: str
    questions: Path


class Written(NamedTuple):
    """A file, rewound to its beginning, its size in bytes, and how many leads it holds."""

    file: IO[bytes]
    size: int
    leads: int


def write_apart(job: Job, folder: Path, left: Callable[[], bool] = lambda: False) -> Written:
    """Write an export to a file without a name. `folder`: of this machine's places for exports.

    `left`: whether whoever asked has gone away. Raises ExportsBusy when every place is taken,
    StoreUnavailable, or ExportError when it takes too long or there is no room for it.
    """
    try:
        with _place(folder) as (place, lock):
            file = tempfile.TemporaryFile(dir=place)  # noqa: SIM115 - handed on
            try:
                leads = _run(job, place, file.fileno(), lock, left)
            except BaseException:
                file.close()
                raise
    except OSError as error:
        raise ExportError(f"The file could not be written: {error.strerror}.") from error
    size = os.fstat(file.fileno()).st_size
    file.seek(0)
    return Written(file, size, leads)


@contextmanager
def _place(folder: Path) -> Iterator[tuple[Path, int]]:
    """A folder of our own and the lock on it, which a process that inherits it holds as well."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for number in range(1, AT_ONCE + 1):
        lock = os.open(folder / f"{number}.lock", os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(lock)
            continue
        place = folder / str(number)
        try:
            shutil.rmtree(place, ignore_errors=True)
            place.mkdir(mode=0o700)
            yield place, lock
        finally:
            shutil.rmtree(place, ignore_errors=True)
            os.close(lock)
        return
    raise ExportsBusy(f"{AT_ONCE} exports are being written already.")


def _run(job: Job, place: Path, out: int, lock: int, left: Callable[[], bool]) -> int:
    """Have another process write; return how many leads. It ends when we do: its input closes."""
    command = [sys.executable, "-c", _PROGRAM, str(out), str(place)]
    pipe = subprocess.PIPE
    with subprocess.Popen(  # noqa: S603 - our own program, told nothing that a visitor wrote
        command, stdin=pipe, stdout=pipe, pass_fds=(out, lock), cwd=_ROOT
    ) as process:
        asks, says = cast(IO[bytes], process.stdin), cast(IO[bytes], process.stdout)
        try:
            with suppress(BrokenPipeError):
                asks.write(msgspec.json.encode(job, enc_hook=str) + b"\n")
                asks.flush()
            _wait(process, left)
        finally:
            process.kill()
        said = says.read().decode()
    if process.returncode == _AWAY:
        raise StoreUnavailable(said)
    if process.returncode:
        raise ExportError(said or f"The export ended with code {process.returncode}.")
    return int(said)


def _wait(process: "subprocess.Popen[bytes]", left: Callable[[], bool]) -> None:
    deadline = time.monotonic() + _LONGEST_SECONDS
    while process.poll() is None:
        with suppress(subprocess.TimeoutExpired):
            process.wait(_LOOK_SECONDS)
        if time.monotonic() > deadline:
            raise ExportError("The export takes too long.")
        if left():
            raise ExportError("Nobody is waiting for the export any more.")


def main() -> None:
    """The other process: reads a Job from its input, writes the file, prints how many leads."""
    out, place = int(sys.argv[1]), sys.argv[2]
    job = msgspec.json.decode(
        sys.stdin.buffer.readline(), type=Job, dec_hook=lambda kind, v: kind(v)
    )
    Thread(target=_end_with_who_asked, args=(place,), daemon=True).start()
    tempfile.tempdir = place
    try:
        said, code = str(_write(job, out)), 0
    except StoreError as error:
        said, code = str(error), _AWAY
    except OSError as error:
        said, code = f"The file could not be written: {error.strerror}.", 1
    sys.stdout.write(said)
    sys.stdout.flush()
    sys.exit(code)


def _write(job: Job, out: int) -> int:
    editions = load_editions(job.questions, lambda model: catalogue_of(model).text_ids)
    catalogue = catalogue_of(*editions.models)
    store = open_database(DatabaseAddress.read(job.database_url), catalogue).leads
    words = editions.languages[job.language]
    with os.fdopen(out, "wb") as file:
        return export(job.kind, store, job.wanted, catalogue, words, file)


def _end_with_who_asked(place: str) -> None:
    # Not through sys.stdin: this thread would still hold its lock when the program ends.
    os.read(sys.stdin.fileno(), 1)
    shutil.rmtree(place, ignore_errors=True)
    os._exit(1)
