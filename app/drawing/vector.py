"""The radar as an SVG: the same picture, sharp at any size, for print and large screens."""

import re
import threading
from io import BytesIO

import matplotlib
from matplotlib.backends.backend_svg import FigureCanvasSVG

from app.drawing.artists import background, shape, sheet
from app.drawing.radar import RadarChart

# Lettering as outlines: an SVG in an <img> can't load a typeface, and a phone without ours would
# set the names in a wider one, over the rings and off the edge. Outlines look the same everywhere;
# the words themselves are in the page's text alternative and table (quality.md 24).
matplotlib.rcParams["svg.fonttype"] = "path"
# Ids are made from this word and the content, never at random.
matplotlib.rcParams["svg.hashsalt"] = "alliance-check"

_one_at_a_time = threading.Lock()

_NO_DATE = {"Date": None, "Creator": None, "Format": None, "Type": None}
_GEOMETRY = re.compile(r' (?:d|transform|x|y)="[^"]*"')
_FRACTION = re.compile(r"\d+\.\d+")
_PROLOGUE = re.compile(r'.*?<svg (.*?) width="(\d+)pt" height="(\d+)pt"', re.DOTALL)


def svg(chart: RadarChart) -> bytes:
    """Draw the chart with its title as the SVG's `<title>`; the same chart gives the same bytes."""
    # 70 ms and cached by whoever asks: a lock is simpler here than proof for Matplotlib's caches.
    with _one_at_a_time:
        canvas = FigureCanvasSVG(sheet(chart, [*background(chart), *shape(chart)]))
        written = BytesIO()
        canvas.print_svg(written, metadata={"Title": chart.title, **_NO_DATE})
    return _compact(written.getvalue().decode()).encode()


def _compact(text: str) -> str:
    """Halve Matplotlib's text: five digits where it writes nine, no document type, pixels.

    An image for assistive techniques is also said to be one, which Matplotlib has no word for.
    """
    text = _PROLOGUE.sub(r'<svg role="img" \1 width="\2" height="\3"', text, count=1)
    return _GEOMETRY.sub(lambda found: _FRACTION.sub(_short, found[0]).replace("\n", ""), text)


def _short(number: re.Match[str]) -> str:
    return f"{float(number[0]):.5g}"
