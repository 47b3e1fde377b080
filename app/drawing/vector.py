"""The radar as an SVG: the same picture, sharp at any size, for print and large screens."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO, StringIO

import matplotlib
from matplotlib.artist import Artist
from matplotlib.backends.backend_svg import FigureCanvasSVG, RendererSVG

from app.drawing.artists import DPI, background, drawn, numbers, samples, shape, sheet
from app.drawing.key import Explained, key_of
from app.drawing.lettering import Label, explanations, names
from app.drawing.radar import HEIGHT, WIDTH, Ground, RadarChart
from app.palette import Scheme

# Lettering as outlines: an SVG in an <img> can't load a typeface, and a phone without ours would
# set the names in a wider one, over the rings and off the edge. Outlines look the same everywhere;
# the words themselves are in the page's text alternative and table (quality.md 24).
matplotlib.rcParams["svg.fonttype"] = "path"
# Ids are made from this word and the content, never at random.
matplotlib.rcParams["svg.hashsalt"] = "alliance-check"

_PLAIN = {"Date": None, "Creator": None, "Format": None, "Type": None}


@dataclass(frozen=True, slots=True)
class _Drawing:
    """What stands in an SVG's root element, and the outlines of letters that it refers to."""

    elements: str
    letters: Mapping[str, str]


def svg(chart: RadarChart) -> bytes:
    """Draw the chart with its title as the SVG's `<title>`; the same chart gives the same bytes.

    Not thread-safe.
    """
    key = key_of(chart)
    root, ground = _background(chart.ground)
    labels = [
        _lettered(label, chart.ground.scheme) for label in (*names(chart), *explanations(key))
    ]
    letters = dict(ground.letters)
    for label in labels:
        letters.update(label.letters)
    parts = (
        f"{root}<defs>{''.join(letters.values())}</defs>{ground.elements}",
        *(label.elements for label in labels),
        _elements(shape(chart)),
        _numbers(chart.ground),
        _samples(key),
        "</svg>",
    )
    return "".join(parts).encode()


@lru_cache(maxsize=24)  # languages, schemes and kinds of radar in use; 20 kB each
def _background(ground: Ground) -> tuple[str, _Drawing]:
    """The root element's tag with the title, and all that no chart changes."""
    canvas = FigureCanvasSVG(sheet(ground.scheme, background(ground)))
    written = BytesIO()
    metadata = {"Title": ground.title, **_PLAIN}
    canvas.print_svg(written, metadata=metadata)  # type: ignore[no-untyped-call]
    text = _tidied(written.getvalue().decode()).removesuffix("</svg>")
    root, title, inner = text.partition("</title>")
    return root + title, _apart(inner)


@lru_cache(maxsize=400)  # two or three looks of each name and a few entries of the key; 8 kB each
def _lettered(label: Label, scheme: Scheme) -> _Drawing:
    artists = drawn(label, scheme)
    sheet(scheme, artists)  # tells them the resolution
    return _apart(_tidied(_written(artists)))


@lru_cache(maxsize=8)
def _numbers(ground: Ground) -> str:
    return _elements(numbers(ground))


@lru_cache(maxsize=64)  # keys and accents in use; 5 kB each
def _samples(key: Explained) -> str:
    return _elements(samples(key))


def _elements(artists: Sequence[Artist]) -> str:
    return _tidied(_GROUP.sub("", _written(artists)))


def _written(artists: Sequence[Artist]) -> str:
    """The artists' elements as Matplotlib writes them."""
    written = StringIO()
    renderer = RendererSVG(WIDTH, HEIGHT, written, image_dpi=DPI)  # type: ignore[no-untyped-call]
    head = written.tell()
    for artist in artists:
        artist.draw(renderer)
    return written.getvalue()[head:]


def _apart(text: str) -> _Drawing:
    """Part the letters from what is written with them: several drawings may have some in common."""
    letters = {
        letter[1]: letter[0] for kept in _LETTERS.findall(text) for letter in _LETTER.finditer(kept)
    }
    # A space has no outline to refer to.
    elements = _USE.sub(lambda use: use[0] if use[1] in letters else "", _LETTERS.sub("", text))
    return _Drawing(elements, letters)


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
    (re.compile(r'<g id="[^"]*">'), "<g>"),
    # Letters of the two weights are two; what each weight is called, nobody needs to read.
    (re.compile(r'(id="|href="#)[^"]*SemiBold-(?=[0-9a-f]+")'), r"\1b"),
    (re.compile(r'(id="|href="#)[^"]*Regular-(?=[0-9a-f]+")'), r"\1g"),
    (re.compile(r'transform="translate\(([\d.]+) 0\)"'), r'x="\1"'),
)
_LETTERS = re.compile(r"<defs>(.*?)</defs>")
_LETTER = re.compile(r'<path id="(\w+)"[^>]*/>')
_USE = re.compile(r'<use xlink:href="#(\w+)"[^>]*/>')
_GROUP = re.compile(r"</?g\b[^>]*>")
_STYLE = re.compile(r' style="([^"]*)"')
_GEOMETRY = re.compile(r' (?:d|transform|x|y)="[^"]*"')
_OUTLINE = re.compile(r'(d="[^"]*" )transform="scale\(0\.015625\)"')
_WHOLE = re.compile(r"-?\d+")
_FRACTION = re.compile(r"\d+\.\d+")


def _tidied(text: str) -> str:
    """Shorten Matplotlib's SVG to half without a visible change."""
    for pattern, replacement in _TIDYING:
        text = pattern.sub(replacement, text)
    text = _STYLE.sub(_as_attributes, text)
    return _GEOMETRY.sub(_shorter_numbers, _OUTLINE.sub(_on_coarser_grid, text))


def _on_coarser_grid(outline: re.Match[str]) -> str:
    # From 64 steps in a unit, some 36 of which are a letter's height, to 4: a tenth of a pixel.
    return _WHOLE.sub(lambda n: str(round(int(n[0]) / 16)), outline[1]) + 'transform="scale(0.25)"'


def _as_attributes(style: re.Match[str]) -> str:
    rules = (rule.split(": ") for rule in style[1].split("; "))
    return "".join(f' {name}="{value}"' for name, value in rules)


def _shorter_numbers(attribute: re.Match[str]) -> str:
    # Four digits: a twentieth of a pixel.
    short = _FRACTION.sub(lambda number: f"{float(number[0]):.4g}", attribute[0])
    return re.sub(r"(?<=\d) (?=[A-Za-z])|(?<=[A-Z]) (?=[-\d])", "", short)
