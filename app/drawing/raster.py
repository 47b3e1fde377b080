"""The radar as a PNG, made fast: what no answer changes is drawn and packed once and kept."""

from dataclasses import dataclass
from functools import lru_cache
from math import ceil

import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg, RendererAgg

from app.drawing.artists import DOT, DPI, background, plan, shape, sheet
from app.drawing.chart import HEIGHT, WIDTH, RadarChart
from app.drawing.png import Pixels, Stretch, pack, write

_renderer = RendererAgg(WIDTH, HEIGHT, DPI)  # type: ignore[no-untyped-call]
_canvas: Pixels = np.asarray(_renderer.buffer_rgba())  # type: ignore[no-untyped-call]


@dataclass(frozen=True, slots=True)
class _Background:
    """Rings and words: packed above the rings and below the key's samples, as pixels between."""

    above: Stretch
    between: slice  # rows of the image
    pixels: Pixels
    below: Stretch


def png(chart: RadarChart) -> bytes:
    """Draw the chart's shape on its background: the same pixels as drawing everything afresh.

    For one thread at a time.
    """
    ground = _background(chart.blank)
    pixels = _canvas[ground.between]
    np.copyto(pixels, ground.pixels)
    for artist in shape(chart):
        artist.draw(_renderer)
    return write(WIDTH, HEIGHT, chart.title, [ground.above, pack(pixels), ground.below])


@lru_cache(maxsize=6)  # languages and schemes in use; 3 MB each
def _background(blank: RadarChart) -> _Background:
    canvas = FigureCanvasAgg(sheet(blank, background(blank)))
    canvas.draw()  # type: ignore[no-untyped-call]
    pixels: Pixels = np.asarray(canvas.buffer_rgba())  # type: ignore[no-untyped-call]
    rows = _rows(blank)
    above, below = pack(pixels[: rows.start]), pack(pixels[rows.stop :], last=True)
    return _Background(above, rows, pixels[rows].copy(), below)


def _rows(blank: RadarChart) -> slice:
    """The rows that a shape may touch: from the top of the rings to the lower of the samples."""
    place, beyond = plan(blank), ceil(DOT) + 1
    top = place.centre[1] + place.radius + beyond
    bottom = min(y for _, y in place.samples) - beyond
    return slice(HEIGHT - ceil(top), HEIGHT - int(bottom))
