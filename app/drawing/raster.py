"""The radar as a PNG, made fast: what no answer changes is drawn and packed only once."""

import struct
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg, RendererAgg
from matplotlib.figure import Figure
from numpy.typing import NDArray

from app.drawing.artists import DPI, background, drawn, numbers, samples, shape, sheet
from app.drawing.key import Explained, key_of
from app.drawing.layout import layout
from app.drawing.lettering import Label, explanations, names
from app.drawing.radar import HEIGHT, WIDTH, Ground, RadarChart
from app.drawing.typeface import CAP, SMALL
from app.palette import Scheme

Pixels = NDArray[np.uint8]  # rows × columns × RGBA, opaque

TRUECOLOUR = 2
STRIP = 96  # rows that are packed at a time: few enough to stay in the processor's cache
BELOW = 14  # px under the baseline of the lowest level, for descenders
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
    """Rings and words: its pixels, and the rows that no chart changes, packed."""

    pixels: Pixels
    steady: slice  # rows of the image
    packed: Stretch


@dataclass(frozen=True, slots=True)
class _Tile:
    """A label on its paper, and where it belongs."""

    rows: slice
    columns: slice
    pixels: Pixels


def png(chart: RadarChart) -> bytes:
    """Draw the chart as a PNG.

    Not thread-safe.
    """
    _draw(chart)
    ground = _background(chart.ground)
    stretches = [pack(_canvas[: ground.steady.start]), ground.packed, _foot(key_of(chart))]
    return write(WIDTH, HEIGHT, chart.ground.title, stretches)


def pixels_of(chart: RadarChart) -> Pixels:
    """Draw the chart as an array of its own.

    For one thread at a time.
    """
    _draw_key(key_of(chart))
    _draw(chart)
    return _canvas.copy()


def _draw(chart: RadarChart) -> None:
    """Draw all above the key on what is kept: the same pixels as drawing everything afresh."""
    ground = _background(chart.ground)
    np.copyto(_canvas[: ground.steady.stop], ground.pixels[: ground.steady.stop])
    _place(names(chart), chart.ground.scheme)
    for artist in (*shape(chart), *numbers(chart.ground)):
        artist.draw(_renderer)


def _draw_key(key: Explained) -> None:
    ground = _background(key.ground)
    np.copyto(_canvas[ground.steady.start :], ground.pixels[ground.steady.start :])
    _place(explanations(key), key.ground.scheme)
    for artist in samples(key):
        artist.draw(_renderer)


def _place(labels: Sequence[Label], scheme: Scheme) -> None:
    for label in labels:
        tile = _tile(label, scheme)
        _canvas[tile.rows, tile.columns] = tile.pixels


@lru_cache(maxsize=64)  # keys and accents in use; 20 kB each
def _foot(key: Explained) -> Stretch:
    """The rows of the key, packed."""
    _draw_key(key)
    return pack(_canvas[_background(key.ground).steady.stop :], last=True)


@lru_cache(maxsize=8)  # languages and schemes in use; 4 MB each
def _background(ground: Ground) -> _Background:
    pixels, place = _fresh(sheet(ground.scheme, background(ground))), layout(ground)
    baselines = [line.y for line in place.levels] or [-BELOW]
    top, bottom = max(baselines) + CAP * SMALL * bool(place.levels), min(baselines) - BELOW
    steady = slice(HEIGHT - int(top), HEIGHT - int(bottom))
    return _Background(pixels, steady, pack(pixels[steady]))


@lru_cache(maxsize=400)  # two or three looks of each name and a few entries of the key; 50 kB each
def _tile(label: Label, scheme: Scheme) -> _Tile:
    pixels = _fresh(sheet(scheme, drawn(label, scheme)))
    marked = (pixels != pixels[0, 0]).any(axis=2)
    rows, columns = (
        slice(int(found[0]), int(found[-1]) + 1)
        for found in (np.flatnonzero(marked.any(axis=1)), np.flatnonzero(marked.any(axis=0)))
    )
    return _Tile(rows, columns, pixels[rows, columns].copy())


def _fresh(figure: Figure) -> Pixels:
    canvas = FigureCanvasAgg(figure)
    canvas.draw()  # type: ignore[no-untyped-call]
    return np.array(canvas.buffer_rgba())  # type: ignore[no-untyped-call]
