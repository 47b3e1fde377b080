"""Counts on their way to the funnel: gathered in memory, each once a visit, written in batches.

Three things keep a reload, a double click or a robot from inflating them grossly. A count belongs
to a form's ticket, which only we can sign and which a reload keeps. The form remembers what was
counted for it. And each process remembers, in memory and hashed, what it has counted for which
ticket, so that a beacon that is sent again counts once; at worst, once per process.
"""

import atexit
import hashlib
import logging
import secrets
import threading
import weakref
from collections import Counter

from app.database.counters import Counted
from app.desk.funnel import Funnel
from app.errors import StoreError
from app.labels import OTHER
from app.leads.background import Background

FLUSH_SECONDS = 5.0
# After a failure, and while the store fails.
_RETRY_SECONDS = 60.0
# How long a stopping worker waits for counts that are being written.
_STOP_SECONDS = 10.0
# What one process remembers: some ten thousand visits, a few megabytes.
_MOST_REMEMBERED = 100_000
# Somebody who invents sources could otherwise fill the memory while the store is away: beyond this
# many counts, new sources are counted together.
_MOST_COUNTS = 5_000

_log = logging.getLogger(__name__)


class GatheredCounts:
    """Thread-safe. A `kill -9` loses what was gathered within the last seconds."""

    def __init__(self, funnel: Funnel, flush_seconds: float = FLUSH_SECONDS) -> None:
        self._funnel = funnel
        self._flush_seconds = flush_seconds
        self._lock = threading.Lock()
        self._counts: Counter[Counted] = Counter()
        self._remembered: dict[bytes, None] = {}
        self._key = secrets.token_bytes(16)
        self._writing = Background("counts", self._work, first=flush_seconds)
        _all.add(self)

    def count(self, what: Counted, visit: int) -> bool:
        """Count something once a visit; return whether it was new. `visit`: the ticket's nonce."""
        known_by = self._print_of(what.name, visit)
        with self._lock:
            if known_by in self._remembered:
                return False
            if len(self._remembered) >= _MOST_REMEMBERED:
                del self._remembered[next(iter(self._remembered))]
            self._remembered[known_by] = None
            if what.source and what not in self._counts and len(self._counts) >= _MOST_COUNTS:
                what = what._replace(source=OTHER)
            self._counts[what] += 1
        self._writing.start()
        return True

    def flush(self) -> bool:
        """Write what was gathered; return whether that succeeded. Never raises."""
        with self._lock:
            counts, self._counts = self._counts, Counter()
        if not counts:
            return True
        try:
            self._funnel.add_all(counts)
        except StoreError as error:
            _log.warning("Counts have to wait: %s", error)
            with self._lock:
                self._counts.update(counts)
            return False
        finally:
            self._funnel.close()  # the connection of this thread, which lives for the counts alone
        return True

    def close(self) -> None:
        """Write what is left, while there is time."""
        self._writing.stop(_STOP_SECONDS)
        self.flush()
        self._funnel.close()

    def _print_of(self, name: str, visit: int) -> bytes:
        """What is remembered of a count: useless without the key, which exists only in memory."""
        text = f"{visit}:{name}".encode()
        return hashlib.blake2b(text, key=self._key, digest_size=12).digest()

    def _work(self) -> float:
        return self._flush_seconds if self.flush() else _RETRY_SECONDS


_all: weakref.WeakSet[GatheredCounts] = weakref.WeakSet()


@atexit.register
def _close_all() -> None:
    """Write everything at exit: a worker that stops in good order loses nothing."""
    for gathered in list(_all):
        gathered.close()
