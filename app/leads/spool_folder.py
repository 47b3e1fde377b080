"""One folder of spooled leads: lines appended safely, and taken out again exactly once."""

import errno
import fcntl
import hashlib
import os
import re
import shutil
import stat
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from app.leads.spool_files import (
    exists,
    is_still,
    lines_with,
    locked,
    save_names,
    strike_out,
    write_line,
)

# Disk space put by for the day that the disk is full: about a thousand leads.
RESERVE_BYTES = 1 << 20
_BATCH_BYTES = 1 << 19
_PATIENCE_SECONDS = 2.0  # with somebody who is taking in
_PAUSE_SECONDS = 0.02
_NO_SPACE = (errno.ENOSPC, errno.EDQUOT)


class SpoolFolder:
    """A folder with the lines that wait (`waiting.jsonl`).

    Beside them `taking.jsonl`, the lines that are being taken in, older than those that wait;
    `rejected.jsonl`, lines that nobody could read; `reserve`, and `lock`, held while taking in.
    All methods raise OSError.
    """

    def __init__(self, folder: Path, *, shared: bool = False) -> None:
        """`shared`: the folder lies where others may write too, so see that it is our own."""
        self._folder = folder.absolute()
        self._shared = shared
        self._waiting = self._folder / "waiting.jsonl"
        self._taking = self._folder / "taking.jsonl"
        self._rest = self._folder / "taking.rest"
        self._rejected = self._folder / "rejected.jsonl"
        self._reserve = self._folder / "reserve"

    def waiting(self) -> bool:
        """Whether there are lines to take in."""
        return exists(self._waiting) or exists(self._taking)

    def append(self, line: bytes) -> None:
        """Add one line; when this returns, it survives a crash."""
        self._make()
        try:
            self._append(line)
        except OSError as error:
            if error.errno not in _NO_SPACE or not exists(self._reserve):
                raise
            self._reserve.unlink()
            self._append(line)

    def take(self, store: Callable[[Sequence[bytes]], Sequence[bytes]]) -> bool:
        """Hand all lines to `store`, oldest first, in batches; it returns those it rejects.

        A batch during which `store` raises stays, with all after it. False when somebody else is
        taking in just now.
        """
        if self._shared and not exists(self._folder):
            return True
        self._make()
        with self._turn() as ours:
            if ours:
                while self._set_aside():
                    self._take_in(store)
                self._put_by()
        return ours

    def lines_with(self, mark: bytes) -> list[bytes]:
        """The lines to take in that hold these bytes, oldest first."""
        return [*lines_with(self._taking, mark), *lines_with(self._waiting, mark)]

    def strike(self, mark: bytes) -> bool:
        """Strike out all lines that hold these bytes; False when somebody else keeps taking in."""
        if not exists(self._folder):
            return True
        goes = re.compile(re.escape(mark)).search
        self.strike_rejected(goes)
        with self._turn(_PATIENCE_SECONDS) as ours:
            if ours:
                for file in (self._taking, self._rest):
                    strike_out(file, goes)
                if exists(self._waiting):
                    with locked(self._waiting):
                        strike_out(self._waiting, goes)
        return ours

    def strike_rejected(self, goes: Callable[[bytes], object]) -> None:
        """Strike out those lines that nobody could read which have to go."""
        if not exists(self._rejected):
            return
        with locked(self._rejected) as descriptor:
            strike_out(self._rejected, goes)
            if not self._rejected.read_bytes().strip():
                os.ftruncate(descriptor, 0)

    def _make(self) -> None:
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if self._shared:
            found = os.lstat(self._folder)
            if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.geteuid():
                raise PermissionError(errno.EPERM, "is not our own folder", str(self._folder))

    def _append(self, line: bytes) -> None:
        while True:
            with locked(self._waiting) as descriptor:
                # Between opening and locking, the file may have been set aside.
                if is_still(descriptor, self._waiting):
                    first = os.fstat(descriptor).st_size == 0
                    write_line(descriptor, line)
                    if first:
                        save_names(self._folder)
                    return

    @contextmanager
    def _turn(self, patience: float = 0.0) -> Iterator[bool]:
        """Whether it is our turn to take in; one process and thread at a time."""
        deadline = time.monotonic() + patience
        with ExitStack() as stack:
            while True:
                try:
                    stack.enter_context(locked(self._folder / "lock", fcntl.LOCK_NB))
                except BlockingIOError:
                    if time.monotonic() < deadline:
                        time.sleep(_PAUSE_SECONDS)
                        continue
                    yield False
                else:
                    yield True
                return

    def _set_aside(self) -> bool:
        """Have lines in `taking.jsonl`: those left there from before, or else those that wait."""
        if self._taking.exists():
            return True
        if not self._waiting.exists():
            return False
        with locked(self._waiting):
            self._waiting.rename(self._taking)
        return True

    def _take_in(self, store: Callable[[Sequence[bytes]], Sequence[bytes]]) -> None:
        done = 0
        try:
            with self._taking.open("rb") as lines:
                while batch := lines.readlines(_BATCH_BYTES):
                    self._reject(store([line for line in batch if line.strip()]))
                    done += sum(map(len, batch))
        except BaseException:
            self._cut(done)
            raise
        self._taking.unlink()

    def _reject(self, lines: Sequence[bytes]) -> None:
        for line in lines:
            with locked(self._rejected) as descriptor:
                write_line(descriptor, line.rstrip(b"\n") + b"\n")

    def _cut(self, done: int) -> None:
        """Drop what has been stored, so that a lead that is deleted meanwhile stays deleted."""
        if not done:
            return
        # Without the space to do it, all is stored once more: no harm but that one.
        with suppress(OSError), self._taking.open("rb") as old, self._rest.open("wb") as new:
            old.seek(done)
            shutil.copyfileobj(old, new)
            new.flush()
            os.fsync(new.fileno())
            self._rest.rename(self._taking)

    def _put_by(self) -> None:
        """Reserve disk space, if there is any to spare."""
        if self._reserve.exists():
            return
        try:
            with self._reserve.open("wb") as reserve:
                reserve.write(bytes(RESERVE_BYTES))
        except OSError:
            self._reserve.unlink(missing_ok=True)


def spare_for(folder: Path) -> Path:
    """A folder of our own among the temporary files, most often on another disk."""
    name = hashlib.sha256(bytes(folder.absolute())).hexdigest()[:16]
    return Path(tempfile.gettempdir()) / f"alliance-check-{os.geteuid()}-{name}"
