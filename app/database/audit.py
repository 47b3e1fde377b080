"""The lines of the audit and the ends of its chain, as rows; what they mean is up to app.desk."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import NamedTuple

from app.database.engine import Connection, Engine

Said = tuple[str, str, str, str, int | None]  # at, account, action, about, count


class AuditLine(NamedTuple):
    """One line; `seal` is None if it is from before there was a chain."""

    id: int
    at: str
    account: str
    action: str
    about: str
    leads: int | None
    seal: str | None

    @property
    def said(self) -> Said:
        """What the line says, without id and seal."""
        return self[1:6]


class Ends(NamedTuple):
    """The seal before the first line that is kept, that of the last one, and that of both."""

    anchor: str
    head: str
    seal: str


_COLUMNS = "id, at, account, action, about, count, seal"
_BEGUN = (
    "SELECT EXISTS (SELECT 1 FROM audit_ends) "
    "OR EXISTS (SELECT 1 FROM audit WHERE seal IS NOT NULL)"
)
_FIRST_KEPT = "SELECT coalesce((SELECT min(id) FROM audit WHERE at >= ?), 1 + max(id)) FROM audit"
_LAST_BEFORE = "SELECT seal FROM audit WHERE id < ? ORDER BY id DESC LIMIT 1"
_PUT = f"INSERT INTO audit ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?)"  # noqa: S608 - our own names
_LATEST = f"SELECT {_COLUMNS} FROM audit"  # noqa: S608 - our own names


class AuditTable:
    """The lines in order of their ids; see Engine for what every method raises."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    @contextmanager
    def alone(self) -> Iterator["AuditLines"]:
        """The lines, in a transaction that nobody else can have at the same time."""
        with self._engine.writing() as connection:
            self._engine.alone(connection, "audit")
            yield AuditLines(connection)

    def latest(self, before: int | None, limit: int) -> list[AuditLine]:
        """The latest lines first; `before`: only those that were written before this id."""
        where, values = ("", []) if before is None else (" WHERE id < ?", [before])
        with self._engine.reading() as connection:
            query = f"{_LATEST}{where} ORDER BY id DESC LIMIT ?"
            return [AuditLine(*row) for row in connection.execute(query, (*values, limit))]


class AuditLines:
    """The lines within a transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    @property
    def begun(self) -> bool:
        """Whether there is a chain."""
        return bool(self._connection.execute(_BEGUN).fetchone()[0])

    def all(self) -> Sequence[AuditLine]:
        """Every line, the first one first."""
        return [
            AuditLine(*row) for row in self._connection.execute(f"{_LATEST} ORDER BY id").fetchall()
        ]

    def next_id(self) -> int:
        """The id of the next line."""
        number: int = self._connection.execute(
            "SELECT coalesce(max(id), 0) + 1 FROM audit"
        ).fetchone()[0]
        return number

    def put(self, line: AuditLine) -> None:
        """Write a line."""
        self._connection.execute(_PUT, line)

    def seal(self, number: int, seal: str) -> None:
        """Seal a line that had no seal."""
        self._connection.execute("UPDATE audit SET seal = ? WHERE id = ?", (seal, number))

    def cut(self, at: str) -> tuple[int, str]:
        """Delete the lines from before this moment; return how many, and the seal of the last."""
        kept = self._connection.execute(_FIRST_KEPT, (at,)).fetchone()[0]
        row = self._connection.execute(_LAST_BEFORE, (kept,)).fetchone()
        if row is None:
            return 0, ""
        count = self._connection.execute("DELETE FROM audit WHERE id < ?", (kept,)).rowcount
        return count, row[0] or ""

    def ends(self) -> Ends | None:
        """The ends of the chain, if they are stored."""
        row = self._connection.execute("SELECT anchor, head, seal FROM audit_ends").fetchone()
        return None if row is None else Ends(*row)

    def tie(self, ends: Ends) -> None:
        """Store the ends of the chain, in place of earlier ones."""
        self._connection.execute("DELETE FROM audit_ends")
        self._connection.execute(
            "INSERT INTO audit_ends (anchor, head, seal) VALUES (?, ?, ?)", ends
        )
