"""CSV that opens in a spreadsheet and runs nothing there."""

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from app.leads.export.pieces import Piece
from app.leads.values import Kind, Value

DELIMITER = ";"
# Without it, Excel takes UTF-8 for the code page of the machine.
BYTE_ORDER_MARK = "\ufeff"

_FORMULA_STARTS = frozenset("=+-@")
_BREAKS = frozenset("\t\r\n")
# Spaces, control and format characters: what a program may drop before it looks for a formula.
_UNSEEN = frozenset("ZC")


@dataclass(frozen=True, slots=True)
class CsvStyle:
    """How cells are separated and fractions written: with a comma where `;` separates cells.

    That is what spreadsheets expect where the comma is the decimal sign. Raises ValueError when the
    delimiter could be confused with the cells' contents.
    """

    delimiter: str = DELIMITER

    def __post_init__(self) -> None:
        sign = self.delimiter
        if len(sign) != 1 or sign.isalnum() or sign in f"\"'\r\n-+_{self.decimal}":
            raise ValueError(f"{sign!r} cannot delimit cells.")

    @property
    def decimal(self) -> str:
        """The decimal sign."""
        return "," if self.delimiter == ";" else "."

    def cell(self, kind: Kind, value: Value) -> str:
        """One cell; only texts are quoted, so that they can be told from numbers."""
        text = "" if value is None else str(value)
        return f'"{quotable(text)}"' if kind == "text" else text.replace(".", self.decimal)

    def line(self, kinds: Sequence[Kind], row: Sequence[Value]) -> str:
        """A row as a line without its end; `kinds`: of its columns."""
        return self.delimiter.join(self.cell(k, v) for k, v in zip(kinds, row, strict=True))


def inert(text: str) -> str:
    """The text, with an apostrophe before it if a spreadsheet could take it for a formula.

    That is text that begins with = + - @ or their full-width or small forms, even after spaces and
    invisible characters; and text that begins with a tab or a line break.
    """
    return f"'{text}" if text[:1] in _BREAKS or _first_seen(text) in _FORMULA_STARTS else text


def quotable(text: str) -> str:
    """The text, fit to stand between quotation marks."""
    return inert(text).replace('"', '""')


def head(style: CsvStyle, headings: Iterable[str]) -> Piece:
    """The beginning of a file: a byte order mark and the headings."""
    titles = style.delimiter.join(style.cell("text", heading) for heading in headings)
    return Piece(0, f"{BYTE_ORDER_MARK}{titles}\r\n".encode())


def of_lines(lines: Sequence[str]) -> Piece:
    """Leads as lines that the database has already written."""
    return Piece(len(lines), "\r\n".join([*lines, ""]).encode())


def of_rows(style: CsvStyle, kinds: Sequence[Kind], rows: Iterable[Sequence[Value]]) -> Piece:
    """Rows that were made here, as lines; `kinds`: of their columns."""
    return of_lines([style.line(kinds, row) for row in rows])


def _first_seen(text: str) -> str:
    seen = (c for c in text if unicodedata.category(c)[0] not in _UNSEEN)
    return unicodedata.normalize("NFKC", next(seen, ""))[:1]
