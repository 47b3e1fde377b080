"""The store with 10,000, 100,000 and a million leads: lists, filters, overview, search.

    python -m bench.leads [LEADS …] [--engine sqlite|postgres]

The same leads in both engines. Times are milliseconds for what one page of the desk asks for:
median, 95th percentile, and their ratio to the floor, which is the engine's own plain count of all
leads, between whose turns everything is asked. A list is one page and the number of all that fit.
Target: p95 ≤ 100 ms at 100,000, ≤ 400 ms at a million.
"""

import argparse
import random
import statistics
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from app.database.filters import NO_NUMBER, NONE_GIVEN, Filter
from app.database.leads import LeadStore
from bench._many_leads import RARE, RARE_ENGLISH, WEEKS, filled, postgres, poured

ENGINES = ("sqlite", "postgres")
SIZES = (10_000, 100_000, 1_000_000)
ROUNDS = 60
PAGE = 50

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
    """Milliseconds, and the median as a multiple of the floor in the same minute."""

    median: float
    p95: float
    ratio: float


def taken(ask: Ask, store: LeadStore) -> Taken:
    """How long a query takes, in turns with the floor."""
    ours, floor = [], []
    for _ in range(ROUNDS):
        ours.append(milliseconds(ask, store))
        floor.append(milliseconds(count_all, store))
    late, median = sorted(ours)[ROUNDS * 95 // 100], statistics.median(ours)
    return Taken(median, late, median / statistics.median(floor))


def milliseconds(ask: Ask, store: LeadStore) -> float:
    """How long it takes to ask once."""
    begun = time.perf_counter()
    ask(store)
    return (time.perf_counter() - begun) * 1000


def count_all(store: LeadStore) -> None:
    """The floor: the engine counts its leads."""
    with store.engine.reading() as connection:
        connection.execute("SELECT count(week) FROM leads").fetchone()


def search(store: LeadStore) -> Ask:
    """One lead by its reference, a different one each time."""
    chance = random.Random(2)
    known = [lead.reference for lead in store.page(Filter(last_week=WEEKS[52]), None, 500).leads]
    return lambda store: store.get(chance.choice(known))


def measured(store: LeadStore) -> dict[str, Taken]:
    """All that is asked."""
    asked = ASKED | {"search by reference": search(store), "the floor": count_all}
    return {name: taken(ask, store) for name, ask in asked.items()}


def told(engine: str, sizes: Sequence[int], found: Mapping[int, Mapping[str, Taken]]) -> None:
    """Print a table: a column a size."""
    print(f"{engine:24}" + "".join(f"{size:>32,}" for size in sizes))
    for ask in found[sizes[0]]:
        cells = [found[size][ask] for size in sizes]
        print(f"{ask:24}" + "".join(f"{m:9.1f}, p95 {p:7.1f} {r:6.1f} ×" for m, p, r in cells))
    for size in sizes:
        worst = max(each.p95 for each in found[size].values())
        print(f"{engine}: worst p95 at {size:,}: {worst:.1f} ms", flush=True)


def main(sizes: Sequence[int], engines: Sequence[str]) -> None:
    """Print the times, an engine after the other."""
    found: dict[str, dict[int, dict[str, Taken]]] = {engine: {} for engine in engines}
    with tempfile.TemporaryDirectory() as folder, postgres() as server:
        for size in sizes:
            file = Path(folder) / f"{size}.db"
            stores = {"sqlite": filled(file, size), "postgres": poured(file, server.url())}
            for engine in engines:
                found[engine][size] = measured(stores[engine])
            stores["sqlite"].close()
        for engine in engines:
            told(engine, sizes, found[engine])


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("leads", type=int, nargs="*", default=SIZES)
    parser.add_argument("--engine", choices=ENGINES, action="append")
    given = parser.parse_args()
    main(given.leads, given.engine or ENGINES)
