"""ISO weeks as leads are dated with: the nearest that is known of when somebody came."""

import datetime
import re


def iso_week(day: datetime.date) -> str:
    """The ISO week of a day, as in "2026-W47"; weeks in this form sort as text."""
    year, week, _ = day.isocalendar()
    return f"{year:04d}-W{week:02d}"


def is_iso_week(text: str) -> bool:
    """Whether this is a week that has been or will be, as iso_week() writes it."""
    found = re.fullmatch(r"([0-9]{4})-W([0-9]{2})", text)
    try:
        return bool(found and datetime.date.fromisocalendar(int(found[1]), int(found[2]), 1))
    except ValueError:
        return False
