"""How a host page wants the check to look: read from the address, validated, carried along."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal, Self

from flask import Flask, g, has_request_context, request

from app.web.fonts import SYSTEM, first_known

Scheme = Literal["auto", "light", "dark"]
Start = Literal["intro", "profile"]
Background = Literal["own", "transparent"]
Header = Literal["full", "compact"]

LARGEST_RADIUS = 24
_HEX = re.compile(r"#?([0-9a-f]{6}|[0-9a-f]{3})", re.IGNORECASE)
# From within a frame these open in a tab of their own, where they are not embedded.
_OWN_TAB = frozenset({"pages.method", "pages.privacy", "round.rules"})
# Their addresses say how the check should look, not how they do themselves.
_ABOUT_THE_CHECK = frozenset({"embed.page", "embed.sample"})


@dataclass(frozen=True, slots=True)
class Appearance:
    """What the address asks for; an invalid value is ignored.

    `embedded`: inside somebody else's page. `accent`: six hex digits. `radius`: of corners, in CSS
    pixels, 0–24. `font`: a name that fonts.py knows. `start`: the step that is shown first.
    `ignored`: the names of the options whose value makes no sense.
    """

    embedded: bool = False
    accent: str | None = None
    radius: int | None = None
    font: str = SYSTEM
    scheme: Scheme = "auto"
    background: Background = "own"
    header: Header = "full"
    start: Start = "intro"
    ignored: tuple[str, ...] = ()

    @classmethod
    def read(cls, query: Mapping[str, str]) -> Self:
        """Read what a query asks for; never raises."""
        asked = {name: query[name] for name in _OPTIONS if query.get(name)}
        found = {name: _OPTIONS[name](value) for name, value in asked.items()}
        if found.get("background") == "transparent" and found.get("scheme") in (None, "auto"):
            # Nobody but the host knows whether light or dark letters can be read on its page.
            found["background"] = None
        return cls(
            embedded=query.get("embed") == "1",
            ignored=tuple(name for name, value in found.items() if value is None),
            **{name: value for name, value in found.items() if value is not None},
        )

    @property
    def query(self) -> dict[str, str]:
        """The same as a query for the pages' links to carry on; `start` is not carried on."""
        parts = {
            "embed": "1" if self.embedded else "",
            "accent": self.accent or "",
            "radius": "" if self.radius is None else str(self.radius),
            "font": self.theme_font or "",
            "scheme": "" if self.scheme == "auto" else self.scheme,
            "background": "" if self.background == "own" else self.background,
            "header": "" if self.header == "full" else self.header,
        }
        return {name: value for name, value in parts.items() if value}

    @property
    def theme_font(self) -> str | None:
        """The font where it is another than our own."""
        return None if self.font == SYSTEM else self.font

    @property
    def themed(self) -> bool:
        """Whether there is anything for the theme's style sheet to say."""
        return (self.accent, self.radius, self.theme_font) != (None, None, None)

    @property
    def classes(self) -> str:
        """What base.css calls a page in this frame; "" outside any."""
        holds = {
            "is-embedded": True,
            "is-transparent": self.background == "transparent",
            "is-compact": self.header == "compact",
        }
        return " ".join(name for name in holds if holds[name]) if self.embedded else ""


def _accent(text: str) -> str | None:
    found = _HEX.fullmatch(text)
    if found is None:
        return None
    digits = found[1].lower()
    return digits if len(digits) == 6 else "".join(digit * 2 for digit in digits)


def _radius(text: str) -> int | None:
    if not (text.isascii() and text.isdigit() and len(text) <= 2):
        return None
    return min(int(text), LARGEST_RADIUS)


def _one_of(*words: str) -> Callable[[str], str | None]:
    return lambda text: text if text in words else None


# How the value of each option is read; None: it makes no sense.
_OPTIONS: Mapping[str, Callable[[str], Any]] = {
    "accent": _accent,
    "radius": _radius,
    "font": first_known,
    "scheme": _one_of("auto", "light", "dark"),
    "background": _one_of("own", "transparent"),
    "header": _one_of("full", "compact"),
    "start": _one_of("intro", "profile"),
}


def appearance() -> Appearance:
    """What the address of this request asks for."""
    if "appearance" not in g:
        own = request.endpoint not in _ABOUT_THE_CHECK
        g.appearance = Appearance.read(request.args) if own else Appearance()
    found: Appearance = g.appearance
    return found


def install_appearance(app: Flask, carries: Callable[[str], bool]) -> None:
    """Let every link that `carries` says so of carry the appearance of the page that it is on."""

    @app.url_defaults
    def carry_on(endpoint: str, values: dict[str, Any]) -> None:
        if carries(endpoint) and has_request_context():
            for name, value in appearance().query.items():
                if name != "embed" or endpoint not in _OWN_TAB:
                    values.setdefault(name, value)
