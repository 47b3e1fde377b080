"""How an accent is kept readable on the site's colours (WCAG 2.2 contrast)."""

import colorsys
from dataclasses import dataclass
from typing import Self

from app.palette import PALETTE

# The contrast that text needs with its background (WCAG 1.4.3, AA).
READABLE = 4.5
_STEP = 0.01


@dataclass(frozen=True, slots=True)
class Colour:
    """An sRGB colour; each channel 0–1."""

    red: float
    green: float
    blue: float

    @classmethod
    def of(cls, digits: str) -> Self:
        """The colour of six hex digits."""
        return cls(*(int(digits[start : start + 2], 16) / 255 for start in (0, 2, 4)))

    @property
    def hex(self) -> str:
        """As CSS writes it: `#0f6b66`."""
        channels = (self.red, self.green, self.blue)
        return "#" + "".join(f"{round(channel * 255):02x}" for channel in channels)

    @property
    def luminance(self) -> float:
        """Relative luminance, 0–1, of the colour after rounding to its hex form."""
        linear = [
            value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4
            for value in (round(c * 255) / 255 for c in (self.red, self.green, self.blue))
        ]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    def contrast(self, other: "Colour") -> float:
        """The contrast ratio with another colour, 1–21."""
        low, high = sorted((self.luminance, other.luminance))
        return (high + 0.05) / (low + 0.05)

    def lighter(self, amount: float) -> "Colour":
        """The same hue with its lightness moved by `amount`, which may be negative."""
        hue, light, saturation = colorsys.rgb_to_hls(self.red, self.green, self.blue)
        return Colour(*colorsys.hls_to_rgb(hue, min(1.0, max(0.0, light + amount)), saturation))

    def mixed(self, ground: "Colour", share: float) -> "Colour":
        """This colour laid over a ground with the given opacity."""
        pairs = zip(
            (self.red, self.green, self.blue),
            (ground.red, ground.green, ground.blue),
            strict=True,
        )
        return Colour(*(own * share + under * (1 - share) for own, under in pairs))


@dataclass(frozen=True, slots=True)
class Ground:
    """The colours around the accent in one scheme: the page, grouped areas, and text."""

    paper: Colour
    grouped: Colour
    ink: Colour


LIGHT, DARK = (
    Ground(*(Colour.of(ground[name].removeprefix("#")) for name in ("paper", "grouped", "ink")))
    for ground in (PALETTE["light"], PALETTE["dark"])
)

# How strongly the accent tints a chosen option.
TINT = 0.09


def readable_accent(accent: Colour, ground: Ground) -> Colour:
    """The accent, made darker or lighter until text in it is readable; the text colour if never."""
    step = -_STEP if ground.paper.luminance > 0.5 else _STEP
    for count in range(int(1 / _STEP) + 1):
        tried = accent.lighter(count * step)
        tinted = tried.mixed(ground.paper, TINT)
        if min(tried.contrast(each) for each in (ground.paper, ground.grouped, tinted)) >= READABLE:
            return tried
    return ground.ink


def ink_on(accent: Colour) -> Colour:
    """White or near-black: whichever is more readable on the accent."""
    white, black = Colour.of("ffffff"), Colour.of("0b1116")
    return max(white, black, key=accent.contrast)
