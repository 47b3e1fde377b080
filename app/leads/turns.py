"""Whose turn a daily chore is: of all processes and machines that share the leads, one does it."""

from app.leads.sqlite.connections import Connections

# Changes a row only for the first who comes on a day.
_TAKE = (
    "INSERT INTO chores (name, day) VALUES (?, ?) "
    "ON CONFLICT (name) DO UPDATE SET day = excluded.day WHERE day < excluded.day"
)


class Turns:
    """Remembers the last day of each chore beside the leads; that says nothing of any visitor.

    Every method raises StoreUnavailable.
    """

    def __init__(self, connections: Connections) -> None:
        self._connections = connections

    def take(self, chore: str, day: str) -> bool:
        """Whether it is ours to do this chore on this day, as in "2026-11-18"."""
        with self._connections.writing() as connection:
            return connection.execute(_TAKE, (chore, day)).rowcount > 0

    def give_back(self, chore: str) -> None:
        """It could not be done after all: the next who asks gets the turn."""
        with self._connections.writing() as connection:
            connection.execute("DELETE FROM chores WHERE name = ?", (chore,))
