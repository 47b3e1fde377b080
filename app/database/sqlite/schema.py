"""Migrating a SQLite file to the catalogue: steps, columns, and what is derived."""

import sqlite3
from collections.abc import Sequence
from typing import TYPE_CHECKING

from app.database.pages import indexes
from app.database.sqlite.derived import Derived, drop, make, outdated, tallies
from app.database.sqlite.migrations import MIGRATIONS, TYPES
from app.errors import ConfigurationError, NewerSchema
from app.leads.column import Column
from app.leads.record import Catalogue

if TYPE_CHECKING:
    from sqlite_utils import Database


def derived_from(catalogue: Catalogue) -> list[Derived]:
    """Everything that is derived from the leads."""
    plain = [Derived({name: sql}) for name, sql in indexes(catalogue).items()]
    return [*plain, tallies(catalogue)]


def migrate(
    connection: sqlite3.Connection, catalogue: Catalogue, derived: Sequence[Derived]
) -> None:
    """Migrate the tables, once, however many processes start at the same moment.

    Raises NewerSchema when the database has been through steps that this program doesn't know.
    """
    if _is_current(connection, catalogue, derived):
        return
    # Imported only when there is work: it takes tens of megabytes that a worker has no use for.
    from sqlite_utils import Database

    connection.execute("BEGIN IMMEDIATE")
    try:
        # Another process may have been first: only now is it known what is left to do.
        database = Database(connection, execute_plugins=False)
        for step in MIGRATIONS[_version(connection) :]:
            step(database, catalogue)
        _loosen_columns(connection, catalogue, derived)
        _add_missing_columns(database, catalogue)
        for each in outdated(connection, derived):
            make(connection, each)
        connection.execute(f"PRAGMA user_version = {len(MIGRATIONS)}")
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def _is_current(
    connection: sqlite3.Connection, catalogue: Catalogue, derived: Sequence[Derived]
) -> bool:
    return (
        _version(connection) == len(MIGRATIONS)
        and not _missing(connection, catalogue)
        and not _stiff(connection, catalogue)
        and not outdated(connection, derived)
    )


def _version(connection: sqlite3.Connection) -> int:
    """How many steps this database has been through."""
    version: int = connection.execute("PRAGMA user_version").fetchone()[0]
    if version > len(MIGRATIONS):
        raise NewerSchema(
            f"The leads database has schema version {version}, this program knows only up to "
            f"{len(MIGRATIONS)}. Start the newer version of the program, or restore a backup."
        )
    return version


def _missing(connection: sqlite3.Connection, catalogue: Catalogue) -> list[Column]:
    """The columns that the catalogue has gained since the table was made."""
    rows = connection.execute("SELECT name FROM pragma_table_info('leads')")
    there = {name for (name,) in rows}
    return [column for column in catalogue.columns if column.name not in there]


def _add_missing_columns(database: "Database", catalogue: Catalogue) -> None:
    for column in _missing(database.conn, catalogue):
        if catalogue.always_required(column) and column.older is None:
            raise ConfigurationError(
                f"The column {column.name!r} is new and never empty: "
                "the catalogue has to say what older leads have."
            )
        database.table("leads").add_column(
            column.name, TYPES[column.kind], not_null_default=column.older
        )


def _stiff(connection: sqlite3.Connection, catalogue: Catalogue) -> list[tuple[str, str]]:
    """The columns, with their types, that require a value which this program may not give."""
    required = {c.name: catalogue.always_required(c) for c in catalogue.columns}
    rows = connection.execute(
        "SELECT name, type, dflt_value FROM pragma_table_info('leads') WHERE \"notnull\""
    )
    return [
        (name, kind) for name, kind, default in rows if not required.get(name, default is not None)
    ]


def _loosen_columns(
    connection: sqlite3.Connection, catalogue: Catalogue, derived: Sequence[Derived]
) -> None:
    """Allow NULL in columns that the catalogue has lost; older leads keep their values."""
    stiff = _stiff(connection, catalogue)
    for each in derived if stiff else ():
        drop(connection, each)
    for name, kind in stiff:
        connection.execute(f'ALTER TABLE leads RENAME COLUMN "{name}" TO "{name} stiff"')
        connection.execute(f'ALTER TABLE leads ADD COLUMN "{name}" {kind}')
        connection.execute(f'UPDATE leads SET "{name}" = "{name} stiff"')  # noqa: S608
        connection.execute(f'ALTER TABLE leads DROP COLUMN "{name} stiff"')
