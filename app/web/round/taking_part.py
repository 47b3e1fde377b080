"""Taking part in a round: the invitation, the questions, and what is one's own until it closes."""

import re
from dataclasses import dataclass
from datetime import date

from flask import abort, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.errors import RoundClosed, RoundFull, StoreUnavailable
from app.leads.attribution import Attribution
from app.method.flags import is_hurried
from app.method.reading import about_minutes
from app.method.round import OTHER_SIDE
from app.method.sheet import AnswerSheet
from app.rounds.setup import Round, Setup, new_id
from app.web.addresses import whole_address
from app.web.check.form_page import draw
from app.web.check.result import read_token
from app.web.check.tickets import Ticket
from app.web.check.views import notice_on, ticket_to_go_on
from app.web.i18n import speaks_of, spoken_of, wording
from app.web.round.blueprint import round_
from app.web.round.forms import OtherSideForm, RoundForm
from app.web.services import services

_PARTICIPANT = re.compile(r"[A-Za-z0-9_-]{16}")


@dataclass(frozen=True, slots=True)
class Seat:
    """Where somebody takes part: the round, and an id of their own."""

    round: Round
    participant: str


@round_.get("/join/<invitation>")
def join(lang: str, invitation: str) -> str | Response:
    """The invitation: what the round is about, who sees what, how many have answered."""
    here = services().rounds.invited(invitation)
    if here.token:
        return redirect(url_for("round.show", lang=lang, token=here.token), 303)
    return render_template("round/join.html", here=here, minutes=about_minutes(wording()))


@round_.get("/join/<invitation>/questions")
def questions(lang: str, invitation: str) -> Response:
    """The questions, with nothing filled in."""
    here = services().rounds.invited(invitation)
    if not here.is_open:
        return redirect(url_for("round.join", lang=lang, invitation=invitation), 303)
    speaks_of(here.setup.edition)
    form = RoundForm(services().bank.model, wording(), services().tickets, here.setup)
    ticket = services().tickets.new(Attribution.clean({}))
    return _form_page(form, ticket, None, 200, Seat(here, new_id()))


@round_.post("/join/<invitation>/questions")
def answer(lang: str, invitation: str) -> Response:
    """Take in the answers; they stay in the form when they cannot be taken in."""
    try:
        here = services().rounds.invited(invitation)
    except StoreUnavailable:
        return _kept_in_the_form(invitation)
    model = speaks_of(here.setup.edition).model
    form = RoundForm(model, wording(), services().tickets, here.setup, request.form)
    form.validate()
    sent = request.form.get("participant", "")
    seat = Seat(here, sent if _PARTICIPANT.fullmatch(sent) else new_id())
    if "language" in request.form:
        return _form_page(form.without_errors(), ticket_to_go_on(form), None, 200, seat)
    notice = notice_on(form)
    if form.ticket is None or notice or form.unanswered:
        status = 400 if form.ticket is None else 422
        return _form_page(form, ticket_to_go_on(form), notice, status, seat)
    sheet = form.sheet(is_hurried(model, form.page_seconds, form.ticket.filling_seconds))
    try:
        services().rounds.answer(invitation, seat.participant, sheet)
    except StoreUnavailable:
        return _form_page(form, ticket_to_go_on(form), "away", 503, seat)
    except RoundFull:
        return _form_page(form, ticket_to_go_on(form), "full", 422, seat)
    except RoundClosed:  # their own result is theirs all the same
        return redirect(_own_page(lang, seat, sheet, form.ticket, "late"), 303)
    return redirect(_own_page(lang, seat, sheet, form.ticket), 303)


def _kept_in_the_form(invitation: str) -> Response:
    """The form as it was sent, while nothing is known of its round but what it says itself.

    Raises BadRequest when it says nothing that makes sense.
    """
    try:
        setup = Setup.read(request.form.get("setup", ""))
        setup.written()  # as the form does
        model = speaks_of(setup.edition).model
        form = RoundForm(model, wording(), services().tickets, setup, request.form)
    except (TypeError, ValueError, KeyError):
        abort(400)
    form.validate()
    here = Round(invitation, setup, date.max, False, None, {}, False)
    seat = Seat(here, request.form.get("participant", ""))
    return _form_page(form.without_errors(), ticket_to_go_on(form), "away", 503, seat)


def _form_page(
    form: RoundForm, ticket: str, notice: str | None, status: int, seat: Seat
) -> Response:
    return make_response(draw(form, ticket, notice, seat=seat), status)


def _own_page(lang: str, seat: Seat, sheet: AnswerSheet, ticket: Ticket, after: str = "") -> str:
    token = services().tokens.write(sheet, ticket.nonce)
    return _mine(lang, seat.round.invitation, seat.participant, token, after)


def _mine(lang: str, invitation: str, participant: str, token: str, after: str = "") -> str:
    return url_for(
        "round.mine",
        lang=lang,
        invitation=invitation,
        participant=participant,
        token=token,
        after=after or None,
    )


# --- What is one's own ---------------------------------------------------------------------------

_OWN = "/join/<invitation>/mine/<participant>/<token>"


@round_.get(_OWN)
def mine(lang: str, invitation: str, participant: str, token: str) -> str:
    """What somebody has given, to be taken back until the round closes, and their own result."""
    return _own(invitation, participant, token, None)


@round_.post(f"{_OWN}/withdraw")
def withdraw(lang: str, invitation: str, participant: str, token: str) -> Response:
    """Take the answers back."""
    services().rounds.withdraw(invitation, participant)
    return redirect(_mine(lang, invitation, participant, token, "withdraw"), 303)


@round_.post(f"{_OWN}/expect")
def expect(lang: str, invitation: str, participant: str, token: str) -> Response | tuple[str, int]:
    """Take in what most of the other side would say."""
    read_token(token)
    form = OtherSideForm(spoken_of().model, wording(), request.form)
    if not form.validate():
        return _own(invitation, participant, token, form), 422
    services().rounds.expect(invitation, participant, form.levels)
    return redirect(_mine(lang, invitation, participant, token, "expect"), 303)


def _own(invitation: str, participant: str, token: str, form: OtherSideForm | None) -> str:
    here = services().rounds.invited(invitation)
    assessment, _reference = read_token(token)
    given = services().rounds.given_by(invitation, participant)
    other = OTHER_SIDE.get(given.role) if given and not given.expected else None
    bank = speaks_of(assessment.sheet.edition)
    place = {"invitation": invitation, "participant": participant, "token": token}
    return render_template(
        "round/mine.html",
        here=here,
        place=place,
        address=whole_address("round.mine", lang=wording().code, **place),
        given=given,
        other=other,
        form=form or OtherSideForm(bank.model, wording()),
        result=whole_address("result.show", lang=wording().code, token=token),
        after=request.args.get("after"),
    )
