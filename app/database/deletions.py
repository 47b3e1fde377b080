"""Which leads were deleted: told to all machines by the database, and by a file of each, Forgotten.

A row says that a reference was deleted, or that it is wanted again: the visitor has sent the same
form once more since. Only rows are asked. The file is there for the day on which an older copy of
the database is put back: what that doesn't know, recall() tells it.
"""
# ruff: noqa: S608 - nothing in these statements comes from outside

from collections.abc import Callable, Collection, Iterable
from contextlib import AbstractContextManager, nullcontext
from itertools import islice

from app.database.engine import Connection, Engine
from app.database.reading import CHUNK
from app.leads.forgotten import Forgotten

PURGE_DELETIONS = "DELETE FROM forgotten WHERE week < ?"

_INSERT = "INSERT INTO forgotten (hash, week, wanted) VALUES (?, ?, ?) ON CONFLICT (hash) DO "
_SAY = f"{_INSERT} UPDATE SET week = excluded.week, wanted = excluded.wanted"
_RECALL = f"{_INSERT} NOTHING"


class Deletions:
    """The deletions of all machines; see Engine for what every method raises.

    `own`: those of this machine; without it, nothing is remembered.
    """

    def __init__(self, engine: Engine, own: Forgotten | None) -> None:
        self._engine = engine
        self._own = own

    def known(self) -> Callable[[str], bool]:
        """A function that says whether a reference was deleted, as of this moment."""
        with self._engine.reading() as connection:
            rows = connection.execute("SELECT hash FROM forgotten WHERE wanted = 0").fetchall()
        deleted = {hashed for (hashed,) in rows}
        return lambda reference: bool(deleted) and not deleted.isdisjoint(self._hashes(reference))

    def recall(self) -> None:
        """Tell the database what this machine remembers and it doesn't."""
        own = self._own.entries() if self._own else {}
        with self._engine.reading() as connection:
            there = {hashed for (hashed,) in connection.execute("SELECT hash FROM forgotten")}
        missing = [(hashed, own[hashed], 0) for hashed in sorted(own.keys() - there)]
        if missing:
            with self._engine.writing() as connection:
                connection.executemany(_RECALL, missing)

    def here(self, references: Collection[str]) -> set[str]:
        """Those among these that were deleted on this machine and not sent again since."""
        return set(filter(self._own.known(), references)) if self._own else set()

    def remembering(self, references: Iterable[str]) -> AbstractContextManager[None]:
        """See Forgotten."""
        return self._own.remembering(references) if self._own else nullcontext()

    def withdraw(self, references: Collection[str]) -> None:
        """See Forgotten."""
        if self._own and references:
            self._own.withdraw(references)

    def said(self, connection: Connection, references: Iterable[str]) -> dict[str, bool]:
        """Whether each of these was deleted; False if it is wanted again, nothing if neither."""
        asked = {each: reference for reference in references for each in self._hashes(reference)}
        found: dict[str, bool] = {}
        hashes = iter(asked)
        while some := tuple(islice(hashes, CHUNK)):
            rows = connection.execute(
                f"SELECT hash, wanted FROM forgotten WHERE hash IN ({', '.join('?' * len(some))})",
                some,
            )
            for hashed, wanted in rows:
                reference = asked[hashed]
                found[reference] = found.get(reference, False) or not wanted
        return found

    def say(self, connection: Connection, references: Iterable[str], *, wanted: bool) -> None:
        """Note that these were deleted, or that they are wanted again, under every key."""
        if self._own is not None:
            week = self._own.week
            hashes = (each for reference in references for each in self._hashes(reference))
            # In order, so that two who write the same can't deadlock.
            rows = [(hashed, week, int(wanted)) for hashed in sorted(hashes)]
            if rows:
                connection.executemany(_SAY, rows)

    def _hashes(self, reference: str) -> list[str]:
        return self._own.hashes(reference) if self._own else []
