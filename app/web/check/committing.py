"""A commitment: made on the result, kept in a link of its own, which leads to the check again."""

from collections.abc import Sequence
from datetime import date

from flask import Blueprint, abort, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.method.commitment import Commitment
from app.method.moved import chosen, committed
from app.method.scoring import assess
from app.method.token import Earlier, reference_code
from app.web.addresses import whole_address
from app.web.caching import kept_by_nobody
from app.web.check.calendar import MONTHS, calendar_file, is_due, months_later, today
from app.web.check.handout import handout
from app.web.check.privacy import day_in_words
from app.web.check.result import report_on
from app.web.i18n import speaks_of, spoken_of, wording
from app.web.services import services

committing = Blueprint("committing", __name__, url_prefix="/<language:lang>")


@committing.post("/result/<token>/commit")
def commit(lang: str, token: str) -> Response:
    """Make the link of a commitment to one of the result's levers. Nothing is stored."""
    tokens = services().tokens
    sheet, nonce = tokens.read(token)
    levers = assess(speaks_of(sheet.edition).model, sheet).levers
    commitment = commitment_to_one_of(levers)
    made = tokens.write_commitment(sheet, nonce, commitment)
    return redirect(url_for("committing.show", lang=lang, token=made), 303)


@committing.get("/commitment/<token>")
def show(lang: str, token: str) -> Response:
    """What was chosen, until the day has come; from then on, the check again."""
    held, commitment = _read(token)
    if is_due(commitment):
        return redirect(url_for("check.again", lang=lang, earlier=token), 302)
    return kept_by_nobody(
        make_response(
            render_template(
                "pages/commitment.html",
                chosen=chosen(wording(), commitment.lever),
                day=day_of(commitment),
                token=token,
                result=services().tokens.write(held.sheet, held.nonce),
                address=_link(lang, token),
                calendar=url_for("committing.calendar", lang=lang, token=token),
                paper=url_for("committing.paper", lang=lang, token=token),
            )
        )
    )


@committing.get("/commitment/<token>/again.ics")
def calendar(lang: str, token: str) -> Response:
    """The day to look again as an entry in a calendar."""
    _held, commitment = _read(token)
    link = _link(lang, token)
    way = _("Your earlier result, and a way to take the check again: %(link)s", link=link)
    summary = _("Did it move? The Alliance Check again")
    return calendar_of(commitment, token, summary, way, link)


@committing.get("/commitment/<token>/alliance-check.pdf")
def paper(lang: str, token: str) -> Response:
    """The result as a PDF, the commitment first."""
    held, commitment = _read(token)
    assessment = assess(spoken_of().model, held.sheet)
    report = committed(report_on(assessment), commitment.lever, day_of(commitment), wording())
    return handout(assessment, report, reference_code(held.nonce), _link(lang, token))


def _read(token: str) -> tuple[Earlier, Commitment]:
    """What a commitment's link holds, in the words of its edition. Raises TokenError."""
    held = services().tokens.read_earlier(token)
    if held.commitment is None:
        abort(404)
    speaks_of(held.sheet.edition)
    return held, held.commitment


def _link(lang: str, token: str) -> str:
    return whole_address("committing.show", lang=lang, token=token)


# --- Of a result or of a round -------------------------------------------------------------------


def commitment_to_one_of(levers: Sequence[str]) -> Commitment:
    """What a form has chosen: one of these levers, and when to look. Raises BadRequest if not."""
    lever, months = request.form.get("lever", ""), request.form.get("months", type=int)
    if lever not in levers or months not in MONTHS:
        abort(400)
    return Commitment(lever, today().toordinal(), months_later(today(), months).toordinal())


def day_of(commitment: Commitment) -> str:
    """The day to look again, in words."""
    return day_in_words(date.fromordinal(commitment.on))


def calendar_of(commitment: Commitment, token: str, summary: str, way: str, link: str) -> Response:
    """The day to look again as an entry in a calendar: what was chosen, and the `way` back."""
    said = f"{chosen(wording(), commitment.lever)}\n\n{way}"
    return calendar_file(token, date.fromordinal(commitment.on), summary, said, link)
