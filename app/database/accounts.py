"""The tables of the desk's accounts and of login attempts."""

from app.database.engine import Engine
from app.errors import AccountError


class AccountTable:
    """Names, hashed passwords and session ids; see Engine for what every method raises."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def add(self, name: str, password: str, session: str) -> None:
        """Store a new account. Raises AccountError when there is already one with this name."""
        with self._engine.writing() as connection:
            added = connection.execute(_ADD, (name, password, session)).rowcount
        if not added:
            raise AccountError(f"There is already an account {name}.")

    def set_password(self, name: str, password: str, session: str) -> None:
        """Change both. Raises AccountError when there is no such account."""
        self._change("UPDATE accounts SET password = ?, session = ?", name, password, session)

    def set_session(self, name: str, session: str) -> None:
        """Change the id that its sessions carry. Raises AccountError as above."""
        self._change("UPDATE accounts SET session = ?", name, session)

    def remove(self, name: str) -> None:
        """Delete an account. Raises AccountError as above."""
        self._change("DELETE FROM accounts", name)

    def names(self) -> list[str]:
        """All names, in alphabetical order."""
        with self._engine.reading() as connection:
            rows = connection.execute("SELECT name FROM accounts ORDER BY 1").fetchall()
        return [name for (name,) in rows]

    def secrets_of(self, name: str) -> tuple[str, str] | None:
        """The hashed password and the session id of an account, or None."""
        return self._one("SELECT password, session FROM accounts WHERE name = ?", name)

    def of_session(self, session: str) -> tuple[str, str] | None:
        """The name and the session id of the account whose sessions carry this id, or None."""
        return self._one("SELECT name, session FROM accounts WHERE session = ?", session)

    def _one(self, query: str, value: str) -> tuple[str, str] | None:
        with self._engine.reading() as connection:
            row = connection.execute(query, (value,)).fetchone()
        return None if row is None else tuple(row)

    def _change(self, statement: str, name: str, *values: str) -> None:
        with self._engine.writing() as connection:
            if connection.execute(f"{statement} WHERE name = ?", (*values, name)).rowcount == 0:
                raise AccountError(f"There is no account {name!r}.")


_ADD = (
    "INSERT INTO accounts (name, password, session) VALUES (?, ?, ?) ON CONFLICT (name) DO NOTHING"
)


class AttemptTable:
    """The times of login attempts by hashed name, for as long as they count."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def add(self, name: str, now: int, since: int, most: int) -> int | None:
        """Count an attempt and return None, or the oldest if there were `most` after `since`.

        All times are in seconds since 1970; attempts up to `since` are deleted.
        """
        with self._engine.writing() as connection:
            self._engine.alone(connection, "attempts", [name])
            connection.execute("DELETE FROM attempts WHERE at <= ?", (since,))
            query = "SELECT count(*), min(at) FROM attempts WHERE name = ?"
            count, oldest = connection.execute(query, (name,)).fetchone()
            if count >= most:
                return int(oldest)
            connection.execute("INSERT INTO attempts (name, at) VALUES (?, ?)", (name, now))
        return None

    def forget(self, name: str) -> None:
        """Forget the attempts for a name."""
        with self._engine.writing() as connection:
            connection.execute("DELETE FROM attempts WHERE name = ?", (name,))
