"""Which store a database address means, and what is done to it before the first visitor."""

import logging
from collections.abc import Callable, Mapping

from app.errors import ConfigurationError, StoreUnavailable
from app.leads.record import Catalogue
from app.leads.spool import Spool
from app.leads.store import LeadStore

_log = logging.getLogger(__name__)


def open_store(database_url: str, catalogue: Catalogue, *, announcing: bool = False) -> LeadStore:
    """The store at this address; touches nothing yet, `check()` does.

    `announcing`: there is a CRM to tell, so visitors' leads leave a message in the outbox.
    Raises ConfigurationError when no store answers to such an address.
    """
    scheme, _, place = database_url.partition("://")
    if scheme not in _STORES:
        # The address is not repeated, it may hold a password.
        raise ConfigurationError(
            "DATABASE_URL must begin with sqlite:/// and name a file, as in sqlite:///data/leads.db."
        )
    return _STORES[scheme](place, catalogue, announcing)


def _open_sqlite(place: str, catalogue: Catalogue, announcing: bool) -> LeadStore:
    from app.leads.sqlite.store import SQLiteStore, path_of

    return SQLiteStore(path_of(place), catalogue, announcing=announcing)


def _open_postgres(place: str, catalogue: Catalogue, announcing: bool) -> LeadStore:
    raise ConfigurationError(
        "DATABASE_URL names a PostgreSQL database, which is not supported yet. "
        "Use sqlite:///data/leads.db."
    )


_STORES: Mapping[str, Callable[[str, Catalogue, bool], LeadStore]] = {
    "sqlite": _open_sqlite,
    "postgresql": _open_postgres,
    "postgres": _open_postgres,
}


def open_leads(store: LeadStore, spool: Spool) -> None:
    """Bring the store up to date and take in the spooled leads.

    A store that is out of reach doesn't stop the start: visitors are served, their leads wait.
    Raises NewerSchema when the database is ahead of this program.
    """
    try:
        store.check()
    except StoreUnavailable:
        _log.warning("The leads cannot be stored just now; they wait in the spool.")
    else:
        spool.drain(store)
    finally:
        store.close()
