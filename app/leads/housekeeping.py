"""What is done once a day while the server runs: leads that are too old go."""

import logging
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta

from app.errors import StoreError
from app.leads.store import ALL_REAL, LeadStore
from app.leads.turns import Turns
from app.leads.week import iso_week

_PAUSE_SECONDS = 3600.0

_log = logging.getLogger(__name__)


def first_week_kept(today: date, retention_weeks: int) -> str:
    """The week before which leads are purged."""
    return iso_week(today - timedelta(weeks=retention_weeks))


class Housekeeping:
    """Looks every hour whether the day's work is done, and does it in one process of all."""

    def __init__(
        self,
        store: LeadStore,
        retention_weeks: int,
        today: Callable[[], date] = lambda: datetime.now(UTC).date(),
        prune_audit: Callable[[date], object] = lambda today: None,
    ) -> None:
        self._store = store
        self._turns = Turns(store.connections)
        self._retention_weeks = retention_weeks
        self._prune_audit = prune_audit
        self._today = today

    def work(self) -> float:
        """Purge if nobody has today; seconds until it is worth to look again. Never raises."""
        try:
            self.purge()
        except StoreError as error:
            _log.warning("Old leads could not be purged; tried again in an hour: %s", error)
        finally:
            self._store.close()
        return _PAUSE_SECONDS

    def purge(self) -> int | None:
        """How many leads went; None when it has been done today."""
        today = self._today()
        if not self._turns.take("purge", today.isoformat()):
            return None
        try:
            purged = self._store.purge(first_week_kept(today, self._retention_weeks))
            self._prune_audit(today)
        except StoreError:
            with suppress(StoreError):
                self._turns.give_back("purge")
            raise
        if purged:
            _log.info("%d leads were older than %d weeks.", purged, self._retention_weeks)
        self._store.count(ALL_REAL)  # makes ready what the desk will ask for
        return purged
