"""The only way to export leads, for the desk and the command line: CSV, workbook, JSON Lines."""

from collections.abc import Callable, Iterator
from typing import IO, Literal

from app.database.filters import Filter
from app.database.leads import LeadStore
from app.leads.export.csv_file import CsvStyle, head, of_lines
from app.leads.export.jsonl_file import jsonl_pieces
from app.leads.export.pieces import Piece
from app.leads.export.workbook import explained
from app.leads.record import Catalogue
from app.method.bank import Language

FileKind = Literal["csv", "xlsx", "jsonl"]

MEDIA_TYPES: dict[FileKind, str] = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "jsonl": "application/jsonl",
}

_USUAL_STYLE = CsvStyle()


def export(
    kind: FileKind,
    store: LeadStore,
    wanted: Filter,
    catalogue: Catalogue,
    language: Language,
    out: IO[bytes],
    *,
    style: CsvStyle = _USUAL_STYLE,
    machine_names: bool = False,
    progress: Callable[[int], object] | None = None,
) -> int:
    """Write the wanted leads to `out`; return how many there were. See pieces().

    `progress` is called again and again with how many are written so far.
    """
    written = 0
    for piece in pieces(
        kind, store, wanted, catalogue, language, style, machine_names=machine_names
    ):
        out.write(piece.data)
        written += piece.leads
        if progress is not None:
            progress(written)
    return written


def pieces(
    kind: FileKind,
    store: LeadStore,
    wanted: Filter,
    catalogue: Catalogue,
    language: Language,
    style: CsvStyle = _USUAL_STYLE,
    *,
    machine_names: bool = False,
) -> Iterator[Piece]:
    """The file in pieces, as they are made; memory stays the same for millions of leads.

    Headings are in `language`, or the machine names, as always in JSON Lines; only CSV has a
    `style`. Some pieces hold no bytes: a workbook is only ready as a whole.
    """
    columns = catalogue.columns
    if kind == "jsonl":
        return jsonl_pieces(columns, store.values(catalogue.names, wanted))
    words = explained(catalogue, language, machine_names)
    if kind == "xlsx":
        # Imported only for a workbook: its library would make every start slower.
        from app.leads.export.workbook import xlsx_pieces

        return xlsx_pieces(columns, words, store.values(catalogue.names, wanted))
    body = map(of_lines, store.csv_lines(style, columns, wanted))
    return _headed(head(style, words.headings), body)


def _headed(heading: Piece, body: Iterator[Piece]) -> Iterator[Piece]:
    # The store is asked first, so that nothing is written while it is out of reach.
    first = next(body, None)
    yield heading
    if first is not None:
        yield first
        yield from body
