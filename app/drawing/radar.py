"""The radar: what it shows, in words and numbers, and its images as PNG, SVG and card."""

import threading
from dataclasses import dataclass
from itertools import chain
from typing import Literal

from app.palette import Scheme

# Three image pixels for one CSS pixel on a 320 px wide phone, so lettering of 34 px reads as 11.
WIDTH, HEIGHT = 960, 960
CARD_WIDTH, CARD_HEIGHT = 1200, 630


AxisValues = tuple[float | None, ...]


@dataclass(frozen=True, slots=True)
class Look:
    """How a series is told from the others, without colour too.

    `colour`: the name of one of the scheme's. `width`: of the line in px; `dashes`: stroke and gap
    in widths of the line, none for an unbroken one. `marker`: at every value, or only at a `lone`
    one, which no line shows. `filled`: what the line encloses is tinted.
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
    """One kind of line: what it is called in the key, and how it is drawn."""

    label: str
    look: Look


@dataclass(frozen=True, slots=True)
class Key:
    """What the key calls all that a radar may show besides its lines."""

    gap: str
    levers: str
    target: str
    unknown: str


@dataclass(frozen=True, slots=True)
class Ground:
    """What all radars of one language and scheme share: drawn once and kept.

    `axes` are the eight dimension names in the order D1–D8; a soft hyphen (U+00AD) says where a
    long word may break. `rings` are the five level names, lowest first. `series`: one to three,
    the most important first; it is drawn above the others. `title` goes into the file's metadata.
    `compact`: without words, for an image of some 200 CSS px. No word here may come from answers.

    Raises ValueError when the counts don't fit.
    """

    axes: tuple[str, ...]
    rings: tuple[str, ...]
    series: tuple[Series, ...]
    key: Key
    title: str
    scheme: Scheme
    compact: bool = False

    def __post_init__(self) -> None:
        if (len(self.axes), len(self.rings)) != (8, 5) or len(self.series) not in (1, 2, 3):
            raise ValueError("a radar has 8 axes, 5 rings, and 1 to 3 series")


@dataclass(frozen=True, slots=True)
class RadarChart:
    """What one radar shows, in numbers (method.md D), on the ground that it shares.

    `values`: on the 1–5 scale, for each series one an axis, None where it is not known; nothing at
    all for an empty web. `levers`: axes by rank, at most three. `target`: the lowest and highest
    level that the business model points to. `accent` ("#0f6b66") replaces that of the scheme.

    Raises ValueError when the counts don't fit, or a number lies outside its scale.
    """

    ground: Ground
    values: tuple[AxisValues, ...] = ()
    levers: tuple[int, ...] = ()
    target: tuple[int, int] | None = None
    accent: str = ""

    def __post_init__(self) -> None:
        fitting = (0, len(self.ground.series))
        if len(self.values) not in fitting or any(len(each) != 8 for each in self.values):
            raise ValueError("each series has a value an axis")
        numbers = (*chain.from_iterable(self.values), *(self.target or ()))
        if not all(number is None or 1 <= number <= 5 for number in numbers):
            raise ValueError("values and levels lie between 1 and 5, or are None")
        if len(self.levers) > 3 or not set(self.levers) <= set(range(8)):
            raise ValueError("up to three of the axes are levers")

    @property
    def drawn(self) -> tuple[tuple[Series, AxisValues], ...]:
        """The series in which there is something to see; a line that is the first one's is not."""
        pairs = zip(self.ground.series, self.values, strict=False)
        return tuple(
            (series, values)
            for n, (series, values) in enumerate(pairs)
            if any(values) and (n == 0 or values != self.values[0])
        )

    @property
    def unknown(self) -> tuple[int, ...]:
        """The axes on which the first series has no value."""
        first = self.values[0] if self.values else ()
        return tuple(axis for axis, value in enumerate(first) if value is None)

    @property
    def gap(self) -> tuple[AxisValues, AxisValues] | None:
        """Where the organisation stands and what it claims, if that reaches further anywhere.

        None where there is a third series too: between three lines, areas say nothing.
        """
        looks = {series.look: values for series, values in self.drawn}
        if len(looks) > 2 or not {STANDS, CLAIMS} <= looks.keys():
            return None
        stands, claims = looks[STANDS], looks[CLAIMS]
        pairs = zip(stands, claims, strict=True)
        return (stands, claims) if any(s and c and c > s for s, c in pairs) else None


@dataclass(frozen=True, slots=True)
class CardWords:
    """What a card to share says beside its radar, from above: the last line stands at the foot."""

    name: str
    heading: str
    sentence: str
    foot: str


# Matplotlib's caches and its renderer were not made for threads (speed.md); and however many ask
# for images, drawing takes one of the threads that could be answering somebody else.
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


def card_png(chart: RadarChart, words: CardWords) -> bytes:
    """Draw a card to share as an opaque PNG of CARD_WIDTH × CARD_HEIGHT px."""
    with _one_at_a_time:
        from app.drawing.card import card

        return card(chart, words)
