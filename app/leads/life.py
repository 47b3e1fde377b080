"""The life of a lead: kept, looked up, its next step chosen, deleted; in the store or the spool."""

import logging
from dataclasses import dataclass
from enum import Enum

from app.database.leads import LeadStore
from app.errors import StoreError, StoreUnavailable
from app.leads.record import Lead
from app.leads.spool import Spool, reason
from app.leads.spool_lines import Choose, Forget

_log = logging.getLogger(__name__)


class Kept(Enum):
    """How a lead was kept."""

    STORED = "stored"
    SPOOLED = "spooled"
    LOST = "lost"


class Standing(Enum):
    """Where a lead is to be found, and what is about to happen to it."""

    STORED = "stored"
    WAITING = "waiting"  # in the spool
    NOTHING = "nothing"
    LEAVING = "leaving"  # deleted as soon as the store can be reached
    UNKNOWN = "unknown"  # the store can't be reached, and the spool doesn't know it


@dataclass(frozen=True, slots=True)
class Receipt:
    """What is kept under a reference at this moment; it has a `lead` when STORED or WAITING."""

    standing: Standing
    lead: Lead | None = None


def keep(lead: Lead, store: LeadStore, spool: Spool) -> Kept:
    """Keep a lead in the store or else in the spool; never raises."""
    try:
        # Once leads wait, all that follow go the same way: first in, first stored, so that an
        # older answer never replaces a newer one.
        return _queue(lead, store, spool) if spool.waiting() else _put(lead, store, spool)
    except Exception as error:
        # The visitor must get a result whatever happens.
        _log.error("A lead is lost: %s", reason(error))
        return Kept.LOST


def _put(lead: Lead, store: LeadStore, spool: Spool) -> Kept:
    try:
        store.put(lead)
    except Exception as error:
        spool.rest()
        spool.add(lead)
        _log.warning("A lead is spooled: %s", reason(error))
        return Kept.SPOOLED
    return Kept.STORED


def _queue(lead: Lead, store: LeadStore, spool: Spool) -> Kept:
    try:
        spool.add(lead)
    except StoreUnavailable:
        store.put(lead)
        return Kept.STORED
    if spool.resting or not spool.drain(store).finished:
        return Kept.SPOOLED
    return Kept.STORED


def look_up(reference: str, store: LeadStore, spool: Spool) -> Receipt:
    """What is kept under this reference; never raises, and waits for a failing store only once."""
    waiting = spool.about(reference) if spool.waiting() else None
    if isinstance(waiting, Forget):
        return Receipt(Standing.LEAVING)
    if waiting is not None:
        return Receipt(Standing.WAITING, waiting)
    if spool.resting:
        return Receipt(Standing.UNKNOWN)
    try:
        lead = store.get(reference)
    except StoreError:
        spool.rest()
        return Receipt(Standing.UNKNOWN)
    return Receipt(Standing.NOTHING if lead is None else Standing.STORED, lead)


def forget(reference: str, store: LeadStore, spool: Spool) -> None:
    """Delete a lead for good, in the store and in the spool; where there is none, nothing happens.

    A deletion that can't be done at once is spooled, and done as soon as possible. The lead comes
    back only if the visitor sends the form again. Raises StoreUnavailable when the deletion can't
    be spooled either.
    """
    done = spool.strike(reference)
    try:
        store.forget(reference)
    except StoreError as error:
        _log.warning("A deletion has to wait: %s", error)
        spool.rest()
        done = False
    if not done:
        spool.wish(Forget(reference))


def choose(reference: str, step: str, store: LeadStore, spool: Spool) -> None:
    """Record the visitor's next step on the lead, now or as soon as the store can be reached.

    Raises StoreUnavailable when it can't be spooled either.
    """
    wish = Choose(reference, step)
    if not spool.waiting():
        try:
            return wish.grant(store)
        except StoreError as error:
            _log.warning("A next step has to wait: %s", error)
            spool.rest()
    # After the lead itself, which may be waiting too.
    spool.wish(wish)
    if not spool.resting:
        spool.drain(store)
    return None
