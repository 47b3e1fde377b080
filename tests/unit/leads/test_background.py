"""The background: one thread, which lives on whatever its work does, also after a fork."""

import os
import signal
import threading
from collections.abc import Callable, Iterator
from unittest.mock import patch

import pytest

from app.leads.background import Background

LONG = 3600.0  # no test waits for that
SOON = 0.01


class Work:
    """Counts how often it was done, and by which threads."""

    def __init__(self, pause: float = LONG) -> None:
        self.pause = pause
        self.threads: list[int] = []
        self.fails = False
        self._changed = threading.Condition()

    def __call__(self) -> float:
        with self._changed:
            self.threads.append(threading.get_ident())
            self._changed.notify_all()
        if self.fails:
            raise ValueError("AC-ZEBRA")
        return self.pause

    def wait(self, times: int) -> None:
        """Wait until it was done so often."""
        with self._changed:
            assert self._changed.wait_for(lambda: len(self.threads) >= times, 30)


Begin = Callable[[Work], Background]


@pytest.fixture
def begin() -> Iterator[Begin]:
    begun: list[Background] = []

    def make(work: Work) -> Background:
        begun.append(Background("a test", work))
        return begun[-1]

    yield make
    for background in begun:
        background.stop()


def test_there_is_no_thread_before_it_is_needed(begin: Begin) -> None:
    before = threading.active_count()
    background = begin(Work())
    assert threading.active_count() == before
    background.start()
    background.start()
    assert threading.active_count() == before + 1


def test_all_work_is_done_by_one_thread_that_holds_up_nobody(begin: Begin) -> None:
    work = Work(SOON)
    begin(work).start()
    work.wait(3)
    assert len(set(work.threads)) == 1
    (thread,) = [each for each in threading.enumerate() if each.name == "a test"]
    assert thread.daemon


def test_a_fault_doesnt_end_it_and_is_reported_without_its_words(
    begin: Begin, caplog: pytest.LogCaptureFixture
) -> None:
    work = Work()
    work.fails = True
    with patch("app.leads.background._AFTER_A_FAULT_SECONDS", SOON):
        begin(work).start()
        work.wait(2)
    assert "Background work (a test) fails: ValueError" in caplog.text
    assert "ZEBRA" not in caplog.text


def test_many_threads_that_start_it_start_one(begin: Begin) -> None:
    work = Work()
    background = begin(work)
    starters = [threading.Thread(target=background.start) for _ in range(20)]
    for starter in starters:
        starter.start()
    for starter in starters:
        starter.join()
    work.wait(1)
    assert [each.name for each in threading.enumerate()].count("a test") == 1


def test_it_stops_and_begins_anew(begin: Begin) -> None:
    work = Work()
    background = begin(work)
    background.start()
    work.wait(1)
    background.stop()
    assert "a test" not in [each.name for each in threading.enumerate()]
    background.start()
    work.wait(2)


@pytest.mark.filterwarnings("ignore:.*multi-threaded, use of fork:DeprecationWarning")
def test_the_child_of_a_fork_has_a_thread_of_its_own(begin: Begin) -> None:
    work = Work()
    background = begin(work)
    background.start()
    work.wait(1)
    with background._starting:  # somebody is just about to start it
        child = os.fork()
        if child == 0:  # os._exit: pytest must not finish twice
            try:
                signal.signal(signal.SIGALRM, signal.SIG_DFL)
                signal.alarm(30)  # the end of a child that waits for ever
                background.start()
                work.wait(2)
            except BaseException:
                os._exit(1)
            os._exit(0)
    assert os.waitpid(child, 0)[1] == 0
    assert background._alive
