"""The questionnaire: handing out the form and taking in the answers."""

from dataclasses import replace
from datetime import UTC, datetime

from flask import Blueprint, redirect, request, url_for
from werkzeug.wrappers import Response

from app.errors import TokenError
from app.leads.attribution import Attribution
from app.leads.life import keep, look_up
from app.leads.record import Lead, lead_of
from app.leads.weeks import iso_week
from app.method.flags import is_hurried
from app.method.scoring import assess
from app.method.sheet import AnswerSheet
from app.method.token import reference_code
from app.web.addresses import same_query
from app.web.check.changing import Change, change_of, change_that_was_sent
from app.web.check.comparing import way_to
from app.web.check.counting import count_what_was_sent
from app.web.check.earlier import Behind, behind, behind_what_was_sent
from app.web.check.form_page import blank_page, filled_page, page_after
from app.web.check.forms import CheckForm
from app.web.check.tickets import Ticket
from app.web.i18n import current_language, speaks_of, spoken_of, wording
from app.web.limits import new_leads
from app.web.services import services

check = Blueprint("check", __name__)


@check.get("/")
def home() -> Response:
    """Send the visitor to the check in the language that their browser asks for."""
    return redirect(same_query("check.form", lang=current_language()), 302)


@check.get("/<language:lang>/")
def form(lang: str) -> Response:
    """The empty form with a fresh ticket."""
    return blank_page(_new_ticket())


@check.get("/<language:lang>/result/<token>/change")
def change(lang: str, token: str) -> Response:
    """The form with the answers of a result; `?only=unknown`: just the questions without one."""
    here = services()
    wanted = change_of(token, only_unknown=request.args.get("only") == "unknown")
    form = CheckForm(here.bank.model, wording(), here.tickets, given=wanted.given)
    earlier = look_up(wanted.reference, here.store, here.spool).lead
    if earlier:
        form.tell(here.funnel.steps)  # it has been counted
    return page_after(form, _ticket_to_change(wanted, earlier), wanted, _since_in_query())


@check.get("/<language:lang>/again/<earlier>")
def again(lang: str, earlier: str) -> Response:
    """The form once more, after the result or the commitment of a token: its facts filled in."""
    here = services()
    since = behind(earlier)
    form = CheckForm(here.bank.model, wording(), here.tickets, given=since.facts)
    return page_after(form, _new_ticket(), None, since)


@check.post("/<language:lang>/")
def submit(lang: str) -> Response:
    """Take in the answers: store the lead and send the visitor to the result."""
    here = services()
    model = speaks_of(_edition_of_form()).model
    form = CheckForm(model, wording(), here.tickets, request.form)
    form.validate()
    change, since = change_that_was_sent(), behind_what_was_sent()
    if "language" in request.form:
        return filled_page(form.without_errors(), ticket_to_go_on(form), None, 200, change, since)
    notice = notice_on(form)
    earlier = _earlier_lead(form.ticket) if form.ticket and not notice else None
    if form.ticket and not notice and not earlier:
        count_what_was_sent(form, form.ticket, lang)
    if form.ticket is None or notice or form.unanswered:
        status = 400 if form.ticket is None else 422
        return filled_page(form, ticket_to_go_on(form), notice, status, change, since)
    hurried = is_hurried(model, form.page_seconds, form.ticket.filling_seconds)
    if change and change.nonce == form.ticket.nonce:
        hurried = hurried and change.sheet.hurried  # what was read need not be read again
    sheet = form.sheet(hurried)
    _keep_lead(lang, form.ticket, sheet, earlier, repeat=since is not None)
    token = here.tokens.write(sheet, form.ticket.nonce)
    if since:
        return redirect(way_to(lang, token, since.token, since.held), 303)
    return redirect(url_for("result.show", lang=lang, token=token), 303)


def _edition_of_form() -> int | None:
    """The edition whose questions the form asked: a newer one may have come since."""
    return request.form.get("edition", type=int)


def notice_on(form: CheckForm) -> str | None:
    """What is wrong besides missing answers; see filled_page()."""
    ticket = form.ticket
    if ticket is None:
        return "forged"
    if ticket.expired:
        return "expired"
    if form.automatic:
        return "automatic"
    seconds = ticket.filling_seconds
    too_quick = seconds is not None and seconds < services().settings.min_fill_seconds
    return "quick" if too_quick and not form.unanswered else None


def ticket_to_go_on(form: CheckForm) -> str:
    """The ticket for the form when it is shown again: the same one as long as it is good."""
    if form.ticket is None:
        return _new_ticket(again=True)
    if form.ticket.expired:
        return services().tickets.issue(replace(form.ticket, again=True))
    return str(form["ticket"].data)


def _new_ticket(*, again: bool = False) -> str:
    """A ticket that remembers where the visitor came from, and whether this is only a test."""
    test = request.args.get("test") == "1"
    return services().tickets.new(Attribution.clean(request.args), test=test, again=again)


def _ticket_to_change(change: Change, earlier: Lead | None) -> str:
    """A ticket for the reference of a result, that remembers what its lead does."""
    if earlier is None:
        attribution, test = Attribution.clean(request.args), request.args.get("test") == "1"
    else:
        attribution, test = Attribution.clean(earlier.values), bool(earlier["test"])
    return services().tickets.issue(Ticket(change.nonce, attribution, test=test, again=True))


def _earlier_lead(ticket: Ticket) -> Lead | None:
    """The lead that this ticket has already left; if there is one, this is a correction."""
    here = services()
    return look_up(reference_code(ticket.nonce), here.store, here.spool).lead


def _since_in_query() -> Behind | None:
    """The earlier result that a changed one goes on being compared with."""
    try:
        return behind(request.args.get("since", ""))
    except TokenError:
        return None


def _keep_lead(
    lang: str, ticket: Ticket, sheet: AnswerSheet, earlier: Lead | None, *, repeat: bool
) -> None:
    """Store the lead, or spool it; the visitor can go on either way."""
    here = services()
    lead = lead_of(
        here.catalogue,
        reference_code(ticket.nonce),
        assess(spoken_of().model, sheet),
        language=lang,
        week=iso_week(datetime.now(UTC).date()),
        attribution=ticket.attribution,
        test=ticket.test,
        repeat=repeat or bool(earlier and earlier["repeat"]),
        flood=earlier.flood if earlier else not ticket.test and new_leads().are_a_flood(),
    )
    keep(lead, here.store, here.spool)
