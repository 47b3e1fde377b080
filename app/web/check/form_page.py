"""The form page: the empty one is kept per language and appearance, one with answers is not."""

from dataclasses import replace

from flask import current_app, g, make_response, render_template
from werkzeug.wrappers import Response

from app.method.reading import about_minutes
from app.web.appearance import Appearance, appearance
from app.web.check.changing import Change
from app.web.check.forms import CheckForm
from app.web.i18n import current_language, wording
from app.web.services import services

# Placeholders in the page that is kept: for the ticket, and for what sites may ask for in more ways
# than can be kept. The last two occur only in links.
_TICKET = "the-ticket-goes-here"
_ACCENT = "the-accent-goes-here"
_RADIUS = 1_000_000


def blank_page(ticket: str) -> Response:
    """The empty form with this ticket in it."""
    wanted = appearance()
    html = _drawn_once(
        replace(
            wanted,
            accent=wanted.accent and _ACCENT,
            radius=None if wanted.radius is None else _RADIUS,
        )
    )
    html = html.replace(_ACCENT, wanted.accent or "").replace(str(_RADIUS), str(wanted.radius))
    return _respond(html.replace(_TICKET, ticket), 200)


def filled_page(
    form: CheckForm, ticket: str, notice: str | None, status: int, change: Change | None
) -> Response:
    """The form with the answers that were sent, what to do about it, and a ticket to go on with.

    `notice`: "forged", "expired", "automatic", "quick", or None when only answers are missing.
    `change`: the result that the form began from.
    """
    return _respond(_draw(form, ticket, notice, change), status)


def changing_page(form: CheckForm, ticket: str, change: Change) -> Response:
    """The form with the answers of a result; kept and found no more than that is."""
    response = _respond(_draw(form, ticket, None, change), 200)
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def _drawn_once(look: Appearance) -> str:
    """The empty form with this look; at most a few dozen are kept, about 45 kB each."""
    drawn: dict[tuple[str, Appearance], str]
    drawn = current_app.extensions.setdefault("blank-forms", {})
    wanted = current_language(), look
    if wanted not in drawn:
        g.appearance = look
        here = services()
        empty = CheckForm(here.bank.model, wording(), here.tickets)
        drawn[wanted] = _draw(empty, _TICKET, None, None)
        del g.appearance  # so that it is read from the address again
    return drawn[wanted]


def _draw(form: CheckForm, ticket: str, notice: str | None, change: Change | None) -> str:
    return render_template(
        "pages/check.html",
        form=form,
        ticket=ticket,
        notice=notice,
        change=change,
        shown={q.name for q in form.questions if q.errors or not change or change.shows(q.name)},
        minutes=about_minutes(wording()),
    )


def _respond(html: str, status: int) -> Response:
    response = make_response(html, status)
    # Never shared between visitors, yet Back finds the same form with the same ticket.
    response.headers["Cache-Control"] = "private, no-cache"
    return response
