"""Leads as CSV that opens in a spreadsheet and runs nothing there."""

import unicodedata
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from operator import itemgetter
from typing import IO

from app.leads.record import Catalogue, Column, Lead
from app.leads.values import Kind, Value

DELIMITER = ";"
# Without it, Excel takes UTF-8 for the code page of the machine.
BYTE_ORDER_MARK = "\ufeff"

_CHUNK = 500
_FORMULA_STARTS = frozenset("=+-@")
_BREAKS = frozenset("\t\r\n")
# Spaces, control and format characters: what a program may drop before it looks for a formula.
_UNSEEN = frozenset("ZC")


def write_csv(
    out: IO[bytes],
    leads: Iterable[Lead],
    catalogue: Catalogue,
    *,
    delimiter: str = DELIMITER,
    decimal: str | None = None,
    heading: Callable[[Column], str] | None = None,
    progress: Callable[[int], object] | None = None,
) -> int:
    """Write leads as they come; returns how many. The other arguments: see csv_chunks().

    `progress` is called with the number written so far, every few hundred leads.
    """
    written = 0
    chunks = csv_chunks(leads, catalogue, delimiter=delimiter, decimal=decimal, heading=heading)
    for count, text in chunks:
        out.write(text.encode())
        written += count
        if progress is not None:
            progress(written)
    return written


def csv_chunks(
    leads: Iterable[Lead],
    catalogue: Catalogue,
    *,
    delimiter: str = DELIMITER,
    decimal: str | None = None,
    heading: Callable[[Column], str] | None = None,
) -> Iterator[tuple[int, str]]:
    """The file in pieces, each with the number of leads in it; memory stays the same.

    `heading` turns a column into its heading, the machine name by default. `decimal`: the sign in
    fractions; by default the comma where `;` delimits, as spreadsheets there expect, else the
    point. Raises ValueError when the delimiter can't be told from what it delimits.
    """
    sign = decimal or ("," if delimiter == ";" else ".")
    if len(delimiter) != 1 or delimiter.isalnum() or delimiter in f"\"'\r\n-+_{sign}":
        raise ValueError(f"{delimiter!r} cannot delimit cells.")
    return _chunks(leads, catalogue, delimiter, sign, heading)


def inert(text: str) -> str:
    """The text, with an apostrophe before it if a spreadsheet could take it for a formula.

    That is what begins with = + - @, with their full-width or small forms, also behind spaces and
    invisible characters; and what begins with a tab or a line break.
    """
    return f"'{text}" if text[:1] in _BREAKS or _first_seen(text) in _FORMULA_STARTS else text


def _first_seen(text: str) -> str:
    seen = (c for c in text if unicodedata.category(c)[0] not in _UNSEEN)
    return unicodedata.normalize("NFKC", next(seen, ""))[:1]


def _chunks(
    leads: Iterable[Lead],
    catalogue: Catalogue,
    delimiter: str,
    sign: str,
    heading: Callable[[Column], str] | None,
) -> Iterator[tuple[int, str]]:
    titles = [heading(column) if heading else column.name for column in catalogue.columns]
    yield 0, BYTE_ORDER_MARK + delimiter.join(map(_text, titles)) + "\r\n"
    kinds: dict[Kind, _Cells] = {
        "text": _Cells(_text),
        "integer": _Cells(str),
        "flag": _Cells(str),
        "real": _Cells(lambda value: str(value).replace(".", sign)),
    }
    cells = [kinds[column.kind] for column in catalogue.columns]
    row = itemgetter(*catalogue.names)
    remaining = iter(leads)
    while rows := [row(lead.values) for lead in islice(remaining, _CHUNK)]:
        columns = zip(cells, zip(*rows, strict=True), strict=True)
        lines = zip(*(known.written(values) for known, values in columns), strict=True)
        yield len(rows), "\r\n".join([*map(delimiter.join, lines), ""])


class _Cells(dict[Value, str]):
    """Values as cells. Most values come back often: a lookup is several times as fast."""

    def __init__(self, write: Callable[[Value], str]) -> None:
        self._write = write

    def written(self, values: Iterable[Value]) -> list[str]:
        """A column of cells."""
        if len(self) > _CHUNK * 8:
            self.clear()
        return [self[value] for value in values]

    def __missing__(self, value: Value) -> str:
        cell = self[value] = "" if value is None else self._write(value)
        return cell


def _text(value: Value) -> str:
    doubled = inert(str(value)).replace('"', '""')
    return f'"{doubled}"'
