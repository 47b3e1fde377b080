"""Leads as JSON Lines: one object per line, its keys the columns' machine names."""

import json
from collections.abc import Iterator, Sequence

from app.leads.column import Column
from app.leads.export.pieces import Piece, Rows
from app.leads.values import Value

# Only ASCII, so that no reader finds a line break within a lead: some take U+2028 or U+0085 for
# one.
_encode = json.JSONEncoder(separators=(",", ":"), allow_nan=False).encode


def jsonl_pieces(columns: Sequence[Column], rows: Rows) -> Iterator[Piece]:
    """Rows as lines; a missing value is null."""
    names = [column.name for column in columns]
    for several in rows:
        lines = [_line(dict(zip(names, row, strict=True))) for row in several]
        yield Piece(len(lines), "\n".join([*lines, ""]).encode())


def _line(lead: dict[str, Value]) -> str:
    try:
        return _encode(lead)
    except ValueError:  # JSON has no infinity, which only another program can have stored
        return _encode({name: repr(v) if isinstance(v, float) else v for name, v in lead.items()})
