"""The tables of the SQLite store, and the steps that bring an older database up to date."""

import sqlite3
from collections.abc import Callable
from typing import TYPE_CHECKING

from app.errors import NewerSchema
from app.leads.record import Catalogue
from app.leads.sqlite.marks import make_marks
from app.leads.sqlite.tallies import make_tallies
from app.leads.sqlite.tidying import TRIGGERS

if TYPE_CHECKING:
    from sqlite_utils import Database

# Marks the file as ours for `file` and other tools: "ALCH".
APPLICATION_ID = 0x414C4348

_TYPES = {"text": str, "integer": int, "real": float, "flag": int}


def migrate(connection: sqlite3.Connection, catalogue: Catalogue) -> None:
    """Bring the tables up to date, once, however many processes start at the same moment.

    Raises NewerSchema when the database has been through steps that this program doesn't know.
    """
    if _is_current(connection, catalogue):
        return
    # Imported only when there is work: it takes tens of megabytes that a worker has no use for.
    from sqlite_utils import Database

    connection.execute("BEGIN IMMEDIATE")
    try:
        # Another process may have been first: what is left to do is known only now.
        database = Database(connection, execute_plugins=False)
        for step in _MIGRATIONS[_version(connection) :]:
            step(database, catalogue)
        _add_missing_columns(database, catalogue)
        connection.execute(f"PRAGMA user_version = {len(_MIGRATIONS)}")
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def _is_current(connection: sqlite3.Connection, catalogue: Catalogue) -> bool:
    if _version(connection) < len(_MIGRATIONS):
        return False
    rows = connection.execute("SELECT name FROM pragma_table_info('leads')")
    return {name for (name,) in rows}.issuperset(catalogue.names)


def _version(connection: sqlite3.Connection) -> int:
    """How many steps this database has been through."""
    version: int = connection.execute("PRAGMA user_version").fetchone()[0]
    if version > len(_MIGRATIONS):
        raise NewerSchema(
            f"The leads database has schema version {version}, this program knows only up to "
            f"{len(_MIGRATIONS)}. Start the newer version of the program, or restore a backup."
        )
    return version


def _create_leads(database: "Database", catalogue: Catalogue) -> None:
    """The table of leads; without rowids, so that its order doesn't tell who came first."""
    sql = database.create_table_sql(
        "leads",
        {column.name: _TYPES[column.kind] for column in catalogue.columns},
        pk="reference",
        not_null=[column.name for column in catalogue.columns if column.required],
        strict=True,
    )
    database.execute(f"{sql.strip().rstrip(';')}, WITHOUT ROWID")
    database.execute(f"PRAGMA application_id = {APPLICATION_ID}")


def _add_missing_columns(database: "Database", catalogue: Catalogue) -> None:
    """Columns that the catalogue has gained since the table was made; empty in older leads."""
    table = database.table("leads")
    there = table.columns_dict
    missing = [column for column in catalogue.columns if column.name not in there]
    for column in missing:
        table.add_column(column.name, _TYPES[column.kind])
    if missing:
        make_tallies(database, catalogue)


def _create_desk(database: "Database", catalogue: Catalogue) -> None:
    """What the sales desk keeps: counters of the funnel, accounts, audit, and the outbox."""
    for sql in _DESK:
        database.execute(sql)


# A counter of the funnel knows no visitor: only how often something happened in a week. The audit
# is about the people at the desk, so it may know the time. `due`: when to send a message, in
# seconds since 1970; see outbox.py. `attempts`: at a password; the name is a keyed hash, `at` in
# seconds since 1970.
_DESK = (
    """CREATE TABLE counters (
        week TEXT NOT NULL, language TEXT NOT NULL, source TEXT NOT NULL, name TEXT NOT NULL,
        count INTEGER NOT NULL, PRIMARY KEY (week, language, source, name)
    ) STRICT, WITHOUT ROWID""",
    """CREATE TABLE accounts (
        name TEXT PRIMARY KEY, password TEXT NOT NULL, session TEXT NOT NULL UNIQUE
    ) STRICT, WITHOUT ROWID""",
    """CREATE TABLE attempts (name TEXT NOT NULL, at INTEGER NOT NULL) STRICT""",
    """CREATE TABLE audit (
        id INTEGER PRIMARY KEY, at TEXT NOT NULL, account TEXT NOT NULL, action TEXT NOT NULL,
        about TEXT NOT NULL, count INTEGER
    ) STRICT""",
    """CREATE TABLE outbox (
        id TEXT NOT NULL, reference TEXT NOT NULL, event TEXT NOT NULL, attempts INTEGER NOT NULL,
        due INTEGER NOT NULL, sending INTEGER NOT NULL, PRIMARY KEY (reference, id)
    ) STRICT, WITHOUT ROWID""",
    "CREATE INDEX outbox_due ON outbox (due)",
    # However a lead goes, nobody is told of it any more.
    """CREATE TRIGGER outbox_forgets AFTER DELETE ON leads BEGIN
        DELETE FROM outbox WHERE reference = old.reference;
    END""",
)


def _create_figures(database: "Database", catalogue: Catalogue) -> None:
    """What makes figures and filters quick, filled from the leads that are there."""
    _add_missing_columns(database, catalogue)
    make_tallies(database, catalogue)
    make_marks(database, catalogue)
    database.execute(_CHORES)


# The last day on which a daily chore was begun.
_CHORES = "CREATE TABLE chores (name TEXT PRIMARY KEY, day TEXT NOT NULL) STRICT, WITHOUT ROWID"


def _part_outbox_from_arrivals(database: "Database", catalogue: Catalogue) -> None:
    """Messages wait for whole hours, a deletion outlives its lead, and tidying knows when to."""
    for sql in (*_OUTBOX, *TRIGGERS):
        database.execute(sql)


_OUTBOX = (
    # In the order in which they are sent: by chance within an hour.
    "DROP INDEX IF EXISTS outbox_due",
    "CREATE INDEX outbox_due ON outbox (due, id)",
    "INSERT INTO chores (name, day) VALUES ('untidy', '')",  # it lies as it came
    "UPDATE outbox SET due = (due / 3600 + 1) * 3600 WHERE due > 0 AND NOT sending",
    # However a lead goes, nobody is told of it any more, but that it was deleted.
    "DROP TRIGGER IF EXISTS outbox_forgets",
    """CREATE TRIGGER outbox_forgets AFTER DELETE ON leads BEGIN
        DELETE FROM outbox WHERE reference = old.reference AND event <> 'lead.deleted';
    END""",
)


# In order, never changed once released: a database remembers how many it has been through.
# The columns of `leads` need no step, the catalogue names them.
_MIGRATIONS: tuple[Callable[["Database", Catalogue], None], ...] = (
    _create_leads,
    _create_desk,
    _create_figures,
    _part_outbox_from_arrivals,
)
