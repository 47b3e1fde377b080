"""Geometry of a radar without any drawing library: directions, runs of known axes, broken labels."""

from collections.abc import Sequence
from math import cos, pi, sin

SOFT_HYPHEN = "\u00ad"

Point = tuple[float, float]


def direction(axis: int, axes: int = 8) -> Point:
    """Unit vector of an axis: the first points to 12 o'clock, the others follow clockwise; y is up."""
    angle = 2 * pi * axis / axes
    return round(sin(angle), 12), round(cos(angle), 12)


def runs(values: Sequence[float | None]) -> list[list[int]]:
    """Split the circle of axes into runs of neighbours with a value; unknown axes are in none.

    One run of all axes means that the shape closes.
    """
    count = len(values)
    gaps = [axis for axis in range(count) if values[axis] is None]
    if not gaps:
        return [list(range(count))]
    found: list[list[int]] = []
    for gap, following in zip(gaps, [*gaps[1:], gaps[0] + count], strict=True):
        if following - gap > 1:
            found.append([axis % count for axis in range(gap + 1, following)])
    return found


def broken(name: str) -> str:
    """Break a name in the two most even lines: at a space, or at a soft hyphen within a word.

    "&" goes with the word that follows. A name without such a place stays on one line.
    """
    kept = name.replace("& ", "&\u00a0")
    breaks = [
        (kept[:at] + ("-" if char == SOFT_HYPHEN else ""), kept[at + 1 :])
        for at, char in enumerate(kept)
        if char in (" ", SOFT_HYPHEN)
    ]
    if not breaks:
        return name
    lines = min(breaks, key=lambda pair: max(len(visible(line)) for line in pair))
    return "\n".join(visible(line) for line in lines)


def visible(text: str) -> str:
    """The text as it is seen: without soft hyphens, with plain spaces."""
    return text.replace(SOFT_HYPHEN, "").replace("\u00a0", " ")
