"""The style sheet of an embedding site's accent, corners and font, in both schemes."""

from app.web.appearance import Appearance
from app.web.colour import DARK, LIGHT, TINT, Colour, Ground, ink_on, readable_accent
from app.web.fonts import STACKS


def theme_css(wanted: Appearance) -> str:
    """Custom properties that override those of base.css; the accent is made readable."""
    rules = []
    if wanted.accent is not None:
        light, dark = (_accent_on(Colour.of(wanted.accent), ground) for ground in (LIGHT, DARK))
        rules += [
            f"--{name}: light-dark({light[name].hex}, {dark[name].hex});"
            for name in ("accent", "on-accent", "tint")
        ]
    if wanted.radius is not None:
        rules.append(f"--radius: {wanted.radius}px;")
    if wanted.theme_font is not None:
        rules.append(f"--font: {STACKS[wanted.theme_font]};")
    return f":root {{ {' '.join(rules)} }}\n"


def _accent_on(accent: Colour, ground: Ground) -> dict[str, Colour]:
    readable = readable_accent(accent, ground)
    return {
        "accent": readable,
        "on-accent": ink_on(readable),
        "tint": readable.mixed(ground.paper, TINT),
    }
