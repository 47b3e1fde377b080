"""The weeks that the overview shows, and those of the period before."""

from dataclasses import dataclass
from datetime import date, timedelta

from app.leads.weeks import iso_week

# Weeks in a period, and how many of them share a column of the chart: at most 13 columns.
LENGTHS = {4: 1, 13: 1, 26: 2, 52: 4}
USUAL = 13


@dataclass(frozen=True, slots=True)
class Period:
    """A number of ISO weeks, up to and including the week of `last_day`."""

    weeks: int
    last_day: date

    @property
    def all(self) -> list[str]:
        """Every week, oldest first, as in "2026-W47"."""
        back = range(self.weeks - 1, -1, -1)
        return [iso_week(self.last_day - timedelta(weeks=count)) for count in back]

    @property
    def first(self) -> str:
        """The first week."""
        return self.all[0]

    @property
    def last(self) -> str:
        """The last week."""
        return self.all[-1]

    @property
    def before(self) -> "Period":
        """The period just before, of the same length."""
        return Period(self.weeks, self.last_day - timedelta(weeks=self.weeks))

    @property
    def columns(self) -> list[list[str]]:
        """The weeks of each column of the chart."""
        size = LENGTHS[self.weeks]
        return [self.all[start : start + size] for start in range(0, self.weeks, size)]


def period_of(weeks: int | None, today: date) -> Period:
    """The period that was asked for, or the usual one if there is no such length."""
    return Period(weeks if weeks in LENGTHS else USUAL, today)
