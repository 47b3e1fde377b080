"""The barometer: fixed tables of one quarter's leads, which may leave the circle of sales.

Of every count, 0 to 4 at random are taken away, and what is left is rounded up to a five: that is
one of the two fives beside it. Where fewer than LEAST are left, nothing is said, so a number always
stands for LEAST leads or more, and one cannot tell from what is hidden that a tenth has come.

What holds. There are no rows and no filters; no lead is in two quarters; and a quarter is looked at
once (frozen.py), so that there is nothing to subtract. Each number is rounded by itself, the
total too: what is hidden cannot be worked out from sums. Shares are worked out from what is shown.

What does not. Somebody who knows every lead of a quarter but one, or has filled in all the others,
learns which cell the last one is in when the others there are a multiple of five and nothing was
taken away: one time in 25 for each table, at most, and otherwise only what is a little likelier.
tests/unit/leads/test_barometer_attack.py does it, and says how often. That nearly all have
something in common is no secret. And whoever can read the database needs no barometer.
"""

import random
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from app.leads.column import Column
from app.leads.record import Catalogue
from app.leads.values import Value
from app.leads.weeks import Quarter
from app.method.flags import QUALITY_FLAGS
from app.method.model import Model
from app.method.scoring import level_of

STEP = 5
LEAST = 10
LEAST_IN_ALL = 30

# Keys beside those of levels, dimensions, types and stages.
ALL = "all"
NONE = "none"  # no level, or not assessed
AHEAD = "ahead"

# What keeps a lead out: doubtful answers (method.md C9), one of a flood, somebody's second check.
_LEFT_OUT = QUALITY_FLAGS | {"flood", "repeat"}

LeadValues = Mapping[str, Value]
# The organisations of each row and column; None where they are too few to be shown.
Table = Mapping[str, Mapping[str, int | None]]
Cell = tuple[str, str, str]  # table, row, column


@dataclass(frozen=True, slots=True)
class Barometer:
    """What is said of a quarter. Too few leads in all: `total` is None and there are no tables."""

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
    """Make the barometer of a quarter. `leads`: the real ones, with all that is published.

    `models`: of every edition, the newest last. `draw`: what is taken from a count, 0 to 4. Where
    two editions meet in a quarter, a level is what its own edition has decided.
    """
    own: Mapping[Value, Model] = {model.edition: model for model in models}
    counts: Counter[Cell] = Counter()
    groups = [column for column in catalogue.used("published") if column.about == "profile"]
    total = 0
    for lead in leads:
        if _LEFT_OUT.isdisjoint(_words(lead["flags"])):
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
    """What is shown of a count from which so many were taken; None: too few."""
    left = count - taken
    return None if left < LEAST else -(-left // STEP) * STEP


def _layout(
    model: Model, groups: Sequence[Column]
) -> Mapping[str, tuple[Sequence[str], Sequence[str]]]:
    """Rows and columns of each table, whether there is something in them or not."""
    levels = [*map(str, model.levels), NONE]
    return {
        "levels": (levels, [ALL]),
        "dimensions": (model.dimensions, levels),
        **{g.name: ([*map(str, g.allowed.options)], [ALL, *levels]) for g in groups},
        "levers": (model.dimensions, [ALL]),
        "claims": ([AHEAD], [ALL]),
    }


def _cells(model: Model, groups: Sequence[Column], lead: LeadValues) -> Iterator[Cell]:
    """The cells that a lead is counted in, of each table one, or two where there are sums."""
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
