"""Which store a database address means, and what is done to it before the first visitor."""

import logging
from collections.abc import Callable, Mapping
from typing import TypedDict, Unpack

from app.errors import ConfigurationError, StoreUnavailable
from app.leads.forgotten import Forgotten, forget_again
from app.leads.record import Catalogue
from app.leads.spool import Spool
from app.leads.store import LeadStore

_log = logging.getLogger(__name__)


class Besides(TypedDict, total=False):
    """What a store does besides keeping leads: see SQLiteStore."""

    announcing: bool
    grain: int
    forgotten: Forgotten


def open_store(database_url: str, catalogue: Catalogue, **besides: Unpack[Besides]) -> LeadStore:
    """The store at this address; touches nothing yet, `check()` does.

    Raises ConfigurationError when no store answers to such an address.
    """
    scheme, _, place = database_url.partition("://")
    if scheme not in _STORES:
        # The address is not repeated, it may hold a password.
        raise ConfigurationError(
            "DATABASE_URL must begin with sqlite:/// and name a file, as in sqlite:///data/leads.db."
        )
    return _STORES[scheme](place, catalogue, besides)


def _open_sqlite(place: str, catalogue: Catalogue, besides: Besides) -> LeadStore:
    from app.leads.sqlite.store import SQLiteStore, path_of

    return SQLiteStore(path_of(place), catalogue, **besides)


def _open_postgres(place: str, catalogue: Catalogue, besides: Besides) -> LeadStore:
    raise ConfigurationError(
        "DATABASE_URL names a PostgreSQL database, which is not supported yet. "
        "Use sqlite:///data/leads.db."
    )


_STORES: Mapping[str, Callable[[str, Catalogue, Besides], LeadStore]] = {
    "sqlite": _open_sqlite,
    "postgresql": _open_postgres,
    "postgres": _open_postgres,
}


def open_leads(store: LeadStore, spool: Spool, forgotten: Forgotten) -> None:
    """Bring the store up to date, delete again what a backup brought back, take in what is spooled.

    A store that is out of reach doesn't stop the start: visitors are served, their leads wait.
    Raises NewerSchema when the database is ahead of this program.
    """
    try:
        store.check()
        forgotten.make_room()
        forget_again(store, forgotten)
    except StoreUnavailable as error:
        _log.warning("Leads wait in the spool if they cannot be stored: %s", error)
    else:
        spool.drain(store)
    finally:
        store.close()
