"""Who may log in at the sales desk: names, hashed passwords, sessions, and limited attempts."""

import hashlib
import hmac
import re
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass

from werkzeug.security import check_password_hash, generate_password_hash

from app.database.accounts import AccountTable, AttemptTable
from app.errors import AccountError, LoginRefused, TooManyAttempts

MOST = 10
WINDOW = 15 * 60  # seconds


class Attempts:
    """Login attempts, counted in the leads' database, since each process has its own memory.

    A name is kept only as a keyed hash, since people type passwords where names belong, and only
    for as long as its attempts count. `key`: any secret text. `clock`: seconds since 1970.
    """

    def __init__(
        self, table: AttemptTable, key: str, clock: Callable[[], float] = time.time
    ) -> None:
        self._table = table
        self._key = f"attempts:{key}".encode()
        self._clock = clock

    def begin(self, name: str) -> None:
        """Count an attempt before its password is checked, so that simultaneous ones count too.

        Raises TooManyAttempts, and counts nothing, when there were already MOST within WINDOW.
        """
        now, hashed = int(self._clock()), self._hashed(name)
        oldest = self._table.add(hashed, now, now - WINDOW, MOST)
        if oldest is not None:
            raise TooManyAttempts("Too many wrong passwords for this name.", oldest + WINDOW - now)

    def forgive(self, name: str) -> None:
        """Forget the attempts for a name, once its owner has logged in."""
        self._table.forget(self._hashed(name))

    def _hashed(self, name: str) -> str:
        return hmac.new(self._key, name.encode(errors="replace"), hashlib.sha256).hexdigest()


SHORTEST_PASSWORD = 12
_LONGEST_PASSWORD = 1000
_NAME = re.compile(r"[\w.@+-]{1,80}")

# Werkzeug's own default, named so that checking an unknown name's password takes just as long.
SCRYPT = "scrypt:32768:8:1"


@dataclass(frozen=True, slots=True)
class Account:
    """Somebody in sales. `session`: a random id, replaced when their sessions have to end."""

    name: str
    session: str


class Accounts:
    """The accounts in the leads' database. Names are case-insensitive.

    `method`: how passwords are hashed, in Werkzeug's notation. Every method raises
    StoreUnavailable when the database cannot be reached just now.
    """

    def __init__(self, table: AccountTable, attempts: Attempts, method: str = SCRYPT) -> None:
        self._table = table
        self._attempts = attempts
        self._method = method
        # Compared with the password when there is no such account: never matches.
        self._nobody = f"{method}${'0' * 16}${'0' * 128}"

    def add(self, name: str, password: str) -> None:
        """Create an account. Raises AccountError when name or password is not acceptable."""
        known = _written(name)
        if not _NAME.fullmatch(known):
            raise AccountError(
                f"{name!r} cannot be an account's name: use up to 80 letters, digits and . _ @ + -"
            )
        self._table.add(known, self._hash(password), _new_session())

    def set_password(self, name: str, password: str) -> None:
        """Change a password, which ends every session. Raises AccountError."""
        self._table.set_password(_written(name), self._hash(password), _new_session())
        self._attempts.forgive(_written(name))

    def remove(self, name: str) -> None:
        """Delete an account, which ends every session. Raises AccountError."""
        self._table.remove(_written(name))

    def end_sessions(self, name: str) -> None:
        """End every session of an account, wherever it is. Raises AccountError."""
        self._table.set_session(_written(name), _new_session())

    def names(self) -> list[str]:
        """All names, in alphabetical order."""
        return self._table.names()

    def enter(self, name: str, password: str) -> Account:
        """The account with this name and password.

        Raises LoginRefused when there is none, taking as long whether or not the name exists; and
        TooManyAttempts after too many of those, also for names that don't exist.
        """
        known = _written(name)
        self._attempts.begin(known)
        found = self._table.secrets_of(known)
        stored, session = found or (self._nobody, "")
        right = check_password_hash(stored, password[:_LONGEST_PASSWORD])
        if found is None or not right:
            raise LoginRefused("Name and password don't match.", known if found else None)
        self._attempts.forgive(known)
        return Account(known, session)

    def of_session(self, session: str) -> Account | None:
        """The account whose sessions carry this id now; None for an id that was replaced."""
        found = self._table.of_session(session)
        return None if found is None else Account(*found)

    def _hash(self, password: str) -> str:
        if not SHORTEST_PASSWORD <= len(password) <= _LONGEST_PASSWORD:
            raise AccountError(
                f"The password has {len(password)} characters: use {SHORTEST_PASSWORD} to "
                f"{_LONGEST_PASSWORD}. A few unrelated words will do."
            )
        return generate_password_hash(password, self._method)


def _written(name: str) -> str:
    return name.strip().casefold().encode(errors="replace").decode()


def _new_session() -> str:
    return secrets.token_urlsafe(32)
