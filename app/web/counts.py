"""Counts that all workers of a server share: a table in memory that is made before they fork.

It has no file and no name, so nothing is written, nothing stays behind, and no other installation
can meet it. A lock of a worker that is killed goes with it; its half-done count is one count.
"""

import fcntl
import hashlib
import logging
import os
import secrets
import struct
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from mmap import mmap

from limits.storage import Storage

_SLOT = struct.Struct("=16sdI4x")  # digest of the key, Unix time of its end, count
_SLOTS_A_ROW = 8  # where a key may stand
_ROWS = 8192  # 2 MB altogether: 65,536 keys, and an attacker has no more either
_ROW_BYTES = _SLOT.size * _SLOTS_A_ROW

_log = logging.getLogger(__name__)


class CountTable:
    """Counts with an end, by key.

    `salt`: random, for whoever makes keys of something that must not be told from them.
    """

    def __init__(self, lock_file: int | None = None) -> None:
        """`lock_file`: what processes take turns by; None when there is only this one."""
        self.salt = secrets.token_bytes(32)
        self._memory = mmap(-1, _ROWS * _ROW_BYTES)
        self._lock_file = lock_file
        self._threads = threading.Lock()

    def add(self, key: str, amount: int, seconds: float) -> int:
        """Add to a count, which ends so many seconds after it began; what it comes to."""
        with self._alone():
            at, end, count = self._find(key)
            count += amount
            self._write(at, key, end or time.time() + seconds, count)
        return count

    def look(self, key: str) -> tuple[float, int]:
        """When a count ends, in Unix time, and what it is; 0 and 0 when there is none."""
        with self._alone():
            return self._find(key)[1:]

    def clear(self, key: str) -> None:
        """Begin a count anew."""
        with self._alone():
            self._write(self._find(key)[0], key, 0.0, 0)

    @contextmanager
    def _alone(self) -> Iterator[None]:
        with self._threads:
            if self._lock_file is not None:
                fcntl.lockf(self._lock_file, fcntl.LOCK_EX)
            try:
                yield
            finally:
                if self._lock_file is not None:
                    fcntl.lockf(self._lock_file, fcntl.LOCK_UN)

    def _find(self, key: str) -> tuple[int, float, int]:
        """Where a key stands or can be put, its end and count.

        Where all slots are taken, the lowest count gives way: of an attacker with a million
        addresses the single ones oust one another, and who counts already goes on counting.
        """
        digest, now, spare = _digest(key), time.time(), []
        row = int.from_bytes(digest[:4]) % _ROWS * _ROW_BYTES
        for at in range(row, row + _ROW_BYTES, _SLOT.size):
            found, end, count = _SLOT.unpack_from(self._memory, at)
            if end <= now:
                spare.append((0, at))
            elif found == digest:
                return at, end, count
            else:
                spare.append((count, at))
        return min(spare)[1], 0.0, 0

    def _write(self, at: int, key: str, end: float, count: int) -> None:
        _SLOT.pack_into(self._memory, at, _digest(key), end, min(count, 2**32 - 1))


def _digest(key: str) -> bytes:
    return hashlib.blake2b(key.encode(), digest_size=16).digest()


_shared: CountTable | None = None


def share_counts() -> None:
    """Make the table that all processes share which are forked from this one; once is enough."""
    global _shared
    if _shared is None:
        try:
            _shared = CountTable(os.memfd_create("counts"))
        except (AttributeError, OSError):  # no Linux
            _log.warning("Each process counts for itself: its limits hold for it alone.")


class SharedCounts(Storage):
    """The table as a store of Flask-Limiter's; of this process alone where none was shared."""

    STORAGE_SCHEME = ["shared"]  # noqa: RUF012  # so the library wants it

    def __init__(self, uri: str | None = None, wrap_exceptions: bool = False) -> None:
        super().__init__(uri, wrap_exceptions)
        self._table = _shared or CountTable()

    @property
    def base_exceptions(self) -> type[Exception]:
        """What may go wrong with it."""
        return OSError

    @property
    def salt(self) -> bytes:
        """See CountTable."""
        return self._table.salt

    def incr(self, key: str, expiry: int, amount: int = 1) -> int:
        """Count; what it comes to."""
        return self._table.add(key, amount, expiry)

    def get(self, key: str) -> int:
        """What a count is."""
        return self._table.look(key)[1]

    def get_expiry(self, key: str) -> float:
        """When it ends, in Unix time."""
        return self._table.look(key)[0] or time.time()

    def clear(self, key: str) -> None:
        """Begin it anew."""
        self._table.clear(key)

    def check(self) -> bool:
        """Memory is always there."""
        return True

    def reset(self) -> None:
        """Nobody needs to begin all of them anew."""
        raise NotImplementedError
