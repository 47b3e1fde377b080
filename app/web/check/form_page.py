"""The form page: the empty one is kept per language and appearance, one with answers is not."""

from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache
from urllib.parse import quote_plus

from flask import current_app, g, make_response, render_template, request
from werkzeug.wrappers import Response

from app.labels import OTHER
from app.leads.attribution import Attribution
from app.method.reading import about_minutes
from app.web.appearance import Appearance, appearance
from app.web.caching import kept_by_nobody
from app.web.check.changing import Change
from app.web.check.earlier import Behind
from app.web.check.forms import CheckForm
from app.web.i18n import current_language, wording
from app.web.services import services

# Stand in the page that is drawn once for the ticket, and for what a site may ask for in more ways
# than can be kept. They are in links and in a note alone.
_TICKET = "the-ticket-goes-here"
_ACCENT = "the-accent-goes-here"
_FONT = "the-font-goes-here"
_IGNORED = "the-ignored-goes-here"
_RADIUS = 1_000_000
# Some 45 kB each; there are thousands of looks, of which a site has one.
_MOST_KEPT = 64


def blank_page(ticket: str) -> Response:
    """The empty form with this ticket in it."""
    wanted = appearance()
    ignored = _ignored(wanted)
    look = replace(
        wanted,
        accent=wanted.accent and _ACCENT,
        radius=None if wanted.radius is None else _RADIUS,
        font=_FONT if wanted.theme_font else wanted.font,
        ignored=(_IGNORED,) if ignored else (),
    )
    places = {
        _ACCENT: wanted.accent or "",
        str(_RADIUS): str(wanted.radius),
        _FONT: quote_plus(wanted.font),
        _IGNORED: ", ".join(ignored),
        _TICKET: ticket,
    }
    html = _drawn_once(look)
    for place, value in places.items():
        html = html.replace(place, value)
    return _respond(html, 200)


def filled_page(
    form: CheckForm,
    ticket: str,
    notice: str | None,
    status: int,
    change: Change | None,
    since: Behind | None,
) -> Response:
    """The form with the answers that were sent, what to do about it, and a ticket to go on with.

    `notice`: "forged", "expired", "automatic", "quick", or None when only answers are missing.
    `change`: the result that the form began from; `since`: the one that it is taken again after.
    """
    return _respond(draw(form, ticket, notice, change, since), status)


def page_after(
    form: CheckForm, ticket: str, change: Change | None, since: Behind | None
) -> Response:
    """The form that a result leads to; kept and found no more than that is."""
    return kept_by_nobody(_respond(draw(form, ticket, None, change, since), 200))


def _ignored(wanted: Appearance) -> tuple[str, ...]:
    """The options of the host page that come to nothing, its source among them."""
    given = request.args.get("source")
    kept = Attribution.clean(request.args, services().settings.sources).source
    lost = given and kept in (None, OTHER) and given != OTHER
    return (*wanted.ignored, "source") if lost else wanted.ignored


def _drawn_once(look: Appearance) -> str:
    """The empty form of this look, drawn anew only when it has not been asked for in a while."""
    drawn: Callable[[str, Appearance], str]
    drawn = current_app.extensions.setdefault("blank-forms", lru_cache(_MOST_KEPT)(_draw_blank))
    return drawn(current_language(), look)


def _draw_blank(_language: str, look: Appearance) -> str:
    g.appearance = look
    here = services()
    empty = CheckForm(here.bank.model, wording(), here.tickets)
    html = draw(empty, _TICKET, None)
    del g.appearance  # so that it is read from the address again
    return html


def draw(
    form: CheckForm,
    ticket: str,
    notice: str | None,
    change: Change | None = None,
    since: Behind | None = None,
    seat: object = None,
) -> str:
    """The form as HTML; see filled_page(). `seat`: where the answers are given in a round."""
    return render_template(
        "pages/check.html",
        form=form,
        ticket=ticket,
        notice=notice,
        change=change,
        since=since,
        seat=seat,
        shown={q.name for q in form.questions if q.errors or not change or change.shows(q.name)},
        minutes=about_minutes(wording()),
    )


def _respond(html: str, status: int) -> Response:
    response = make_response(html, status)
    # Never shared between visitors, yet Back finds the same form with the same ticket.
    response.headers["Cache-Control"] = "private, no-cache"
    return response
