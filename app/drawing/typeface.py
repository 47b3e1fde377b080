"""The typeface of every radar: its sizes, how wide words are in it, and a line of them."""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Literal

from matplotlib.font_manager import FontProperties
from matplotlib.textpath import text_to_path

# Source Sans 3.052 (SIL Open Font License, unchanged): a tenth narrower than the DejaVu Sans that
# Matplotlib brings, which gives the rings more room.
_FONTS = Path(__file__).parent / "fonts"

SIZE = 36  # px of the names: 12 CSS px where the image is 320 wide
SMALL = 33  # px of the key and of the numbers on the rings: 11 CSS px
CAP = 0.66  # height of a capital above its baseline, and of a digit, in sizes
DESCENT = 0.25

Align = Literal["left", "center", "right"]
Part = Literal["axis", "number", "level", "legend"]


@dataclass(frozen=True, slots=True)
class Line:
    """One line of lettering: x of its aligned edge, y of its baseline, what it belongs to."""

    x: float
    y: float
    words: str
    align: Align
    part: Part
    index: int


Lines = tuple[Line, ...]


@lru_cache(maxsize=2)
def font(bold: bool = False) -> FontProperties:
    """Give the typeface of every radar, from the files beside this module."""
    return FontProperties(fname=_FONTS / f"SourceSans3-{'SemiBold' if bold else 'Regular'}.ttf")


def width(words: str, size: float = SIZE, *, bold: bool = False) -> float:
    """Width of one line in px."""
    sized = font(bold).copy()
    sized.set_size(size)
    return float(text_to_path.get_text_width_height_descent(words, sized, ismath=False)[0])
