"""Geometry of a radar without a drawing library: directions, runs of known axes, line breaks."""

from collections.abc import Callable, Sequence
from math import cos, pi, sin

SOFT_HYPHEN = "\u00ad"
NO_BREAK_SPACE = "\u00a0"
AXES = 8

Point = tuple[float, float]


def direction(axis: int) -> Point:
    """Give an axis's unit vector: the first points to 12 o'clock, the rest clockwise; y is up."""
    angle = 2 * pi * axis / AXES
    # Rounded, so that the vertical axes have an exact zero and are neither left nor right.
    return round(sin(angle), 12), round(cos(angle), 12)


def runs(values: Sequence[float | None]) -> list[list[int]]:
    """Split the circle of axes into runs of neighbours with a value; unknown axes are in none.

    One run that holds every axis means that the shape closes.
    """
    count = len(values)
    gaps = [axis for axis in range(count) if values[axis] is None]
    if not gaps:
        return [list(range(count))]
    following = [*gaps[1:], gaps[0] + count]
    stretches = [range(gap + 1, end) for gap, end in zip(gaps, following, strict=True)]
    return [[axis % count for axis in stretch] for stretch in stretches if stretch]


def outline(values: Sequence[float | None]) -> str:
    """The shape of values from 1 to 5 as an SVG path around 0, with 10 units to a step; y is down.

    Where a value is not known, the line is broken; a value alone is a point, to be drawn round.
    """
    parts = []
    for run in runs(values):
        points = [  # 0 minus nothing is 0; minus nothing would be "-0"
            f"{10 * value * x:.4g} {0 - 10 * value * y:.4g}"
            for (x, y), value in ((direction(axis), values[axis] or 0) for axis in run)
        ]
        parts.append(f"M{'L'.join(points)}{'Z' if len(run) in (1, len(values)) else ''}")
    return "".join(parts)


def gaps(
    inner: Sequence[float | None],
    outer: Sequence[float | None],
    at: Callable[[int, float], Point],
) -> list[list[Point]]:
    """The areas between two lines wherever the outer one reaches further, one for each sector.

    `at`: the point of a value on an axis. A sector is bounded by two neighbouring known axes.
    """
    areas = []
    for axis in range(AXES):
        following = (axis + 1) % AXES
        a, b, c, d = inner[axis], inner[following], outer[axis], outer[following]
        if a is None or b is None or c is None or d is None or (c <= a and d <= b):
            continue
        near, far = at(axis, a), at(following, b)
        corners = [near, at(axis, c), at(following, d), far]
        if c < a or d < b:
            # The lines cross, at this part of the way along the inner one.
            way = (1 - a / c) / (b / d - a / c)
            crossing = near[0] + way * (far[0] - near[0]), near[1] + way * (far[1] - near[1])
            corners = [*corners[:2], crossing] if c > a else [crossing, *corners[2:]]
        areas.append(corners)
    return areas


def unbroken(name: str) -> tuple[str, ...]:
    """Give the name as a single line, without soft hyphens."""
    return (name.replace(SOFT_HYPHEN, "").replace(NO_BREAK_SPACE, " "),)


def broken(name: str) -> tuple[str, ...]:
    """Break a name into its two most even lines: at a space, or at a soft hyphen within a word.

    "&" stays with the word that follows. A name without such a place stays on one line.
    """
    kept = name.replace("& ", "&" + NO_BREAK_SPACE)
    pairs = [
        (*unbroken(kept[:at] + "-" * (char == SOFT_HYPHEN)), *unbroken(kept[at + 1 :]))
        for at, char in enumerate(kept)
        if char in (" ", SOFT_HYPHEN)
    ]
    return min(pairs, key=lambda pair: max(map(len, pair)), default=unbroken(name))
