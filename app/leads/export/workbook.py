"""Leads as a workbook, and a sheet in it that explains every column."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from xlsxwriter import Workbook

from app.leads.column import Column
from app.leads.export.pieces import Piece, Rows
from app.leads.in_words import described_columns, name_of_option
from app.leads.record import Catalogue
from app.leads.values import Value
from app.method.bank import Language

_TITLES = ("heading", "name", "meaning", "values")


@dataclass(frozen=True, slots=True)
class Explained:
    """The words of a workbook: its sheets' names, its headings, and the lines of the last sheet."""

    sheet: str
    second_sheet: str
    headings: Sequence[str]
    lines: Sequence[Sequence[str]]


def explained(catalogue: Catalogue, language: Language, machine_names: bool = False) -> Explained:
    """The words for an export of these columns; the headings may be the machine names."""
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
    """What the values of a column stand for, one per line; "" where they speak for themselves."""
    named = {each: name_of_option(column, each, language) for each in column.allowed.options}
    return "\n".join(f"{each} – {name}" for each, name in named.items() if name is not None)


LEADS_A_SHEET = 1_048_575  # a sheet holds one row more, the heading

_BLOCK = 1 << 16  # bytes
_LONGEST_TEXT = 2 * 32_767  # bytes of UTF-16
_WIDTHS = (34, 22, 70, 60)  # of the explanations, in characters


def xlsx_pieces(
    columns: Sequence[Column],
    explained: Explained,
    rows: Rows,
    leads_a_sheet: int = LEADS_A_SHEET,
) -> Iterator[Piece]:
    """The workbook, made in a temporary folder; leads are counted as they go into it.

    What doesn't fit on one sheet continues on another. Text beyond the 32,767 characters that a
    cell holds is cut off.
    """
    with TemporaryDirectory(prefix="leads-") as folder:
        file = Path(folder) / "leads.xlsx"
        options = {"constant_memory": True, "tmpdir": folder, "use_zip64": True}
        book = _Book(Workbook(file, options), columns, explained, leads_a_sheet)
        try:
            for several in rows:
                book.add(several)
                yield Piece(len(several), b"")
            book.finish()
        finally:
            book.let_go()
        with file.open("rb") as finished:
            while block := finished.read(_BLOCK):
                yield Piece(0, block)


@dataclass
class _Book:
    workbook: Any
    columns: Sequence[Column]
    explained: Explained
    leads_a_sheet: int

    def __post_init__(self) -> None:
        self.workbook.set_properties({"title": self.explained.sheet})
        self.heading = self.workbook.add_format(
            {"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"}
        )
        self.wrapped = self.workbook.add_format({"text_wrap": True, "valign": "top"})
        self._begin_sheet()

    def add(self, rows: Sequence[tuple[Value, ...]]) -> None:
        """Write some more leads."""
        for row in rows:
            if self.row == self.leads_a_sheet:
                self._end_sheet()
                self._begin_sheet()
            self.row += 1
            for column, value in enumerate(row):
                if value is None:
                    continue
                try:
                    self.writers[column](self.row, column, value)
                except TypeError:  # a workbook has no infinity; only other programs can store one
                    self.sheet.write_string(self.row, column, repr(value))

    def finish(self) -> None:
        """Explain the columns, and write the file."""
        self._end_sheet()
        self._explain()
        self.workbook.close()

    def let_go(self) -> None:
        """Close the files that a workbook abandoned halfway leaves open."""
        for sheet in self.workbook.worksheets():
            sheet.row_data_fh.close()

    def _begin_sheet(self) -> None:
        number = len(self.workbook.worksheets()) + 1
        name = self.explained.sheet if number == 1 else f"{self.explained.sheet} {number}"
        self.sheet = self.workbook.add_worksheet(name)
        self.sheet.freeze_panes(1, 0)
        for column, heading in enumerate(self.explained.headings):
            self.sheet.write_string(0, column, heading, self.heading)
        self.writers = [
            _text_writer(self.sheet) if column.kind == "text" else self.sheet.write_number
            for column in self.columns
        ]
        self.row = 0

    def _end_sheet(self) -> None:
        last = len(self.columns) - 1
        self.sheet.autofilter(0, 0, self.row, last)
        self.sheet.set_column(0, last, 16)

    def _explain(self) -> None:
        sheet = self.workbook.add_worksheet(self.explained.second_sheet)
        sheet.freeze_panes(1, 0)
        for column, width in enumerate(_WIDTHS):
            sheet.set_column(column, column, width)
        for row, texts in enumerate(self.explained.lines):
            for column, text in enumerate(texts):
                sheet.write_string(row, column, text, self.wrapped if row else self.heading)


def _text_writer(sheet: Any) -> Any:
    def write(row: int, column: int, text: str) -> None:
        # XlsxWriter can take text that begins like this for its own markup, and would put it into
        # the file as it is, formulas and all. Split into parts, it stays the text that it is.
        if text.startswith("<r>"):
            sheet.write_rich_string(row, column, "<", "r", _cut(text[2:]))
        else:
            sheet.write_string(row, column, text)

    return write


def _cut(text: str) -> str:
    return text.encode("utf-16-le")[: _LONGEST_TEXT - 4].decode("utf-16-le", "ignore")
