"""The radar as an SVG: the same picture, sharp at any size, for print and large screens."""

import re
from functools import lru_cache
from io import BytesIO, StringIO

import matplotlib
from matplotlib.backends.backend_svg import FigureCanvasSVG, RendererSVG

from app.drawing.artists import DPI, background, shape, sheet
from app.drawing.radar import HEIGHT, WIDTH, RadarChart

# Lettering as outlines: an SVG in an <img> can't load a typeface, and a phone without ours would
# set the names in a wider one, over the rings and off the edge. Outlines look the same everywhere;
# the words themselves are in the page's text alternative and table (quality.md 24).
matplotlib.rcParams["svg.fonttype"] = "path"
# Ids are made from this word and the content, never at random.
matplotlib.rcParams["svg.hashsalt"] = "alliance-check"

_PLAIN = {"Date": None, "Creator": None, "Format": None, "Type": None}


def svg(chart: RadarChart) -> bytes:
    """Draw the chart with its title as the SVG's `<title>`; the same chart gives the same bytes.

    Not thread-safe.
    """
    return f"{_background(chart.blank)}{_drawn_shape(chart)}</svg>".encode()


@lru_cache(maxsize=6)  # languages and schemes in use; 30 kB each
def _background(blank: RadarChart) -> str:
    """Everything that no answer changes, tidied; the root element is still open."""
    canvas = FigureCanvasSVG(sheet(blank, background(blank)))
    written = BytesIO()
    metadata = {"Title": blank.title, **_PLAIN}
    canvas.print_svg(written, metadata=metadata)  # type: ignore[no-untyped-call]
    return _tidied(written.getvalue().decode()).removesuffix("</svg>")


def _drawn_shape(chart: RadarChart) -> str:
    written = StringIO()
    renderer = RendererSVG(WIDTH, HEIGHT, written, image_dpi=DPI)  # type: ignore[no-untyped-call]
    head = written.tell()
    for artist in shape(chart):
        artist.draw(renderer)
    return _tidied(_GROUP.sub("", written.getvalue()[head:]))


# What Matplotlib writes and a browser doesn't need, and what a page needs and it can't write: a
# role for assistive techniques, and styles as attributes, because the site's Content-Security-
# Policy refuses <style> and style="" in an SVG that is opened by itself.
_ROOT = re.compile(r'^.*?<svg (.*?)width="(\d+)pt" height="(\d+)pt"', re.DOTALL)
_IMAGE = r'<svg \1role="img" width="\2" height="\3" stroke-linejoin="round"'
_TIDYING = (
    (_ROOT, _IMAGE),
    (re.compile(r"<!--.*?-->|<style.*?</style>|<metadata>.*?</metadata>", re.DOTALL), ""),
    (re.compile(r"\s*\n\s*"), ""),
    (re.compile(r"<defs></defs>"), ""),
    (re.compile(r'(id="|href="#)[^"]*-(?=[0-9a-f]+")'), r"\1g"),
    (re.compile(r'transform="translate\(([\d.]+) 0\)"'), r'x="\1"'),
)
_GROUP = re.compile(r"</?g\b[^>]*>")
_STYLE = re.compile(r' style="([^"]*)"')
_GEOMETRY = re.compile(r' (?:d|transform|x|y)="[^"]*"')
_FRACTION = re.compile(r"\d+\.\d+")


def _tidied(text: str) -> str:
    """Shorten Matplotlib's SVG to half without a visible change."""
    for pattern, replacement in _TIDYING:
        text = pattern.sub(replacement, text)
    return _GEOMETRY.sub(_shorter_numbers, _STYLE.sub(_as_attributes, text))


def _as_attributes(style: re.Match[str]) -> str:
    rules = (rule.split(": ") for rule in style[1].split("; "))
    return "".join(f' {name}="{value}"' for name, value in rules)


def _shorter_numbers(attribute: re.Match[str]) -> str:
    # Four digits: a twentieth of a pixel.
    short = _FRACTION.sub(lambda number: f"{float(number[0]):.4g}", attribute[0])
    return re.sub(r"(?<=\d) (?=[A-Za-z])|(?<=[A-Z]) (?=[-\d])", "", short)
