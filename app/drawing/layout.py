"""Where everything on a radar stands, in pixels from the lower left, for any names that it gets."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from app.drawing.foot import Slots, foot
from app.drawing.geometry import AXES, Point, broken, direction, unbroken
from app.drawing.radar import HEIGHT, WIDTH, Ground
from app.drawing.typeface import CAP, DESCENT, SIZE, Align, Line, Lines, width

LEADING = 40  # from baseline to baseline within a name

MARGIN = 12  # px that stay free around the picture
GAP = 22  # between the outer ring and a name
RANK = 28  # from the left edge of a lever's number to that of its name
LARGEST = 300  # px of radius: larger rings read no better

# A compact radar is shown at a fifth of its size.
COMPACT_SIZE = 62
COMPACT_SCALE = 1.7


@dataclass(frozen=True, slots=True)
class Layout:
    """The plan of one ground: centre and radius of the outer ring, and where the words stand.

    `names` and `lever_names`: the lines of each axis's name, as it is and beside a number, which
    stands at `ranks`. `levels`: the names of the rings. `slots`: where entries of the key begin, a
    list a column, below the `rule`. `scale`: of lines, marks and numbers.
    """

    centre: Point
    radius: float
    names: tuple[Lines, ...]
    lever_names: tuple[Lines, ...]
    ranks: tuple[Point, ...]
    levels: Lines
    slots: Slots
    rule: float
    scale: float = 1

    def at(self, axis: int, value: float) -> Point:
        """The point of a value (0 = centre, 5 = outer ring) on an axis."""
        (x, y), (right, up) = self.centre, direction(axis)
        reach = self.radius * value / 5
        return x + right * reach, y + up * reach


@lru_cache(maxsize=8)
def layout(ground: Ground) -> Layout:
    """Place the rings as large as the names leave room for, above the key."""
    if ground.compact:
        return _compact()
    levels, slots, rule, top = foot(ground)
    names = [_name_lines(axis, name) for axis, name in enumerate(ground.axes)]
    centre, radius = _circle(names, floor=top)
    plain, levers, ranks = [], [], []
    for axis, name in enumerate(names):
        lines = _place(axis, name, centre, radius)
        plain.append(lines)
        lever, rank = _beside_rank(lines)
        levers.append(lever)
        ranks.append(rank)
    return Layout(centre, radius, tuple(plain), tuple(levers), tuple(ranks), levels, slots, rule)


def _compact() -> Layout:
    """Leave out the words; numbers of levers stand around the rings."""
    half = width("0", COMPACT_SIZE, bold=True) / 2
    radius = WIDTH / 2 - MARGIN - GAP - 2 * half
    centre = WIDTH / 2, HEIGHT / 2
    away = radius + GAP + CAP * COMPACT_SIZE / 2
    ranks = tuple(
        (centre[0] + right * away - half, centre[1] + up * away - CAP * COMPACT_SIZE / 2)
        for right, up in map(direction, range(AXES))
    )
    return Layout(centre, radius, ((),) * AXES, ((),) * AXES, ranks, (), (), 0, COMPACT_SCALE)


def _name_lines(axis: int, name: str) -> tuple[str, ...]:
    whole = unbroken(name)
    is_above_or_below = direction(axis)[0] == 0
    return whole if is_above_or_below and width(whole[0]) <= WIDTH / 3 else broken(name)


def _height(name: Sequence[str]) -> float:
    return CAP * SIZE + LEADING * (len(name) - 1)


def _width(axis: int, name: Sequence[str]) -> float:
    """Width of a name beside a number: before its first line, with the others below that."""
    first, *others = (width(line, bold=True) for line in name)
    hanging = RANK if direction(axis)[0] > 0 else 0
    return max(RANK + first, *(hanging + other for other in others), 0)


def _circle(names: Sequence[Sequence[str]], floor: float) -> tuple[Point, float]:
    """Find the largest ring between opposite names, and the most central place for it."""
    widest: dict[float, float] = {}  # px of name, by the sideways part of its direction
    for axis, name in enumerate(names):
        side = direction(axis)[0]
        widest[side] = max(widest.get(side, 0), _width(axis, name))
    room = WIDTH - 2 * MARGIN
    across = [
        (room - widest[east] - widest[west]) / (east - west)
        for east in widest
        for west in widest
        if east > 0 > west
    ]
    low = floor + _height(names[4]) + DESCENT * SIZE
    high = HEIGHT - MARGIN - _height(names[0]) - DESCENT * SIZE
    reach = min(*across, (high - low) / 2, LARGEST + GAP)
    least = max(MARGIN + wide - side * reach for side, wide in widest.items() if side < 0)
    most = min(WIDTH - MARGIN - wide - side * reach for side, wide in widest.items() if side > 0)
    return (min(max(WIDTH / 2, least), most), (low + high) / 2), reach - GAP


def _place(axis: int, name: Sequence[str], centre: Point, radius: float) -> Lines:
    (x, y), (right, up) = centre, direction(axis)
    align: Align = "center" if right == 0 else "left" if right > 0 else "right"
    below = DESCENT * SIZE * max(up, 0)  # the tail of a "g" keeps off the outer ring
    middle = y + up * (radius + GAP + _height(name) / 2) + below
    first = middle + _height(name) / 2 - CAP * SIZE
    x += right * (radius + GAP)
    return tuple(
        Line(x, first - LEADING * n, words, align, "axis", axis) for n, words in enumerate(name)
    )


def _beside_rank(lines: Lines) -> tuple[Lines, Point]:
    """The same name with room for a number before its first line, and where that begins."""
    shift = {"left": RANK, "center": RANK / 2, "right": 0}[lines[0].align]
    moved = tuple(replace(line, x=line.x + shift) for line in lines)
    wide = width(lines[0].words, bold=True)
    start = moved[0].x - {"left": 0, "center": wide / 2, "right": wide}[lines[0].align]
    return moved, (start - RANK, lines[0].y)
