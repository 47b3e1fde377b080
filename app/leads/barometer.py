"""The barometer: fixed tables of one quarter's leads, which may leave the circle of sales.

Every count loses 0 to 4 at random, and the remainder is rounded up to a multiple of five: one of
the two beside the true count. Where fewer than LEAST remain, nothing is shown. So a number always
stands for LEAST leads or more, and a count that appears does not reveal that a tenth lead has come.

What is protected. There are no rows and no filters; no lead is in two quarters; and a quarter is
counted only once (frozen.py), so that there is nothing to subtract. Each number is rounded
independently, the total too: what is hidden cannot be worked out from sums. Shares are computed
from the numbers shown.

What is not. Somebody who knows every lead of a quarter but one, or has filled in all the others,
learns which cell the last one is in when the others there are a multiple of five and nothing was
taken away: at most one time in 25 for each table; otherwise they only learn what is a little more
likely. tests/unit/leads/test_barometer_attack.py tries this and measures how often it works. That
nearly all leads have something in common is no secret. And whoever can read the database needs no
barometer.
"""

import random
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from app.leads.column import Column
from app.leads.record import Catalogue
from app.leads.values import FLOOD, Value
from app.leads.weeks import Quarter
from app.method.flags import QUALITY_FLAGS
from app.method.model import Model
from app.method.whole import level_of

STEP = 5
LEAST = 10
LEAST_IN_ALL = 30

# Keys beside those of levels, dimensions, types and stages.
ALL = "all"
NONE = "none"  # no level, or not assessed
AHEAD = "ahead"

# What keeps a lead out, besides that it is somebody's second check: doubtful answers (method.md
# C9), a flood.
_LEFT_OUT = QUALITY_FLAGS | {FLOOD}

LeadValues = Mapping[str, Value]
# The organisations of each row and column; None where they are too few to be shown.
Table = Mapping[str, Mapping[str, int | None]]
Cell = tuple[str, str, str]  # table, row, column


@dataclass(frozen=True, slots=True)
class Barometer:
    """What is published about a quarter. With too few leads `total` is None and `tables` empty."""

    quarter: Quarter
    total: int | None
    tables: Mapping[str, Table]


def _draw() -> int:
    return random.SystemRandom().randrange(STEP)


def barometer_of(
    quarter: Quarter,
    models: Sequence[Model],
    catalogue: Catalogue,
    leads: Iterable[LeadValues],
    draw: Callable[[], int] = _draw,
) -> Barometer:
    """Make the barometer of a quarter. `leads`: the real ones, with every published column.

    `models`: of every edition, the newest last. `draw`: what is taken from a count, 0 to 4. Where
    a quarter has leads of two editions, each lead's level is that of its own edition.
    """
    own: Mapping[Value, Model] = {model.edition: model for model in models}
    counts: Counter[Cell] = Counter()
    groups = [column for column in catalogue.used("published") if column.about == "profile"]
    total = 0
    for lead in leads:
        if not lead["repeat"] and _LEFT_OUT.isdisjoint(_words(lead["flags"])):
            total += 1
            counts.update(_cells(own.get(lead["edition"], models[-1]), groups, lead))
    if total < LEAST_IN_ALL:
        return Barometer(quarter, None, {})
    tables = {
        table: {
            row: {column: shown(counts[table, row, column], draw()) for column in columns}
            for row in rows
        }
        for table, (rows, columns) in _layout(models[-1], groups).items()
    }
    return Barometer(quarter, shown(total, draw()), tables)


def shown(count: int, taken: int) -> int | None:
    """The number shown for a count from which `taken` are taken away; None if too few remain."""
    left = count - taken
    return None if left < LEAST else -(-left // STEP) * STEP


def _layout(
    model: Model, groups: Sequence[Column]
) -> Mapping[str, tuple[Sequence[str], Sequence[str]]]:
    """Rows and columns of each table, empty ones included."""
    levels = [*map(str, model.levels), NONE]
    return {
        "levels": (levels, [ALL]),
        "dimensions": (model.dimensions, levels),
        **{g.name: ([*map(str, g.allowed.options)], [ALL, *levels]) for g in groups},
        "levers": (model.dimensions, [ALL]),
        "claims": ([AHEAD], [ALL]),
    }


def _cells(model: Model, groups: Sequence[Column], lead: LeadValues) -> Iterator[Cell]:
    """The cells that a lead is counted in, of all tables; two of those with a column of sums."""
    level = NONE if lead["level"] is None else str(lead["level"])
    yield "levels", level, ALL
    for d in model.dimensions:
        yield "dimensions", d, _level_of_score(model, lead[f"{d}_score"])
    for group in groups:
        yield group.name, str(lead[group.name]), ALL
        yield group.name, str(lead[group.name]), level
    for first in _words(lead["levers"])[:1]:
        yield "levers", first, ALL
    if "claims_ahead" in _words(lead["flags"]):
        yield "claims", AHEAD, ALL


def _level_of_score(model: Model, score: Value) -> str:
    return NONE if score is None else str(level_of(model, Fraction(score)))


def _words(value: Value) -> list[str]:
    return str(value or "").split()
