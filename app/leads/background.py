"""Background work: one thread per process that does a piece of work again and again."""

import logging
import os
import threading
import weakref
from collections.abc import Callable

_AFTER_A_FAULT_SECONDS = 60.0

_log = logging.getLogger(__name__)


class Background:
    """Does the work, waits for as many seconds as that returned, and does it again.

    There is no thread before the first start() in a process; a fork leaves it behind,
    and the child starts its own. Only stop() makes the caller wait.
    """

    def __init__(self, name: str, work: Callable[[], float], first: float = 0) -> None:
        """`first`: seconds between start() and the first time that the work is done."""
        self._name = name
        self._work = work
        self._first = first
        self._thread: threading.Thread | None = None
        self._starting = threading.Lock()
        self._stopping = threading.Event()
        _all.add(self)

    def start(self) -> None:
        """Start the thread, unless it is running."""
        if not self._alive:
            with self._starting:
                self._start()

    def stop(self, timeout: float | None = None) -> None:
        """End the thread once its work is done, and wait; start() begins anew."""
        thread = self._thread
        self._stopping.set()
        if thread is not None:
            thread.join(timeout)

    @property
    def _alive(self) -> bool:
        return self._thread is not None and self._thread.is_alive()

    def _start(self) -> None:
        if not self._alive:
            self._stopping.clear()
            # A daemon, so that stopping the server doesn't wait for a slow receiver.
            self._thread = threading.Thread(target=self._run, name=self._name, daemon=True)
            self._thread.start()

    def _run(self) -> None:
        pause = self._first
        while not self._stopping.wait(pause):
            pause = self._worked()

    def _worked(self) -> float:
        try:
            return self._work()
        except Exception as error:
            # The thread must survive; and an unforeseen error could quote from a lead.
            _log.error("Background work (%s) fails: %s", self._name, type(error).__name__)
            return _AFTER_A_FAULT_SECONDS

    def be_new(self) -> None:
        """Forget the thread and the locks of the process that this one was forked from."""
        self._thread = None
        self._starting = threading.Lock()
        self._stopping = threading.Event()


_all: weakref.WeakSet[Background] = weakref.WeakSet()


def _begin_anew() -> None:
    for background in list(_all):
        background.be_new()


# A lock that another thread held when the process was forked would be held in the child for ever.
os.register_at_fork(after_in_child=_begin_anew)
