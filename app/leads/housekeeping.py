"""What is done with the leads at the start and once a day, such as purging what is too old."""

import logging
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, timedelta

from app.database.filters import EVERYTHING
from app.database.leads import LeadStore
from app.database.once import Chores
from app.errors import StoreError, StoreUnavailable
from app.leads.forgotten import Forgotten
from app.leads.spool import Spool
from app.leads.spool_lines import outlived
from app.leads.weeks import iso_week

_PAUSE_SECONDS = 3600.0
_DAILY = "daily"

Chore = Callable[[date], object]

_log = logging.getLogger(__name__)


def first_week_kept(today: date, retention_weeks: int) -> str:
    """The week before which leads are purged."""
    return iso_week(today - timedelta(weeks=retention_weeks))


class Housekeeping:
    """Checks every hour whether the day's chores are done, and does them if not.

    `chores` are done by one process of all, `own` by each: they are about files that other machines
    don't have. Both by the names that a warning gives them, in order; doing one twice does no harm.
    They raise StoreError.
    """

    def __init__(
        self,
        turns: Chores,
        chores: Mapping[str, Chore],
        own: Mapping[str, Chore],
        today: Callable[[], date] = lambda: datetime.now(UTC).date(),
    ) -> None:
        self._turns = turns
        self._chores = chores
        self._own = own
        self._own_done: date | None = None
        self._today = today
        self._warned: dict[str, date] = {}

    def work(self) -> float:
        """Do the day's chores unless they are done; return the seconds until the next check.

        If one fails, all are tried again then. Never raises.
        """
        today = self._today()
        if self._own_done != today and self._do(self._own, today):
            self._own_done = today
        try:
            if self._turns.take(_DAILY, today.isoformat()) and not self._do(self._chores, today):
                self._turns.give_back(_DAILY)
        except StoreError as error:
            self._warn(_DAILY, today, error)
        finally:
            self._turns.close()
        return _PAUSE_SECONDS

    def _do(self, chores: Mapping[str, Chore], today: date) -> bool:
        """Whether all of them are done."""
        done = [self._does(name, chore, today) for name, chore in chores.items()]
        return all(done)

    def _does(self, name: str, chore: Chore, today: date) -> bool:
        """Do one chore; return whether that succeeded, so that the next always gets its turn."""
        try:
            chore(today)
        except StoreError as error:
            self._warn(name, today, error)
            return False
        return True

    def _warn(self, name: str, today: date, error: StoreError) -> None:
        """Log an error once a day, although the chore is tried every hour."""
        if self._warned.get(name) != today:
            self._warned[name] = today
            _log.warning("Daily chore (%s), tried again every hour: %s", name, error)


def chores_of(store: LeadStore, retention_weeks: int) -> Mapping[str, Chore]:
    """The daily chores about leads. `tidy` comes after everything that removes something."""

    def purge(today: date) -> None:
        purged = store.purge(first_week_kept(today, retention_weeks))
        if purged:
            _log.info("%d leads were older than %d weeks.", purged, retention_weeks)

    return {
        "forget": lambda today: forget_again(store),
        "purge": purge,
        "tidy": lambda today: store.tidy(),
    }


def own_chores_of(
    store: LeadStore, spool: Spool, forgotten: Forgotten, retention_weeks: int
) -> Mapping[str, Chore]:
    """What there is to do for the files that lie on this machine's disk."""

    def purge_rejected(today: date) -> None:
        first = first_week_kept(today, retention_weeks)
        spool.purge_rejected(outlived(first, iso_week(today), store.deletions.known()))

    return {
        "rejected": purge_rejected,
        "memory": lambda today: forgotten.prune(first_week_kept(today, retention_weeks)),
    }


def forget_again(store: LeadStore) -> int:
    """Delete again the leads that an older copy has brought back; return how many there were.

    Raises StoreUnavailable.
    """
    again = 0
    store.deletions.recall()
    known = store.deletions.known()
    for rows in store.values(("reference",), EVERYTHING):
        for reference in filter(known, (str(value) for (value,) in rows)):
            again += store.forget_again(reference)
    if again:
        _log.warning("%d leads had been deleted and came back; they are deleted again.", again)
    return again


def open_leads(store: LeadStore, spool: Spool, forgotten: Forgotten) -> None:
    """Migrate the store, delete again what a backup brought back, take in what is spooled.

    A store that is out of reach doesn't stop the start: visitors are served, their leads wait.
    Raises NewerSchema when a newer version of this program made the database.
    """
    try:
        store.check()
        forgotten.make_room()
        forget_again(store)
    except StoreUnavailable as error:
        _log.warning("Leads wait in the spool if they cannot be stored: %s", error)
    else:
        spool.drain(store)
    finally:
        store.close()
