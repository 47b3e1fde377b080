"""What the desk's templates may use: its own words, numbers, and what the visitor read."""

from collections.abc import Mapping
from typing import Any

from babel import Locale, UnknownLocaleError
from flask import g
from flask_babel import format_decimal
from flask_babel import gettext as _

from app.leads.in_words import cut, name_of_option
from app.leads.values import Value
from app.method.messages import dimension_name, level_name, say, short
from app.web.desk.blueprint import desk
from app.web.i18n import current_language, stored_wording, wording
from app.web.services import services


@desk.context_processor
def for_templates() -> dict[str, Any]:
    """The names that the desk's templates have besides those of all templates."""
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
        "said": said,
        "without": without,
    }


def name_of(code: str) -> str:
    """What a language is called in the language of the page: "Dutch"."""
    try:
        return str(Locale.parse(code).get_display_name(current_language()))
    except (ValueError, UnknownLocaleError):
        return cut(code)


def level_of(value: int) -> str:
    """What a level is called; an unknown one is shown as it is."""
    return wording().texts.get(level_name(value), str(value))


def dimension_of(code: str) -> str:
    """What a dimension is called; an unknown one is shown as it is."""
    return wording().texts.get(dimension_name(code), cut(code))


def heading_of(name: str) -> str:
    """What a column of the lead is called."""
    return stored_wording().texts[services().catalogue[name].heading]


def said(name: str, value: Value) -> str:
    """What a column of the lead holds, in short, with a capital letter."""
    words = name_of_option(services().catalogue[name], value, stored_wording())
    if words is None:
        return cut(value)
    words = short(words)
    return words[:1].upper() + words[1:]


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
    """A query without one of its fields."""
    return {key: value for key, value in query.items() if key != name}


def actions() -> Mapping[str, str]:
    """What the audit's actions are called."""
    return {
        "login": _("Logged in"),
        "refused": _("Wrong password"),
        "logout": _("Logged out"),
        "look": _("Looked at a lead"),
        "export": _("Exported leads"),
        "let-in": _("Let in what came in a flood"),
        "delete": _("Deleted leads"),
        "purge": _("Deleted old leads"),
        "import": _("Imported leads"),
        "account-add": _("Added an account"),
        "account-remove": _("Removed an account"),
        "password": _("Set a password"),
        "audit-begin": _("Sealed earlier lines"),
        "audit-prune": _("Deleted old lines of the audit"),
    }


def kinds() -> Mapping[str, str]:
    """What the kinds of file are called."""
    return {"xlsx": _("Excel workbook"), "csv": "CSV", "jsonl": "JSON Lines"}
