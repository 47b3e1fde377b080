"""Where everything on a radar goes, in pixels from the lower left, whatever the names are."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Literal

from matplotlib.font_manager import FontProperties
from matplotlib.textpath import text_to_path

from app.drawing.geometry import Point, broken, direction, unbroken
from app.drawing.radar import HEIGHT, WIDTH

# Source Sans 3.052 (SIL Open Font License, unchanged): a tenth narrower than Matplotlib's own
# DejaVu Sans, which gives the rings more room.
_FILE = Path(__file__).parent / "fonts" / "SourceSans3-Regular.ttf"

SIZE = 36  # px of the lettering: 12 CSS px where the image is 320 wide
NUMBER_SIZE = 33  # px of the numbers on the rings: 11 CSS px
CAP = 0.66 * SIZE  # height of a capital above its baseline
DESCENT = 0.25 * SIZE
LEADING = 40  # from baseline to baseline within a name
ROW = 50  # from baseline to baseline in the key

MARGIN = 12  # px left free around the picture
GAP = 22  # between the outer ring and a name
INSET = 40  # of the key, left and right
BETWEEN = 32  # at least this much between two columns of the key
SAMPLE = 64  # width of a line sample in the key
LARGEST = 300  # px of radius: larger rings read no better

Align = Literal["left", "center", "right"]
Part = Literal["axis", "number", "level", "legend"]


@dataclass(frozen=True, slots=True)
class TextLine:
    """One line of lettering: x of its aligned edge, y of its baseline, what it belongs to."""

    x: float
    y: float
    words: str
    align: Align
    part: Part
    index: int


@dataclass(frozen=True, slots=True)
class Layout:
    """The plan of one background: centre and radius of the outer ring, lettering, line samples."""

    centre: Point
    radius: float
    lettering: tuple[TextLine, ...]
    samples: tuple[Point, ...]
    rule: float

    def at(self, axis: int, value: float) -> Point:
        """The point of a value (0 = centre, 5 = outer ring) on an axis."""
        (x, y), (right, up) = self.centre, direction(axis)
        reach = self.radius * value / 5
        return x + right * reach, y + up * reach


@lru_cache(maxsize=1)
def font() -> FontProperties:
    """Give the typeface of every radar, from the file beside this module."""
    return FontProperties(fname=_FILE)


def width(words: str) -> float:
    """Width of one line in px."""
    sized = font().copy()
    sized.set_size(SIZE)
    return float(text_to_path.get_text_width_height_descent(words, sized, ismath=False)[0])


@lru_cache(maxsize=8)
def layout(axes: tuple[str, ...], rings: tuple[str, ...], legend: tuple[str, ...]) -> Layout:
    """Place the rings as large as the names leave room for, above the key."""
    key, samples, rule, top = _key(rings, legend)
    names = [_name_lines(axis, name) for axis, name in enumerate(axes)]
    centre, radius = _circle(names, floor=top)
    around = [
        line for axis, name in enumerate(names) for line in _place(axis, name, centre, radius)
    ]
    return Layout(centre, radius, (*around, *key), samples, rule)


def _name_lines(axis: int, name: str) -> tuple[str, ...]:
    whole = unbroken(name)
    is_above_or_below = direction(axis)[0] == 0
    return whole if is_above_or_below and width(whole[0]) <= WIDTH / 3 else broken(name)


def _height(name: Sequence[str]) -> float:
    return CAP + LEADING * (len(name) - 1)


def _circle(names: Sequence[Sequence[str]], floor: float) -> tuple[Point, float]:
    """Find the largest ring between opposite names, and the most central place for it."""
    widest: dict[float, float] = {}  # px of name, by the sideways part of its direction
    for axis, name in enumerate(names):
        side = direction(axis)[0]
        widest[side] = max(widest.get(side, 0), *map(width, name))
    room = WIDTH - 2 * MARGIN
    across = [
        (room - widest[east] - widest[west]) / (east - west)
        for east in widest
        for west in widest
        if east > 0 > west
    ]
    low = floor + _height(names[4]) + DESCENT
    high = HEIGHT - MARGIN - _height(names[0]) - DESCENT
    reach = min(*across, (high - low) / 2, LARGEST + GAP)
    least = max(MARGIN + wide - side * reach for side, wide in widest.items() if side < 0)
    most = min(WIDTH - MARGIN - wide - side * reach for side, wide in widest.items() if side > 0)
    return (min(max(WIDTH / 2, least), most), (low + high) / 2), reach - GAP


def _place(axis: int, name: Sequence[str], centre: Point, radius: float) -> list[TextLine]:
    (x, y), (right, up) = centre, direction(axis)
    align: Align = "center" if right == 0 else "left" if right > 0 else "right"
    below = DESCENT * max(up, 0)  # the tail of a "g" keeps off the outer ring
    middle = y + up * (radius + GAP + _height(name) / 2) + below
    first = middle + _height(name) / 2 - CAP
    x += right * (radius + GAP)
    return [
        TextLine(x, first - LEADING * n, words, align, "axis", axis) for n, words in enumerate(name)
    ]


def _key(
    rings: Sequence[str], legend: Sequence[str]
) -> tuple[list[TextLine], tuple[Point, ...], float, float]:
    """Set the key from the bottom up: levels, a rule, the line samples; and say where it ends."""
    number = width("0") + 14
    levels = _grid([number + width(name) for name in rings], columns=3, base=MARGIN + 12)
    rule = levels[0][1] + CAP + 24
    samples = _grid([SAMPLE + 20 + width(words) for words in legend], 2, rule + 30)
    lines = [
        TextLine(x, y, str(level), "left", "number", level)
        for level, (x, y) in enumerate(levels, 1)
    ]
    lines += [
        TextLine(x + number, y, name, "left", "level", level)
        for level, ((x, y), name) in enumerate(zip(levels, rings, strict=True), 1)
    ]
    lines += [
        TextLine(x + SAMPLE + 20, y, words, "left", "legend", n)
        for n, ((x, y), words) in enumerate(zip(samples, legend, strict=True))
    ]
    return lines, tuple(samples), rule, samples[0][1] + CAP + 44


def _grid(widths: Sequence[float], columns: int, base: float) -> list[Point]:
    """Set entries in as many columns as fit, row by row, the last row's baseline at `base`."""
    wide = [max(widths[column::columns], default=0) for column in range(columns)]
    spare = WIDTH - 2 * INSET - sum(wide)
    if columns > 1 and spare < BETWEEN * (columns - 1):
        return _grid(widths, columns - 1, base)
    starts = [INSET + sum(wide[:n]) + n * spare / max(1, columns - 1) for n in range(columns)]
    rows = -(-len(widths) // columns)
    return [
        (starts[n % columns], base + ROW * (rows - 1 - n // columns)) for n in range(len(widths))
    ]
