"""What the marketer asks for on the /embed page, checked field by field; nothing typed is lost."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Self

from app.labels import SOURCE_LENGTH, label
from app.origin import Origin
from app.web.appearance import LARGEST_RADIUS, Appearance


@dataclass(frozen=True, slots=True)
class EmbedOptions:
    """The fields of the page as typed, and the names of those that are invalid."""

    typed: Mapping[str, str]
    wrong: frozenset[str] = field(default_factory=frozenset)

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
        names = ("lang", "source", "accent", "radius", "scheme", "start", "site")
        typed = {name: query.get(name, "").strip() for name in names}
        typed["lang"] = typed["lang"] if typed["lang"] in languages else language
        look = Appearance.read(typed)
        typed |= {"scheme": look.scheme, "start": look.start}
        checks = {
            "source": typed["source"] in sources if sources else _source(typed) is not None,
            "accent": look.accent is not None,
            "radius": look.radius is not None and int(typed["radius"]) <= LARGEST_RADIUS,
            "site": origin_of(typed["site"]) is not None,
        }
        return cls(
            typed, frozenset(name for name, good in checks.items() if typed[name] and not good)
        )

    @property
    def usable(self) -> dict[str, str]:
        """The valid fields that differ from the default."""
        usual = {"scheme": "auto", "start": "intro"}
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
