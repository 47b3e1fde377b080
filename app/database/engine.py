"""What an engine offers: connections that take our SQL, and the things each does in its own way.

Our SQL is what SQLite and PostgreSQL have in common; values are bound as `?` from a sequence or as
`:name` from a mapping.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any, NamedTuple, Protocol

from app.leads.column import Column
from app.leads.export.csv_file import CsvStyle

Bound = Sequence[Any] | Mapping[str, Any]


class CsvLine(NamedTuple):
    """An SQL expression for a line of CSV, and the values that it takes by name."""

    sql: str
    values: Mapping[str, Any]


class Result(Protocol):
    """The result of a statement."""

    @property
    def rowcount(self) -> int:
        """How many rows it changed."""
        ...

    def fetchone(self) -> Any:
        """The next row, or None."""
        ...

    def fetchall(self) -> list[Any]:
        """All rows that are left."""
        ...

    def __iter__(self) -> Iterator[Any]: ...


class Connection(Protocol):
    """A connection within a `with` block of an engine."""

    def execute(self, sql: str, values: Bound = ..., /) -> Result:
        """Run a statement."""
        ...

    def executemany(self, sql: str, rows: Iterable[Bound], /) -> Result:
        """Run a statement once with each of these values."""
        ...


class Engine(Protocol):
    """One database; safe to share among threads and across a fork.

    Every method raises StoreUnavailable when the database cannot be reached just now, NewerSchema
    when a newer version of the program made it, and StoreError when it refuses a statement.
    """

    # Appended to a subquery that selects a row: skips rows that another transaction has locked.
    skip_locked: str

    def reading(self) -> AbstractContextManager[Connection]:
        """A connection for single reads."""
        ...

    def snapshot(self) -> AbstractContextManager[Connection]:
        """The same for several reads of one moment, whatever others write meanwhile."""
        ...

    def writing(self) -> AbstractContextManager[Connection]:
        """The same in a transaction, which is safely on the disk when the block ends."""
        ...

    def alone(self, connection: Connection, what: str, names: Iterable[str] = ("",)) -> None:
        """Wait until no other transaction writes about any of these, and lock them until the end.

        `what`: the kind of thing that has these names.
        """
        ...

    def by_index(self, name: str) -> str:
        """What to add after a table's name to have it read by this index."""
        ...

    def csv(self, columns: Sequence[Column], style: CsvStyle) -> CsvLine | None:
        """How the database itself can write rows as lines of CSV; None if it cannot."""
        ...

    def sweep(self) -> None:
        """Erase what deleted rows have left behind, as far as that is quick."""
        ...

    def rewrite(self, table: str) -> None:
        """Erase what deleted rows of a small table have left behind, now."""
        ...

    def tidy(self) -> bool:
        """Rewrite all rows, so that the disk doesn't reveal the order in which visitors came.

        False when nothing has been added since the last time. Meanwhile, writers wait or spool.
        """
        ...

    def backup(self, file: Path, progress: Callable[[int, int], object] | None = None) -> None:
        """Copy everything to a new file, as it is at one moment, while others go on writing.

        `progress` is called with how much is left and how much there is. Raises OSError when the
        file cannot be written, FileExistsError when it already exists.
        """
        ...

    def check(self) -> None:
        """Make sure that the database can be written to; create or migrate its tables if needed."""
        ...

    def close(self) -> None:
        """Release this thread's connection; the next call gets another."""
        ...
