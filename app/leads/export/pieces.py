"""What passes through an export: rows on their way in, pieces of the file on their way out."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from app.leads.values import Value

# Many rows at a time, never none: with a million rows, a call for each would take longer than the
# work itself.
Rows = Iterator[Sequence[tuple[Value, ...]]]


class Piece(NamedTuple):
    """The next bytes of a file, possibly none, and how many more leads have been written."""

    leads: int
    data: bytes
