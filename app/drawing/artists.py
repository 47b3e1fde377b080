"""What a radar is made of: Matplotlib artists in pixels, the same ones for PNG and SVG."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from matplotlib.artist import Artist
from matplotlib.figure import Figure
from matplotlib.patches import PathPatch
from matplotlib.path import Path
from matplotlib.text import Text
from matplotlib.textpath import TextPath
from matplotlib.transforms import IdentityTransform

from app.drawing.geometry import AXES, Point, runs
from app.drawing.layout import CAP, INSET, NUMBER_SIZE, SAMPLE, SIZE, Layout, TextLine, font, layout
from app.drawing.radar import HEIGHT, WIDTH, AxisValues, Look, RadarChart
from app.palette import PALETTE

DPI = 72  # so that one of Matplotlib's points is one pixel

# px; the image is shown at a third to a half of this size
HAIRLINE = 2.5
DOT = 8.5
RING = 7.5
SQUARE = 7.0

TINT = 0.18  # opacity of the shape's fill


Ink = Mapping[str, str]  # colours by the names that they have in CSS


def ink_of(chart: RadarChart) -> Ink:
    """The colours of a chart: its scheme's, with its own accent where it has one."""
    ink = PALETTE[chart.scheme]
    return {**ink, "accent": chart.accent} if chart.accent else ink


def sheet(chart: RadarChart, artists: Sequence[Artist]) -> Figure:
    """Put the artists on the chart's paper, in the order given."""
    paper = ink_of(chart)["paper"]
    figure = Figure(figsize=(WIDTH / DPI, HEIGHT / DPI), dpi=DPI, facecolor=paper)
    for artist in artists:
        figure.add_artist(artist)
    return figure


def plan(chart: RadarChart) -> Layout:
    """Give the chart's layout, which depends on the words alone."""
    return layout(chart.axes, chart.rings, tuple(each.label for each in chart.series))


def background(chart: RadarChart) -> list[Artist]:
    """Draw what depends on words and scheme alone: rings, spokes, names and the key's words.

    A site may ask for any accent, so nothing that is slow to draw has that colour.
    """
    ink, place = ink_of(chart), plan(chart)
    web = [Path.circle(place.centre, place.radius * level / 5) for level in range(1, 6)]
    web += [Path([place.centre, place.at(axis, 5)]) for axis in range(AXES)]
    web.append(Path([(INSET, place.rule), (WIDTH - INSET, place.rule)]))
    lettering = [_text(line, ink) for line in place.lettering]
    return [*_stroke(web, ink["line"], HAIRLINE), *lettering]


def shape(chart: RadarChart) -> list[Artist]:
    """Draw what depends on answers or accent: an axis without a value gets no line, fill or dot.

    The numbers of the rings belong here too, because they stay readable above the shape.
    """
    ink, place = ink_of(chart), plan(chart)
    drawn = [(series.look, _stretches(series.values, place)) for series in reversed(chart.series)]
    return [
        *(artist for look, stretches in drawn for artist in _tint(look, stretches, place, ink)),
        *(
            artist
            for look, stretches in drawn
            for draw in (_outline, _markers)
            for artist in draw(look, stretches, ink)
        ),
        *_numbers(place, ink),
        *_samples(chart, place, ink),
    ]


def _tint(look: Look, stretches: list[list[Point]], place: Layout, ink: Ink) -> list[Artist]:
    """Tint the whole shape, or wedges to the centre that leave the unknown axes empty."""
    areas = [_closed(s if len(s) == AXES else [place.centre, *s]) for s in stretches if len(s) > 1]
    return _fill(areas, ink[look.colour], alpha=TINT) if look.filled else []


def _outline(look: Look, stretches: list[list[Point]], ink: Ink) -> list[Artist]:
    """Draw the lines between neighbouring axes."""
    lines = [_closed(s) if len(s) == AXES else Path(s) for s in stretches if len(s) > 1]
    style: dict[str, Any] = {"linestyle": (0, look.dashes)} if look.dashes else {}
    return _stroke(lines, ink[look.colour], look.width, **style)


def _markers(look: Look, stretches: list[list[Point]], ink: Ink) -> list[Artist]:
    marked = [point for s in stretches if not look.lone or len(s) == 1 for point in s]
    return MARKERS[look.marker](marked, look, ink)


def _stretches(values: AxisValues, place: Layout) -> list[list[Point]]:
    """Points of neighbouring axes with a value, a list for each run of them."""
    return [
        [place.at(axis, value) for axis in run if (value := values[axis]) is not None]
        for run in runs(values)
    ]


def _closed(points: Sequence[Point]) -> Path:
    return Path([*points, points[0]], closed=True)


def _circles(points: Sequence[Point], radius: float) -> list[Path]:
    return [Path.circle(point, radius) for point in points]


def _dots(points: Sequence[Point], look: Look, ink: Ink) -> list[Artist]:
    return _fill(_circles(points, DOT), ink[look.colour])


def _rings(points: Sequence[Point], look: Look, ink: Ink) -> list[Artist]:
    return _stroke(_circles(points, RING), ink[look.colour], look.width)


def _squares(points: Sequence[Point], look: Look, ink: Ink) -> list[Artist]:
    corners = [(-SQUARE, -SQUARE), (SQUARE, -SQUARE), (SQUARE, SQUARE), (-SQUARE, SQUARE)]
    squares = [_closed([(x + right, y + up) for right, up in corners]) for x, y in points]
    return [*_fill(squares, ink["paper"]), *_stroke(squares, ink[look.colour], look.width)]


MARKERS = {"dot": _dots, "ring": _rings, "square": _squares}


def _samples(chart: RadarChart, place: Layout, ink: Ink) -> list[Artist]:
    """Draw a sample of each line in the key, at half the height of a capital."""
    drawn: list[Artist] = []
    for series, (x, y) in zip(chart.series, place.samples, strict=True):
        look, middle = series.look, (x + SAMPLE / 2, y + CAP / 2)
        drawn += _outline(look, [[(x, middle[1]), (x + SAMPLE, middle[1])]], ink)
        drawn += [] if look.lone else _markers(look, [[middle]], ink)
    return drawn


def _numbers(place: Layout, ink: Ink) -> list[Artist]:
    """Write 1–5 beside the spoke at 12 o'clock, with a paper-coloured rim that keeps lines off."""
    digits = [_digits(place.centre, place.radius)]
    return [*_stroke(digits, ink["paper"], 5, alpha=0.6), *_fill(digits, ink["quiet"])]


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


def _text(line: TextLine, ink: Ink) -> Artist:
    return Text(
        line.x,
        line.y,
        line.words,
        color=ink["quiet"] if line.part == "number" else ink["ink"],
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
