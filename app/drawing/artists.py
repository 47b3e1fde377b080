"""What a radar is made of: Matplotlib artists in pixels, the same ones for PNG and SVG."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from matplotlib.artist import Artist
from matplotlib.figure import Figure
from matplotlib.patches import PathPatch
from matplotlib.path import Path
from matplotlib.text import Text
from matplotlib.textpath import TextPath
from matplotlib.transforms import IdentityTransform

from app.drawing.chart import HEIGHT, WIDTH, RadarChart, Scheme
from app.drawing.geometry import AXES, Point, runs
from app.drawing.layout import CAP, INSET, NUMBER_SIZE, SAMPLE, SIZE, Layout, Line, font, layout

DPI = 72  # makes Matplotlib's point one pixel

# px; the image is shown at a third to a half of this size
HAIRLINE = 2.5
OUTLINE = 5.5
CLAIM = 3.5
DASHES = (0, (3.0, 2.2))  # in widths of the line
DOT = 8.5
OPEN_DOT = 7.5

TINT = 0.18  # opacity of the shape's fill

Values = tuple[float | None, ...]


@dataclass(frozen=True, slots=True)
class Ink:
    """The colours of one scheme (look.md)."""

    paper: str
    ink: str
    quiet: str
    hairline: str
    accent: str


INKS: dict[Scheme, Ink] = {
    "light": Ink("#ffffff", "#15202b", "#56616b", "#d9d7cf", "#0f6b66"),
    "dark": Ink("#10171c", "#e8ebe9", "#a3adb1", "#37424a", "#6fd3c4"),
}


def ink_of(chart: RadarChart) -> Ink:
    """The colours of a chart: its scheme's, with its own accent where it has one."""
    ink = INKS[chart.scheme]
    return replace(ink, accent=chart.accent) if chart.accent else ink


def sheet(chart: RadarChart, artists: Sequence[Artist]) -> Figure:
    """Put the artists on the chart's paper, in the order given."""
    paper = ink_of(chart).paper
    figure = Figure(figsize=(WIDTH / DPI, HEIGHT / DPI), dpi=DPI, facecolor=paper)
    for artist in artists:
        figure.add_artist(artist)
    return figure


def plan(chart: RadarChart) -> Layout:
    """Give the chart's layout, which depends on the words alone."""
    return layout(chart.axes, chart.rings, chart.legend)


def background(chart: RadarChart) -> list[Artist]:
    """Draw what depends on words and scheme alone: rings, spokes, names and the key's words.

    A site may ask for any accent, so nothing that costs much to draw has that colour.
    """
    ink, place = ink_of(chart), plan(chart)
    web = [Path.circle(place.centre, place.radius * level / 5) for level in range(1, 6)]
    web += [Path([place.centre, place.at(axis, 5)]) for axis in range(AXES)]
    web.append(Path([(INSET, place.rule), (WIDTH - INSET, place.rule)]))
    lettering = [_text(line, ink) for line in place.lettering]
    return [*_stroke(web, ink.hairline, HAIRLINE), *lettering]


def shape(chart: RadarChart) -> list[Artist]:
    """Draw what depends on answers or accent: an axis without a value gets no line, fill or dot.

    The numbers of the rings belong here too, because they stay readable above the shape.
    """
    ink, place = ink_of(chart), plan(chart)
    scores, claims = _stretches(chart.scores, place), _stretches(chart.claims, place)
    lone = [points[0] for points in claims if len(points) == 1]
    return [
        *_fill(_areas(scores, place), ink.accent, alpha=TINT),
        *_stroke(_outlines(claims), ink.ink, CLAIM, linestyle=DASHES),
        *_stroke(_circles(lone, OPEN_DOT), ink.ink, CLAIM),
        *_stroke(_outlines(scores), ink.accent, OUTLINE),
        *_fill(_circles([point for points in scores for point in points], DOT), ink.accent),
        *_numbers(place, ink),
        *_samples(place, ink),
    ]


def _stretches(values: Values, place: Layout) -> list[list[Point]]:
    """Points of neighbouring axes with a value, a list for each run of them."""
    return [
        [place.at(axis, value) for axis in run if (value := values[axis]) is not None]
        for run in runs(values)
    ]


def _outlines(stretches: list[list[Point]]) -> list[Path]:
    return [_closed(s) if len(s) == AXES else Path(s) for s in stretches if len(s) > 1]


def _areas(stretches: list[list[Point]], place: Layout) -> list[Path]:
    """Fills: the whole shape, or wedges to the centre that leave the unknown axes empty."""
    return [_closed(s if len(s) == AXES else [place.centre, *s]) for s in stretches if len(s) > 1]


def _closed(points: Sequence[Point]) -> Path:
    return Path([*points, points[0]], closed=True)


def _circles(points: Sequence[Point], radius: float) -> list[Path]:
    return [Path.circle(point, radius) for point in points]


def _samples(place: Layout, ink: Ink) -> list[Artist]:
    """Draw the two line samples of the key at half the height of a capital."""
    (x1, x2), y1, y2 = (sample[0] for sample in place.samples), *(s[1] for s in place.samples)
    solid = Path([(x1, y1 + CAP / 2), (x1 + SAMPLE, y1 + CAP / 2)])
    dashed = Path([(x2, y2 + CAP / 2), (x2 + SAMPLE, y2 + CAP / 2)])
    return [
        *_stroke([solid], ink.accent, OUTLINE),
        *_fill(_circles([(x1 + SAMPLE / 2, y1 + CAP / 2)], DOT), ink.accent),
        *_stroke([dashed], ink.ink, CLAIM, linestyle=DASHES),
    ]


def _numbers(place: Layout, ink: Ink) -> list[Artist]:
    """Write 1–5 beside the spoke at 12 o'clock, with a rim of paper that keeps lines off them."""
    digits = [_digits(place.centre, place.radius)]
    return [*_stroke(digits, ink.paper, 5, alpha=0.6), *_fill(digits, ink.quiet)]


@lru_cache(maxsize=8)
def _digits(centre: Point, radius: float) -> Path:
    """The five numbers as one outline: drawn for every image, a path is quicker than text."""
    x, y = centre[0] + 11, centre[1] - 0.66 * NUMBER_SIZE - 13
    return Path.make_compound_path(
        *(
            TextPath((x, y + radius * level / 5), str(level), size=NUMBER_SIZE, prop=font())
            for level in range(1, 6)
        )
    )


def _text(line: Line, ink: Ink) -> Artist:
    return Text(
        line.x,
        line.y,
        line.words,
        color=ink.quiet if line.part == "number" else ink.ink,
        fontproperties=font(),
        fontsize=SIZE,
        horizontalalignment=line.align,
        verticalalignment="baseline",
        parse_math=False,
        transform=IdentityTransform(),
        zorder=1,
    )


def _stroke(paths: list[Path], color: str, width: float, **how: Any) -> list[Artist]:
    return _patch(paths, fill=False, edgecolor=color, linewidth=width, capstyle="round", **how)


def _fill(paths: list[Path], color: str, **how: Any) -> list[Artist]:
    return _patch(paths, facecolor=color, linewidth=0, **how)


def _patch(paths: list[Path], **how: Any) -> list[Artist]:
    """Draw the paths as one artist, or nothing when there are none."""
    if not paths:
        return []
    # No snapping to whole pixels: it would move single lines of an even web.
    together = Path.make_compound_path(*paths)
    place = IdentityTransform()
    return [PathPatch(together, joinstyle="round", snap=False, transform=place, zorder=1, **how)]
