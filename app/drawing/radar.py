"""The radar: what it shows, in words and numbers, and its images as PNG or SVG."""

import threading
from dataclasses import dataclass, replace
from itertools import chain
from typing import Literal

from app.palette import Scheme

# Three image pixels for one CSS pixel on a 320 px wide phone, so lettering of 34 px reads as 11.
WIDTH, HEIGHT = 960, 960


AxisValues = tuple[float | None, ...]


@dataclass(frozen=True, slots=True)
class Look:
    """How a series is told from the others, even without colour.

    `colour`: the name of one of the scheme's. `width`: of the line in px; `dashes`: stroke and gap
    in widths of the line, None for an unbroken one. `marker`: drawn at every value, or with `lone`
    only at those that no line reaches. `filled`: what the line encloses is tinted.
    """

    colour: Literal["accent", "ink", "quiet"]
    width: float
    dashes: tuple[float, float] | None
    marker: Literal["dot", "ring", "square"]
    lone: bool = False
    filled: bool = False


STANDS = Look("accent", 5.5, None, "dot", filled=True)
CLAIMS = Look("ink", 3.5, (3.0, 2.2), "ring", lone=True)
EARLIER = Look("quiet", 3.5, (0.6, 2.4), "square")


@dataclass(frozen=True, slots=True)
class Series:
    """Values on the 1–5 scale, one per axis, None where nothing is drawn; `label`: in the key."""

    label: str
    values: AxisValues
    look: Look


@dataclass(frozen=True, slots=True)
class RadarChart:
    """What one radar shows, in words and numbers (method.md D).

    `axes` are the eight dimension names in the order D1–D8; a soft hyphen (U+00AD) says where a
    long word may break. `rings` are the five level names, lowest first. `series`: one to three,
    the most important first; it is drawn above the others. `accent` ("#0f6b66") replaces that of
    the scheme; `title` goes into the file's metadata.

    Raises ValueError when the counts don't fit or a value lies outside 1–5.
    """

    axes: tuple[str, ...]
    rings: tuple[str, ...]
    series: tuple[Series, ...]
    title: str
    scheme: Scheme
    accent: str = ""

    def __post_init__(self) -> None:
        counts = {len(self.axes), *(len(each.values) for each in self.series)}
        if len(self.rings) != 5 or counts != {8} or len(self.series) not in (1, 2, 3):
            raise ValueError("a radar has 8 axes, 5 rings, and 1 to 3 series of 8 values")
        values = chain.from_iterable(each.values for each in self.series)
        if not all(value is None or 1 <= value <= 5 for value in values):
            raise ValueError("values lie between 1 and 5, or are None")

    @property
    def blank(self) -> "RadarChart":
        """The chart without answers and accent: what is drawn once and kept."""
        return replace(self.showing(*[(None,) * len(self.axes)] * len(self.series)), accent="")

    def showing(self, *values: AxisValues) -> "RadarChart":
        """The same chart with other values, one for each of its series."""
        pairs = zip(self.series, values, strict=True)
        return replace(self, series=tuple(replace(s, values=shown) for s, shown in pairs))


# Matplotlib's caches and its renderer are not thread-safe (speed.md); and however many visitors ask
# for images, drawing occupies only one of the threads that could be answering somebody else.
_one_at_a_time = threading.Lock()


def radar_png(chart: RadarChart) -> bytes:
    """Draw the chart as an opaque PNG of WIDTH × HEIGHT px; the same chart gives the same bytes."""
    with _one_at_a_time:
        # Matplotlib costs 0.7 s and 55 MB (speed.md): it is not imported before the first image.
        from app.drawing.raster import png

        return png(chart)


def radar_svg(chart: RadarChart) -> bytes:
    """Draw the chart as an SVG of the same look and proportions; the same chart, the same bytes."""
    with _one_at_a_time:
        from app.drawing.vector import svg

        return svg(chart)
