"""The words on a radar that differ from chart to chart, of which there are few, and its digits."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from matplotlib.path import Path
from matplotlib.text import Text
from matplotlib.textpath import TextPath
from matplotlib.transforms import IdentityTransform

from app.drawing.foot import AFTER, SAMPLE
from app.drawing.geometry import Point
from app.drawing.key import Explained
from app.drawing.layout import layout
from app.drawing.radar import RadarChart
from app.drawing.typeface import SIZE, SMALL, Line, Lines, font


@dataclass(frozen=True, slots=True)
class Label:
    """Some lines of one look; whoever draws radars keeps what each label looks like."""

    lines: Lines
    colour: Literal["ink", "quiet"] = "ink"
    bold: bool = False


def names(chart: RadarChart) -> list[Label]:
    """The names of the axes, bold for levers and quiet for unknown ones."""
    place = layout(chart.ground)
    return [
        Label(place.lever_names[axis], bold=True)
        if axis in chart.levers
        else Label(lines, "quiet" if axis in chart.unknown else "ink")
        for axis, lines in enumerate(place.names)
        if lines
    ]


def explanations(key: Explained) -> list[Label]:
    """The words of the key."""
    return [
        Label((Line(x + SAMPLE + AFTER, y, entry.words, "left", "legend", n),))
        for n, (entry, (x, y)) in enumerate(key.entries)
    ]


def texts(label: Label, ink: Mapping[str, str]) -> list[Text]:
    """A label as Matplotlib's artists, a line each."""
    return [
        Text(
            line.x,
            line.y,
            line.words,
            color=ink[label.colour],
            fontproperties=font(label.bold),
            fontsize=SIZE if line.part == "axis" else SMALL,
            horizontalalignment=line.align,
            verticalalignment="baseline",
            parse_math=False,
            transform=IdentityTransform(),
            zorder=1,
        )
        for line in label.lines
    ]


@lru_cache(maxsize=256)
def digits(words: str, at: Point, size: float, *, bold: bool = False) -> Path:
    """A few digits as an outline: drawn for every image, a path is quicker than text."""
    return TextPath(at, words, size=size, prop=font(bold))
