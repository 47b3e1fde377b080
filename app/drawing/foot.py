"""The foot of a radar: where the names of the levels and the entries of the key stand."""

from collections.abc import Sequence

from app.drawing.geometry import Point
from app.drawing.radar import WIDTH, Ground
from app.drawing.typeface import CAP, SMALL, Line, Lines, width

ROW = 44  # from baseline to baseline in the key
INSET = 40  # of the key, left and right
BETWEEN = 20  # at least, between two columns of the key
SAMPLE = 48  # width of a sample in the key
AFTER = 14  # between a sample and its words
BASE = 16  # of the lowest entry of the key

Slots = tuple[tuple[Point, ...], ...]


def foot(ground: Ground) -> tuple[Lines, Slots, float, float]:
    """Set the key from the bottom up: entries, a rule, the levels; and where it ends."""
    slots = _slots(ground)
    rule = slots[0][0][1] + CAP * SMALL + 20
    number = width("0", SMALL) + 12
    levels = _grid([number + width(name, SMALL) for name in ground.rings], 3, rule + 24)
    lines = [
        line
        for level, ((x, y), name) in enumerate(zip(levels, ground.rings, strict=True), 1)
        for line in (
            Line(x, y, str(level), "left", "number", level),
            Line(x + number, y, name, "left", "level", level),
        )
    ]
    return tuple(lines), slots, rule, levels[0][1] + CAP * SMALL + 30


def _slots(ground: Ground) -> Slots:
    """Where entries may begin: lines and gap on the left, all else on the right, or one column."""
    key, entry = ground.key, SAMPLE + AFTER
    left = [*(each.label for each in ground.series), key.gap]
    right = [key.levers, key.target, key.unknown]
    wide, other = (max(entry + width(words, SMALL) for words in side) for side in (left, right))
    second = min(WIDTH / 2, WIDTH - INSET - other)
    columns = [INSET, second] if INSET + wide + BETWEEN <= second else [INSET]
    rows = 6 // len(columns)
    return tuple(tuple((x, BASE + ROW * (rows - 1 - n)) for n in range(rows)) for x in columns)


def _grid(widths: Sequence[float], columns: int, base: float) -> list[Point]:
    """Set entries in as many columns as fit, row by row, the last row's baseline at `base`."""
    wide = [max(widths[column::columns], default=0) for column in range(columns)]
    spare = WIDTH - 2 * INSET - sum(wide)
    if columns > 1 and spare < 32 * (columns - 1):
        return _grid(widths, columns - 1, base)
    starts = [INSET + sum(wide[:n]) + n * spare / max(1, columns - 1) for n in range(columns)]
    rows = -(-len(widths) // columns)
    return [
        (starts[n % columns], base + ROW * (rows - 1 - n // columns)) for n in range(len(widths))
    ]
