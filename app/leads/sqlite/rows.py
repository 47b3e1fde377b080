"""Leads by the thousand, as an export takes them from SQLite: plain rows, and lines of CSV."""
# ruff: noqa: S608 - names of columns come from the catalogue; every value is bound

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from app.leads.export.csv_file import CsvStyle, quotable
from app.leads.export.pieces import Rows
from app.leads.record import Column
from app.leads.sqlite.connections import Connections
from app.leads.sqlite.statements import CHUNK, condition
from app.leads.store import ALL_REAL, Filter

# In order of the key, whichever other indexes there are: each page goes on where one has ended.
_PAGE = (
    "SELECT reference, {wanted} FROM leads INDEXED BY sqlite_autoindex_leads_1 "
    f"WHERE reference {{beyond}} :after AND {{where}} ORDER BY reference LIMIT {CHUNK}"
)


class LeadRows:
    """Reads the leads a page at a time, in order of reference: memory stays the same for millions.

    Not a snapshot: a lead that comes or goes meanwhile may be in it or not.
    """

    def __init__(self, connections: Connections) -> None:
        self._connections = connections

    def values(self, names: Sequence[str], wanted: Filter = ALL_REAL) -> Rows:
        """These columns of the leads."""
        columns = ", ".join(f'"{name}"' for name in names)
        return self._pages(columns, wanted, {}, lambda row: row[1:])

    def csv_lines(
        self, style: CsvStyle, columns: Sequence[Column], wanted: Filter = ALL_REAL
    ) -> Iterator[Sequence[str]]:
        """Each lead as a line of CSV. SQLite writes it, in half the time that it takes here.

        printf() takes no more than 126 columns.
        """
        cells = ", ".join(_cell(column, style) for column in columns)
        marks = ('"%s"' if column.kind == "text" else "%s" for column in columns)
        line = style.delimiter.replace("%", "%%").join(marks)
        return self._pages(f"printf(:line, {cells})", wanted, {"line": line}, lambda row: row[1])

    def _pages(
        self,
        selected: str,
        wanted: Filter,
        values: dict[str, Any],
        result: Callable[[tuple[Any, ...]], Any],
    ) -> Iterator[list[Any]]:
        where, limits = condition(wanted)
        after, beyond = "", ">="
        while True:
            statement = _PAGE.format(wanted=selected, where=where, beyond=beyond)
            with self._connections.reading() as connection:
                connection.create_function("quotable", 1, quotable, deterministic=True)
                # All of them: a read that goes on would keep the write-ahead log from clearing.
                rows = connection.execute(
                    statement, {**limits, **values, "after": after}
                ).fetchall()
            if rows:
                after, beyond = rows[-1][0], ">"
                yield [result(row) for row in rows]
            if len(rows) < CHUNK:
                return


def _cell(column: Column, style: CsvStyle) -> str:
    """What printf() puts between the delimiters; it writes a NULL as nothing."""
    value = f'"{column.name}"'
    if column.kind == "text":
        # Few texts need a second look: none that begins with a letter and holds no quotation mark.
        return (
            f"CASE WHEN {value} GLOB '[0-9A-Za-z]*' AND instr({value}, '\"') = 0 THEN {value} "
            f"WHEN {value} <> '' THEN quotable({value}) END"
        )
    if column.kind == "real" and style.decimal != ".":
        return f"replace({value}, '.', '{style.decimal}')"
    return value
