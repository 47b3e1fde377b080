"""Who may enter the sales desk: names, hashed passwords, and the id that their sessions carry."""

import re
import secrets
from dataclasses import dataclass

from werkzeug.security import check_password_hash, generate_password_hash

from app.desk.attempts import Attempts
from app.errors import AccountError, LoginRefused
from app.leads.sqlite.connections import Connections

SHORTEST_PASSWORD = 12
_LONGEST_PASSWORD = 1000
_NAME = re.compile(r"[\w.@+-]{1,80}")

# Werkzeug's own choice, named so that what is held against nobody's password takes as long.
SCRYPT = "scrypt:32768:8:1"


@dataclass(frozen=True, slots=True)
class Account:
    """Somebody of sales. `session` is random, and another one as soon as sessions have to end."""

    name: str
    session: str


class Accounts:
    """The accounts in the leads' database. Names don't tell capitals from small letters.

    `method`: how passwords are hashed, in Werkzeug's words. Every method raises StoreUnavailable
    when the database cannot be reached just now.
    """

    def __init__(self, connections: Connections, attempts: Attempts, method: str = SCRYPT) -> None:
        self._connections = connections
        self._attempts = attempts
        self._method = method
        # What a password is held against when there is no such account: fits nothing.
        self._nobody = f"{method}${'0' * 16}${'0' * 128}"

    def add(self, name: str, password: str) -> None:
        """Make an account. Raises AccountError when name or password won't do."""
        known = _written(name)
        if not _NAME.fullmatch(known):
            raise AccountError(
                f"{name!r} is no name for an account: use up to 80 letters, digits and . _ @ + -"
            )
        if known in self.names():
            raise AccountError(f"There is an account {known} already.")
        row = (known, self._hash(password), _new_session())
        with self._connections.writing() as connection:
            connection.execute("INSERT INTO accounts VALUES (?, ?, ?)", row)

    def set_password(self, name: str, password: str) -> None:
        """Change a password, which ends every session. Raises AccountError."""
        values = (self._hash(password), _new_session(), _written(name))
        self._change("UPDATE accounts SET password = ?, session = ? WHERE name = ?", *values)
        self._attempts.forgive(_written(name))

    def remove(self, name: str) -> None:
        """Delete an account, which ends every session. Raises AccountError."""
        self._change("DELETE FROM accounts WHERE name = ?", _written(name))

    def end_sessions(self, name: str) -> None:
        """End every session of an account, wherever it is. Raises AccountError."""
        values = (_new_session(), _written(name))
        self._change("UPDATE accounts SET session = ? WHERE name = ?", *values)

    def names(self) -> list[str]:
        """All names, in alphabetical order."""
        with self._connections.reading() as connection:
            return [name for (name,) in connection.execute("SELECT name FROM accounts ORDER BY 1")]

    def enter(self, name: str, password: str) -> Account:
        """The account that has this name and password.

        Raises LoginRefused when there is none, after the same time whether or not the name exists;
        and TooManyAttempts, for names that exist and names that don't, after too many of those.
        """
        known = _written(name)
        self._attempts.begin(known)
        with self._connections.reading() as connection:
            query = "SELECT password, session FROM accounts WHERE name = ?"
            row = connection.execute(query, (known,)).fetchone()
        stored, session = row or (self._nobody, "")
        right = check_password_hash(stored, password[:_LONGEST_PASSWORD])
        if row is None or not right:
            raise LoginRefused("Name and password don't go together.", known if row else None)
        self._attempts.forgive(known)
        return Account(known, session)

    def of_session(self, session: str) -> Account | None:
        """The account whose sessions carry this id now; None for an id of before."""
        with self._connections.reading() as connection:
            query = "SELECT name, session FROM accounts WHERE session = ?"
            row = connection.execute(query, (session,)).fetchone()
        return None if row is None else Account(*row)

    def _change(self, statement: str, *values: str) -> None:
        with self._connections.writing() as connection:
            if connection.execute(statement, values).rowcount == 0:
                raise AccountError(f"There is no account {values[-1]!r}.")

    def _hash(self, password: str) -> str:
        if not SHORTEST_PASSWORD <= len(password) <= _LONGEST_PASSWORD:
            raise AccountError(
                f"The password has {len(password)} characters: it takes {SHORTEST_PASSWORD} to "
                f"{_LONGEST_PASSWORD}. A few unrelated words will do."
            )
        return generate_password_hash(password, self._method)


def _written(name: str) -> str:
    return name.strip().casefold().encode(errors="replace").decode()


def _new_session() -> str:
    return secrets.token_urlsafe(32)
