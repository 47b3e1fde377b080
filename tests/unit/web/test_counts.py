"""Counts are right among threads and processes, and an attacker can't fill the table."""

import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor

from app.web.counts import CountTable


def test_a_count_goes_on_until_it_ends() -> None:
    table = CountTable()
    assert [table.add("a", 1, 0.2), table.add("a", 2, 60), table.add("b", 1, 60)] == [1, 3, 1]
    ends, count = table.look("a")
    assert count == 3
    assert time.time() < ends < time.time() + 0.2
    time.sleep(0.25)
    assert table.look("a") == (0, 0)
    assert table.add("a", 1, 60) == 1


def test_a_count_can_begin_anew() -> None:
    table = CountTable()
    table.add("a", 5, 60)
    table.clear("a")
    assert table.add("a", 1, 60) == 1


def test_threads_lose_no_count() -> None:
    table = CountTable()
    with ThreadPoolExecutor(4) as threads:
        counts = list(threads.map(lambda _: table.add("a", 1, 60), range(2000)))
    assert sorted(counts) == list(range(1, 2001))


def test_who_counts_already_goes_on_counting_while_100000_others_come_once() -> None:
    table = CountTable()
    for _ in range(30):
        table.add("busy", 1, 600)
    for number in range(100_000):
        table.add(f"once {number}", 1, 600)
    assert table.add("busy", 1, 600) == 31


PROCESSES = """
import os, signal, time
from app.web.counts import SharedCounts, share_counts
share_counts()
share_counts()
def child(count):
    if (process := os.fork()) == 0:
        counts = SharedCounts()
        for _ in range(count):
            counts.incr("a", 600)
        os._exit(0)
    return process
counting = [child(500) for _ in range(3)]
for process in counting:
    assert os.waitpid(process, 0)[1] == 0
counts = SharedCounts()
assert counts.get("a") == 1500, counts.get("a")
for _ in range(3):
    endless = child(10**9)
    time.sleep(0.1)
    os.kill(endless, signal.SIGKILL)
    os.waitpid(endless, 0)
    before = counts.get("a")
    assert counts.incr("a", 600) == before + 1
assert counts.get("a") > 1503
"""


def test_processes_count_together_and_one_that_is_killed_stops_nobody() -> None:
    subprocess.run([sys.executable, "-c", PROCESSES], check=True, timeout=300)
