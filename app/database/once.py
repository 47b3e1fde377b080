"""What only one of all machines does, and once: a day's chores, a quarter's barometer."""

from app.database.engine import Engine

_FREEZE = "INSERT INTO barometers (quarter, said) VALUES (?, ?) ON CONFLICT (quarter) DO NOTHING"


class FrozenQuarters:
    """The quarters whose barometer is stored; see Engine for what every method raises."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def all(self) -> dict[str, str]:
        """What is published about each quarter, in JSON."""
        with self._engine.reading() as connection:
            rows = connection.execute("SELECT quarter, said FROM barometers").fetchall()
        return dict(rows)

    def freeze(self, quarter: str, said: str) -> None:
        """Store a quarter; one that is stored already stays as it is."""
        with self._engine.writing() as connection:
            connection.execute(_FREEZE, (quarter, said))


# Changes a row only for the first to ask on a day.
_TAKE = (
    "INSERT INTO chores (name, day) VALUES (?, ?) "
    "ON CONFLICT (name) DO UPDATE SET day = excluded.day WHERE chores.day < excluded.day"
)


class Chores:
    """The last day on which each chore was begun; see Engine for what every method raises."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def take(self, chore: str, day: str) -> bool:
        """Claim a chore for a day, as in "2026-11-18"; return whether it is now ours to do."""
        with self._engine.writing() as connection:
            return connection.execute(_TAKE, (chore, day)).rowcount > 0

    def give_back(self, chore: str) -> None:
        """Give up a claim because the chore failed: the next to ask gets it."""
        with self._engine.writing() as connection:
            connection.execute("DELETE FROM chores WHERE name = ?", (chore,))

    def close(self) -> None:
        """Release this thread's connection."""
        self._engine.close()
