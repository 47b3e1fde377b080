"""Counts that all workers of a server share: a table in memory, made before they fork.

It has no file and no name, so nothing is written, nothing is left behind, and it cannot clash with
another installation's. A killed worker's lock is released with it, and spoils one count at most.
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
_SLOTS_A_ROW = 8  # the places where a key can be
_ROWS = 8192  # 2 MB altogether: 65,536 keys, which an attacker cannot exceed either
_ROW_BYTES = _SLOT.size * _SLOTS_A_ROW

_log = logging.getLogger(__name__)


class CountTable:
    """Counts that expire, by key.

    `salt`: random, for keys made from something that they must not reveal.
    """

    def __init__(self, lock_file: int | None = None) -> None:
        """`lock_file`: descriptor that processes lock to take turns; None for a single process."""
        self.salt = secrets.token_bytes(32)
        self._memory = mmap(-1, _ROWS * _ROW_BYTES)
        self._lock_file = lock_file
        self._threads = threading.Lock()

    def add(self, key: str, amount: int, seconds: float) -> int:
        """Add to a count, which expires `seconds` after it began; return the new count."""
        with self._alone():
            at, end, count = self._find(key)
            count += amount
            self._write(at, key, end or time.time() + seconds, count)
        return count

    def look(self, key: str) -> tuple[float, int]:
        """When a count expires, in Unix time, and the count; 0 and 0 when there is none."""
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
        """The place where a key is or can be put, its end and count.

        When all slots are taken, the lowest count gives way: the single requests of an attacker
        with a million addresses oust one another, and higher counts stay.
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
    """Make the table that all processes forked from this one share; once is enough."""
    global _shared
    if _shared is None:
        try:
            _shared = CountTable(os.memfd_create("counts"))
        except (AttributeError, OSError):  # no Linux
            _log.warning("Each process counts for itself: its limits hold for it alone.")


class SharedCounts(Storage):
    """The table as a storage for Flask-Limiter; this process's own where none is shared."""

    STORAGE_SCHEME = ["shared"]  # noqa: RUF012  # as the library requires

    def __init__(self, uri: str | None = None, wrap_exceptions: bool = False) -> None:
        super().__init__(uri, wrap_exceptions)
        self._table = _shared or CountTable()

    @property
    def base_exceptions(self) -> type[Exception]:
        """The errors that it may raise."""
        return OSError

    @property
    def salt(self) -> bytes:
        """See CountTable."""
        return self._table.salt

    def incr(self, key: str, expiry: int, amount: int = 1) -> int:
        """Count; return the new count."""
        return self._table.add(key, amount, expiry)

    def get(self, key: str) -> int:
        """The count of a key."""
        return self._table.look(key)[1]

    def get_expiry(self, key: str) -> float:
        """When a key's count expires, in Unix time."""
        return self._table.look(key)[0] or time.time()

    def clear(self, key: str) -> None:
        """Begin a key's count anew."""
        self._table.clear(key)

    def check(self) -> bool:
        """Memory is always there."""
        return True

    def reset(self) -> None:
        """Not needed here."""
        raise NotImplementedError
