"""ISO weeks and calendar quarters: all that a lead says about time."""

import datetime
import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Self


def iso_week(day: datetime.date) -> str:
    """The ISO week of a day, as in "2026-W47"; weeks in this form sort as text."""
    year, week, _ = day.isocalendar()
    return f"{year:04d}-W{week:02d}"


def is_iso_week(text: str) -> bool:
    """Whether this is a week that exists, as iso_week() writes it."""
    found = re.fullmatch(r"([0-9]{4})-W([0-9]{2})", text)
    try:
        return bool(found and datetime.date.fromisocalendar(int(found[1]), int(found[2]), 1))
    except ValueError:
        return False


_MONTHS = 3
# After a quarter's last Sunday: time to take in spooled leads and to go through a flood.
_MARGIN = timedelta(days=14)


@dataclass(frozen=True, slots=True, order=True)
class Quarter:
    """A quarter of ISO weeks: a week belongs to that of its Thursday, as it does to a year."""

    year: int
    number: int

    @classmethod
    def of_week(cls, week: str) -> Self:
        """The quarter of an ISO week, as in "2026-W47"."""
        thursday = date.fromisocalendar(int(week[:4]), int(week[-2:]), 4)
        return cls(thursday.year, (thursday.month - 1) // _MONTHS + 1)

    @classmethod
    def read(cls, text: str) -> Self | None:
        """The quarter that is written like "2026-Q3", or None."""
        found = re.fullmatch(r"([1-9][0-9]{3})-Q([1-4])", text)
        return cls(int(found[1]), int(found[2])) if found else None

    def __str__(self) -> str:
        return f"{self.year}-Q{self.number}"

    @property
    def next(self) -> "Quarter":
        """The quarter after this one."""
        return Quarter(self.year + self.number // 4, self.number % 4 + 1)

    @property
    def first_week(self) -> str:
        """Its first ISO week."""
        return iso_week(self._first_thursday)

    @property
    def last_week(self) -> str:
        """Its last ISO week."""
        return iso_week(self._last_thursday)

    @property
    def settled(self) -> date:
        """The day from which no more leads are expected to come or go."""
        return self._last_thursday + timedelta(days=3) + _MARGIN

    @property
    def _first_thursday(self) -> date:
        begin = date(self.year, _MONTHS * (self.number - 1) + 1, 1)
        return begin + timedelta(days=(3 - begin.weekday()) % 7)

    @property
    def _last_thursday(self) -> date:
        return self.next._first_thursday - timedelta(weeks=1)
