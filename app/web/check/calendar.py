"""A day to look again, and its entry for a calendar."""

from calendar import monthrange
from datetime import UTC, date, datetime, time, timedelta
from uuid import NAMESPACE_URL, uuid5

from flask import Response

from app.method.commitment import Commitment
from app.web.caching import kept_as_file

MONTHS = (3, 6, 9)  # from which somebody chooses when to look again
USUAL_MONTHS = 6
# Before so many months nobody can tell a change from chance (method.md E).
_LEAST_MONTHS = 3


def today() -> date:
    """The day of this moment, the same for everybody."""
    return datetime.now(UTC).date()


def is_due(commitment: Commitment) -> bool:
    """Whether the day to look again has come."""
    return today().toordinal() >= commitment.on


def is_too_early(commitment: Commitment) -> bool:
    """Whether less than three months have passed since it was made."""
    return today() < months_later(date.fromordinal(commitment.made), _LEAST_MONTHS)


def months_later(day: date, months: int) -> date:
    """The same day some months later, or the last of that month where it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def calendar_file(token: str, day: date, summary: str, description: str, link: str) -> Response:
    """One whole day, without an alarm, which blocks nobody's time. Nothing is stored.

    `token`: of what `link` leads to, so that the same has the same entry whenever it is fetched.
    """
    # It takes 0.2 s to import.
    from icalendar import Calendar, Event

    event = Event()
    # Nobody can read an answer in it.
    event.add("uid", f"{uuid5(NAMESPACE_URL, token)}@alliance-check")
    event.add("dtstamp", datetime.combine(today(), time(), tzinfo=UTC))
    event.add("dtstart", day)
    event.add("dtend", day + timedelta(days=1))
    event.add("summary", summary)
    event.add("description", description)
    event.add("url", link)
    event.add("transp", "TRANSPARENT")
    calendar = Calendar()
    calendar.add("prodid", "-//2Scale Alliances//Alliance Check//EN")
    calendar.add("version", "2.0")
    calendar.add_component(event)
    return kept_as_file(
        Response(calendar.to_ical(), mimetype="text/calendar"), "alliance-check.ics"
    )
