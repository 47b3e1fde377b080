"""The desk's sessions: the application's only cookie, and what makes it invalid in time."""

from collections.abc import Sequence
from datetime import timedelta

from flask import Flask, Request, request
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface
from flask_login import LoginManager, UserMixin
from flask_wtf.csrf import CSRFProtect

from app.desk.accounts import Account
from app.web.addresses import at_the_desk
from app.web.services import services

# A session that is unused for this long is over.
_IDLE = timedelta(hours=12)

csrf = CSRFProtect()


class Seat(UserMixin):  # type: ignore[misc]  # Flask-Login carries no types
    """Somebody who is logged in. The cookie names the account's session id, not the account.

    A cookie only proves that we once issued it: it could be replayed after a log-out. So the id in
    it is looked up each time, and logging out replaces it with another.
    """

    def __init__(self, account: Account) -> None:
        self.name = account.name
        self._session = account.session

    def get_id(self) -> str:
        """What the cookie carries."""
        return self._session


class DeskSessions(SecureCookieSessionInterface):
    """Signed cookies under the desk's addresses; everywhere else no session can be written to.

    On https the cookie's name makes the browser accept it only from this host and only over https.
    On http, as on your own machine, it could not be set under that name.
    """

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        """See SessionInterface; None becomes a session that cannot be changed."""
        return super().open_session(app, request) if at_the_desk(request.path) else None

    def get_cookie_name(self, app: Flask) -> str:
        """See SessionInterface."""
        return "__Host-desk" if request.is_secure else "desk"

    def get_cookie_secure(self, app: Flask) -> bool:
        """See SessionInterface."""
        return request.is_secure


def install_sessions(app: Flask, key: str, older_keys: Sequence[str]) -> None:
    """Give the desk its sessions and its protection against forged requests."""
    app.secret_key = key
    app.config.update(
        SECRET_KEY_FALLBACKS=list(older_keys),
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_PATH="/",
        PERMANENT_SESSION_LIFETIME=_IDLE,
        WTF_CSRF_CHECK_DEFAULT=False,  # the blueprint checks for itself
        WTF_CSRF_TIME_LIMIT=None,  # as long as the session
    )
    app.session_interface = DeskSessions()
    csrf.init_app(app)
    manager = LoginManager()
    manager.session_protection = None  # a phone changes its address; the cookie is guarded above
    manager.init_app(app, add_context_processor=False)
    manager.user_loader(_seat_of)


def _seat_of(session: str) -> Seat | None:
    account = services().accounts.of_session(session)
    return None if account is None else Seat(account)
