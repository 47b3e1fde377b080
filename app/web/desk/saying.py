"""What the desk's templates may use: numbers in the language of the page, the visitor's words."""

from collections.abc import Mapping
from typing import Any

from babel import Locale, UnknownLocaleError
from flask import g
from flask_babel import format_decimal

from app.leads.in_words import cut
from app.method.report import dimension_name, level_name
from app.method.wording import say
from app.web.desk.blueprint import desk
from app.web.desk.words import next_steps
from app.web.i18n import current_language, stored_wording, wording
from app.web.services import services


@desk.context_processor
def for_templates() -> dict[str, Any]:
    """Names of these templates besides those that all templates have."""
    return {
        "account": g.get("account"),
        "number": number,
        "signed": signed,
        "percent": percent,
        "say_in": say,
        "name_of": name_of,
        "level_of": level_of,
        "dimension_of": dimension_of,
        "heading_of": heading_of,
        "cut": cut,
        "next_steps": next_steps(),
        "without": without,
    }


def name_of(code: str) -> str:
    """What a language is called in the language of the page: "Dutch"."""
    try:
        return str(Locale.parse(code).get_display_name(current_language()))
    except (ValueError, UnknownLocaleError):
        return cut(code)


def level_of(value: int) -> str:
    """What a level is called; one that there isn't is shown as it is."""
    return wording().texts.get(level_name(value), str(value))


def dimension_of(code: str) -> str:
    """What a dimension is called; one that there isn't is shown as it is."""
    return wording().texts.get(dimension_name(code), cut(code))


def heading_of(name: str) -> str:
    """What a column of the lead is called."""
    column = next(each for each in services().catalogue.columns if each.name == name)
    return stored_wording().texts[column.heading]


def number(value: float, decimals: int = 0) -> str:
    """A number as the language writes it: "1,234" or "1.234"."""
    return str(format_decimal(value, f"#,##0.{'0' * decimals}" if decimals else "#,##0"))


def signed(value: float, decimals: int = 0) -> str:
    """A difference with its sign."""
    sign = "+" if value > 0 else "−"
    return f"{sign}{number(abs(value), decimals)}"


def percent(value: float | None) -> str:
    """Per cent without decimals; a dash where there is nothing."""
    return "–" if value is None else f"{number(value)}%"


def without(query: Mapping[str, str], name: str) -> dict[str, str]:
    """A query with one field less."""
    return {key: value for key, value in query.items() if key != name}
