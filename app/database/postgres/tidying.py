"""Tidying PostgreSQL: rows are laid in order of key and look as if they had come all at once.

A table keeps its rows in the order in which they came, each with the number of the transaction that
wrote it, and what is deleted until its place is needed. Its log, which replicas and archives may
keep, is out of our reach.
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
    "outbox": "UPDATE outbox SET id = id",
}


def tidy(engine: "PostgresEngine", catalogue: Catalogue) -> bool:
    """See Engine. Who writes to a table meanwhile waits."""
    with engine.writing() as connection:
        begun = connection.execute("UPDATE chores SET day = 'begun' WHERE name = 'untidy'").rowcount
    if not begun:
        return False
    for table, rewrite in {**_REWRITE, "tallies": add_up(catalogue)}.items():
        with engine.writing() as connection:
            connection.execute("SET LOCAL statement_timeout = 0")
            # What is changed here changes nothing, so it makes nothing untidy.
            connection.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
            connection.execute(rewrite)
            connection.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
        # Not in the same transaction, which would carry the old rows along.
        with engine.writing() as connection:
            connection.execute("SET LOCAL statement_timeout = 0")
            index = "tallies_by_week" if table == "tallies" else f"{table}_pkey"
            connection.execute(f"CLUSTER {table} USING {index}")
    with engine.writing() as connection:
        # Unless somebody has come meanwhile.
        connection.execute("DELETE FROM chores WHERE name = 'untidy' AND day = 'begun'")
    return True
