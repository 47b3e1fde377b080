"""The values of a lead in words of one language, column by column."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from babel import Locale
from babel.numbers import format_decimal

from app.leads.record import Catalogue, Column, Lead
from app.leads.values import Value
from app.method.bank import Language
from app.method.report import dimension_name, level_name, message
from app.method.wording import say

_LONGEST_SHOWN = 100

Words = Callable[[Column, Value, Language], str]


@dataclass(frozen=True, slots=True)
class WordedValue:
    """One value as it is stored, under its machine name, and what it means."""

    name: str
    raw: Value
    words: str


def lead_in_words(lead: Lead, catalogue: Catalogue, language: Language) -> list[WordedValue]:
    """Every value of a lead in words, in the order of the catalogue."""
    return [
        WordedValue(
            column.name, lead[column.name], value_in_words(column, lead[column.name], language)
        )
        for column in catalogue.columns
    ]


def value_in_words(column: Column, value: Value, language: Language) -> str:
    """What a value of this column means; a value that nobody foresaw is shown as it is, if cut."""
    if value is None or value == "":
        return language.texts[_EMPTY.get(column.texts, "values.none")]
    try:
        return _WORDS.get(column.texts, _plain)(column, value, language)
    except (LookupError, ValueError, ArithmeticError):  # of an older edition, or written by others
        return cut(value)


def cut(value: object) -> str:
    """A value as it is stored, no longer than a page can bear."""
    text = str(value)
    return text if len(text) <= _LONGEST_SHOWN else f"{text[:_LONGEST_SHOWN]}…"


def _plain(column: Column, value: Value, language: Language) -> str:
    if column.asked is not None:
        return language.profile[column.name].options[str(value)]
    return cut(value)


def _week(column: Column, value: Value, language: Language) -> str:
    year, week = str(value).split("-W")
    return say(language, message("values.week", year=int(year), week=int(week)))


def _language(column: Column, value: Value, language: Language) -> str:
    return str(Locale.parse(language.code).languages[str(value)])


def _answer(column: Column, value: Value, language: Language) -> str:
    option = language.items[f"{column.dimension}.{column.facet}"].options[_number(value) - 1]
    return f"{value}: {option}"


def _score(column: Column, value: Value, language: Language) -> str:
    return _decimal(float(value or 0), language.code)


@lru_cache(2048)  # there are few scores, and writing one takes longer than all else
def _decimal(value: float, language: str) -> str:
    return str(format_decimal(value, "0.00", locale=language))


def _level(column: Column, value: Value, language: Language) -> str:
    return f"{value}: {language.texts[level_name(_number(value))]}"


def _levers(column: Column, value: Value, language: Language) -> str:
    return ", ".join(language.texts[dimension_name(code)] for code in str(value).split())


def _flags(column: Column, value: Value, language: Language) -> str:
    return ", ".join(language.texts[f"values.flags.{flag}"] for flag in str(value).split())


def _next_step(column: Column, value: Value, language: Language) -> str:
    return language.texts[f"values.next_step.{value}"]


def _test(column: Column, value: Value, language: Language) -> str:
    return language.texts["values.yes" if value else "values.no"]


def _number(value: Value) -> int:
    number = int(value or 0)
    if number < 1:
        raise ValueError(f"{value!r} counts nothing.")
    return number


_WORDS: Mapping[str, Words] = {
    "columns.week": _week,
    "columns.language": _language,
    "columns.answer": _answer,
    "columns.score": _score,
    "columns.index": _score,
    "columns.level": _level,
    "columns.range_low": _level,
    "columns.range_high": _level,
    "columns.levers": _levers,
    "columns.flags": _flags,
    "columns.next_step": _next_step,
    "columns.test": _test,
}
_EMPTY: Mapping[str, str] = {
    "columns.answer": "values.unknown",
    "columns.score": "values.not_assessed",
    "columns.index": "values.no_level",
    "columns.level": "values.no_level",
    "columns.range_low": "values.no_level",
    "columns.range_high": "values.no_level",
    "columns.next_step": "values.no_choice",
}
