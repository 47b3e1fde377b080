"""The commitment at the end of a meeting: a link that asks, on its day, whether it moved."""

from typing import Any

from flask import Response, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as Answer

from app.method.commitment import Commitment
from app.method.moved import chosen, committed
from app.method.round import Aggregate
from app.method.whole import whole_of
from app.web.addresses import whole_address
from app.web.check.calendar import is_due
from app.web.check.committing import calendar_of, commitment_to_one_of, day_of
from app.web.i18n import speaks_of, wording
from app.web.round.blueprint import round_
from app.web.round.showing import found_in, on_paper
from app.web.services import services


@round_.post("/result/<token>/commit")
def commit(lang: str, token: str) -> Answer:
    """Make the link of a commitment to one of the round's levers. Nothing is stored."""
    tokens = services().round_tokens
    aggregate = tokens.read(token)
    levers = whole_of(speaks_of(aggregate.edition).model, aggregate).levers
    made = tokens.write_commitment(aggregate, commitment_to_one_of(levers))
    return redirect(url_for("round.commitment", lang=lang, token=made), 303)


@round_.get("/commitment/<token>")
def commitment(lang: str, token: str) -> str:
    """What was chosen, until the day has come; from then on, whether it has moved."""
    aggregate, chose = _read(token)
    shown: dict[str, Any] = {
        "chosen": chosen(wording(), chose.lever),
        "day": day_of(chose),
        "result": services().round_tokens.write(aggregate),
    }
    if is_due(chose):
        return render_template("round/due.html", **shown)
    return render_template(
        "round/commitment.html",
        **shown,
        address=_link(lang, token),
        calendar=url_for("round.commitment_calendar", lang=lang, token=token),
        paper=url_for("round.commitment_paper", lang=lang, token=token),
    )


@round_.get("/commitment/<token>/again.ics")
def commitment_calendar(lang: str, token: str) -> Answer:
    """The day to look again as an entry in a calendar."""
    _aggregate, chose = _read(token)
    link = _link(lang, token)
    way = _("The result of your round, and the way to another one: %(link)s", link=link)
    summary = _("Did it move? Another round of the Alliance Check")
    return calendar_of(chose, token, summary, way, link)


@round_.get("/commitment/<token>/alliance-check.pdf")
def commitment_paper(lang: str, token: str) -> Response:
    """The round as a PDF, the commitment first."""
    aggregate, chose = _read(token)
    found = found_in(aggregate)
    report = committed(found.report, chose.lever, day_of(chose), wording())
    return on_paper(found, report, _link(lang, token))


def _read(token: str) -> tuple[Aggregate, Commitment]:
    """What a commitment's link holds, in the words of its edition. Raises TokenError."""
    aggregate, chose = services().round_tokens.read_commitment(token)
    speaks_of(aggregate.edition)
    return aggregate, chose


def _link(lang: str, token: str) -> str:
    return whole_address("round.commitment", lang=lang, token=token)
