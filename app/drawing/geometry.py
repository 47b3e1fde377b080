"""Geometry of a radar without a drawing library: directions, runs of known axes, line breaks."""

from collections.abc import Sequence
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
