"""The audit: who did what at the desk, when, and to how many leads; never which lead."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal

from app.leads.sqlite.connections import Connections

Action = Literal[
    "login", "refused", "logout", "export", "let-in", "delete", "purge", "import",
    "account-add", "account-remove", "password",
]  # fmt: skip

# Who did it, when it was not an account: the command line, or a name that doesn't exist.
COMMAND_LINE = "@command-line"
NOBODY = "@nobody"

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
    """The audit in the leads' database; it holds no reference and nothing else of a lead."""

    def __init__(self, connections: Connections, clock: Callable[[], datetime] = _now) -> None:
        self._connections = connections
        self._clock = clock

    def record(
        self, account: str, action: Action, about: str = "", count: int | None = None
    ) -> int:
        """Write a line; returns its id, for counted()."""
        at = self._clock().strftime("%Y-%m-%dT%H:%M:%SZ")
        statement = "INSERT INTO audit (at, account, action, about, count) VALUES (?, ?, ?, ?, ?)"
        with self._connections.writing() as connection:
            cursor = connection.execute(statement, (at, account, action, about, count))
            return int(cursor.lastrowid or 0)

    def counted(self, entry: int, count: int) -> None:
        """Write how many leads it came to in the end."""
        with self._connections.writing() as connection:
            connection.execute("UPDATE audit SET count = ? WHERE id = ?", (count, entry))

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
