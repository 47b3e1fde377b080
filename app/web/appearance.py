"""How a host page wants the check to look: read from the address, validated, carried along."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, Self

from flask import Flask, g, has_request_context, request

Scheme = Literal["auto", "light", "dark"]
Start = Literal["intro", "profile"]

LARGEST_RADIUS = 24
_HEX = re.compile(r"#?([0-9a-f]{6}|[0-9a-f]{3})", re.IGNORECASE)
_SCHEMES: Mapping[str, Scheme] = {"light": "light", "dark": "dark"}
_STARTS: Mapping[str, Start] = {"profile": "profile"}
# From within a frame these open in a tab of their own, where they are not embedded.
_OWN_TAB = frozenset({"pages.method", "pages.privacy"})
# Their addresses say how the check should look, not how they do themselves.
_ABOUT_THE_CHECK = frozenset({"embed.page", "embed.sample"})


@dataclass(frozen=True, slots=True)
class Appearance:
    """What the address asks for; an invalid value is ignored.

    `embedded`: inside somebody else's page. `accent`: six hex digits. `radius`: of corners, in CSS
    pixels, 0–24. `start`: the step that is shown first.
    """

    embedded: bool = False
    accent: str | None = None
    radius: int | None = None
    scheme: Scheme = "auto"
    start: Start = "intro"

    @classmethod
    def read(cls, query: Mapping[str, str]) -> Self:
        """Read what a query asks for; never raises."""
        return cls(
            embedded=query.get("embed") == "1",
            accent=_accent(query.get("accent", "")),
            radius=_radius(query.get("radius", "")),
            scheme=_SCHEMES.get(query.get("scheme", ""), "auto"),
            start=_STARTS.get(query.get("start", ""), "intro"),
        )

    @property
    def query(self) -> dict[str, str]:
        """The same as a query for the pages' links to carry on; `start` is not carried on."""
        parts = {
            "embed": "1" if self.embedded else "",
            "accent": self.accent or "",
            "radius": "" if self.radius is None else str(self.radius),
            "scheme": "" if self.scheme == "auto" else self.scheme,
        }
        return {name: value for name, value in parts.items() if value}

    @property
    def themed(self) -> bool:
        """Whether the theme's style sheet is needed."""
        return self.accent is not None or self.radius is not None


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


def appearance() -> Appearance:
    """What the address of this request asks for."""
    if "appearance" not in g:
        own = request.endpoint not in _ABOUT_THE_CHECK
        g.appearance = Appearance.read(request.args) if own else Appearance()
    found: Appearance = g.appearance
    return found


def install_appearance(app: Flask, endpoints: frozenset[str]) -> None:
    """Let every link to these endpoints carry the appearance of the page that it is on."""

    @app.url_defaults
    def carry_on(endpoint: str, values: dict[str, Any]) -> None:
        if endpoint in endpoints and has_request_context():
            for name, value in appearance().query.items():
                if name != "embed" or endpoint not in _OWN_TAB:
                    values.setdefault(name, value)
