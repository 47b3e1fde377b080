"""Rows in an order that tells nothing about them, however many there are."""

import marshal
from collections.abc import Iterator
from contextlib import ExitStack
from random import SystemRandom
from tempfile import TemporaryFile
from typing import IO

from app.leads.export.pieces import Rows
from app.leads.values import Value

_HEAPS = 64  # a million rows are some 15,000 a heap
_AT_A_TIME = 1000


def shuffled(rows: Rows) -> Rows:
    """All rows in random order: dealt out to heaps in temporary files, then heap by heap."""
    chance = SystemRandom()
    with ExitStack() as open_files:
        heaps = [open_files.enter_context(TemporaryFile()) for _ in range(_HEAPS)]
        for several in rows:
            for row in several:
                marshal.dump(row, chance.choice(heaps))
        for heap in heaps:
            heap.seek(0)
            found = list(_read(heap))
            chance.shuffle(found)
            for first in range(0, len(found), _AT_A_TIME):
                yield found[first : first + _AT_A_TIME]


def _read(heap: IO[bytes]) -> Iterator[tuple[Value, ...]]:
    while True:
        try:
            yield marshal.load(heap)  # noqa: S302 - our own file, which nobody else can open
        except EOFError:
            return
