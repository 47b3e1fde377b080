"""Columns of a lead and their values in words of one language."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache, partial

from babel import Locale
from babel.numbers import format_decimal

from app.leads.column import Column, InWords
from app.leads.record import Catalogue, Lead
from app.leads.values import Value
from app.method.bank import Language
from app.method.messages import dimension_name, level_name, message, say

_LONGEST_SHOWN = 100
# What a value of an older edition, or one stored by another program, may raise.
_STRANGE = (LookupError, ValueError, ArithmeticError)


@dataclass(frozen=True, slots=True)
class DescribedColumn:
    """A column as people read about it; `name` is what machines call it."""

    name: str
    heading: str
    meaning: str


@dataclass(frozen=True, slots=True)
class WordedValue:
    """One value as it is stored, under its machine name, and what it means."""

    name: str
    raw: Value
    words: str


def described_columns(catalogue: Catalogue, language: Language) -> list[DescribedColumn]:
    """Every column with its heading and meaning, in the order of the catalogue."""
    described = []
    for column in catalogue.columns:
        values: dict[str, str] = {}
        if column.dimension is not None:
            values["dimension"] = dimension_name(column.dimension)
        if column.facet is not None:
            values["facet"] = f"facets.{column.facet}.name"
        heading, meaning = (
            say(language, message(text_id, **values))
            for text_id in (column.heading, column.meaning)
        )
        described.append(DescribedColumn(column.name, heading, meaning))
    return described


def lead_in_words(lead: Lead, catalogue: Catalogue, language: Language) -> list[WordedValue]:
    """Every value of a lead in words, in the order of the catalogue."""
    return [
        WordedValue(
            column.name, lead[column.name], value_in_words(column, lead[column.name], language)
        )
        for column in catalogue.columns
    ]


def value_in_words(column: Column, value: Value, language: Language) -> str:
    """What a value of this column means; an unknown value is shown as it is, cut if too long."""
    said = column.said
    if value is None or value == "":
        return language.texts[said.empty]
    parts = str(value).split() if said.several else [value]
    names = [name_of_option(column, each, language) for each in parts]
    if None in names:
        return cut(value)
    words = ", ".join(filter(None, names))
    return f"{value}: {words}" if said.numbered else words


def name_of_option(column: Column, value: Value, language: Language) -> str | None:
    """What an option of this column is called, without its number; for None, what that means.

    None for an option without a name, or one that nobody foresaw.
    """
    if value is None:
        return language.texts[column.said.empty]
    try:
        return column.said.one and column.said.one(column, value, language)
    except _STRANGE:
        return None


def cut(value: object) -> str:
    """A value as it is stored, cut to what a page can show."""
    text = str(value)
    return text if len(text) <= _LONGEST_SHOWN else f"{text[:_LONGEST_SHOWN]}…"


# --- How the values of each kind of column are put into words -------------------------------------


def choice(prefix: str, options: Iterable[Value], empty: str = "values.none") -> InWords:
    """Options whose names are the texts under this prefix."""
    texts = tuple(f"{prefix}.{option}" for option in options)
    return InWords(partial(_text, prefix), empty=empty, texts=texts)


def several(prefix: str, options: Iterable[Value]) -> InWords:
    """Any number of such options."""
    return replace(choice(prefix, options), several=True)


def _text(prefix: str, column: Column, value: Value, language: Language) -> str:
    return language.texts[f"{prefix}.{value}"]


def _week(column: Column, value: Value, language: Language) -> str:
    year, week = str(value).split("-W")
    return say(language, message("values.week", year=int(year), week=int(week)))


def _language(column: Column, value: Value, language: Language) -> str:
    return str(Locale.parse(language.code).languages[str(value)])


def _option_of_a_question(column: Column, value: Value, language: Language) -> str:
    return language.profile[column.name].options[str(value)]


def _answer(column: Column, value: Value, language: Language) -> str:
    return language.items[f"{column.dimension}.{column.facet}"].options[_number(value) - 1]


def _score(column: Column, value: Value, language: Language) -> str:
    return _decimal(float(value or 0), language.code)


@lru_cache(2048)  # there are few distinct scores, and formatting one takes longer than all else
def _decimal(value: float, language: str) -> str:
    return str(format_decimal(value, "0.00", locale=language))


def _level(column: Column, value: Value, language: Language) -> str:
    return language.texts[level_name(_number(value))]


def _dimension(column: Column, value: Value, language: Language) -> str:
    return language.texts[dimension_name(str(value))]


def _yes_or_no(column: Column, value: Value, language: Language) -> str:
    return language.texts["values.yes" if value else "values.no"]


def _number(value: Value) -> int:
    number = int(value or 0)
    if number < 1:
        raise ValueError(f"{value!r} is not 1 or more.")
    return number


AS_IT_IS = InWords()
WEEK = InWords(_week, texts=("values.week",))
LANGUAGE = InWords(_language)
OPTION = InWords(_option_of_a_question)
ANSWER = InWords(_answer, numbered=True, empty="values.unknown")
SCORE = InWords(_score, empty="values.not_assessed")
INDEX = InWords(_score, empty="values.no_level")
LEVEL = InWords(_level, numbered=True, empty="values.no_level")
DIMENSIONS = InWords(_dimension, several=True)
YES_OR_NO = InWords(_yes_or_no, texts=("values.yes", "values.no"))
