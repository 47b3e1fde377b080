"""Counts on their way to the funnel: gathered in memory, each once a visit, written in batches.

Three things keep a reload, a double click or a robot from inflating them grossly. Counts hang on
a form's ticket, which only we can sign, and which a reload keeps. The form remembers what was
counted for it. And each process remembers, in memory and scrambled, what it has counted for
which ticket, so that a beacon that is sent again counts once; at worst once a process.
"""

import atexit
import hashlib
import logging
import secrets
import threading
import weakref
from collections import Counter

from app.desk.funnel import Counted, Funnel
from app.errors import StoreError
from app.labels import OTHER

FLUSH_SECONDS = 5.0
# After a failure, and while the store fails.
_RETRY_SECONDS = 60.0
# What one process remembers: some ten thousand visits, a few megabytes.
_MOST_MARKS = 100_000
# Whoever invents sources could otherwise fill the memory while the store is away: the sources that
# come when there are so many counts are counted together.
_MOST_COUNTS = 5_000

_log = logging.getLogger(__name__)


class Tally:
    """Safe among threads. What was gathered within the last seconds is lost by a `kill -9`."""

    def __init__(self, funnel: Funnel, flush_seconds: float = FLUSH_SECONDS) -> None:
        self._funnel = funnel
        self._flush_seconds = flush_seconds
        self._lock = threading.Lock()
        self._counts: Counter[Counted] = Counter()
        self._marks: dict[bytes, None] = {}
        self._key = secrets.token_bytes(16)
        self._timer: threading.Timer | None = None
        _all.add(self)

    def count(self, what: Counted, visit: int) -> bool:
        """Count something once for this visit; whether it is new. `visit`: the ticket's nonce."""
        mark = self._mark(what.name, visit)
        with self._lock:
            if mark in self._marks:
                return False
            if len(self._marks) >= _MOST_MARKS:
                del self._marks[next(iter(self._marks))]
            self._marks[mark] = None
            if what.source and what not in self._counts and len(self._counts) >= _MOST_COUNTS:
                what = what._replace(source=OTHER)
            self._counts[what] += 1
            self._set_timer(self._flush_seconds)
        return True

    def flush(self) -> bool:
        """Write what was gathered; whether it is written. Never raises."""
        with self._lock:
            counts, self._counts = self._counts, Counter()
            self._timer = None
        if not counts:
            return True
        try:
            self._funnel.add_all(counts)
        except StoreError as error:
            _log.warning("Counts have to wait: %s", error)
            with self._lock:
                self._counts.update(counts)
                self._set_timer(_RETRY_SECONDS)
            return False
        return True

    def close(self) -> None:
        """Write what is left, while there is time."""
        with self._lock:
            if self._timer is not None:
                self._timer.cancel()
        self.flush()
        with self._lock:
            if self._timer is not None:
                self._timer.cancel()
        self._funnel.close()

    def _mark(self, name: str, visit: int) -> bytes:
        """What is remembered of a count: of no use without a key that is nowhere but here."""
        text = f"{visit}:{name}".encode()
        return hashlib.blake2b(text, key=self._key, digest_size=12).digest()

    def _set_timer(self, seconds: float) -> None:
        # Started when there is something to write, so that a fork before the first request takes
        # no thread along, and a process at rest has none.
        if self._timer is None:
            self._timer = threading.Timer(seconds, self._flush_and_close)
            self._timer.daemon = True
            self._timer.start()

    def _flush_and_close(self) -> None:
        """Flush from a thread of its own, which leaves no connection behind."""
        self.flush()
        self._funnel.close()


_all: weakref.WeakSet[Tally] = weakref.WeakSet()


@atexit.register
def _close_all() -> None:
    """A worker that stops in peace loses nothing."""
    for tally in list(_all):
        tally.close()
