"""Keeps the barometers: each quarter gets one once it is over, and never another."""

import json
from collections.abc import Iterator, Sequence
from datetime import date

from app.database.filters import Filter
from app.database.leads import LeadStore
from app.database.once import FrozenQuarters
from app.leads.barometer import Barometer, LeadValues, barometer_of
from app.leads.housekeeping import first_week_kept
from app.leads.weeks import Quarter
from app.method.model import Model


class Barometers:
    """The barometers in the leads' database, which hold no lead and stay when the leads go.

    None is ever replaced: a quarter with too few leads is recorded as such, so that it can't be
    counted again with some more. Every method raises StoreUnavailable.
    """

    def __init__(
        self,
        frozen: FrozenQuarters,
        store: LeadStore,
        models: Sequence[Model],
        retention_weeks: int,
    ) -> None:
        self._frozen = frozen
        self._store = store
        self._models = models
        self._retention_weeks = retention_weeks

    def all(self) -> list[Barometer]:
        """Every barometer there is, newest first."""
        rows = self._frozen.all().items()
        found = ((Quarter.read(quarter), json.loads(said)) for quarter, said in rows)
        read = [Barometer(q, said["total"], said["tables"]) for q, said in found if q]
        return sorted(read, key=lambda each: each.quarter, reverse=True)

    def get(self, quarter: Quarter | None) -> Barometer | None:
        """The barometer of a quarter, or None."""
        return next((each for each in self.all() if each.quarter == quarter), None)

    def freeze_closed(self, today: date) -> None:
        """Make the barometer of every quarter that is over, settled, and has none yet.

        Quarters from before the first lead are left out, and those that may have lost leads to a
        purge.
        """
        made = {each.quarter for each in self.all()}
        for quarter in self._settled(today):
            if quarter not in made:
                self._freeze(self._barometer(quarter))

    def _settled(self, today: date) -> Iterator[Quarter]:
        """The settled quarters whose leads are all still there, oldest first."""
        first = self._store.first_week()
        if first is None:
            return
        kept = first_week_kept(today, self._retention_weeks)
        quarter = Quarter.of_week(max(first, kept))
        while quarter.settled <= today:
            if quarter.first_week >= kept:
                yield quarter
            quarter = quarter.next

    def _barometer(self, quarter: Quarter) -> Barometer:
        catalogue = self._store.catalogue
        return barometer_of(quarter, self._models, catalogue, self._leads(quarter))

    def _leads(self, quarter: Quarter) -> Iterator[LeadValues]:
        names = [column.name for column in self._store.catalogue.used("published")]
        span = Filter(first_week=quarter.first_week, last_week=quarter.last_week)
        for rows in self._store.values(names, span):
            yield from (dict(zip(names, row, strict=True)) for row in rows)

    def _freeze(self, made: Barometer) -> None:
        said = json.dumps({"total": made.total, "tables": made.tables})
        self._frozen.freeze(str(made.quarter), said)
