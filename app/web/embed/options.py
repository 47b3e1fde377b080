"""What the marketer asks for on the /embed page, checked field by field; nothing typed is lost."""

import re
from collections.abc import Collection, Mapping, Set
from dataclasses import dataclass, field
from typing import Self
from urllib.parse import urlsplit

from app.labels import SOURCE_LENGTH, label
from app.web.appearance import LARGEST_RADIUS, Appearance
from app.web.fonts import INHERIT, WORDS

# The attributes of the element, in the order in which they are written.
ATTRIBUTES = (
    *("lang", "source", "accent", "radius", "font"),
    *("scheme", "background", "header", "start"),
)
# Those of which one is chosen; the first is what there is without it.
CHOICES = {
    "font": (*WORDS, INHERIT),
    "scheme": ("auto", "light", "dark"),
    "background": ("own", "transparent"),
    "header": ("full", "compact"),
    "start": ("intro", "profile"),
}
_STANDARD_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True)
class EmbedOptions:
    """The fields of the page as typed, and which of them make no sense (their names)."""

    typed: Mapping[str, str]
    wrong: Set[str] = field(default_factory=frozenset)

    @classmethod
    def read(
        cls,
        query: Mapping[str, str],
        languages: Collection[str],
        language: str,
        sources: Collection[str] = (),
    ) -> Self:
        """Read the fields. `language`: what the check speaks unless something else is asked for.

        `sources`: the only ones that count, where there are any.
        """
        typed = {name: query.get(name, "").strip() for name in (*ATTRIBUTES, "site")}
        typed["lang"] = typed["lang"] if typed["lang"] in languages else language
        for name, words in CHOICES.items():
            typed[name] = typed[name] if typed[name] in words else words[0]
        # What the loader measures on the page, only the page can get wrong.
        measured = {"font": ""} if typed["font"] == INHERIT else {}
        look = Appearance.read({**typed, **measured})
        checks = {
            "source": typed["source"] in sources if sources else _source(typed) is not None,
            "radius": look.radius is None or int(typed["radius"]) <= LARGEST_RADIUS,
            "site": origin_of(typed["site"]) is not None,
        }
        wrong = {name for name, good in checks.items() if typed[name] and not good}
        return cls(typed, wrong.union(look.ignored))

    @property
    def usable(self) -> dict[str, str]:
        """The fields that make sense and say something other than the default."""
        usual = {name: words[0] for name, words in CHOICES.items()}
        return {
            name: _source(self.typed) or "" if name == "source" else value.removeprefix("#")
            for name, value in self.typed.items()
            if value and name not in self.wrong and value != usual.get(name)
        }


def _source(typed: Mapping[str, str]) -> str | None:
    """The label that will reach the lead."""
    return label(typed["source"], SOURCE_LENGTH)


def origin_of(address: str) -> str | None:
    """The web origin of an address, as in "https://www.example.com"; None when it has none.

    An address without a scheme is taken to be https.
    """
    if "://" not in address:
        address = f"https://{address}"
    try:
        parts = urlsplit(address.lower())
        port = parts.port
    except ValueError:
        return None
    if parts.scheme not in _STANDARD_PORTS or not re.fullmatch(
        r"[a-z0-9.-]+", parts.hostname or ""
    ):
        return None
    plain = port is None or port == _STANDARD_PORTS[parts.scheme]
    return f"{parts.scheme}://{parts.hostname}" + ("" if plain else f":{port}")


def may_frame(origin: str, embed_origins: tuple[str, ...], own: str) -> bool:
    """Whether a site may frame the check. `own`: our own origin, which always may."""
    return embed_origins == ("*",) or origin == own or origin in embed_origins
