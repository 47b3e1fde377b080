"""A barometer as a file: CSV with one number per line, or a workbook with a sheet per table."""

from collections.abc import Callable, Iterator, Mapping
from io import BytesIO
from typing import Any, Literal

from app.leads.barometer import Barometer
from app.leads.export.csv_file import CsvStyle, head, of_rows
from app.leads.tables import Worded, WordedTable, share, worded
from app.leads.values import Kind, Value
from app.method.bank import Language

FileKind = Literal["csv", "xlsx"]

_KINDS: tuple[Kind, ...] = ("text", "text", "text", "text", "integer", "integer")
_COLUMNS = ("file.quarter", "file.table", "file.row", "file.column", "keys.all", "share")
_WIDTHS = (44, 16)  # of the first column and the others, in characters


def barometer_file(kind: FileKind, barometer: Barometer, language: Language) -> bytes:
    """The whole file; numbers that are too few are replaced by words that say so."""
    return _WRITERS[kind](barometer, language)


def _csv(barometer: Barometer, language: Language) -> bytes:
    style, words = CsvStyle(), worded(barometer, language)
    titles = head(style, (language.texts[f"barometer.{column}"] for column in _COLUMNS))
    return titles.data + of_rows(style, _KINDS, list(_lines(barometer, words))).data


def _lines(barometer: Barometer, words: Worded) -> Iterator[tuple[Value, ...]]:
    quarter = str(barometer.quarter)
    for table in words.tables:
        for row in table.rows:
            for column, number in zip(table.headings, row.numbers, strict=True):
                shown = words.few if number is None else number
                part = _share(table, number, barometer.total)
                yield quarter, table.heading, row.label, column, shown, part


def _share(table: WordedTable, number: int | None, total: int | None) -> int | None:
    """A number's share of all organisations, in per cent; None in a grid, or where too few."""
    return None if table.is_grid or number is None or not total else share(number, total)


def _xlsx(barometer: Barometer, language: Language) -> bytes:
    from xlsxwriter import Workbook  # only when needed, as for leads

    out, words = BytesIO(), worded(barometer, language)
    with Workbook(out, {"constant_memory": True}) as book:
        book.set_properties({"title": words.title})
        bold = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
        about = book.add_worksheet(language.texts["barometer.made.heading"])
        about.set_column(0, 0, 110, book.add_format({"text_wrap": True, "valign": "top"}))
        about.write_string(0, 0, words.title, bold)
        for row, line in enumerate((words.lead, *words.made), 1):
            about.write_string(row, 0, line)
        for table in words.tables:
            _add_sheet(book.add_worksheet(table.heading), table, barometer, words, bold)
    return out.getvalue()


def _add_sheet(
    sheet: Any, table: WordedTable, barometer: Barometer, words: Worded, bold: Any
) -> None:
    sheet.freeze_panes(1, 1)
    sheet.set_column(0, 0, _WIDTHS[0])
    sheet.set_column(1, len(table.keys) + 1, _WIDTHS[1])
    titles = [table.row_heading, *table.headings]
    titles += [] if table.is_grid else [f"{words.share} (%)"]
    for column, title in enumerate(titles):
        sheet.write_string(0, column, title, bold)
    for place, row in enumerate(table.rows, 1):
        sheet.write_string(place, 0, row.label)
        for column, number in enumerate(row.numbers, 1):
            if number is None:
                sheet.write_string(place, column, words.few)
            else:
                sheet.write_number(place, column, number)
        part = _share(table, row.numbers[0], barometer.total)
        if part is not None:
            sheet.write_number(place, len(titles) - 1, part)


_WRITERS: Mapping[FileKind, Callable[[Barometer, Language], bytes]] = {"csv": _csv, "xlsx": _xlsx}
