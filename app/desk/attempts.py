"""How often a password was tried for a name, counted by all processes together."""

import hashlib
import hmac
import time
from collections.abc import Callable

from app.errors import TooManyAttempts
from app.leads.sqlite.connections import Connections

MOST = 10
WINDOW = 15 * 60  # seconds


class Attempts:
    """Counts in the leads' database: memory would count for each process by itself.

    A name is kept only as a keyed hash, since people type passwords where names belong, and only
    for as long as it counts. `key`: any secret text. `clock`: seconds since 1970.
    """

    def __init__(
        self, connections: Connections, key: str, clock: Callable[[], float] = time.time
    ) -> None:
        self._connections = connections
        self._key = f"attempts:{key}".encode()
        self._clock = clock

    def begin(self, name: str) -> None:
        """Count an attempt before its password is looked at, so that many at once count too.

        Raises TooManyAttempts, and counts nothing, when there were MOST within WINDOW.
        """
        now, hashed = int(self._clock()), self._hashed(name)
        with self._connections.writing() as connection:
            connection.execute("DELETE FROM attempts WHERE at <= ?", (now - WINDOW,))
            query = "SELECT count(*), min(at) FROM attempts WHERE name = ?"
            count, oldest = connection.execute(query, (hashed,)).fetchone()
            if count < MOST:
                connection.execute("INSERT INTO attempts VALUES (?, ?)", (hashed, now))
                return
        raise TooManyAttempts("Too many wrong passwords for this name.", oldest + WINDOW - now)

    def forgive(self, name: str) -> None:
        """Forget the attempts for a name, whose owner has come."""
        with self._connections.writing() as connection:
            connection.execute("DELETE FROM attempts WHERE name = ?", (self._hashed(name),))

    def _hashed(self, name: str) -> str:
        return hmac.new(self._key, name.encode(errors="replace"), hashlib.sha256).hexdigest()
