"""What a radar draws of lines, areas and marks: Matplotlib patches in pixels."""

from collections.abc import Mapping, Sequence
from typing import Any, Literal

from matplotlib.artist import Artist
from matplotlib.patches import PathPatch
from matplotlib.path import Path
from matplotlib.transforms import IdentityTransform

from app.drawing.geometry import AXES, Point, gaps, runs
from app.drawing.layout import Layout
from app.drawing.radar import AxisValues, Look, RadarChart

# px; the image is shown at a third to a half of this size
HAIRLINE = 2.5
DOT = 8.5
RING = 7.5
SQUARE = 7.0
CROSS = 9.0  # from the middle of an unknown axis's mark to its corners

TINT = 0.18  # opacity of the shape's fill
GAP_TINT = 0.13  # of the area between intended and shown
TARGET_TINT = 0.1
NARROWEST = 14  # px of the target, where it is one level alone

Ink = Mapping[str, str]  # colours by the names that they have in CSS
Stretches = list[list[Point]]


def target(chart: RadarChart, place: Layout, ink: Ink) -> list[Artist]:
    """Draw the levels that the business model points to: a faint band between dotted rings."""
    if chart.target is None:
        return []
    low, high = (level * place.radius / 5 for level in chart.target)
    middle = Path.circle(place.centre, (low + high) / 2)
    rings = [Path.circle(place.centre, radius) for radius in sorted({low, high})]
    return band(middle, high - low, rings, ink, place.scale)


def band(middle: Path, wide: float, edges: list[Path], ink: Ink, scale: float = 1) -> list[Artist]:
    """A piece of the target: a faint area, at least as wide as shows, between dotted edges."""
    return [
        *stroke([middle], ink["accent"], max(wide, NARROWEST * scale), "butt", alpha=TARGET_TINT),
        *stroke(edges, ink["accent"], 4 * scale, linestyle=(0, (0.01, 3.2))),
    ]


def gap(chart: RadarChart, place: Layout, ink: Ink) -> list[Artist]:
    """Shade the areas in which what is claimed reaches beyond where the organisation stands."""
    if chart.gap is None:
        return []
    areas = [closed(corners) for corners in gaps(*chart.gap, place.at)]
    return fill(areas, ink["ink"], alpha=GAP_TINT)


def tint(look: Look, stretches: Stretches, place: Layout, ink: Ink) -> list[Artist]:
    """Tint the whole shape, or wedges to the centre that leave the unknown axes empty."""
    areas = [closed(s if len(s) == AXES else [place.centre, *s]) for s in stretches if len(s) > 1]
    return fill(areas, ink[look.colour], alpha=TINT) if look.filled else []


def outline(look: Look, stretches: Stretches, ink: Ink, scale: float = 1) -> list[Artist]:
    """Draw the lines between neighbouring axes."""
    lines = [closed(s) if len(s) == AXES else Path(s) for s in stretches if len(s) > 1]
    style: dict[str, Any] = {"linestyle": (0, look.dashes)} if look.dashes else {}
    return stroke(lines, ink[look.colour], look.width * scale, **style)


def markers(look: Look, stretches: Stretches, ink: Ink, scale: float = 1) -> list[Artist]:
    """Mark every value, or those that no line shows."""
    marked = [point for s in stretches if not look.lone or len(s) == 1 for point in s]
    return _MARKERS[look.marker](marked, look, ink, scale)


def crosses(points: Sequence[Point], ink: Ink, scale: float = 1) -> list[Artist]:
    """Mark what is not known."""
    arm = CROSS * scale
    strokes = [
        Path([(x - arm, y - arm * tilt), (x + arm, y + arm * tilt)])
        for x, y in points
        for tilt in (1, -1)
    ]
    return [
        *stroke(strokes, ink["paper"], 11 * scale),
        *stroke(strokes, ink["quiet"], 4.5 * scale),
    ]


def stretches_of(values: AxisValues, place: Layout) -> Stretches:
    """Points of neighbouring axes with a value, a list for each run of them."""
    return [
        [place.at(axis, value) for axis in run if (value := values[axis]) is not None]
        for run in runs(values)
    ]


def closed(points: Sequence[Point]) -> Path:
    """The path around these corners."""
    return Path([*points, points[0]], closed=True)


def _dots(points: Sequence[Point], look: Look, ink: Ink, scale: float) -> list[Artist]:
    return fill([Path.circle(point, DOT * scale) for point in points], ink[look.colour])


def _rings(points: Sequence[Point], look: Look, ink: Ink, scale: float) -> list[Artist]:
    rings = [Path.circle(point, RING * scale) for point in points]
    return stroke(rings, ink[look.colour], look.width * scale)


def _squares(points: Sequence[Point], look: Look, ink: Ink, scale: float) -> list[Artist]:
    half = SQUARE * scale
    corners = [(-half, -half), (half, -half), (half, half), (-half, half)]
    squares = [closed([(x + right, y + up) for right, up in corners]) for x, y in points]
    edge = stroke(squares, ink[look.colour], look.width * scale)
    return [*fill(squares, ink["paper"]), *edge]


_MARKERS = {"dot": _dots, "ring": _rings, "square": _squares}


def stroke(
    paths: list[Path],
    color: str,
    width: float,
    ends: Literal["round", "butt"] = "round",
    **how: Any,
) -> list[Artist]:
    """Draw along the paths."""
    return _patch(paths, fill=False, edgecolor=color, linewidth=width, capstyle=ends, **how)


def fill(paths: list[Path], color: str, **how: Any) -> list[Artist]:
    """Fill the paths."""
    return _patch(paths, facecolor=color, linewidth=0, **how)


def _patch(paths: list[Path], **how: Any) -> list[Artist]:
    """Draw the paths as one artist, or nothing when there are none."""
    if not paths:
        return []
    # No snapping to whole pixels: it would move single lines of an even web.
    together = Path.make_compound_path(*paths)
    place = IdentityTransform()
    return [PathPatch(together, joinstyle="round", snap=False, transform=place, zorder=1, **how)]
