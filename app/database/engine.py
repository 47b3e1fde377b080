"""What an engine gives: connections that speak the house's SQL, and what each does in its own way.

The SQL of the house is what SQLite and PostgreSQL have in common; values are bound as `?` in a
sequence or `:name` in a mapping.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any, NamedTuple, Protocol

from app.leads.column import Column
from app.leads.export.csv_file import CsvStyle

Bound = Sequence[Any] | Mapping[str, Any]


class CsvLine(NamedTuple):
    """An expression that is a line of CSV, and the values that it takes by name."""

    sql: str
    values: Mapping[str, Any]


class Rows(Protocol):
    """What a statement has found or done."""

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

    def execute(self, sql: str, values: Bound = ..., /) -> Rows:
        """Run a statement."""
        ...

    def executemany(self, sql: str, rows: Iterable[Bound], /) -> Rows:
        """Run a statement with each of these."""
        ...


class Engine(Protocol):
    """One database; safe to share among threads and across a fork.

    Every method raises StoreUnavailable when the database cannot be reached just now, NewerSchema
    when it is ahead of the program, and StoreError when it refuses what it is told.
    """

    # Behind a subquery that takes a row: rows that somebody else holds are left out.
    skip_locked: str

    def reading(self) -> AbstractContextManager[Connection]:
        """A connection for single reads."""
        ...

    def snapshot(self) -> AbstractContextManager[Connection]:
        """The same for several reads of one moment, whatever others write meanwhile."""
        ...

    def writing(self) -> AbstractContextManager[Connection]:
        """The same in a transaction, which is safe on the disk when the block is left."""
        ...

    def alone(self, connection: Connection, what: str, names: Iterable[str] = ("",)) -> None:
        """Wait until nobody else writes about any of these, and keep it so to the block's end.

        `what`: which kind of thing has these names.
        """
        ...

    def by_index(self, name: str) -> str:
        """Behind the name of a table: it is to be read by this index."""
        ...

    def csv(self, columns: Sequence[Column], style: CsvStyle) -> CsvLine | None:
        """How the database itself writes rows as lines of CSV; None when it cannot."""
        ...

    def sweep(self) -> None:
        """Clear what deleted rows have left, as far as can be done at once."""
        ...

    def tidy(self) -> bool:
        """Lay all rows anew, so that the disk doesn't tell who came first.

        False when nothing has come since the last time. Who writes meanwhile waits, or spools.
        """
        ...

    def backup(self, file: Path, progress: Callable[[int, int], object] | None = None) -> None:
        """Copy everything to a new file as it is at one moment, while others go on writing.

        `progress` is told how much is left, and of how much. Raises OSError when it cannot be
        written, FileExistsError when it is there already.
        """
        ...

    def check(self) -> None:
        """Return when the database can be written, its tables made and brought up to date."""
        ...

    def close(self) -> None:
        """Let go of what this thread holds; the next call takes it up again."""
        ...
