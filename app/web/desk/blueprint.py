"""The blueprint of the desk: who may enter, and the headers of every answer."""

from typing import Any

from flask import Blueprint, Response, g, redirect, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response as AnyResponse

from app.web.addresses import DESK
from app.web.desk.sessions import csrf

desk = Blueprint("desk", __name__, url_prefix=DESK)

# Where nobody is logged in yet.
_OPEN = frozenset({"desk.login", "desk.log_in"})


@desk.before_request
def guard() -> AnyResponse | None:
    """Send strangers to the login page, and refuse what was not sent from a page of ours."""
    # Looked up once and before anything else, so that a later error can still be shown.
    g.account = current_user.name if current_user.is_authenticated else None
    if request.endpoint not in _OPEN and g.account is None:
        wanted = request.full_path.rstrip("?") if request.method == "GET" else None
        return redirect(url_for("desk.login", next=wanted), 303)
    csrf.protect()
    return None


@desk.after_request
def keep_nowhere(response: Response) -> Response:
    """Leave nothing of the desk behind, in the browser or on the way to it."""
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    response.headers["X-Frame-Options"] = "DENY"  # for browsers that don't know frame-ancestors
    return response


@desk.url_defaults
def keep_language(endpoint: str, values: dict[str, Any]) -> None:
    """Links of the desk carry on the language that its address asks for."""
    if "ui" in request.args:
        values.setdefault("ui", request.args["ui"])
