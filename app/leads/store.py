"""What a store of leads can do, and which store a database address means."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Protocol

from app.errors import ConfigurationError
from app.leads.record import Catalogue, Lead
from app.leads.sqlite_connections import Connections

NONE_GIVEN = "-"
NO_LEVEL = 0


@dataclass(frozen=True, slots=True)
class Filter:
    """Which leads are meant. Weeks are inclusive, as in "2026-W47"; None doesn't narrow.

    What a lead lacks can be asked for too: NONE_GIVEN means that there is no source or no next
    step, NO_LEVEL that there was too little to decide a level.
    """

    first_week: str | None = None
    last_week: str | None = None
    language: str | None = None
    source: str | None = None
    include_test: bool = False
    type: str | None = None
    stage: str | None = None
    band: str | None = None
    level: int | None = None
    next_step: str | None = None


ALL_REAL = Filter()


@dataclass(frozen=True, slots=True)
class Stats:
    """Leads in figures.

    `counts`: for each column in COUNTED, its values with the number of leads that have them, most
    first; a missing value is counted under None. `means`: the mean of each score column on the 1–5
    scale, None when no lead has it.
    """

    total: int
    counts: Mapping[str, Mapping[str | int | None, int]]
    means: Mapping[str, float | None]


COUNTED = ("week", "language", "source", "role", "type", "stage", "band", "level", "next_step")


class LeadStore(Protocol):
    """Keeps leads by their reference.

    Safe to share among threads and across a fork. Every method raises StoreUnavailable when the
    leads cannot be reached just now, and NewerSchema when the database is ahead of the program.
    `connections`: for what else is kept in the same database.
    """

    connections: Connections

    def put(self, lead: Lead) -> None:
        """Keep a lead for good; one with the same reference is replaced, but its next step stays.

        When this returns, the lead survives a crash.
        """
        ...

    def put_all(self, leads: Iterable[Lead]) -> None:
        """Keep several leads, in order, all of them or none."""
        ...

    def get(self, reference: str) -> Lead | None:
        """The lead with this reference, or None."""
        ...

    def count(self, wanted: Filter = ALL_REAL) -> int:
        """How many leads there are."""
        ...

    def iterate(self, wanted: Filter = ALL_REAL) -> Iterator[Lead]:
        """All leads in order of reference, a few at a time: memory stays the same for millions.

        Not a snapshot: a lead that comes or goes meanwhile may be in it or not.
        """
        ...

    def stats(self, wanted: Filter = ALL_REAL) -> Stats:
        """The leads in figures."""
        ...

    def forget(self, reference: str) -> bool:
        """Delete a lead, bytes and all; whether there was one."""
        ...

    def purge(self, before_week: str) -> int:
        """Delete all leads of earlier weeks, bytes and all; how many there were."""
        ...

    def check(self) -> None:
        """Return when leads can be read and written, tables made and brought up to date."""
        ...

    def close(self) -> None:
        """Let go of what this thread holds; the next call takes it up again."""
        ...


def open_store(database_url: str, catalogue: Catalogue) -> LeadStore:
    """The store at this address; touches nothing yet, `check()` does.

    Raises ConfigurationError when no store answers to such an address.
    """
    scheme, _, place = database_url.partition("://")
    if scheme not in _STORES:
        # The address is not repeated, it may hold a password.
        raise ConfigurationError(
            "DATABASE_URL must begin with sqlite:/// and name a file, as in sqlite:///data/leads.db."
        )
    return _STORES[scheme](place, catalogue)


def _open_sqlite(place: str, catalogue: Catalogue) -> LeadStore:
    from app.leads.sqlite import SQLiteStore, path_of

    return SQLiteStore(path_of(place), catalogue)


def _open_postgres(place: str, catalogue: Catalogue) -> LeadStore:
    raise ConfigurationError(
        "DATABASE_URL names a PostgreSQL database, which is not supported yet. "
        "Use sqlite:///data/leads.db."
    )


_STORES: Mapping[str, Callable[[str, Catalogue], LeadStore]] = {
    "sqlite": _open_sqlite,
    "postgresql": _open_postgres,
    "postgres": _open_postgres,
}
