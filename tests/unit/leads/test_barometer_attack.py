"""The barometer attacked, by somebody who knows how it is made and nearly everything it is made of.

Two shareable files, before and after one arrival, gave the new lead's exact scores in 56 of 60
trials. This is what can be learnt since there are only frozen tables: pytest -s prints it.
"""

import random
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from math import floor, prod

import pytest

from app.cli.invented import invented_leads
from app.leads.barometer import ALL, LEAST, NONE, STEP, Barometer, barometer_of, shown
from app.leads.columns import catalogue_of
from app.leads.record import Catalogue, Lead
from app.leads.weeks import Quarter
from app.method.model import Model

Cell = tuple[str, str, str]
Counts = Mapping[Cell, int]
Show = Callable[[int, int], int | None]

DRAWS = 200
TOTAL: Cell = ("total", ALL, ALL)
QUARTER = Quarter(2026, 3)


@pytest.fixture(scope="module")
def crowd(model: Model, catalogue: Catalogue) -> list[Lead]:
    """Those whom quarters are drawn from."""
    leads = invented_leads(model, catalogue, 900, 5, ["2026-W30"])
    return [lead for lead in leads if not {"speed", "scattered", "straightline"} & flags(lead)]


def flags(lead: Lead) -> set[str]:
    return set(str(lead["flags"]).split())


def quarters(crowd: Sequence[Lead]) -> Iterator[tuple[list[Lead], Lead]]:
    """Quarters of 30 to 250 leads: all but one, whom the attacker knows, and the one."""
    chance = random.Random(20261121)
    for _ in range(DRAWS):
        *others, last = chance.sample(crowd, chance.randint(30, 250))
        yield others, last


def places(lead: Lead) -> dict[str, str]:
    """What the attacker is after: the lead's level, and its level in each dimension."""

    def level(score: float) -> str:
        return str(max(1, floor(score + 1 / 3 + 0.0001)))

    scores = {f"D{n}": lead[f"D{n}_score"] for n in range(1, 9)}
    return {
        "level": NONE if lead["level"] is None else str(lead["level"]),
        **{d: NONE if score is None else level(float(score)) for d, score in scores.items()},
    }


def cells(lead: Lead, what: str, place: str) -> set[Cell]:
    """The cells that somebody of this type and stage is counted in, if this is its place."""
    if what != "level":
        return {("dimensions", what, place)}
    groups = {(key, str(lead[key]), place) for key in ("type", "stage")}
    return {("levels", place, ALL), *groups}


def counted(leads: Sequence[Lead]) -> Counter[Cell]:
    """What the attacker counts of the leads that it knows."""
    counts: Counter[Cell] = Counter()
    for lead in leads:
        for what, place in places(lead).items():
            counts.update(cells(lead, what, place))
    return counts


def read(barometer: Barometer) -> dict[Cell, int | None]:
    """Every number that is published."""
    return {
        TOTAL: barometer.total,
        **{
            (table, row, column): number
            for table, rows in barometer.tables.items()
            for row, numbers in rows.items()
            for column, number in numbers.items()
        },
    }


def likelihoods(
    model: Model, last: Lead, known: Counts, said: Mapping[Cell, int | None], show: Show, what: str
) -> dict[str, float]:
    """How likely what is published is, for each place that the last lead could be in."""
    all_places = [*map(str, model.levels), NONE]
    at_stake = {place: cells(last, what, place) for place in all_places}
    asked = sorted(set[Cell]().union(*at_stake.values()))

    def likely(cell: Cell, here: bool) -> float:
        outcomes = [show(known[cell] + here, taken) for taken in range(STEP)]
        return outcomes.count(said[cell]) / STEP

    return {
        place: prod(likely(cell, cell in mine) for cell in asked)
        for place, mine in at_stake.items()
    }


@dataclass
class Learnt:
    """What came of an attack: how often for certain, and how often the best guess was right."""

    certain: int = 0
    guessed: int = 0
    guessed_without: int = 0
    tried: int = 0

    def __str__(self) -> str:
        return (
            f"certain {self.certain / self.tried:.1%}, best guess right "
            f"{self.guessed / self.tried:.1%} (without it {self.guessed_without / self.tried:.1%})"
        )


def attacked(model: Model, crowd: Sequence[Lead], show: Show) -> tuple[dict[str, Learnt], int]:
    """Attack as many quarters; also the most dimensions that were certain of one lead."""
    chance = random.Random(1)
    learnt = {what: Learnt() for what in ("level", *model.dimensions)}
    most = 0
    for others, last in quarters(crowd):
        known, true = counted(others), places(last)
        every = known + counted([last])
        said = {cell: show(every[cell], chance.randrange(STEP)) for cell in _grid(model)}
        sure = 0
        for what, tally in learnt.items():
            likely = likelihoods(model, last, known, said, show, what)
            assert likely[true[what]] > 0
            prior = {p: sum(known[c] for c in cells(last, what, p)) + 0.1 for p in likely}
            tally.tried += 1
            tally.certain += (certain := sum(each > 0 for each in likely.values()) == 1)
            tally.guessed += max(likely, key=lambda p: likely[p] * prior[p]) == true[what]
            tally.guessed_without += max(prior, key=lambda p: prior[p]) == true[what]
            sure += certain and what != "level"
        most = max(most, sure)
    return learnt, most


def _grid(model: Model) -> list[Cell]:
    levels = [*map(str, model.levels), NONE]
    return [
        *(("levels", level, ALL) for level in levels),
        *(("dimensions", d, level) for d in model.dimensions for level in levels),
        *((k, v, level) for k in ("type", "stage") for v in model.profile[k] for level in levels),
    ]


def to_the_nearest(count: int, taken: int) -> int | None:
    """The same without chance, as many do it."""
    return None if count < LEAST else STEP * ((count + 2) // STEP)


def test_who_knows_all_leads_but_one_learns_little_for_certain(
    model: Model, crowd: list[Lead]
) -> None:
    """One in 25 a table, at most; a level is in three tables. Not 56 of 60, and never scores."""
    learnt, most = attacked(model, crowd, shown)
    for what, tally in learnt.items():
        print(f"{what}: {tally}")
    of_dimensions = sum(learnt[d].certain for d in model.dimensions) / (8 * DRAWS)
    print(f"dimensions: certain {of_dimensions:.1%}, of one lead at most {most} of 8")
    assert of_dimensions < 0.05
    assert learnt["level"].certain / DRAWS <= 3 / 25
    assert most <= 3
    more = [(t.guessed - t.guessed_without) / DRAWS for t in learnt.values()]
    assert max(more) < 0.2  # so much better than without any barometer; 0.15 when it was made


def test_the_same_attack_succeeds_where_numbers_are_rounded_without_chance(
    model: Model, crowd: list[Lead]
) -> None:
    learnt, _ = attacked(model, crowd, to_the_nearest)
    of_dimensions = sum(learnt[d].certain for d in model.dimensions) / (8 * DRAWS)
    print(f"without chance: dimensions certain {of_dimensions:.1%}; level: {learnt['level']}")
    assert of_dimensions > 0.15
    assert learnt["level"].certain / DRAWS > 0.25


# --- What is hidden, from sums -----------------------------------------------------------------

Span = tuple[int, int]


def sums(model: Model) -> list[tuple[Cell, list[Cell]]]:
    """Everything that adds up in the true counts: a cell, and those that it is the sum of."""
    levels = [*map(str, model.levels), NONE]
    found: list[tuple[Cell, list[Cell]]] = [
        (TOTAL, [("levels", level, ALL) for level in levels]),
        *((TOTAL, [("dimensions", d, level) for level in levels]) for d in model.dimensions),
    ]
    for key in ("type", "stage"):
        rows = model.profile[key]
        found.append((TOTAL, [(key, row, ALL) for row in rows]))
        found += [((key, row, ALL), [(key, row, level) for level in levels]) for row in rows]
        found += [(("levels", level, ALL), [(key, row, level) for row in rows]) for level in levels]
    return found


def narrowed(model: Model, said: Mapping[Cell, int | None]) -> dict[Cell, Span]:
    """What each count can be, from its own number and, until nothing changes, from all sums."""
    spans: dict[Cell, Span] = {
        cell: (0, LEAST + STEP - 2) if n is None else (max(LEAST, n - STEP + 1), n + STEP - 1)
        for cell, n in said.items()
    }
    spans[TOTAL] = (max(30, spans[TOTAL][0]), spans[TOTAL][1])
    before = None
    while spans != before:
        before = dict(spans)
        for total, of in sums(model):
            low, high = (sum(spans[cell][end] for cell in of) for end in (0, 1))
            spans[total] = (max(spans[total][0], low), min(spans[total][1], high))
            for cell in of:
                least = spans[total][0] - (high - spans[cell][1])
                most = spans[total][1] - (low - spans[cell][0])
                spans[cell] = (max(spans[cell][0], least), min(spans[cell][1], most))
    return spans


def test_what_is_hidden_cannot_be_worked_out_from_sums(model: Model, crowd: list[Lead]) -> None:
    """All numbers of a quarter together leave open how many are behind each that is not shown."""
    widths: Counter[int] = Counter()
    for others, last in islice(quarters(crowd), DRAWS // 2):
        leads = [*others, last]
        values = [lead.values for lead in leads]
        said = read(barometer_of(QUARTER, [model], catalogue_of(model), values))
        truly = counted(leads)
        for cell, (low, high) in narrowed(model, said).items():
            if cell in truly and cell[0] != "total":
                assert low <= truly[cell] <= high
            if said[cell] is None:
                widths[high - low + 1] += 1
    hidden = sum(widths.values())
    narrow = {width: count for width, count in sorted(widths.items()) if width < 8}
    print(f"{hidden} hidden numbers; so many can be fewer than 8 things: {narrow}")
    assert min(widths) >= 3
    assert sum(narrow.values()) / hidden < 0.01


def test_no_number_stands_for_fewer_than_ten_or_is_further_off_than_four() -> None:
    for count in range(300):
        outcomes = [shown(count, taken) for taken in range(STEP)]
        assert all(n is None or (n % STEP == 0 and abs(n - count) < STEP) for n in outcomes)
        if count < LEAST:
            assert outcomes == [None] * STEP
        elif count < LEAST + STEP - 1:
            assert None in outcomes
        else:
            assert sum(n for n in outcomes if n is not None) == STEP * count  # no leaning
