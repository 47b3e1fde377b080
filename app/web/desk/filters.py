"""Which leads somebody at the desk wants: read from the address, checked field by field."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Literal, Self
from urllib.parse import urlencode

from flask_babel import gettext as _

from app.database.filters import FLOOD_ASKED, Filter, absent
from app.labels import SOURCE_LENGTH, label
from app.leads.column import Column
from app.leads.weeks import is_iso_week
from app.web.desk.saying import heading_of, said
from app.web.services import services

FieldKind = Literal["week", "text", "select"]


@dataclass(frozen=True, slots=True)
class Field:
    """One field: something is chosen or typed.

    `unset`: what it means to choose nothing. `fits`: whether what was typed is valid; `wrong`: what
    is said if it isn't.
    """

    kind: FieldKind
    label: str
    choices: Mapping[str, str] = field(default_factory=dict)
    unset: str = ""
    fits: Callable[[str], bool] = lambda text: True
    wrong: str = ""

    def said(self, value: str) -> str:
        """What was chosen or typed, in words."""
        return self.choices.get(value, value)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which fields there are, and what was typed; `wrong`: the names of the invalid ones."""

    fields: Mapping[str, Field]
    typed: Mapping[str, str]
    wrong: frozenset[str]

    @classmethod
    def read(cls, query: Mapping[str, str]) -> Self:
        """Read the fields of a query; never raises. What isn't a choice is ignored."""
        known, typed, wrong = fields(), {}, set()
        for name, each in known.items():
            given = query.get(name, "").strip()[:80]
            if each.kind == "text":
                given = label(given, SOURCE_LENGTH) or given
            if given and (each.kind != "select" or given in each.choices):
                typed[name] = given
                if not each.fits(given):
                    wrong.add(name)
        return cls(known, typed, frozenset(wrong))

    @property
    def query(self) -> dict[str, Any]:
        """The valid fields, as an address carries them."""
        return {name: text for name, text in self.typed.items() if name not in self.wrong}

    @property
    def in_words(self) -> list[tuple[str, str, str]]:
        """The same in words: name, label, and what was chosen."""
        return described(self.query, self.fields)

    @property
    def address(self) -> str:
        """The same, written as a query."""
        return urlencode(self.query)

    @property
    def filter(self) -> Filter:
        """The same as a filter for the store."""
        given = self.query
        having = {
            column.name: _value(column, given[column.name])
            for column in services().catalogue.used("filtered")
            if column.name in given
        }
        flood = FLOOD_ASKED[given.get("flood")]
        weeks = given.get("first_week"), given.get("last_week")
        return Filter(*weeks, having, include_test="test" in given, flood=flood)


def fields() -> dict[str, Field]:
    """Every field by its name, in the order in which they are shown."""
    week, found = _("Give a week such as 2026-W47."), services().catalogue.used("filtered")
    return {
        "first_week": Field("week", _("From week"), fits=is_iso_week, wrong=week),
        "last_week": Field("week", _("To week"), fits=is_iso_week, wrong=week),
        **{column.name: _field_of(column) for column in found},
        "test": Field("select", heading_of("test"), {"1": _("Tests too")}, _("Real leads only")),
        "flood": Field(
            "select",
            _("Came in a flood"),
            {"only": _("Only those"), "too": _("Those too")},
            _("Left out"),
        ),
    }


def described(query: Mapping[str, str], known: Mapping[str, Field]) -> list[tuple[str, str, str]]:
    """Those fields of a query that are known, in words: name, label, and what was chosen."""
    return [
        (name, known[name].label, known[name].said(value))
        for name, value in query.items()
        if name in known
    ]


def _field_of(column: Column) -> Field:
    choices = {str(option): said(column.name, option) for option in column.allowed.options}
    if not services().catalogue.always_required(column):
        choices[str(absent(column))] = said(column.name, None)
    if column.allowed.options:
        return Field("select", heading_of(column.name), choices, _("Any"))
    wrong = _("A label has small letters, digits and hyphens.")
    if column.kind == "integer":
        wrong = _("Give a whole number.")
    fits = partial(_fits, column)
    return Field("text", heading_of(column.name), choices, fits=fits, wrong=wrong)


def _fits(column: Column, text: str) -> bool:
    if column.kind == "integer" and not re.fullmatch("-?[0-9]{1,9}", text):
        return False
    value = _value(column, text)
    return value == absent(column) or column.allowed.test(value)


def _value(column: Column, text: str) -> str | int:
    return int(text) if column.kind == "integer" else text
