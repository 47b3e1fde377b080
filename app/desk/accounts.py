"""Who may enter the sales desk: names, hashed passwords, sessions, and how often one may try."""

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
    """Counts in the leads' database: memory would count for each process by itself.

    A name is kept only as a keyed hash, since people type passwords where names belong, and only
    for as long as it counts. `key`: any secret text. `clock`: seconds since 1970.
    """

    def __init__(
        self, table: AttemptTable, key: str, clock: Callable[[], float] = time.time
    ) -> None:
        self._table = table
        self._key = f"attempts:{key}".encode()
        self._clock = clock

    def begin(self, name: str) -> None:
        """Count an attempt before its password is looked at, so that many at once count too.

        Raises TooManyAttempts, and counts nothing, when there were MOST within WINDOW.
        """
        now, hashed = int(self._clock()), self._hashed(name)
        oldest = self._table.add(hashed, now, now - WINDOW, MOST)
        if oldest is not None:
            raise TooManyAttempts("Too many wrong passwords for this name.", oldest + WINDOW - now)

    def forgive(self, name: str) -> None:
        """Forget the attempts for a name, whose owner has come."""
        self._table.forget(self._hashed(name))

    def _hashed(self, name: str) -> str:
        return hmac.new(self._key, name.encode(errors="replace"), hashlib.sha256).hexdigest()


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

    def __init__(self, table: AccountTable, attempts: Attempts, method: str = SCRYPT) -> None:
        self._table = table
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
        """The account that has this name and password.

        Raises LoginRefused when there is none, after the same time whether or not the name exists;
        and TooManyAttempts, for names that exist and names that don't, after too many of those.
        """
        known = _written(name)
        self._attempts.begin(known)
        found = self._table.secrets_of(known)
        stored, session = found or (self._nobody, "")
        right = check_password_hash(stored, password[:_LONGEST_PASSWORD])
        if found is None or not right:
            raise LoginRefused("Name and password don't go together.", known if found else None)
        self._attempts.forgive(known)
        return Account(known, session)

    def of_session(self, session: str) -> Account | None:
        """The account whose sessions carry this id now; None for an id of before."""
        found = self._table.of_session(session)
        return None if found is None else Account(*found)

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
