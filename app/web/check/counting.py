"""Counting how far visitors get, for the desk's funnel: weeks and steps, never a visitor.

The wizard reports each finished step, once for its ticket; the first, that the page was opened, as
late as possible. What it hasn't reported is seen from the answers when they are sent: without
JavaScript, or with a blocker, that is every step. A visitor without JavaScript who leaves earlier
isn't counted, nor is a robot that only fetches the page.
"""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

from flask import Blueprint, Response, request

from app.database.counters import Counted
from app.desk.funnel import minutes_band
from app.leads.weeks import iso_week
from app.web.check.forms import CheckForm
from app.web.check.tickets import Ticket
from app.web.services import services

counting = Blueprint("counting", __name__)

FINISHED = "finished"


@counting.post("/<language:lang>/step")
def step(lang: str) -> Response:
    """Take the wizard's report of finished steps. The answer is the same whatever comes of it."""
    here = services()
    ticket = here.tickets.read(request.form.get("ticket", ""))
    told = set(request.form.get("steps", "").split()) - {FINISHED}
    if ticket is not None and not ticket.expired:
        _count(ticket, lang, [name for name in here.funnel.steps if name in told])
    return Response(status=204, headers={"Cache-Control": "no-store"})


def count_what_was_sent(form: CheckForm, ticket: Ticket, lang: str) -> None:
    """Count the steps that are finished in this form and that its browser hasn't reported.

    Not for corrections: a lead that is already stored has been counted.
    """
    steps = ["opened", "started", *form.finished_steps]
    _count(ticket, lang, [name for name in steps if name not in form.told])
    form.tell(steps)
    if not form.unanswered and _count(ticket, lang, [FINISHED]):
        pages = form.page_seconds
        seconds = ticket.filling_seconds if pages is None else sum(pages)
        _count(ticket, lang, [] if seconds is None else [minutes_band(seconds)])


def _count(ticket: Ticket, lang: str, names: Sequence[str]) -> bool:
    """Count these once for the ticket's visit; return whether any of them was new."""
    if ticket.test:
        return False
    gathered, week = services().gathered, iso_week(datetime.now(UTC).date())
    source = ticket.attribution.source or ""
    new: Iterable[bool] = [
        gathered.count(Counted(week, lang, source, name), ticket.nonce) for name in names
    ]
    return any(new)
