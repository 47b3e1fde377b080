"""Tidying PostgreSQL: rows are rewritten in order of key, as if they had all come at once.

A table keeps its rows in the order in which they came, each with the number of the transaction that
wrote it, and deleted rows until their place is needed. PostgreSQL's log, which replicas and
archives may keep, is out of our reach.
"""

from typing import TYPE_CHECKING

from app.database.postgres.tallies import add_up
from app.leads.record import Catalogue

if TYPE_CHECKING:
    from app.database.postgres.engine import PostgresEngine

# By table, what writes every row anew and changes nothing.
_REWRITE = {
    "leads": "UPDATE leads SET reference = reference",
    "counters": "UPDATE counters SET count = count",
    "forgotten": "UPDATE forgotten SET week = week",
    "outbox": "UPDATE outbox SET id = id",
    "rounds": "UPDATE rounds SET id = id",
    "round_sheets": "UPDATE round_sheets SET role = role",
}


def tidy(engine: "PostgresEngine", catalogue: Catalogue) -> bool:
    """See Engine. Whoever writes to a table meanwhile waits."""
    with engine.writing() as connection:
        begun = connection.execute("UPDATE chores SET day = 'begun' WHERE name = 'untidy'").rowcount
    if not begun:
        return False
    for table, rewrite in {**_REWRITE, "tallies": add_up(catalogue)}.items():
        with engine.writing() as connection:
            connection.execute("SET LOCAL statement_timeout = 0")
            # Without triggers: this changes no value, and must not mark anything as untidy.
            connection.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
            connection.execute(rewrite)
            connection.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
        # Not in the same transaction, which would carry the old rows along.
        with engine.writing() as connection:
            connection.execute("SET LOCAL statement_timeout = 0")
            index = "tallies_by_week" if table == "tallies" else f"{table}_pkey"
            connection.execute(f"CLUSTER {table} USING {index}")
    with engine.writing() as connection:
        # Unless a lead has come meanwhile.
        connection.execute("DELETE FROM chores WHERE name = 'untidy' AND day = 'begun'")
    return True
