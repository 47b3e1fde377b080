"""What stands on the radar: Matplotlib artists in pixel coordinates, for raster and vector alike."""

import os
from pathlib import Path as FilePath
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from matplotlib.artist import Artist
from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.font_manager import FontProperties
from matplotlib.lines import Line2D
from matplotlib.patches import PathPatch
from matplotlib.path import Path
from matplotlib.text import Text

from app.drawing.geometry import Point, broken, direction, runs, visible
from app.drawing.radar import HEIGHT, WIDTH, RadarChart, Scheme

DPI = 72  # a point is a pixel
MARGIN = 8
GAP = 20
FONT = FontProperties(fname=os.environ.get("RFONT", "/tmp/rf/f/SourceSans3.ttf"))
OCT = os.environ.get("ROCT", "1") == "1"
LABEL = float(os.environ.get("RSIZE", "36"))
LINE_HEIGHT = 40

LEGEND_TOP = 226  # px from the bottom


@dataclass(frozen=True, slots=True)
class Ink:
    """Colours of one scheme (look.md)."""

    paper: str
    ink: str
    quiet: str
    hairline: str
    accent: str


INKS: dict[Scheme, Ink] = {
    "light": Ink("#ffffff", "#15202b", "#56616b", "#d9d7cf", "#0f6b66"),
    "dark": Ink("#10171c", "#e8ebe9", "#a3adb1", "#37424a", "#6fd3c4"),
}


def text(x: float, y: float, words: str, color: str, **how: object) -> Text:
    return Text(
        x,
        y,
        words,
        color=color,
        fontproperties=FONT,
        fontsize=how.pop("size", LABEL),
        linespacing=1.08,
        parse_math=False,
        **how,
    )


def extent(words: str) -> Point:
    from matplotlib.figure import Figure

    f = Figure(dpi=DPI)
    t = text(0, 0, words, "k")
    f.add_artist(t)
    box = t.get_window_extent(RendererAgg(8, 8, DPI))
    return box.width, box.height


def layout(axes):
    names = [broken(a) for a in axes]
    for i in (0, 4):
        names[i] = visible(axes[i])
    sizes = [extent(n) for n in names]
    radius = 300.0
    dirs = [direction(a) for a in range(8)]
    for i, (ux, _) in enumerate(dirs):
        for j, (vx, _) in enumerate(dirs):
            if ux > 0.1 and vx < -0.1:
                radius = min(
                    radius, (WIDTH - 2 * MARGIN - sizes[i][0] - sizes[j][0]) / (ux - vx) - GAP
                )
    reach = radius + GAP
    left = max(sizes[j][0] - v[0] * reach for j, v in enumerate(dirs) if v[0] < -0.1) + MARGIN
    right = (
        WIDTH - MARGIN - max(sizes[j][0] + v[0] * reach for j, v in enumerate(dirs) if v[0] > 0.1)
    )
    cx = min(max(WIDTH / 2, left), right)
    top = HEIGHT - MARGIN
    bottom = LEGEND_TOP + 20
    hi = sizes[0][1]
    lo = sizes[4][1]
    cy = (top - hi + bottom + lo) / 2
    vr = (top - hi - bottom - lo) / 2 - GAP
    print(names, radius, vr, cx, cy)
    return names, sizes, min(radius, vr), (cx, cy)


def ring_path(c, r):
    if not OCT:
        return Path.circle(c, r)
    pts = [(c[0] + direction(a)[0] * r, c[1] + direction(a)[1] * r) for a in range(8)]
    return Path(pts + [pts[0]], closed=True)


def background(chart):
    ink = INKS[chart.scheme]
    names, sizes, R, (cx, cy) = layout(chart.axes)
    out = []
    for k in range(1, 6):
        out.append(
            PathPatch(
                ring_path((cx, cy), R * k / 5),
                fill=False,
                edgecolor=ink.hairline,
                linewidth=2.5,
                snap=False,
            )
        )
    for a in range(8):
        ux, uy = direction(a)
        out.append(
            Line2D(
                [cx, cx + ux * R], [cy, cy + uy * R], color=ink.hairline, linewidth=2.5, snap=False
            )
        )
        w, h = sizes[a]
        ha = "left" if ux > 0.1 else "right" if ux < -0.1 else "center"
        out.append(
            text(
                cx + ux * (R + GAP),
                cy + uy * (R + GAP) + uy * h / 2,
                names[a],
                ink.ink,
                ha=ha,
                va="center",
                multialignment=ha,
            )
        )
    for k in range(1, 6):
        out.append(
            text(cx + 12, cy + R * k / 5 - 6, str(k), ink.quiet, size=30, ha="left", va="top")
        )
    y = LEGEND_TOP - 30
    x = 40
    out.append(Line2D([x, x + 64], [y, y], color=ink.accent, linewidth=5, solid_capstyle="butt"))
    out.append(
        Line2D([x + 32], [y], marker="o", color=ink.accent, markersize=16, markeredgewidth=0)
    )
    out.append(text(x + 84, y, chart.legend[0], ink.ink, va="center_baseline"))
    x = 440
    out.append(Line2D([x, x + 64], [y, y], color=ink.ink, linewidth=3.5, dashes=(3.2, 2.2)))
    out.append(text(x + 84, y, chart.legend[1], ink.ink, va="center_baseline"))
    y -= 24
    out.append(Line2D([40, WIDTH - 40], [y - 10, y - 10], color=ink.hairline, linewidth=2.5))
    for k, name in enumerate(chart.rings):
        x = 40 + (k % 3) * 300
        yy = y - 44 - (k // 3) * 50
        out.append(text(x, yy, str(k + 1), ink.quiet, va="center_baseline"))
        out.append(text(x + 32, yy, name, ink.ink, va="center_baseline"))
    return out, (cx, cy), R


def shape(chart, c, R):
    ink = INKS[chart.scheme]

    def at(a, v):
        ux, uy = direction(a)
        return c[0] + ux * R * v / 5, c[1] + uy * R * v / 5

    out = []
    fills, lines, dots = [], [], []
    for run in runs(chart.scores):
        pts = [at(a, chart.scores[a]) for a in run]
        if len(run) == 8:
            p = Path(pts + [pts[0]], closed=True)
            fills.append(p)
            lines.append(p)
        elif len(run) > 1:
            fills.append(Path([c] + pts + [c], closed=True))
            lines.append(Path(pts))
        dots += [Path.circle(p, 8) for p in pts]
    cl = []
    cd = []
    for run in runs(chart.claims):
        pts = [at(a, chart.claims[a]) for a in run]
        if len(run) == 8:
            cl.append(Path(pts + [pts[0]], closed=True))
        elif len(run) > 1:
            cl.append(Path(pts))
        else:
            cd.append(Path.circle(pts[0], 6.5))
    if fills:
        out.append(
            PathPatch(
                Path.make_compound_path(*fills),
                facecolor=ink.accent,
                alpha=0.18,
                linewidth=0,
                snap=False,
            )
        )
    if cl:
        out.append(
            PathPatch(
                Path.make_compound_path(*cl),
                fill=False,
                edgecolor=ink.ink,
                linewidth=3.5,
                linestyle=(0, (3.2, 2.2)),
                joinstyle="round",
                snap=False,
            )
        )
    if cd:
        out.append(
            PathPatch(
                Path.make_compound_path(*cd),
                facecolor=ink.paper,
                edgecolor=ink.ink,
                linewidth=3.5,
                snap=False,
            )
        )
    if lines:
        out.append(
            PathPatch(
                Path.make_compound_path(*lines),
                fill=False,
                edgecolor=ink.accent,
                linewidth=5,
                joinstyle="round",
                capstyle="round",
                snap=False,
            )
        )
    if dots:
        out.append(
            PathPatch(Path.make_compound_path(*dots), facecolor=ink.accent, linewidth=0, snap=False)
        )
    return out
