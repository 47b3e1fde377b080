"""What the marketer asks for on the /embed page, checked field by field; nothing typed is lost."""

from collections.abc import Collection, Mapping, Set
from dataclasses import dataclass, field
from typing import Self

from app.labels import SOURCE_LENGTH, label
from app.origin import Origin
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


@dataclass(frozen=True, slots=True)
class EmbedOptions:
    """The fields of the page as typed, and the names of those that are invalid."""

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
        """Read the fields. `language`: that of the check, unless another one is asked for.

        `sources`: the only ones accepted, if there are any.
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
    """The label as it will be stored with a lead."""
    return label(typed["source"], SOURCE_LENGTH)


def origin_of(address: str) -> Origin | None:
    """The web origin of an address, None when it has none; without a scheme it is https."""
    return Origin.read(address if "://" in address else f"https://{address}")
