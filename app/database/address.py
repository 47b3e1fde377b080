"""The address of a database, read in one place: a SQLite file or a PostgreSQL server."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Self


@dataclass(frozen=True, slots=True)
class DatabaseAddress:
    """`url`: the whole of it, which may hold a password. `file`: SQLite's, None for PostgreSQL."""

    url: str = field(repr=False)
    file: Path | None = None

    @classmethod
    def read(cls, text: str, home: Path = Path()) -> Self:
        """Read an address; a relative SQLite file is seen from `home`.

        Raises ValueError with what is wrong and what to do; of the address it repeats nothing.
        """
        scheme, separator, place = text.partition("://")
        if separator and scheme == "sqlite":
            file = _file(place, home)
            return cls(f"sqlite:///{file}", file)
        if separator and scheme in ("postgresql", "postgres"):
            return cls(_libpq(f"postgresql://{place}"))
        raise ValueError(
            "is of no kind of database known here: begin with sqlite:/// or postgresql://"
        )


def _file(place: str, home: Path) -> Path:
    """The file that `sqlite://` + place means: "/data/leads.db" is relative, "//srv/x" is not."""
    if not place.startswith("/") or place.strip("/") in ("", ":memory:"):
        raise ValueError(
            "names no file: write sqlite:///data/leads.db, seen from the project's folder, "
            "or sqlite:////srv/leads.db, seen from the root"
        )
    return home / place[1:]


def _libpq(url: str) -> str:
    """The same address, if PostgreSQL's own library can read it."""
    from psycopg import ProgrammingError  # tens of megabytes, for those who use them
    from psycopg.conninfo import conninfo_to_dict

    try:
        conninfo_to_dict(url)
    except ProgrammingError:
        # Its words about an address may hold the password.
        raise ValueError(
            "is no address of a PostgreSQL database: write it as in "
            "postgresql://user:password@host/name"
        ) from None
    return url
