"""A reader of SQLite's file format: in which order the cells of a page were put there.

After https://www.sqlite.org/fileformat2.html. A page of a b-tree has its cells' places in order of
key; the cells themselves lie from the end of the page towards its beginning as they came.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise
from pathlib import Path

_INTERIOR_INDEX, _INTERIOR_TABLE, _LEAF_INDEX, _LEAF_TABLE = 0x02, 0x05, 0x0A, 0x0D
# Bytes before the array of places; a whole number before each cell (the page on its left).
_HEADER = {_INTERIOR_INDEX: 12, _LEAF_INDEX: 8, _LEAF_TABLE: 8}
_FILE_HEADER, _LOG_HEADER, _FRAME_HEADER = 100, 32, 24
_REFERENCE = re.compile(rb"AC-[0-9A-Z]{5}-[0-9A-Z]{5}")


@dataclass(frozen=True)
class Page:
    """The places of the cells of one page, in order of key, and the reference in each, if any."""

    places: Sequence[int]
    references: Sequence[str | None]

    @property
    def as_they_came(self) -> list[str]:
        """References in the order in which their cells were put on the page."""
        pairs = zip(self.places, self.references, strict=True)
        return [each for _, each in sorted(pairs, reverse=True) if each is not None]

    @property
    def in_order_of_key(self) -> bool:
        """Whether where the cells lie says no more than their keys do."""
        return list(self.places) == sorted(self.places, reverse=True)


def pages_of(database: Path) -> Iterator[Page]:
    """The pages of all b-trees in the file, of tables and of indexes, but those without cells."""
    content = database.read_bytes()
    size = int.from_bytes(content[16:18])
    for start in range(0, len(content), size):
        yield from _page(content[start : start + size], _FILE_HEADER if start == 0 else 0)


def frames_of(log: Path) -> Iterator[Page]:
    """The same of the write-ahead log: every page as it was after each of the last changes."""
    content = log.read_bytes() if log.exists() else b""
    if not content:
        return
    size = int.from_bytes(content[8:12])
    for start in range(_LOG_HEADER, len(content), _FRAME_HEADER + size):
        first = int.from_bytes(content[start : start + 4]) == 1
        frame = content[start + _FRAME_HEADER : start + _FRAME_HEADER + size]
        yield from _page(frame, _FILE_HEADER if first else 0)


def told(pages: Iterable[Page], arrived: Sequence[str]) -> tuple[int, int]:
    """How many pairs of leads on a page lie as they arrived, and how many pairs there are."""
    when = {reference: number for number, reference in enumerate(arrived)}
    true = every = 0
    for page in pages:
        for first, second in combinations(page.as_they_came, 2):
            if first in when and second in when and first != second:
                every += 1
                true += when[first] < when[second]
    return true, every


def _page(page: bytes, start: int) -> Iterator[Page]:
    kind = page[start]
    if kind not in _HEADER:
        return
    count = int.from_bytes(page[start + 3 : start + 5])
    array = start + _HEADER[kind]
    places = [int.from_bytes(page[at : at + 2]) for at in range(array, array + 2 * count, 2)]
    if places:
        ends = dict(pairwise([*sorted(places), len(page)]))
        found = [_REFERENCE.search(page, place, ends[place]) for place in places]
        yield Page(places, [each and each[0].decode() for each in found])
