"""What is done to the leads once, before the first visitor: migrate, and take in what waits."""

import logging

from app.errors import StoreUnavailable
from app.leads.spool import Spool
from app.leads.store import LeadStore

_log = logging.getLogger(__name__)


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
