"""Errors at the desk, as pages that say what to do there."""

from flask import make_response, render_template
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException, InternalServerError
from werkzeug.wrappers import Response

from app.errors import StoreUnavailable
from app.web.desk.blueprint import desk

_KEPT = ("Allow", "Retry-After")


@desk.errorhandler(CSRFError)
def forged(error: CSRFError) -> Response:
    """A form that was not sent from a page of the desk, or after its session was over."""
    return _page(
        400,
        _("This did not come from a page of the desk"),
        _(
            "So nothing was done. The page may have been open since before you logged in, or your "
            "browser refuses our cookie. Open the desk again and repeat what you did."
        ),
    )


@desk.errorhandler(StoreUnavailable)
def away(error: StoreUnavailable) -> Response:
    """The database is out of reach."""
    return _page(
        503,
        _("The leads are out of reach for a moment"),
        _("Nothing is lost: new leads wait until the database answers. Try again in a minute."),
    )


@desk.errorhandler(HTTPException)
def other(error: HTTPException) -> Response:
    """Everything else."""
    code = error.code or InternalServerError.code
    if error.response is not None or code < 400:
        return Response.force_type(error.get_response())
    response = _page(code, *_words(code))
    for name, value in error.get_headers():
        if name in _KEPT:
            response.headers[name] = value
    return response


def _page(code: int, title: str, text: str) -> Response:
    html = render_template("desk/trouble.html", code=code, title=title, what_to_do=text)
    return make_response(html, code)


def _words(code: int) -> tuple[str, str]:
    known = {
        404: (
            _("There is nothing here"),
            _("The lead may have been deleted, by its owner or because its time was over."),
        ),
        429: (
            _("Too many attempts from your network"),
            _("Wait a quarter of an hour, then log in again."),
        ),
    }
    unreadable = (
        _("That does not work at the desk"),
        _("Go back to the desk and take it from there."),
    )
    broken = (
        _("Something went wrong at the desk"),
        _("It is not your doing. Go back and try again."),
    )
    return known.get(code, unreadable if code < 500 else broken)
