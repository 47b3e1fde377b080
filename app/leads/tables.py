"""The barometer in the words of one language: tables for people to read, on a page or in a file."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain

from app.leads.barometer import Barometer, Table
from app.leads.weeks import Quarter
from app.method.bank import Language
from app.method.messages import dimension_name, message, say

_MADE = (1, 2, 3, 4)


@dataclass(frozen=True, slots=True)
class Row:
    """One row: how many organisations are in each column; None: too few to be shown."""

    key: str
    label: str
    numbers: Sequence[int | None]


@dataclass(frozen=True, slots=True)
class WordedTable:
    """A table of the barometer. `keys`: of its columns, "all" for the sum of the others."""

    key: str
    heading: str
    about: str
    row_heading: str
    keys: Sequence[str]
    headings: list[str]
    rows: Sequence[Row]

    @property
    def is_grid(self) -> bool:
        """Whether it has several columns; otherwise its numbers are shares of all organisations."""
        return len(self.keys) > 1


@dataclass(frozen=True, slots=True)
class Worded:
    """A barometer for people. `made`: how it was made; `few`: shown in place of too few."""

    title: str
    lead: str
    tables: Sequence[WordedTable]
    few: str
    share: str
    made: Sequence[str]


def worded(barometer: Barometer, language: Language) -> Worded:
    """The barometer in words."""
    texts = language.texts
    return Worded(
        f"{texts['barometer.title']}, {quarter_in_words(barometer.quarter, language)}",
        _lead(barometer, language),
        [_worded(key, table, language) for key, table in barometer.tables.items()],
        texts["barometer.few"],
        texts["barometer.share"],
        [texts[f"barometer.made.{number}"] for number in _MADE],
    )


def quarter_in_words(quarter: Quarter, language: Language) -> str:
    """What the quarter is called."""
    return say(language, message("barometer.quarter", number=quarter.number, year=quarter.year))


def share(number: int, total: int) -> int:
    """A share in per cent, rounded to a multiple of five like the numbers themselves."""
    return min(100, 5 * round(20 * number / total))


def _lead(barometer: Barometer, language: Language) -> str:
    if barometer.total is None:
        return language.texts["barometer.too_few"]
    first, last = (
        int(week[-2:]) for week in (barometer.quarter.first_week, barometer.quarter.last_week)
    )
    year = barometer.quarter.year
    return say(
        language,
        message("barometer.lead", total=barometer.total, first=first, last=last, year=year),
    )


def _worded(key: str, table: Table, language: Language) -> WordedTable:
    keys = list(dict.fromkeys(chain.from_iterable(table.values())))
    rows = [Row(row, _label(key, row, language), list(of.values())) for row, of in table.items()]
    if key == "levers":  # the commonest first; equally common ones in the order of the dimensions
        rows.sort(key=lambda row: row.numbers[0] or 0, reverse=True)
    heading, about, row_heading = (
        language.texts[f"barometer.{key}.{part}"] for part in ("heading", "about", "row")
    )
    headings = [_label(key, each, language) for each in keys]
    return WordedTable(key, heading, about, row_heading, keys, headings, rows)


def _label(table: str, key: str, language: Language) -> str:
    """What a row or column is called; its key, if the questions no longer have it."""
    if table in language.profile and key in language.profile[table].options:
        return language.profile[table].options[key]
    ids = (f"levels.{key}.name", dimension_name(key), f"barometer.keys.{key}")
    return next((language.texts[each] for each in ids if each in language.texts), key)
