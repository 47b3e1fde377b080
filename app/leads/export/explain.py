"""What a workbook says about itself: headings, and the sheet that explains every column."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import count, takewhile

from app.leads.describe import described_columns
from app.leads.record import Catalogue, Column
from app.method.bank import Language
from app.method.report import dimension_name, level_name

_TITLES = ("heading", "name", "meaning", "values")
_LEVELS = ("level", "range_low", "range_high")


@dataclass(frozen=True, slots=True)
class Explained:
    """The words of a workbook: names of its sheets, headings, and the lines of the second sheet."""

    sheet: str
    second_sheet: str
    headings: Sequence[str]
    lines: Sequence[Sequence[str]]


def explained(catalogue: Catalogue, language: Language, machine_names: bool = False) -> Explained:
    """The words for an export of these columns; their headings may be the machine names."""
    texts, described = language.texts, described_columns(catalogue, language)
    lines = [[texts[f"export.titles.{title}"] for title in _TITLES]]
    for column, words in zip(catalogue.columns, described, strict=True):
        lines.append([words.heading, words.name, words.meaning, _values(column, language)])
    return Explained(
        texts["export.sheets.leads"],
        texts["export.sheets.columns"],
        [words.name if machine_names else words.heading for words in described],
        lines,
    )


def _values(column: Column, language: Language) -> str:
    """What the values of a column stand for, a line each; "" where they speak for themselves."""
    return "\n".join(f"{value} – {meaning}" for value, meaning in _meanings(column, language))


def _meanings(column: Column, language: Language) -> Iterator[tuple[object, str]]:
    if column.asked is not None:
        yield from language.profile[column.name].options.items()
    if column.name in _LEVELS:
        levels = takewhile(lambda level: level_name(level) in language.texts, count(1))
        yield from ((level, language.texts[level_name(level)]) for level in levels)
    if column.name == "levers":
        dimensions = dict.fromkeys(item.dimension for item in language.items.values())
        yield from ((each, language.texts[dimension_name(each)]) for each in dimensions)
