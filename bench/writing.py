"""Writing leads, each safe on the disk before the next: one process against several, both engines.

    python -m bench.writing

Target: several together write at least 0.8 × as many a second as one.
"""

import argparse
import random
import statistics
import subprocess
import sys
import tempfile
import time

from app.leads.record import Lead
from bench._many_leads import WEEKS, many_leads, model_and_catalogue, postgres
from tests.stores import open_store

WRITERS = 8
WRITES = 1600
ROUNDS = 5


def write(url: str, seed: int, count: int) -> None:
    """Put leads as fast as may be, one a transaction; prints when it began and ended."""
    store = open_store(url, model_and_catalogue()[1])
    store.check()
    leads = [Lead({**lead.values, "week": WEEKS[-1]}) for lead in many_leads(count, seed)]
    random.Random(seed).shuffle(leads)
    print("ready", flush=True)
    sys.stdin.readline()
    begun = time.time()
    for lead in leads:
        store.put(lead)
    print(begun, time.time(), flush=True)


def writes_a_second(url: str, writers: int, seed: int) -> float:
    """Durable writes a second of so many processes together."""
    each = ["--writes", str(WRITES // writers), "--write", url]
    processes = [
        subprocess.Popen(
            [sys.executable, "-m", "bench.writing", *each, "--seed", str(seed + number)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for number in range(writers)
    ]
    for process in processes:
        assert process.stdout is not None
        process.stdout.readline()
    for process in processes:
        print(file=process.stdin, flush=True)
    times = [[float(each) for each in process.communicate()[0].split()] for process in processes]
    begun, ended = zip(*times, strict=True)
    seconds: float = max(ended) - min(begun)
    return WRITES / seconds


def measure(engine: str, url: str) -> None:
    """One writer against several, in turns."""
    found: dict[int, list[float]] = {1: [], WRITERS: []}
    for number in range(ROUNDS):
        for writers, rates in found.items():
            rates.append(writes_a_second(url, writers, 1000 * (number + 1) + 100 * writers))
    one, several = (statistics.median(rates) for rates in found.values())
    print(
        f"{engine}: one process {one:,.0f}/s, {WRITERS} processes {several:,.0f}/s, "
        f"ratio {several / one:.2f}",
        flush=True,
    )


def main() -> None:
    """Print how many a second."""
    with tempfile.TemporaryDirectory() as folder, postgres() as server:
        measure("sqlite", f"sqlite:///{folder}/leads.db")
        measure("postgres", server.url())


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    for option, kind in {"--write": str, "--writes": int, "--seed": int}.items():
        parser.add_argument(option, type=kind, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.write:
        write(given.write, given.seed, given.writes)
    else:
        main()
