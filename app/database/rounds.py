"""The tables of rounds: which are open, the sheets in them, and the links of those that are closed.

They have nothing to do with leads. Ids come hashed, days as in "2026-11-30"; no clock time is kept.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import NamedTuple

from app.database.engine import Connection, Engine

_SHEETS = "round_sheets"


class StoredRound(NamedTuple):
    """A round. `setup`: JSON; `closes`: its last day; `token`, `closed`: None while it is open."""

    id: str
    setup: str
    closes: str
    prolonged: int
    token: str | None
    closed: str | None


class StoredSheet(NamedTuple):
    """What a participant gave: a digit an answer, 0 for what they don't know; so for `expected`."""

    role: str
    answers: str
    expected: str | None


_COLUMNS = "id, setup, closes, prolonged, token, closed"
_ONE = f"SELECT {_COLUMNS} FROM rounds WHERE id = ?"  # noqa: S608 - nothing comes from outside
_DUE = f"SELECT {_COLUMNS} FROM rounds WHERE token IS NULL AND closes < ?"  # noqa: S608
_ANSWER = (
    "INSERT INTO round_sheets (round, participant, role, answers) VALUES (?, ?, ?, ?) "
    "ON CONFLICT (round, participant) DO UPDATE "
    "SET role = excluded.role, answers = excluded.answers, "
    "expected = CASE WHEN round_sheets.role = excluded.role THEN round_sheets.expected END"
)


class RoundTable:
    """Rounds and their sheets; see Engine for what every method raises."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def add(self, id: str, setup: str, closes: str) -> None:
        """Store a new round."""
        with self._engine.writing() as connection:
            connection.execute(
                "INSERT INTO rounds (id, setup, closes, prolonged) VALUES (?, ?, ?, 0)",
                (id, setup, closes),
            )

    def get(self, id: str) -> StoredRound | None:
        """The round with this id, or None."""
        with self._engine.reading() as connection:
            return _found(connection, id)

    def counts(self, id: str) -> dict[str, int]:
        """How many have answered, by role."""
        query = "SELECT role, count(*) FROM round_sheets WHERE round = ? GROUP BY role"
        with self._engine.reading() as connection:
            return dict(connection.execute(query, (id,)).fetchall())

    def answer(
        self, id: str, participant: str, sheet: StoredSheet, today: str, most: int
    ) -> bool | None:
        """Store a sheet, in place of an earlier one of the same participant.

        False when there are `most` others already, None when the round is not open.
        """
        with self._alone_with(id) as connection:
            found = _found(connection, id)
            if found is None or found.token is not None or found.closes < today:
                return None
            others = connection.execute(
                "SELECT count(*) FROM round_sheets WHERE round = ? AND participant <> ?",
                (id, participant),
            ).fetchone()[0]
            if others >= most:
                return False
            connection.execute(_ANSWER, (id, participant, sheet.role, sheet.answers))
        return True

    def sheet(self, id: str, participant: str) -> StoredSheet | None:
        """What this participant gave, or None."""
        query = (
            "SELECT role, answers, expected FROM round_sheets WHERE round = ? AND participant = ?"
        )
        with self._engine.reading() as connection:
            row = connection.execute(query, (id, participant)).fetchone()
        return None if row is None else StoredSheet(*row)

    def expect(self, id: str, participant: str, expected: str) -> None:
        """Store what a participant expects of the other side."""
        with self._engine.writing() as connection:
            connection.execute(
                "UPDATE round_sheets SET expected = ? WHERE round = ? AND participant = ?",
                (expected, id, participant),
            )

    def withdraw(self, id: str, participant: str) -> None:
        """Delete what a participant gave, bytes and all."""
        with self._alone_with(id) as connection:
            connection.execute(
                "DELETE FROM round_sheets WHERE round = ? AND participant = ?", (id, participant)
            )
        self._engine.rewrite(_SHEETS)

    def close(
        self,
        id: str,
        today: str,
        may_close: Callable[[StoredRound, int], bool],
        link: Callable[[StoredRound, list[StoredSheet]], str],
    ) -> bool:
        """Close an open round: store its link and delete its sheets, bytes and all.

        `may_close`: whether it may be with so many sheets; unless it may, nobody reads them.
        `link`: makes the link of the sheets. Returns whether this call has closed it.
        """
        with self._alone_with(id) as connection:
            found = _found(connection, id)
            if found is None or found.token is not None:
                return False
            sheets = f"FROM {_SHEETS} WHERE round = ?"
            count = connection.execute(f"SELECT count(*) {sheets}", (id,)).fetchone()[0]
            if not may_close(found, count):
                return False
            query = f"SELECT role, answers, expected {sheets}"
            rows = connection.execute(query, (id,)).fetchall()
            token = link(found, [StoredSheet(*row) for row in rows])
            connection.execute(
                "UPDATE rounds SET token = ?, closed = ? WHERE id = ?", (token, today, id)
            )
            connection.execute("DELETE FROM round_sheets WHERE round = ?", (id,))
        self._engine.rewrite(_SHEETS)
        return True

    def prolong(self, id: str, closes: str) -> bool:
        """Have an open round close later, once; return whether it does."""
        with self._engine.writing() as connection:
            return bool(
                connection.execute(
                    "UPDATE rounds SET closes = ?, prolonged = 1 "
                    "WHERE id = ? AND token IS NULL AND prolonged = 0",
                    (closes, id),
                ).rowcount
            )

    def remove(self, ids: Sequence[str], *, unless_closed: bool = False) -> bool:
        """Delete rounds and all that is in them, bytes and all; return whether there were any."""
        query = f"DELETE FROM rounds WHERE id = ?{' AND token IS NULL' * unless_closed}"  # noqa: S608
        with self._alone_with(*ids) as connection:
            gone = [id for id in ids if connection.execute(query, (id,)).rowcount]
            for id in gone:
                connection.execute("DELETE FROM round_sheets WHERE round = ?", (id,))
        for table in (_SHEETS, "rounds") if gone else ():
            self._engine.rewrite(table)
        return bool(gone)

    def due(self, today: str) -> list[StoredRound]:
        """The open rounds whose last day is over."""
        with self._engine.reading() as connection:
            return [StoredRound(*row) for row in connection.execute(_DUE, (today,)).fetchall()]

    def closed_before(self, day: str) -> list[str]:
        """The ids of the rounds that were closed before a day."""
        with self._engine.reading() as connection:
            rows = connection.execute("SELECT id FROM rounds WHERE closed < ?", (day,)).fetchall()
        return [id for (id,) in rows]

    @contextmanager
    def _alone_with(self, *ids: str) -> Iterator[Connection]:
        """A transaction in which nobody else writes about these rounds."""
        with self._engine.writing() as connection:
            self._engine.alone(connection, "rounds", ids)
            yield connection


def _found(connection: Connection, id: str) -> StoredRound | None:
    row = connection.execute(_ONE, (id,)).fetchone()
    return None if row is None else StoredRound(*row)
