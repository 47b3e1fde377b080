"""The engine for one SQLite file."""

import logging
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from app.database.engine import Connection, CsvLine
from app.database.sqlite.connections import BUSY_SECONDS, Connections
from app.database.sqlite.migrations import APPLICATION_ID
from app.database.sqlite.schema import derived_from, migrate
from app.database.sqlite.whole_file import copy, new_file, tidy
from app.errors import StoreUnavailable
from app.leads.column import Column
from app.leads.export.csv_file import CsvStyle
from app.leads.record import Catalogue

_INDEXES = {"leads_by_key": "sqlite_autoindex_leads_1"}

_log = logging.getLogger(__name__)


class SQLiteEngine(Connections):
    """SQLite: see Engine for what each method promises."""

    skip_locked = ""

    def __init__(
        self, path: Path, catalogue: Catalogue, busy_seconds: float = BUSY_SECONDS
    ) -> None:
        derived = derived_from(catalogue)
        super().__init__(path, lambda each: migrate(each, catalogue, derived), busy_seconds)
        self._unswept = False

    def alone(self, connection: Connection, what: str, names: Iterable[str] = ("",)) -> None:
        """See Engine. Nothing here: a writing transaction is alone from its start."""

    def by_index(self, name: str) -> str:
        """See Engine."""
        return f"INDEXED BY {_INDEXES.get(name, name)}"

    def csv(self, columns: Sequence[Column], style: CsvStyle) -> CsvLine:
        """See Engine: SQLite writes a line in half the time that Python takes.

        printf() takes no more than 126 columns.
        """
        cells = ", ".join(_cell(column, style) for column in columns)
        formats = ('"%s"' if column.kind == "text" else "%s" for column in columns)
        line = style.delimiter.replace("%", "%%").join(formats)
        return CsvLine(f"printf(:line, {cells})", {"line": line})

    def sweep(self) -> None:
        """Clear the write-ahead log, which still holds what was deleted from the tables."""
        self._unswept = True
        try:
            with self.reading() as connection:
                busy = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
        except StoreUnavailable:
            busy = 1
        self._unswept = bool(busy)
        if busy:
            _log.warning("Deleted leads stay in the write-ahead log until the next check.")

    def rewrite(self, table: str) -> None:
        """See Engine. Within the table, a row is overwritten when it is deleted."""
        self.sweep()

    def tidy(self) -> bool:
        """See Engine. Raises StoreUnavailable also when there is no room, or others are reading."""
        return tidy(self)

    def backup(self, file: Path, progress: Callable[[int, int], object] | None = None) -> None:
        """See Engine."""
        with new_file(file) as beside, self.reading() as connection:
            copy(connection, beside, progress)

    def check(self) -> None:
        """See Engine. Really writes, since a full disk shows no other way."""
        with self.reading() as connection:
            connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        if self._unswept:
            self.sweep()


def _cell(column: Column, style: CsvStyle) -> str:
    """What printf() puts between the delimiters; it writes a NULL as nothing."""
    value = f'"{column.name}"'
    if column.kind == "text":
        # Only a few texts have to be made safe: not those that begin with a letter or digit and
        # hold no quotation mark.
        return (
            f"CASE WHEN {value} GLOB '[0-9A-Za-z]*' AND instr({value}, '\"') = 0 THEN {value} "
            f"WHEN {value} <> '' THEN quotable({value}) END"
        )
    if column.kind == "real" and style.decimal != ".":
        return f"replace({value}, '.', '{style.decimal}')"
    return value
