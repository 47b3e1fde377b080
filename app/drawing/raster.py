"""The radar as a PNG, made fast: a kept background, the shape drawn on it, light compression."""

import struct
import threading
import zlib
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache

import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg, RendererAgg
from numpy.typing import NDArray

from app.drawing.artists import DPI, background, shape, sheet
from app.drawing.geometry import AXES
from app.drawing.radar import HEIGHT, WIDTH, RadarChart

Pixels = NDArray[np.uint8]  # HEIGHT × WIDTH × RGBA

NOTHING = (None,) * AXES
TRUECOLOUR = 2
STRIP = 96  # rows that are packed at a time: few enough to stay in the processor's cache


class _Easel(threading.local):
    """A renderer for each thread: threads that share one spoil each other's images (speed.md)."""

    def __init__(self) -> None:
        self.renderer = RendererAgg(WIDTH, HEIGHT, DPI)  # type: ignore[no-untyped-call]
        self.pixels: Pixels = np.asarray(self.renderer.buffer_rgba())  # type: ignore[no-untyped-call]


_easel = _Easel()
_wording = threading.Lock()


def png(chart: RadarChart) -> bytes:
    """Draw the chart's shape on its background: the same pixels as drawing everything afresh."""
    blank = replace(chart, scores=NOTHING, claims=NOTHING, title="")
    # Words pass through caches of Matplotlib's that were not made for threads.
    with _wording:
        ground, artists = _ground(blank), shape(chart)
    np.copyto(_easel.pixels, ground)
    for artist in artists:
        artist.draw(_easel.renderer)
    return encode(_easel.pixels, chart.title)


@lru_cache(maxsize=4)  # two languages in two schemes, 3.7 MB each
def _ground(blank: RadarChart) -> Pixels:
    canvas = FigureCanvasAgg(sheet(blank, background(blank)))
    canvas.draw()  # type: ignore[no-untyped-call]
    return np.array(canvas.buffer_rgba())  # type: ignore[no-untyped-call]


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


def _rows(pixels: Pixels) -> Iterator[memoryview]:
    """Give rows without their alpha, each after the byte that says that it is not filtered."""
    height, width, _ = pixels.shape
    for top in range(0, height, STRIP):
        strip = pixels[top : top + STRIP]
        rows = np.zeros((len(strip), 1 + 3 * width), np.uint8)
        # A channel at a time is four times faster than all three at once.
        for channel in range(3):
            rows[:, 1 + channel :: 3] = strip[:, :, channel]
        yield rows.data


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
