"""The questionnaire: handing out the form and taking in the answers."""

from dataclasses import fields
from datetime import UTC, datetime

from flask import Blueprint, redirect, request, url_for
from werkzeug.wrappers import Response

from app.leads.attribution import Attribution
from app.leads.record import iso_week, lead_of
from app.leads.spool import keep
from app.method.flags import is_hurried
from app.method.scoring import assess
from app.method.sheet import AnswerSheet
from app.method.token import reference_code
from app.web.check.form_page import blank_page, filled_page
from app.web.check.forms import CheckForm
from app.web.check.tickets import Ticket
from app.web.i18n import current_language, wording
from app.web.services import services

check = Blueprint("check", __name__)


@check.get("/")
def home() -> Response:
    """Send the visitor to the check in the language that their browser asks for."""
    target = url_for("check.form", lang=current_language(), **request.args.to_dict(flat=True))
    response = redirect(target, 302)
    response.vary.add("Accept-Language")
    return response


@check.get("/<language:lang>/")
def form(lang: str) -> Response:
    """The empty form with a fresh ticket."""
    ticket = services().tickets.new(_attribution())
    return blank_page(ticket)


@check.post("/<language:lang>/")
def submit(lang: str) -> Response:
    """Take in the answers: store the lead and send the visitor to the result."""
    here = services()
    form = CheckForm(here.bank.model, wording(), here.tickets, request.form)
    valid = form.validate()
    ticket = form.ticket
    if ticket is None:
        return filled_page(form, here.tickets.new(_attribution()), "forged", 400)
    if ticket.expired:
        return filled_page(form, here.tickets.issue(ticket), "expired", 422)
    if "language" in request.form:
        return filled_page(form.without_errors(), form["ticket"].data, None, 200)
    if not valid or form.automatic:
        notice = "automatic" if form.automatic else None
        return filled_page(form, form["ticket"].data, notice, 422)
    if ticket.age < here.settings.min_fill_seconds:
        return filled_page(form, form["ticket"].data, "quick", 422)
    sheet = form.sheet(is_hurried(here.bank.model, form.page_seconds, ticket.age))
    _keep_lead(lang, ticket, sheet)
    token = here.tokens.write(sheet, ticket.nonce)
    return redirect(url_for("result.show", lang=lang, token=token), 303)


def _attribution() -> Attribution:
    """Where the visitor came from, as the address says."""
    return Attribution.clean(
        **{field.name: request.args.get(field.name) for field in fields(Attribution)}
    )


def _keep_lead(lang: str, ticket: Ticket, sheet: AnswerSheet) -> None:
    """Store the lead, or put it aside; the visitor goes on either way."""
    here = services()
    lead = lead_of(
        here.catalogue,
        reference_code(ticket.nonce),
        assess(here.bank.model, sheet),
        language=lang,
        week=iso_week(datetime.now(UTC).date()),
        attribution=ticket.attribution,
    )
    keep(lead, here.store, here.spool)
