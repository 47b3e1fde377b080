"""PNG files joined from stretches say the same as the pixels that went in."""

import struct
import zlib
from io import BytesIO

import numpy as np
import pytest
from PIL import Image

from app.drawing.raster import Pixels, pack, write

NOISE = np.random.default_rng(7).integers(0, 256, (230, 37, 4), dtype=np.uint8)

cuts_of_every_kind = pytest.mark.parametrize("cuts", [[], [100], [1, 229], [96, 96, 192]], ids=str)


def joined(pixels: Pixels, cuts: list[int]) -> bytes:
    *stretches, end = np.split(pixels, cuts)
    height, width, _ = pixels.shape
    return write(width, height, "é", [*map(pack, stretches), pack(end, last=True)])


@cuts_of_every_kind
def test_a_png_joined_from_stretches_holds_every_pixel(cuts: list[int]) -> None:
    with Image.open(BytesIO(joined(NOISE, cuts))) as image:
        assert np.array_equal(np.array(image), NOISE[:, :, :3])
        assert image.info == {"Title": "é"}


@cuts_of_every_kind
def test_all_checksums_are_right(cuts: list[int]) -> None:
    written, at = joined(NOISE, cuts), 8
    while at < len(written):
        (length,) = struct.unpack_from(">I", written, at)
        kind, data = written[at + 4 : at + 8], written[at + 8 : at + 8 + length]
        assert struct.unpack_from(">I", written, at + 8 + length) == (zlib.crc32(kind + data),)
        if kind == b"IDAT":
            # Python's zlib refuses a stream with a wrong checksum; Pillow would not notice.
            assert len(zlib.decompress(data)) == 230 * (1 + 3 * 37)
        at += 12 + length
