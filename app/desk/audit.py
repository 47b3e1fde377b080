"""The audit: who did what at the desk, when, and to how many leads; never which lead."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Literal

from app.database.audit import AuditLines, AuditTable
from app.desk.chain import Chain, Verdict

Action = Literal[
    "login", "refused", "logout", "look", "export", "let-in", "delete", "purge", "import",
    "account-add", "account-remove", "password", "audit-begin", "audit-prune",
]  # fmt: skip

# Who did it, when it was not an account: the command line, somebody whose name doesn't exist, or
# the program itself.
COMMAND_LINE = "@command-line"
NOBODY = "@nobody"
PROGRAM = "@program"


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the audit. `at`: in UTC. `about`: what it was done to, for machines."""

    id: int
    at: datetime
    account: str
    action: str
    about: str
    count: int | None


class Audit:
    """The audit in the leads' database; it holds no reference, nor anything else from a lead.

    Its lines are chained (see Chain), so a changed, inserted or removed one is noticed. `keys`:
    oldest first; the last one seals, any of them verifies. Every method raises StoreUnavailable.
    """

    def __init__(
        self, table: AuditTable, keys: Sequence[str], clock: Callable[[], datetime] = _now
    ) -> None:
        self._table = table
        self._chain = Chain(keys)
        self._clock = clock

    def record(
        self, account: str, action: Action, about: str = "", count: int | None = None
    ) -> None:
        """Write a line."""
        with self._chained() as lines:
            self._write(lines, account, action, about, count)

    def prune(self, today: date, weeks: int) -> int:
        """Remove the lines older than this many weeks, and record that; return their number."""
        first_kept = (today - timedelta(weeks=weeks)).isoformat()
        with self._chained() as lines:
            count = self._chain.cut(lines, first_kept)
            if count:
                self._write(lines, PROGRAM, "audit-prune", first_kept, count)
        return count

    def verify(self) -> Verdict:
        """Whether every line is as it was written, and none is missing."""
        with self._chained() as lines:
            return self._chain.verify(lines)

    @contextmanager
    def _chained(self) -> Iterator[AuditLines]:
        """Hold the write lock, so that no two lines follow the same one; begin a missing chain.

        Lines from before there was a chain are sealed as they stand, which is recorded as a line.
        """
        with self._table.alone() as lines:
            before = self._chain.begin(lines)
            if before:
                self._write(lines, PROGRAM, "audit-begin", count=before)
            yield lines

    def _write(
        self,
        lines: AuditLines,
        account: str,
        action: Action,
        about: str = "",
        count: int | None = None,
    ) -> None:
        at = self._clock().strftime("%Y-%m-%dT%H:%M:%SZ")
        self._chain.add(lines, (at, account, action, about, count))

    def entries(self, before: int | None = None, limit: int = 50) -> list[Entry]:
        """The latest lines first; `before`: only those that were written before this id."""
        lines = self._table.latest(before, limit)
        return [Entry(line.id, _read(line.at), *line.said[1:]) for line in lines]


def _read(at: str) -> datetime:
    return datetime.fromisoformat(at)
