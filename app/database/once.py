"""What is done once by all machines together: a day's chores, a quarter's barometer."""

from app.database.engine import Engine

_FREEZE = "INSERT INTO barometers (quarter, said) VALUES (?, ?) ON CONFLICT (quarter) DO NOTHING"


class FrozenQuarters:
    """The quarters that were written down; see Engine for what every method raises."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def all(self) -> dict[str, str]:
        """What was said of each quarter, in JSON."""
        with self._engine.reading() as connection:
            rows = connection.execute("SELECT quarter, said FROM barometers").fetchall()
        return dict(rows)

    def freeze(self, quarter: str, said: str) -> None:
        """Write a quarter down; once it is, that stays."""
        with self._engine.writing() as connection:
            connection.execute(_FREEZE, (quarter, said))


# Changes a row only for the first who comes on a day.
_TAKE = (
    "INSERT INTO chores (name, day) VALUES (?, ?) "
    "ON CONFLICT (name) DO UPDATE SET day = excluded.day WHERE chores.day < excluded.day"
)


class Chores:
    """Remembers the last day of each chore beside the leads; that says nothing of any visitor.

    See Engine for what every method raises.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def take(self, chore: str, day: str) -> bool:
        """Whether it is ours to do this chore on this day, as in "2026-11-18"."""
        with self._engine.writing() as connection:
            return connection.execute(_TAKE, (chore, day)).rowcount > 0

    def give_back(self, chore: str) -> None:
        """It could not be done after all: the next who asks gets the turn."""
        with self._engine.writing() as connection:
            connection.execute("DELETE FROM chores WHERE name = ?", (chore,))

    def close(self) -> None:
        """Let go of what this thread holds."""
        self._engine.close()
