"""The radar as a PNG, made fast: what no answer changes is drawn and packed once and kept."""

import threading
from dataclasses import dataclass, replace
from functools import lru_cache
from math import ceil

import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg, RendererAgg

from app.drawing.artists import DOT, DPI, background, plan, shape, sheet
from app.drawing.chart import HEIGHT, WIDTH, RadarChart
from app.drawing.geometry import AXES
from app.drawing.png import Pixels, Stretch, pack, write

NOTHING = (None,) * AXES


class _Easel(threading.local):
    """A renderer for each thread: threads that share one spoil each other's images (speed.md)."""

    def __init__(self) -> None:
        self.renderer = RendererAgg(WIDTH, HEIGHT, DPI)  # type: ignore[no-untyped-call]
        canvas = self.renderer.buffer_rgba()  # type: ignore[no-untyped-call]
        self.pixels: Pixels = np.asarray(canvas)


@dataclass(frozen=True, slots=True)
class _Background:
    """Rings and words: packed above and below the rings, as pixels in the rows between."""

    above: Stretch
    rings: slice  # rows of the image
    pixels: Pixels
    below: Stretch


_easel = _Easel()
_wording = threading.Lock()


def png(chart: RadarChart) -> bytes:
    """Draw the chart's shape on its background: the same pixels as drawing everything afresh."""
    blank = replace(chart, scores=NOTHING, claims=NOTHING, title="")
    # Words pass through caches of Matplotlib's that were not made for threads.
    with _wording:
        ground, artists = _background(blank), shape(chart)
    pixels = _easel.pixels[ground.rings]
    np.copyto(pixels, ground.pixels)
    for artist in artists:
        artist.draw(_easel.renderer)
    return write(WIDTH, HEIGHT, chart.title, [ground.above, pack(pixels), ground.below])


@lru_cache(maxsize=6)  # languages, schemes and accents in use; 2.4 MB each
def _background(blank: RadarChart) -> _Background:
    canvas = FigureCanvasAgg(sheet(blank, background(blank)))
    canvas.draw()  # type: ignore[no-untyped-call]
    pixels: Pixels = np.asarray(canvas.buffer_rgba())  # type: ignore[no-untyped-call]
    place = plan(blank)
    middle, reach = HEIGHT - place.centre[1], ceil(place.radius + DOT) + 1
    rings = slice(int(middle) - reach, int(middle) + reach + 1)
    above, below = pack(pixels[: rings.start]), pack(pixels[rings.stop :], last=True)
    return _Background(above, rings, pixels[rings].copy(), below)
