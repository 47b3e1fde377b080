"""Leads in figures with any filter, by reading them all."""

import sqlite3

from app.leads.record import Catalogue
from app.leads.sqlite import statements as sql
from app.leads.store import COUNTED, Filter, Stats


def read_stats(connection: sqlite3.Connection, catalogue: Catalogue, wanted: Filter) -> Stats:
    """The leads that are wanted, in figures."""
    # Imported when a figure is asked for: a worker that only takes in leads is lighter without.
    from sqlite_utils import Database

    database = Database(connection, execute_plugins=False)
    where, values = sql.condition(wanted)
    counts = {
        name: {row["value"]: row["leads"] for row in database.query(statement, values)}
        for name, statement in ((name, sql.counts(name, where)) for name in COUNTED)
    }
    means = next(database.query(sql.means(catalogue, where), values))
    return Stats(sum(counts["language"].values()), counts, means)
