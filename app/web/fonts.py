"""The fonts that a host page may ask for: those that devices have, so that none is ever loaded."""

SYSTEM = "system"
# For the loader: the first of the page's own fonts that we know.
INHERIT = "inherit"

# The words for a marketer, and fonts of that kind that come with Windows, macOS, iOS, Android and
# Linux (after Modern Font Stacks, CC0). The system's own stands in base.css.
_KINDS = {
    "serif": 'Charter, "Bitstream Charter", "Sitka Text", Cambria, "Noto Serif", serif',
    "humanist": 'Seravek, "Gill Sans Nova", Ubuntu, Calibri, "DejaVu Sans", sans-serif',
    "geometric": 'Avenir, Montserrat, Corbel, "URW Gothic", sans-serif',
    "rounded": 'ui-rounded, "Hiragino Maru Gothic ProN", Quicksand, Comfortaa, Manjari, '
    '"Arial Rounded MT Bold", Calibri, sans-serif',
}
# What else a page's own list may name: fonts of single systems, and what stands in for them.
_SERIFS = ("Georgia", "Times New Roman", "Times", "Palatino", "Palatino Linotype", "Cambria",
           "Garamond", "Baskerville", "Charter", "Book Antiqua", "Constantia")  # fmt: skip
_SANS = ("Arial", "Helvetica", "Helvetica Neue", "Verdana", "Tahoma", "Trebuchet MS", "Calibri",
         "Candara", "Corbel", "Segoe UI", "Optima", "Gill Sans", "Avenir", "Avenir Next", "Futura",
         "Century Gothic", "Lucida Grande", "Roboto", "Ubuntu")  # fmt: skip
_GENERIC = {
    **dict.fromkeys((SYSTEM, "system-ui", "-apple-system", "blinkmacsystemfont"), SYSTEM),
    **dict.fromkeys(("sans-serif", "ui-sans-serif"), SYSTEM),
    **{kind: kind for kind in _KINDS},
    "ui-serif": "serif",
    "ui-rounded": "rounded",
}
WORDS = (SYSTEM, *_KINDS)

# By the name that an address bears: what the style sheet says.
STACKS = {
    **_KINDS,
    **{name.lower(): f'"{name}", serif' for name in _SERIFS},
    **{name.lower(): f'"{name}", sans-serif' for name in _SANS},
}
_NAMES = {**{name: name for name in STACKS}, **_GENERIC}


def first_known(families: str) -> str | None:
    """The first of the families that we know, as SYSTEM or a key of STACKS; None without any.

    `families`: a word of ours, or a list as CSS writes it. Nothing of it gets any further.
    """
    wanted = (each.strip(" \t\n\"'").lower() for each in families.split(","))
    return next((_NAMES[each] for each in wanted if each in _NAMES), None)
