"""The store with 10,000, 100,000 and a million leads: lists, filters, overview, search, writing.

Times are milliseconds on the server for the queries of one page of the desk: median, 95th
percentile, and the CPU time at the largest size. A list is one page and the number of all
matching leads. `growth`: of the median, from the smallest size to the largest.
Target: p95 ≤ 100 ms at 100,000, ≤ 400 ms at a million.
Arguments: other numbers of leads.
"""

import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from app.database.filters import NO_NUMBER, NONE_GIVEN, Filter
from app.database.leads import LeadStore
from app.leads.record import Lead
from bench._many_leads import RARE, RARE_ENGLISH, WEEKS, filled, many_leads

SIZES = (10_000, 100_000, 1_000_000)
ROUNDS = 60
PAGE = 50
WRITERS = 8
WRITES = 1600
WRITE_ROUNDS = 5

Ask = Callable[[LeadStore], object]

FILTERS = {
    "no filter": Filter(),
    "tests too": Filter(include_test=True),
    "a quarter": Filter(first_week="2025-W01", last_week="2025-W13"),
    "a language": Filter(having={"language": "nl"}),
    "a source": Filter(having={"source": "fair"}),
    "no source": Filter(having={"source": NONE_GIVEN}),
    "a type": Filter(having={"type": "si"}),
    "a stage": Filter(having={"stage": "mature"}),
    "a band": Filter(having={"band": "250+"}),
    "a level": Filter(having={"level": 3}),
    "no level": Filter(having={"level": NO_NUMBER}),
    "a next step": Filter(having={"next_step": "assessment"}),
    "no next step": Filter(having={"next_step": NONE_GIVEN}),
    "five common values": Filter(
        having={
            "language": "nl",
            "type": "saas",
            "stage": "grow",
            "band": "11-50",
            "next_step": NONE_GIVEN,
        }
    ),
    "rare and rare": Filter(having={"source": RARE, "level": 4, "next_step": "assessment"}),
    "rare, no common lead": Filter(having={"source": RARE_ENGLISH, "language": "nl"}),
    "common, no common lead": Filter(having={"stage": "start", "band": "250+"}),
    "all at once": Filter(
        "2024-W10",
        "2025-W40",
        {
            "language": "en",
            "source": "linkedin",
            "type": "msp",
            "stage": "grow",
            "band": "1-10",
            "level": 2,
            "next_step": "nothing",
        },
    ),
}


def listing(wanted: Filter) -> Ask:
    """A page of the list with its count."""
    return lambda store: (store.page(wanted, None, PAGE), store.count(wanted))


def in_the_middle(store: LeadStore) -> None:
    """A page half-way down the list, and the one before it."""
    first = store.page(Filter(last_week=WEEKS[52]), None, PAGE)
    second = store.page(Filter(), first.after, PAGE)
    store.page(Filter(), second.before, PAGE)


def overview(store: LeadStore) -> None:
    """A quarter against the one before."""
    store.figures_of_period("2025-W14", "2025-W26")
    store.figures_of_period("2025-W01", "2025-W13")


ASKED: dict[str, Ask] = {
    **{name: listing(wanted) for name, wanted in FILTERS.items()},
    "pages in the middle": in_the_middle,
    "overview, a quarter": overview,
    "overview, two years": lambda store: store.figures_of_period(WEEKS[0], WEEKS[-1]),
}


class Taken(NamedTuple):
    """Milliseconds: median and 95th percentile by the clock, and median of the CPU."""

    median: float
    p95: float
    cpu: float


def taken(ask: Ask, store: LeadStore) -> Taken:
    """How long a query takes."""
    clock, cpu = [], []
    for _ in range(ROUNDS):
        begun, worked = time.perf_counter(), time.process_time()
        ask(store)
        cpu.append((time.process_time() - worked) * 1000)
        clock.append((time.perf_counter() - begun) * 1000)
    late = sorted(clock)[ROUNDS * 95 // 100]
    return Taken(statistics.median(clock), late, statistics.median(cpu))


def search(store: LeadStore) -> Ask:
    """One lead by its reference, a different one each time."""
    chance = random.Random(2)
    known = [lead.reference for lead in store.page(Filter(last_week=WEEKS[52]), None, 500).leads]
    return lambda store: store.get(chance.choice(known))


def measured(folder: Path, size: int) -> dict[str, Taken]:
    """All queries, at one size."""
    begun = time.perf_counter()
    store = filled(folder / f"{size}.db", size)
    loaded = time.perf_counter()
    megabytes = (folder / f"{size}.db").stat().st_size / 1e6
    print(f"{size:,} leads: stored in {loaded - begun:.0f} s, {megabytes:.0f} MB", flush=True)
    found = {name: taken(ask, store) for name, ask in ASKED.items()}
    found["search by reference"] = taken(search(store), store)
    store.close()
    return found


def write(file: Path, seed: int, count: int) -> None:
    """Store leads as fast as possible, one per transaction; print when it began and ended."""
    store = filled(file, 0)
    store.check()
    leads = [Lead({**lead.values, "week": WEEKS[-1]}) for lead in many_leads(count, seed)]
    random.Random(seed).shuffle(leads)
    print("ready", flush=True)
    sys.stdin.readline()
    begun = time.time()
    for lead in leads:
        store.put(lead)
    print(begun, time.time(), flush=True)


def writes_a_second(file: Path, writers: int, seed: int) -> float:
    """Durable writes per second by this many processes together."""
    each = [str(WRITES // writers)]
    processes = [
        subprocess.Popen(
            [sys.executable, "-m", "bench.leads", "write", str(file), str(seed + number), *each],
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


def writing(file: Path) -> None:
    """Compare one writer with several, in turns."""
    found: dict[int, list[float]] = {1: [], WRITERS: []}
    for number in range(WRITE_ROUNDS):
        for writers, rates in found.items():
            rates.append(writes_a_second(file, writers, 1000 * (number + 1) + 100 * writers))
    one, several = (statistics.median(rates) for rates in found.values())
    print(
        f"writing, each lead safely on the disk: one process {one:,.0f}/s, {WRITERS} processes "
        f"{several:,.0f}/s, ratio {several / one:.2f} (target ≥ 0.8)"
    )


def main(sizes: tuple[int, ...]) -> None:
    """Print the times and how they grow."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        found = {size: measured(folder, size) for size in sizes}
        print(" " * 24 + "".join(f"{size:>20,}" for size in sizes) + "      CPU   growth")
        for ask in found[sizes[0]]:
            cells = [found[size][ask] for size in sizes]
            growth = cells[-1].median / cells[0].median
            figures = "".join(f"{each.median:8.1f}, p95 {each.p95:6.1f}" for each in cells)
            print(f"{ask:24}{figures} {cells[-1].cpu:8.1f} {growth:6.1f} ×")
        for size in sizes:
            worst = max(each.p95 for each in found[size].values())
            print(f"worst p95 at {size:,}: {worst:.1f} ms")
        writing(folder / f"{sizes[-1]}.db")


if __name__ == "__main__":
    if sys.argv[1:2] == ["write"]:
        write(Path(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4]))
    else:
        main(tuple(map(int, sys.argv[1:])) or SIZES)
