"""The radar as a PNG, made fast: a kept background, the shape drawn on it, light compression."""

import struct
import threading
import zlib
from collections.abc import Iterator
from functools import lru_cache

import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg, RendererAgg
from numpy.typing import NDArray

from app.drawing.artists import DPI, background, shape, sheet
from app.drawing.radar import HEIGHT, WIDTH, RadarChart

Pixels = NDArray[np.uint8]  # HEIGHT × WIDTH × RGBA

TRUECOLOUR = 2
STRIP = 96  # rows that are packed at a time: few enough to stay in the processor's cache


class _Easel(threading.local):
    """A renderer for each thread: threads that share one spoil each other's images (speed.md)."""

    def __init__(self) -> None:
        self.renderer = RendererAgg(WIDTH, HEIGHT, DPI)
        self.pixels: Pixels = np.asarray(self.renderer.buffer_rgba())


_easel = _Easel()
_words = threading.Lock()


def png(chart: RadarChart) -> bytes:
    """Draw the chart's shape on its background: the same pixels as drawing everything afresh."""
    # Fonts and layout pass through caches of Matplotlib's that were not made for threads.
    with _words:
        ground, artists = _ground(_Background(chart)), shape(chart)
    np.copyto(_easel.pixels, ground)
    for artist in artists:
        artist.draw(_easel.renderer)
    return encode(_easel.pixels, chart.title)


class _Background:
    """A chart, equal to every other chart with the same background."""

    __slots__ = ("chart", "key")

    def __init__(self, chart: RadarChart) -> None:
        self.chart = chart
        self.key = (chart.axes, chart.rings, chart.legend, chart.scheme)

    def __hash__(self) -> int:
        return hash(self.key)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Background) and self.key == other.key


@lru_cache(maxsize=4)  # two languages in two schemes, 3.7 MB each
def _ground(words: _Background) -> Pixels:
    canvas = FigureCanvasAgg(sheet(words.chart, background(words.chart)))
    canvas.draw()
    return np.array(canvas.buffer_rgba())


def encode(pixels: Pixels, title: str) -> bytes:
    """Write opaque pixels as a PNG with a title and nothing that changes from run to run.

    Large even areas need no row filter, and zlib's lightest level halves the time for a file that
    is hardly larger.
    """
    height, width, _ = pixels.shape
    header = struct.pack(">IIBBBBB", width, height, 8, TRUECOLOUR, 0, 0, 0)
    # keyword, not compressed, no language, no translated keyword (PNG specification, iTXt)
    words = b"Title\0\0\0\0\0" + title.encode()
    packer = zlib.compressobj(1)
    packed = b"".join(map(packer.compress, _rows(pixels))) + packer.flush()
    chunks = [(b"IHDR", header), (b"iTXt", words), (b"IDAT", packed), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, data) for kind, data in chunks)


def _rows(pixels: Pixels) -> Iterator[Pixels]:
    """Give rows without their alpha, each after the byte that says that it is not filtered."""
    height, width, _ = pixels.shape
    for top in range(0, height, STRIP):
        strip = pixels[top : top + STRIP]
        rows = np.zeros((len(strip), 1 + 3 * width), np.uint8)
        # A channel at a time is four times faster than all three at once.
        for channel in range(3):
            rows[:, 1 + channel :: 3] = strip[:, :, channel]
        yield rows


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
