"""What a radar is made of: Matplotlib artists in pixels, the same ones for PNG and SVG."""

from collections.abc import Callable, Sequence

from matplotlib.artist import Artist
from matplotlib.figure import Figure
from matplotlib.path import Path

from app.drawing import marks
from app.drawing.foot import INSET, SAMPLE
from app.drawing.geometry import AXES, Point
from app.drawing.key import Entry, Explained, Kind
from app.drawing.layout import COMPACT_SIZE, Layout, layout
from app.drawing.lettering import Label, digits, texts
from app.drawing.marks import HAIRLINE, Ink, fill, stretches_of, stroke
from app.drawing.radar import CLAIMS, HEIGHT, STANDS, WIDTH, Ground, RadarChart
from app.drawing.typeface import CAP, SIZE, SMALL
from app.palette import PALETTE, Scheme

DPI = 72  # makes Matplotlib's point one pixel


def ink_of(scheme: Scheme, accent: str) -> Ink:
    """The colours of a scheme, with another accent where there is one."""
    ink = PALETTE[scheme]
    return {**ink, "accent": accent} if accent else ink


def sheet(scheme: Scheme, artists: Sequence[Artist]) -> Figure:
    """Put the artists on the scheme's paper, in the order given."""
    paper = PALETTE[scheme]["paper"]
    figure = Figure(figsize=(WIDTH / DPI, HEIGHT / DPI), dpi=DPI, facecolor=paper)
    for artist in artists:
        figure.add_artist(artist)
    return figure


def background(ground: Ground) -> list[Artist]:
    """Draw what every chart on this ground has: rings, spokes, and the names of the levels.

    A site may ask for any accent, so nothing that costs much to draw has that colour.
    """
    ink, place = PALETTE[ground.scheme], layout(ground)
    web = [Path.circle(place.centre, place.radius * level / 5) for level in range(1, 6)]
    web += [Path([place.centre, place.at(axis, 5)]) for axis in range(AXES)]
    if place.rule:
        web.append(Path([(INSET, place.rule), (WIDTH - INSET, place.rule)]))
    lettering = [
        text
        for line in place.levels
        for text in texts(Label((line,), "quiet" if line.part == "number" else "ink"), ink)
    ]
    return [*stroke(web, ink["line"], HAIRLINE * place.scale), *lettering]


def drawn(label: Label, scheme: Scheme) -> Sequence[Artist]:
    """One of these labels, alone on its paper."""
    return texts(label, PALETTE[scheme])


def shape(chart: RadarChart) -> list[Artist]:
    """Draw what depends on answers or accent: an axis without a value gets no line, fill or dot."""
    ink, place = ink_of(chart.ground.scheme, chart.accent), layout(chart.ground)
    lines = [(s.look, stretches_of(values, place)) for s, values in reversed(chart.drawn)]
    return [
        *marks.target(chart, place, ink),
        *(artist for look, s in lines for artist in marks.tint(look, s, place, ink)),
        *marks.gap(chart, place, ink),
        *(
            artist
            for look, stretches in lines
            for draw in (marks.outline, marks.markers)
            for artist in draw(look, stretches, ink, place.scale)
        ),
        *marks.crosses([place.at(axis, 5) for axis in chart.unknown], ink, place.scale),
        *_ranks(chart, place, ink),
    ]


def numbers(ground: Ground) -> list[Artist]:
    """Write 1–5 beside the spoke at 12 o'clock, with a rim of paper that keeps lines off them.

    They stay readable above the shape.
    """
    ink, place = PALETTE[ground.scheme], layout(ground)
    size = SMALL if place.scale == 1 else COMPACT_SIZE * 0.8
    x, y = place.centre[0] + 11, place.centre[1] - CAP * size - 13
    written = [digits(str(level), (x, y + place.radius * level / 5), size) for level in range(1, 6)]
    return [
        *stroke(written, ink["paper"], 5 * place.scale, alpha=0.6),
        *fill(written, ink["quiet"]),
    ]


def samples(key: Explained) -> list[Artist]:
    """Draw a piece of each thing that the key explains."""
    ink = ink_of(key.ground.scheme, key.accent)
    return [artist for entry, at in key.entries for artist in _SAMPLES[entry.kind](entry, at, ink)]


def _ranks(chart: RadarChart, place: Layout, ink: Ink) -> list[Artist]:
    """Number the levers in their order."""
    size = SIZE if place.scale == 1 else COMPACT_SIZE
    written = [
        digits(str(rank), place.ranks[axis], size, bold=True)
        for rank, axis in enumerate(chart.levers, 1)
    ]
    return fill(written, ink["accent"])


def _series(entry: Entry, at: Point, ink: Ink) -> list[Artist]:
    """A piece of the line, at half the height of a capital."""
    look, (x, y) = entry.look, at
    middle = y + CAP * SMALL / 2
    line = marks.outline(look, [[(x, middle), (x + SAMPLE, middle)]], ink)
    return [*line, *([] if look.lone else marks.markers(look, [[(x + SAMPLE / 2, middle)]], ink))]


def _gap(entry: Entry, at: Point, ink: Ink) -> list[Artist]:
    """A piece of the area, between a piece of either line."""
    (x, low), high = at, at[1] + CAP * SMALL
    right = x + SAMPLE
    area = marks.closed([(x, low), (right, low), (right, high), (x, high)])
    return [
        *fill([area], ink["ink"], alpha=marks.GAP_TINT),
        *marks.outline(STANDS, [[(x, low), (right, low)]], ink),
        *marks.outline(CLAIMS, [[(x, high), (right, high)]], ink),
    ]


def _levers(entry: Entry, at: Point, ink: Ink) -> list[Artist]:
    """The numbers that there are."""
    words = "1" if entry.count == 1 else f"1–{entry.count}"
    return fill([digits(words, at, SMALL, bold=True)], ink["accent"])


def _target(entry: Entry, at: Point, ink: Ink) -> list[Artist]:
    """A piece of the ring, of one level or between two."""
    (x, y), wide = at, CAP * SMALL * (entry.count > 1)
    middle, below, above = (
        Path([(x, level), (x + SAMPLE, level)])
        for level in (y + CAP * SMALL / 2 + side * wide / 2 for side in (0, -1, 1))
    )
    return marks.band(middle, wide, [below, above] if wide else [middle], ink)


def _unknown(entry: Entry, at: Point, ink: Ink) -> list[Artist]:
    return marks.crosses([(at[0] + SAMPLE / 2, at[1] + CAP * SMALL / 2)], ink)


_SAMPLES: dict[Kind, Callable[[Entry, Point, Ink], list[Artist]]] = {
    "series": _series,
    "gap": _gap,
    "levers": _levers,
    "target": _target,
    "unknown": _unknown,
}
