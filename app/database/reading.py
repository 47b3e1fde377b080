"""Reading the stored leads: one by one, in pages, all of them, or in figures."""
# ruff: noqa: S608 - names of columns come from the catalogue; every value is bound

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from app.database import figures, pages
from app.database.engine import Engine
from app.database.figures import Figures
from app.database.filters import ALL_REAL, Filter, condition
from app.database.pages import Cursor, Page
from app.database.table import LeadTable, named
from app.leads.column import Column
from app.leads.export.csv_file import CsvStyle
from app.leads.export.pieces import Rows
from app.leads.record import Catalogue, Lead

CHUNK = 1000


class StoredLeads:
    """What can be asked of the leads; see Engine for what every method raises."""

    def __init__(self, engine: Engine, catalogue: Catalogue, table: LeadTable) -> None:
        self.engine = engine
        self.catalogue = catalogue
        self._table = table

    def get(self, reference: str) -> Lead | None:
        """The lead with this reference, or None."""
        with self.engine.reading() as connection:
            return self._table.get(connection, reference)

    def count(self, wanted: Filter = ALL_REAL) -> int:
        """How many wanted leads there are."""
        return pages.count(self.engine, self.catalogue, wanted)

    def first_week(self) -> str | None:
        """The week of the oldest leads; None when there are none."""
        week: str | None = self._rows("SELECT min(week) FROM leads")[0][0]
        return week

    def page(self, wanted: Filter, after: Cursor | None, limit: int) -> Page:
        """The next leads after a cursor, newest week first, then by reference.

        None stands for the beginning. A cursor from `Page.before` goes back instead.
        """
        places, before, beyond = pages.page(self.engine, self.catalogue, wanted, after, limit)
        with self.engine.reading() as connection:
            leads = self._table.several(connection, [reference for _, reference in places])
        return Page(leads, before, beyond)

    def iterate(self, wanted: Filter = ALL_REAL) -> Iterator[Lead]:
        """All leads in order of reference, a few at a time; see values()."""
        for rows in self.values(self.catalogue.names, wanted):
            yield from map(self._table.lead, rows)

    def values(self, names: Sequence[str], wanted: Filter = ALL_REAL) -> Rows:
        """These columns of the leads, in order of reference; memory stays the same for millions.

        Not a snapshot: a lead that comes or goes meanwhile may or may not be included.
        """
        return self._pages(named(names), wanted, {}, lambda row: row[1:])

    def csv_lines(
        self, style: CsvStyle, columns: Sequence[Column], wanted: Filter = ALL_REAL
    ) -> Iterator[Sequence[str]]:
        """Each lead as a line of CSV, in the same order."""
        line = self.engine.csv(columns, style)
        if line is not None:
            return self._pages(line.sql, wanted, dict(line.values), lambda row: row[1])
        kinds = [column.kind for column in columns]
        rows = self.values([column.name for column in columns], wanted)
        return ([style.line(kinds, row) for row in some] for some in rows)

    def figures(self, wanted: Filter = ALL_REAL) -> Figures:
        """The leads in figures, for any filter; reads all of them."""
        with self.engine.snapshot() as connection:
            return figures.figures_of(connection, self.catalogue, wanted)

    def figures_of_period(self, first_week: str, last_week: str) -> Figures:
        """The real leads of these weeks, inclusive, in figures; fast however many there are.

        Only columns that the catalogue calls tallied are counted.
        """
        with self.engine.snapshot() as connection:
            return figures.figures_of_period(connection, self.catalogue, first_week, last_week)

    def check(self) -> None:
        """Make sure that leads can be written; see Engine."""
        self.engine.check()

    def close(self) -> None:
        """Release this thread's connection; the next call gets another."""
        self.engine.close()

    def tidy(self) -> bool:
        """Rewrite all rows: see Engine."""
        return self.engine.tidy()

    def backup(self, file: Path, progress: Callable[[int, int], object] | None = None) -> None:
        """Copy the whole database to a new file: see Engine."""
        self.engine.backup(file, progress)

    def _pages(
        self,
        selected: str,
        wanted: Filter,
        values: dict[str, Any],
        result: Callable[[Any], Any],
    ) -> Iterator[list[Any]]:
        where, limits = condition(self.catalogue, wanted)
        after, beyond = "", ">="
        while True:
            # By the key's own index, whatever others the database might prefer.
            statement = (
                f"SELECT reference, {selected} FROM leads {self.engine.by_index('leads_by_key')} "
                f"WHERE reference {beyond} :after AND {where} ORDER BY reference LIMIT {CHUNK}"
            )
            rows = self._rows(statement, {**limits, **values, "after": after})
            if rows:
                after, beyond = rows[-1][0], ">"
                yield [result(row) for row in rows]
            if len(rows) < CHUNK:
                return

    def _rows(self, statement: str, values: Any = ()) -> list[Any]:
        """Fetch all rows at once: an unfinished read would hold up writing and tidying."""
        with self.engine.reading() as connection:
            return connection.execute(statement, values).fetchall()
