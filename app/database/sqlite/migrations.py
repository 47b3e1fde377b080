"""The steps that migrate an older database, each done once; together they make the schema.

The columns of `leads` need no step, as the catalogue names them; nor does what is derived.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING

from app.database.sqlite.old_labels import tidy_labels
from app.database.sqlite.whole_file import TRIGGERS, untidied_by
from app.leads.record import Catalogue

if TYPE_CHECKING:
    from sqlite_utils import Database

# Marks the file as ours for `file` and other tools: "ALCH".
APPLICATION_ID = 0x414C4348

TYPES = {"text": str, "integer": int, "real": float, "flag": int}


def _create_leads(database: "Database", catalogue: Catalogue) -> None:
    """The table of leads; without rowids, which would reveal the order of arrival."""
    sql = database.create_table_sql(
        "leads",
        {column.name: TYPES[column.kind] for column in catalogue.columns},
        pk="reference",
        not_null=[c.name for c in catalogue.columns if catalogue.always_required(c)],
        strict=True,
    )
    database.execute(f"{sql.strip().rstrip(';')}, WITHOUT ROWID")
    database.execute(f"PRAGMA application_id = {APPLICATION_ID}")


def _create_desk(database: "Database", catalogue: Catalogue) -> None:
    """What the sales desk keeps: counters of the funnel, accounts, audit, and the outbox."""
    for sql in _DESK:
        database.execute(sql)


# A counter of the funnel identifies no visitor: it only says how often something happened in a
# week. The audit is about the people at the desk, so it may hold times. `outbox.due`: when to send
# a message, in seconds since 1970; see outbox.py. `attempts`: to log in; the name is a keyed hash,
# `at` is in seconds since 1970.
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
    # However a lead goes, messages about it go too.
    """CREATE TRIGGER outbox_forgets AFTER DELETE ON leads BEGIN
        DELETE FROM outbox WHERE reference = old.reference;
    END""",
)


def _create_chores(database: "Database", catalogue: Catalogue) -> None:
    """The last day on which a daily chore was begun."""
    database.execute(
        "CREATE TABLE chores (name TEXT PRIMARY KEY, day TEXT NOT NULL) STRICT, WITHOUT ROWID"
    )


def _drop_marks(database: "Database", catalogue: Catalogue) -> None:
    """Drop what made filters fast before the index alone did."""
    for event in ("insert", "delete", "update"):
        database.execute(f"DROP TRIGGER IF EXISTS marks_{event}")
    database.execute("DROP TABLE IF EXISTS marks")


def _create_barometers(database: "Database", catalogue: Catalogue) -> None:
    """The barometers of closed quarters: once written, they can be neither changed nor deleted."""
    for sql in _BAROMETERS:
        database.execute(sql)


# What is published about a quarter, as JSON; it holds nothing about a single lead.
_BAROMETERS = (
    """CREATE TABLE barometers (
        quarter TEXT PRIMARY KEY, said TEXT NOT NULL
    ) STRICT, WITHOUT ROWID""",
    *(
        f"""CREATE TRIGGER barometers_stay_on_{event.lower()} BEFORE {event} ON barometers BEGIN
            SELECT RAISE(ABORT, 'a barometer is made once');
        END"""
        for event in ("UPDATE", "DELETE")
    ),
)


def _part_outbox_from_arrivals(database: "Database", catalogue: Catalogue) -> None:
    """Have messages wait for whole hours and deletions outlive leads, and note what is untidy."""
    for sql in (*_OUTBOX, *TRIGGERS):
        database.execute(sql)


_OUTBOX = (
    # In the order in which they are sent: random within an hour.
    "DROP INDEX IF EXISTS outbox_due",
    "CREATE INDEX outbox_due ON outbox (due, id)",
    "INSERT INTO chores (name, day) VALUES ('untidy', '')",  # rows are still in order of arrival
    "UPDATE outbox SET due = (due / 3600 + 1) * 3600 WHERE due > 0 AND NOT sending",
    # However a lead goes, only the message about its deletion stays.
    "DROP TRIGGER IF EXISTS outbox_forgets",
    """CREATE TRIGGER outbox_forgets AFTER DELETE ON leads BEGIN
        DELETE FROM outbox WHERE reference = old.reference AND event <> 'lead.deleted';
    END""",
)


def _chain_audit(database: "Database", catalogue: Catalogue) -> None:
    """Add room for the audit's seals; Audit, which has the key, then seals older lines."""
    database.execute("ALTER TABLE audit ADD COLUMN seal TEXT")
    database.execute(_AUDIT_ENDS)


_AUDIT_ENDS = (
    "CREATE TABLE audit_ends (anchor TEXT NOT NULL, head TEXT NOT NULL, seal TEXT NOT NULL) STRICT"
)


def _create_forgotten(database: "Database", catalogue: Catalogue) -> None:
    """Which leads were deleted, or are wanted again since, by keyed hash; see deletions.py."""
    database.execute(
        "CREATE TABLE forgotten (hash TEXT PRIMARY KEY, week TEXT NOT NULL, "
        "wanted INTEGER NOT NULL) STRICT, WITHOUT ROWID"
    )
    database.execute(untidied_by("forgotten", "INSERT"))


def _create_rounds(database: "Database", catalogue: Catalogue) -> None:
    """Rounds among colleagues: open ones with their sheets, and the links of closed ones."""
    for sql in _ROUNDS:
        database.execute(sql)


# `id` and `participant` are hashes: nobody can take part, or see anything, with what is stored.
_ROUNDS = (
    """CREATE TABLE rounds (
        id TEXT PRIMARY KEY, setup TEXT NOT NULL, closes TEXT NOT NULL, prolonged INTEGER NOT NULL,
        token TEXT, closed TEXT
    ) STRICT, WITHOUT ROWID""",
    """CREATE TABLE round_sheets (
        round TEXT NOT NULL, participant TEXT NOT NULL, role TEXT NOT NULL, answers TEXT NOT NULL,
        expected TEXT, PRIMARY KEY (round, participant)
    ) STRICT, WITHOUT ROWID""",
    *(
        untidied_by(table, event)
        for table in ("rounds", "round_sheets")
        for event in ("INSERT", "UPDATE", "DELETE")
    ),
)


# In order, never changed once released: a database remembers how many it has been through.
MIGRATIONS: tuple[Callable[["Database", Catalogue], None], ...] = (
    _create_leads,
    _create_desk,
    _create_chores,
    _drop_marks,
    _create_barometers,
    tidy_labels,
    _part_outbox_from_arrivals,
    _chain_audit,
    _create_forgotten,
    _create_rounds,
)
