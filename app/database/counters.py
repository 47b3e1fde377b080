"""The counters of the funnel: how often something happened in a week; they identify no visitor."""
# ruff: noqa: S608 - nothing in these statements comes from outside

from collections.abc import Mapping
from typing import NamedTuple

from app.database.engine import Engine
from app.database.sources import admitted

PURGE_COUNTS = "DELETE FROM counters WHERE week < ?"

_ADD = (
    "INSERT INTO counters (week, language, source, name, count) VALUES (?, ?, ?, ?, ?) "
    "ON CONFLICT (week, language, source, name) "
    "DO UPDATE SET count = counters.count + excluded.count"
)
_SUM = "SELECT name, cast(sum(count) AS BIGINT) FROM counters WHERE {where} GROUP BY name"
_CONDITIONS = {
    "first_week": "week >= :first_week",
    "last_week": "week <= :last_week",
    "language": "language = :language",
    "source": "source = :source",
}

# A lead has passed every step. How long it took is known only where all visits of the cell took
# equally long, or none is left. If a step was never counted for this lead, or counted in another
# cell, the cell becomes one too small, but never negative.
_CELL = "week = old.week AND language = old.language AND source = coalesce(old.source, '')"
_MINUTES = "name LIKE 'minutes:%'"
# What an engine runs after deleting a lead `old` that was not a test.
FORGET_STEPS = f"""
    UPDATE counters SET count = count - 1 WHERE {_CELL} AND (NOT {_MINUTES}
        OR (SELECT count(*) FROM counters WHERE {_CELL} AND {_MINUTES}) = 1);
    DELETE FROM counters WHERE {_CELL} AND {_MINUTES} AND NOT EXISTS
        (SELECT 1 FROM counters WHERE {_CELL} AND name = 'finished' AND count > 0);
    DELETE FROM counters WHERE {_CELL} AND count <= 0;
"""


class Counted(NamedTuple):
    """What is counted. `week` as in "2026-W47"; `source` is "" where the host page named none."""

    week: str
    language: str
    source: str
    name: str


class Counters:
    """The counters of all weeks; see Engine for what every method raises."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def add(self, counts: Mapping[Counted, int]) -> None:
        """Count many things at once, all of them or none.

        A new source is counted as OTHER once its week has as many as it may.
        """
        with self._engine.writing() as connection:
            given = ((what.week, what.source) for what in counts if what.source)
            labels = admitted(self._engine, connection, given)
            rows = (
                (*what._replace(source=labels.get((what.week, what.source), what.source)), count)
                for what, count in counts.items()
            )
            # In order, so that two processes counting the same things can't deadlock.
            connection.executemany(_ADD, sorted(rows))

    def sums(self, **wanted: str | None) -> dict[str, int]:
        """How often each thing happened, by name.

        `wanted`: `first_week` and `last_week`, both inclusive, `language` and `source`; None means
        all.
        """
        named = {name: value for name, value in wanted.items() if value is not None}
        where = " AND ".join(["1 = 1", *(_CONDITIONS[name] for name in named)])
        with self._engine.reading() as connection:
            return dict(connection.execute(_SUM.format(where=where), named).fetchall())

    def close(self) -> None:
        """Release this thread's connection."""
        self._engine.close()
