"""Which leads somebody at the desk wants: read from the address, checked field by field."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self
from urllib.parse import urlencode

from flask_babel import gettext as _

from app.labels import SOURCE_LENGTH, label
from app.leads.record import Column
from app.leads.store import FLOOD_ASKED, NO_LEVEL, NONE_GIVEN, Filter
from app.leads.week import is_iso_week
from app.method.bank import Language
from app.method.report import level_name
from app.web.desk.words import next_steps, short
from app.web.i18n import stored_wording
from app.web.services import services
from app.web.templating import own_name

FIELDS = (
    "first_week",
    "last_week",
    "language",
    "source",
    "type",
    "stage",
    "band",
    "level",
    "next_step",
    "test",
    "flood",
)
_TYPED = frozenset({"first_week", "last_week", "source"})
_PROFILE = ("type", "stage", "band")

Choices = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Wanted:
    """The fields that were filled in, as typed; `wrong`: the names of those that make no sense."""

    typed: Mapping[str, str]
    wrong: frozenset[str]

    @classmethod
    def read(cls, query: Mapping[str, str]) -> Self:
        """Read the fields of a query; never raises. What isn't a choice is as good as none."""
        given = {name: query.get(name, "").strip()[:80] for name in FIELDS}
        known = choices()
        typed = {
            name: (label(value, SOURCE_LENGTH) or value) if name == "source" else value
            for name, value in given.items()
            if value and (name in _TYPED or value in known[name])
        }
        return cls(typed, frozenset(name for name, text in typed.items() if not _fits(name, text)))

    @property
    def query(self) -> dict[str, Any]:
        """The fields that count, as an address carries them."""
        return {name: text for name, text in self.typed.items() if name not in self.wrong}

    @property
    def address(self) -> str:
        """The same, written as a query."""
        return urlencode(self.query)

    @property
    def filter(self) -> Filter:
        """The same for a store."""
        given = self.query
        level = given.get("level")
        names = ("first_week", "last_week", "language", "source", *_PROFILE, "next_step")
        return Filter(
            **{name: given.get(name) for name in names},
            level=None if level is None else int(level),
            include_test="test" in given,
            flood=FLOOD_ASKED[given.get("flood")],
        )


def choices() -> Mapping[str, Choices]:
    """What can be chosen for each field that is no text: values and labels."""
    here, words = services(), stored_wording()
    none = {NONE_GIVEN: _("None given")}
    return {
        "language": {code: own_name(code) for code in here.bank.languages},
        **{key: _options(words, key) for key in _PROFILE},
        "level": {
            **{str(level): words.texts[level_name(level)] for level in here.bank.model.levels},
            str(NO_LEVEL): _("No level"),
        },
        "next_step": {**next_steps(), **none},
        "test": {"1": _("Tests too")},
        "flood": {"only": _("Only those"), "too": _("Those too")},
    }


def labels() -> Mapping[str, str]:
    """What each field is called."""
    texts = stored_wording().texts
    columns: dict[str, Column] = {column.name: column for column in services().catalogue.columns}
    found = {name: texts[columns[name].heading] for name in FIELDS if name in columns}
    return {
        **found,
        "first_week": _("From week"),
        "last_week": _("To week"),
        "flood": _("Came in a flood"),
    }


def described(query: Mapping[str, str]) -> list[tuple[str, str, str]]:
    """The fields of a query in words: name, label, and what was chosen."""
    known, called = choices(), labels()
    return [
        (name, called[name], known.get(name, {}).get(value, _none_in_words(value)))
        for name, value in query.items()
        if name in called
    ]


def _none_in_words(value: str) -> str:
    return str(_("None given")) if value == NONE_GIVEN else value


def _options(words: Language, key: str) -> Choices:
    return {option: short(label) for option, label in words.profile[key].options.items()}


def _fits(name: str, text: str) -> bool:
    if name == "source":
        return text == NONE_GIVEN or label(text, SOURCE_LENGTH) == text
    return name not in _TYPED or is_iso_week(text)
