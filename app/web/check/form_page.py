"""The form page: drawn once a language and appearance when empty, anew when it holds answers."""

from flask import current_app, make_response, render_template
from werkzeug.wrappers import Response

from app.method.reading import about_minutes
from app.web.appearance import appearance
from app.web.check.forms import CheckForm
from app.web.i18n import current_language, wording
from app.web.services import services

# Stands where the ticket goes in the page that is drawn once.
_PLACE = "the-ticket-goes-here"
# Pages kept, of some 45 kB each: a site has one appearance, and few sites embed.
_KEPT = 64


def blank_page(ticket: str) -> Response:
    """The empty form with this ticket in it."""
    drawn = current_app.extensions.setdefault("blank-forms", {})
    wanted = current_language(), appearance()
    if wanted not in drawn:
        if len(drawn) >= _KEPT:
            drawn.clear()
        here = services()
        form = CheckForm(here.bank.model, wording(), here.tickets)
        drawn[wanted] = _draw(form, _PLACE, None)
    return _respond(drawn[wanted].replace(_PLACE, ticket), 200)


def filled_page(form: CheckForm, ticket: str, notice: str | None, status: int) -> Response:
    """The form with the answers that were sent, what to do about it, and a ticket to go on with.

    `notice`: "forged", "expired", "automatic", "quick", or None when only answers are missing.
    """
    return _respond(_draw(form, ticket, notice), status)


def _draw(form: CheckForm, ticket: str, notice: str | None) -> str:
    return render_template(
        "pages/check.html",
        form=form,
        ticket=ticket,
        notice=notice,
        minutes=about_minutes(wording()),
    )


def _respond(html: str, status: int) -> Response:
    response = make_response(html, status)
    # Never shared between visitors, yet Back finds the same form with the same ticket.
    response.headers["Cache-Control"] = "private, no-cache"
    return response
