"""The radar as a PNG, made fast: what no answer changes is drawn and packed only once."""

import struct
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import ceil

import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg, RendererAgg
from numpy.typing import NDArray

from app.drawing.artists import DOT, DPI, background, plan, shape, sheet
from app.drawing.radar import HEIGHT, WIDTH, RadarChart

Pixels = NDArray[np.uint8]  # rows × columns × RGBA, opaque

TRUECOLOUR = 2
STRIP = 96  # rows that are packed at a time: few enough to stay in the processor's cache
ADLER = 65521  # the modulus of zlib's checksum (RFC 1950)


@dataclass(frozen=True, slots=True)
class Stretch:
    """Rows as self-contained deflate blocks, with what it takes to join them into one stream."""

    data: bytes
    checksum: int
    length: int  # bytes before packing


def pack(pixels: Pixels, *, last: bool = False) -> Stretch:
    """Pack rows for `write`; `last` ends the stream.

    Large even areas need no row filter, and zlib's lightest level takes a third of the time that
    Pillow's filters and level 1 take, for a smaller file.
    """
    packer = zlib.compressobj(1, zlib.DEFLATED, -zlib.MAX_WBITS)
    checksum, length, data = 1, 0, []
    for rows in _strips(pixels):
        checksum, length = zlib.adler32(rows, checksum), length + rows.nbytes
        data.append(packer.compress(rows))
    # A full flush ends on a whole byte and refers to nothing before it, so stretches can be joined.
    data.append(packer.flush(zlib.Z_FINISH if last else zlib.Z_FULL_FLUSH))
    return Stretch(b"".join(data), checksum, length)


def write(width: int, height: int, title: str, stretches: Sequence[Stretch]) -> bytes:
    """Join stretches, the last packed as such, into a PNG with a title and no other metadata."""
    header = struct.pack(">IIBBBBB", width, height, 8, TRUECOLOUR, 0, 0, 0)
    # keyword, not compressed, no language, no translated keyword (PNG specification, iTXt)
    words = b"Title\0\0\0\0\0" + title.encode()
    checksum = struct.pack(">I", _joint_checksum(stretches))
    packed = b"".join([b"\x78\x01", *(stretch.data for stretch in stretches), checksum])
    chunks = ((b"IHDR", header), (b"iTXt", words), (b"IDAT", packed), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, data) for kind, data in chunks)


def _strips(pixels: Pixels) -> Iterator[memoryview]:
    """Give rows without their alpha, each after the byte that says that it is not filtered."""
    height, width, _ = pixels.shape
    for top in range(0, height, STRIP):
        strip = pixels[top : top + STRIP]
        rows = np.zeros((len(strip), 1 + 3 * width), np.uint8)
        # A channel at a time is four times faster than all three at once.
        for channel in range(3):
            rows[:, 1 + channel :: 3] = strip[:, :, channel]
        yield rows.data


def _joint_checksum(stretches: Sequence[Stretch]) -> int:
    """Adler-32 of all stretches together, from their own sums (RFC 1950, section 9)."""
    low, high = 1, 0
    for stretch in stretches:
        own_low, own_high = stretch.checksum & 0xFFFF, stretch.checksum >> 16
        high = (high + own_high + stretch.length * (low - 1)) % ADLER
        low = (low + own_low - 1) % ADLER
    return high << 16 | low


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


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

    Not thread-safe.
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
