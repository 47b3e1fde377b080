"""Forgotten references: which leads were deleted on this machine, kept outside every backup.

So a deleted lead stays deleted when an older copy of the database is put back. What is kept is a
keyed hash, which nobody can turn into a reference without the secret key, and the ISO week of the
deletion. All machines that share the key make the same hash.

The file has lines of equal length, and free ones are blank: a new entry takes a free one at random,
so that it needs no room on a full disk and the order reveals nothing.
"""

import hmac
import os
import random
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime
from itertools import chain, count
from pathlib import Path

from app.errors import StoreUnavailable
from app.leads.spool_files import locked, save_names
from app.leads.weeks import iso_week

_PURPOSE = b"forgotten references"
_HASH = 54  # characters
_LINE = 64  # bytes: hash, space, week, end of line
_BLANK = b" " * (_LINE - 1) + b"\n"
_ENTRY = re.compile(rb"[0-9a-f]{%d} [0-9]{4}-W[0-9]{2}\n" % _HASH)
_SPARE_LINES = 1024  # at least this many deletions can be remembered on a full disk


class Forgotten:
    """The memory of deletions, in one file; safe for threads and processes.

    `keys`: oldest first; the last one makes hashes, all of them recognise hashes. Every method
    raises StoreUnavailable when the file cannot be read or written.
    """

    def __init__(
        self,
        file: Path,
        keys: Sequence[str],
        today: Callable[[], date] = lambda: datetime.now(UTC).date(),
    ) -> None:
        self._file = file.absolute()
        self._keys = [hmac.digest(key.encode(), _PURPOSE, "sha256") for key in reversed(keys)]
        self._today = today

    @contextmanager
    def remembering(self, references: Iterable[str]) -> Iterator[None]:
        """Remember the deletions that the block makes; it runs even if remembering fails.

        They are remembered first: if the block fails, the leads are deleted at the next start.
        """
        failed = None
        try:
            self._note(references)
        except StoreUnavailable as error:
            failed = error
        yield
        if failed is not None:
            raise failed

    def withdraw(self, references: Iterable[str]) -> None:
        """Forget these deletions: the visitor deleted the lead, then sent the same form again."""
        known = self.known()
        for reference in filter(known, references):
            with self._lines() as (descriptor, lines):
                for place in self._places(lines, reference):
                    _write(descriptor, place, _BLANK)

    def known(self) -> Callable[[str], bool]:
        """A function that says whether a reference was forgotten, as of this moment."""
        there = self.entries().keys()
        return lambda reference: bool(there) and not there.isdisjoint(self.hashes(reference))

    def entries(self) -> dict[str, str]:
        """All that is remembered: the week of deletion by hash."""
        lines = (line.decode() for line in self._read() if line != _BLANK)
        return {line[:_HASH]: line[_HASH + 1 : -1] for line in lines}

    def hashes(self, reference: str) -> list[str]:
        """The hash with each key, the one in use first."""
        name = reference.encode()
        return [hmac.digest(key, name, "sha256").hex()[:_HASH] for key in self._keys]

    @property
    def week(self) -> str:
        """The week of what is deleted now."""
        return iso_week(self._today())

    def prune(self, before_week: str) -> None:
        """Drop deletions of earlier weeks: by now, such leads are purged from older copies too."""
        with self._lines() as (descriptor, lines):
            for place, line in enumerate(lines):
                if line != _BLANK and line[_HASH + 1 : -1] < before_week.encode():
                    _write(descriptor, place, _BLANK)

    def make_room(self) -> None:
        """Reserve blank lines, for when the disk is full."""
        with self._lines() as (descriptor, lines):
            missing = _SPARE_LINES - lines.count(_BLANK)
            if missing > 0:
                _write(descriptor, len(lines), _BLANK * missing)

    def _note(self, references: Iterable[str]) -> None:
        with self._lines() as (descriptor, lines):
            there = {line[:_HASH].decode() for line in lines}
            new = [hashes[0] for hashes in map(self.hashes, references) if there.isdisjoint(hashes)]
            free = [place for place, line in enumerate(lines) if line == _BLANK]
            random.shuffle(free)  # guards no secret
            places = chain(free, count(len(lines)))
            for hashed, place in zip(new, places, strict=False):
                _write(descriptor, place, f"{hashed} {self.week}\n".encode())

    @contextmanager
    def _lines(self) -> Iterator[tuple[int, list[bytes]]]:
        """The file, locked, and its lines; what the block writes is on the disk at its end."""
        with self._plainly():
            self._file.parent.mkdir(parents=True, exist_ok=True)
            new = not self._file.exists()
            with locked(self._file, flags=0) as descriptor:
                if new:
                    save_names(self._file.parent)
                yield descriptor, self._read()
                os.fsync(descriptor)

    @contextmanager
    def _plainly(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise StoreUnavailable(
                f"The deletions kept in {self._file} cannot be read or written: {error.strerror}."
            ) from error

    def _read(self) -> list[bytes]:
        """The lines; one that a crash has torn counts as free."""
        with self._plainly():
            content = self._file.read_bytes() if self._file.exists() else b""
        found = (content[start : start + _LINE] for start in range(0, len(content), _LINE))
        return [line if _ENTRY.fullmatch(line) else _BLANK for line in found]

    def _places(self, lines: Sequence[bytes], reference: str) -> list[int]:
        hashes = self.hashes(reference)
        return [place for place, line in enumerate(lines) if line[:_HASH].decode() in hashes]


def _write(descriptor: int, place: int, content: bytes) -> None:
    """Write whole lines, starting at line number `place`."""
    os.pwrite(descriptor, content, place * _LINE)
