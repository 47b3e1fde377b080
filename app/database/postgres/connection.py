"""A connection to PostgreSQL that takes our SQL."""

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

import psycopg

from app.database.engine import Bound, Result

# Quoted texts stay as they are; so do casts, which have two colons.
_PLACE = re.compile(r"'[^']*'|::|:([a-z_]\w*)|\?")
# PostgreSQL's texts can hold neither a NUL nor a lone surrogate, so a value with one matches none.
_UNWRITABLE = re.compile("[\0\ud800-\udfff]")


class PostgresConnection:
    """See Connection."""

    def __init__(self, connection: "psycopg.Connection[Any]") -> None:
        self._connection = connection

    def execute(self, sql: str, values: Bound = (), /) -> Result:
        """See Connection. Without values, it may be several statements."""
        if not values:
            return self._connection.execute(sql)
        return self._connection.execute(translated(sql), _written(values))

    def executemany(self, sql: str, rows: Iterable[Bound], /) -> Result:
        """See Connection."""
        cursor = self._connection.cursor()
        cursor.executemany(translated(sql), [_written(row) for row in rows])
        return cursor


@lru_cache(1000)
def translated(sql: str) -> str:
    """The statement with placeholders as psycopg writes them."""

    def place(found: re.Match[str]) -> str:
        if found[1]:
            return f"%({found[1]})s"
        return "%s" if found[0] == "?" else found[0]

    return _PLACE.sub(place, sql.replace("%", "%%"))


def _written(values: Bound) -> Bound:
    if isinstance(values, Mapping):
        return {name: _fit(value) for name, value in values.items()}
    return [_fit(value) for value in values]


def _fit(value: Any) -> Any:
    return _UNWRITABLE.sub("\ufffd", value) if isinstance(value, str) else value


_STATEMENT_SECONDS = 30


def usual_settings(given: Mapping[str, Any], patience: int) -> dict[str, str | int]:
    """The defaults for what the address doesn't say."""
    usual: dict[str, str | int] = {
        "connect_timeout": patience,
        "application_name": "alliance-check",
        "options": (
            f"-c statement_timeout={_STATEMENT_SECONDS * 1000} -c lock_timeout={patience * 1000} "
            f"-c idle_in_transaction_session_timeout={2 * _STATEMENT_SECONDS * 1000} "
            # No disk of today seeks; else the whole table is read where an index would do.
            "-c random_page_cost=1.1"
        ),
    }
    host = str(given.get("host") or "")
    if host and not host.startswith("/") and host not in ("localhost", "127.0.0.1", "::1"):
        usual["sslmode"] = "require"
    return usual
