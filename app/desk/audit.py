"""The audit: who did what at the desk, when, and to how many leads; never which lead."""

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Literal

from app.desk.chain import Chain, Verdict
from app.leads.sqlite.connections import Connections

Action = Literal[
    "login", "refused", "logout", "look", "export", "let-in", "delete", "purge", "import",
    "account-add", "account-remove", "password", "audit-begin", "audit-prune",
]  # fmt: skip

# Who did it, when it was not an account: the command line, a name that doesn't exist, or nobody but
# the program.
COMMAND_LINE = "@command-line"
NOBODY = "@nobody"
PROGRAM = "@program"

_COLUMNS = "id, at, account, action, about, count"


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the audit. `at`: in UTC. `about`: what it was done to, as a machine writes it."""

    id: int
    at: datetime
    account: str
    action: str
    about: str
    count: int | None


class Audit:
    """The audit in the leads' database; it holds no reference and nothing else of a lead.

    Its lines are chained (see Chain): one that is changed, put in or taken out shows. `keys`:
    oldest first; the last one seals, any of them verifies. Every method raises StoreUnavailable.
    """

    def __init__(
        self, connections: Connections, keys: Sequence[str], clock: Callable[[], datetime] = _now
    ) -> None:
        self._connections = connections
        self._chain = Chain(keys)
        self._clock = clock

    def record(
        self, account: str, action: Action, about: str = "", count: int | None = None
    ) -> None:
        """Write a line."""
        with self._chained() as connection:
            self._write(connection, account, action, about, count)

    def prune(self, today: date, weeks: int) -> int:
        """Take out the lines that are older than so many weeks, and say so; how many they were."""
        first_kept = (today - timedelta(weeks=weeks)).isoformat()
        with self._chained() as connection:
            count = self._chain.cut(connection, first_kept)
            if count:
                self._write(connection, PROGRAM, "audit-prune", first_kept, count)
        return count

    def verify(self) -> Verdict:
        """Whether every line is as it was written, and none is missing."""
        with self._chained() as connection:
            return self._chain.verify(connection)

    @contextmanager
    def _chained(self) -> Iterator[sqlite3.Connection]:
        """The write lock, with which no two lines can follow the same one; and a chain to add to.

        What was written before there was a chain is sealed as it stands, and that is a line too.
        """
        with self._connections.writing() as connection:
            before = self._chain.begin(connection)
            if before:
                self._write(connection, PROGRAM, "audit-begin", count=before)
            yield connection

    def _write(
        self,
        connection: sqlite3.Connection,
        account: str,
        action: Action,
        about: str = "",
        count: int | None = None,
    ) -> None:
        at = self._clock().strftime("%Y-%m-%dT%H:%M:%SZ")
        self._chain.add(connection, (at, account, action, about, count))

    def entries(self, before: int | None = None, limit: int = 50) -> list[Entry]:
        """The latest lines first; `before`: only those that were written before this id."""
        query = (
            f"SELECT {_COLUMNS} FROM audit WHERE id < coalesce(?, id + 1) "  # noqa: S608
            "ORDER BY id DESC LIMIT ?"
        )
        with self._connections.reading() as connection:
            rows = connection.execute(query, (before, limit)).fetchall()
        return [Entry(row[0], _read(row[1]), *row[2:]) for row in rows]


def _read(at: str) -> datetime:
    return datetime.fromisoformat(at)
