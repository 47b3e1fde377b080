"""Errors → pages that say what to do: to a visitor, and at the desk, in their language."""

from flask import Flask, current_app, make_response, render_template, request
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError
from markupsafe import escape
from werkzeug.exceptions import HTTPException, InternalServerError
from werkzeug.wrappers import Response

from app.errors import OutdatedEdition, RoundGone, StoreUnavailable, TokenError
from app.web.i18n import current_language

_KEPT = frozenset({"Allow", "Retry-After"})


def install_error_pages(app: Flask) -> None:
    """Answer every error with a page of our own."""
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(CSRFError, lambda error: _page(400, *_forged()))
    app.register_error_handler(OutdatedEdition, lambda error: _page(410, *_outdated()))
    app.register_error_handler(TokenError, lambda error: _page(404, *_damaged()))
    app.register_error_handler(RoundGone, lambda error: _page(404, *_gone()))
    app.register_error_handler(StoreUnavailable, lambda error: _page(503, *_words(503)))


def wrong_host(address: str) -> Response:
    """The answer to a request for another host: where the check is, and nothing else."""
    title = _("The check is not at this address")
    text = _("Something on the way asked for it under a name that is not ours. Open it here:")
    return _unkept(_bare_page(title, text, address, address), 400)


def _http_error(error: HTTPException) -> Response:
    code = error.code or InternalServerError.code
    if error.response is not None or code < 400:
        return Response.force_type(error.get_response())
    response = _page(code, *_words(code))
    for name, value in error.get_headers():
        if name in _KEPT:
            response.headers[name] = value
    return response


def _page(code: int, title: str, text: str) -> Response:
    try:
        html = render_template("errors/error.html", code=code, title=title, what_to_do=text)
    except Exception:
        current_app.logger.exception("The error page failed too")
        html = _bare_page(title, text, "/", "Alliance Check")
    return _unkept(html, code)


def _unkept(html: str, code: int) -> Response:
    response = make_response(html, code)
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def _bare_page(title: str, text: str, way_out: str, called: str) -> str:
    """The last resort, which cannot fail: words and a link, without a template."""
    return (
        f'<!doctype html><html lang="{current_language()}"><head><meta charset="utf-8">'
        f"<title>{escape(title)} – Alliance Check</title></head><body><main>"
        f"<h1>{escape(title)}</h1><p>{escape(text)}</p>"
        f'<p><a href="{escape(way_out)}">{escape(called)}</a></p>'
        "</main></body></html>"
    )


def _words(code: int) -> tuple[str, str]:
    if code == 429 and request.endpoint == "round.opening":
        return _enough_rounds()
    known = _words_at_the_desk() if request.blueprint == "desk" else _words_for_a_visitor()
    return known.get(code, known[400 if code < 500 else 500])


def _enough_rounds() -> tuple[str, str]:
    return (
        _("Enough rounds for today"),
        _(
            "Very many rounds were started from your network today. Tomorrow there is room again: "
            "go back then, what you filled in is still in the form."
        ),
    )


def _words_for_a_visitor() -> dict[int, tuple[str, str]]:
    return {
        400: (
            _("We could not read that request"),
            _("Something was lost on the way. Open the check again and continue from there."),
        ),
        404: (
            _("This page does not exist"),
            _("The address may be mistyped or out of date. The check itself is one step away."),
        ),
        405: (
            _("That does not work here"),
            _("This address cannot be used that way. Open the check and continue from there."),
        ),
        413: (
            _("That was more than we can take"),
            _("The check never sends this much. Open it again and send your answers once more."),
        ),
        422: (
            _("We could not use those answers"),
            _("Open the check, look your answers over and send them again."),
        ),
        429: (
            _("A little too quick"),
            _(
                "Many answers came from your network in a short time. Wait a minute, "
                "go back and send yours again: they are still in the form."
            ),
        ),
        500: (
            _("Something went wrong on our side"),
            _("It is not your doing. Go back and try again; your answers are still in the form."),
        ),
        503: (
            _("We are away for a moment"),
            _("Try again in a minute. Nothing you filled in is lost: go back to find it."),
        ),
    }


def _words_at_the_desk() -> dict[int, tuple[str, str]]:
    return {
        400: (
            _("That does not work at the desk"),
            _("Go back to the desk and take it from there."),
        ),
        404: (
            _("There is nothing here"),
            _(
                "The lead may have been deleted by the visitor, or because its retention period "
                "had ended."
            ),
        ),
        429: (
            _("Too many attempts from your network"),
            _("Wait a quarter of an hour, then log in again."),
        ),
        500: (
            _("Something went wrong at the desk"),
            _("It is not your doing. Go back and try again."),
        ),
        503: (
            _("The leads are out of reach for a moment"),
            _("Nothing is lost: new leads wait until the database answers. Try again in a minute."),
        ),
    }


def _forged() -> tuple[str, str]:
    """A form of the desk that came from elsewhere, or after its session was over."""
    return (
        _("This did not come from a page of the desk"),
        _(
            "So nothing was done. The page may have been open since before you logged in, or your "
            "browser refuses our cookie. Open the desk again and repeat what you did."
        ),
    )


def _damaged() -> tuple[str, str]:
    if request.blueprint == "round":
        return _("This link of a round does not work"), _(
            "What a round has found lives in its link, so every character counts. "
            "Copy the whole link again, or ask a colleague who has it."
        )
    return (
        _("This result link does not work"),
        _(
            "A result lives in its link, so every character counts. Copy the whole link again "
            "from where you kept it, or take the check anew: it takes about 10 minutes."
        ),
    )


def _outdated() -> tuple[str, str]:
    return (
        _("This result was made with earlier questions"),
        _(
            "The questions have changed since, so this link can no longer be read fairly. "
            "Take the check again to see where you stand now."
        ),
    )


def _gone() -> tuple[str, str]:
    return _("We can’t find this round"), _(
        "The link may not be complete: copy all of it again. Or the round has been cancelled, or "
        "has ended with too few answers; and after 90 days an invitation no longer leads to the "
        "result. Its answers are deleted. Ask whoever invited you for the round link, or start a "
        "round of your own."
    )
