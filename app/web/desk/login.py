"""Logging in and out."""

from urllib.parse import urlsplit

from flask import g, make_response, redirect, render_template, request, session, url_for
from flask_login import login_user, logout_user
from werkzeug.wrappers import Response

from app.desk.audit import NOBODY
from app.errors import LoginRefused, TooManyAttempts
from app.web.addresses import DESK, at_the_desk
from app.web.desk.blueprint import desk
from app.web.desk.sessions import Seat
from app.web.services import services


@desk.get("/login")
def login() -> str | Response:
    """The form, unless somebody is already logged in."""
    if g.account is not None:
        return redirect(_wanted())
    return render_template("desk/login.html", name="", problem=None, minutes=0)


@desk.post("/login")
def log_in() -> Response:
    """Log in whoever knows the password of an account; every refusal reads the same."""
    here = services()
    name, password = request.form.get("name", ""), request.form.get("password", "")
    try:
        account = here.accounts.enter(name, password)
    except LoginRefused as error:
        here.audit.record(error.account or NOBODY, "refused")
        return _form_again(name, "refused", 422)
    except TooManyAttempts as error:
        response = _form_again(name, "throttled", 429, minutes=-(-error.seconds // 60))
        response.headers["Retry-After"] = str(error.seconds)
        return response
    session.clear()
    session.permanent = True
    login_user(Seat(account))
    here.audit.record(account.name, "login")
    return redirect(_wanted(), 303)


@desk.post("/logout")
def log_out() -> Response:
    """End every session of this account, here and elsewhere."""
    here = services()
    here.accounts.end_sessions(g.account)
    here.audit.record(g.account, "logout")
    logout_user()
    session.clear()
    return redirect(url_for("desk.login", left=1), 303)


def _form_again(name: str, problem: str, status: int, minutes: int = 0) -> Response:
    html = render_template("desk/login.html", name=name, problem=problem, minutes=minutes)
    return make_response(html, status)


def _wanted() -> str:
    """The page of the desk that was asked for before the login, or the first one."""
    asked = request.args.get("next", "")
    ours = at_the_desk(urlsplit(asked).path)
    if ours and asked.startswith(DESK) and asked.isprintable() and "\\" not in asked:
        return asked
    return url_for("desk.overview")
