"""Response headers: what a page may load, who may frame it, what a browser may do with it."""

from functools import cache

from flask import Flask, Response, request

from app.config import Settings
from app.origin import Origin

# What is sent in a round.
_IN_A_ROUND = tuple(
    f"round.{what}"
    for what in ("opening", "answer", "expect", "withdraw", "close", "prolong", "cancel")
)
# The pages that a visitor may meet inside somebody else's site: listed origins may frame them.
FRAMED = frozenset(
    {
        "check.home",
        "check.form",
        "check.change",
        "check.submit",
        "result.show",
        "result.radar",
        "along.paper",
        "along.again",
        "check.again",
        "committing.commit",
        "committing.show",
        "committing.calendar",
        "committing.paper",
        "comparing.compare_with",
        "comparing.ask",
        "comparing.show",
        "comparing.radar",
        "comparing.paper",
        "result.card",
        "afterwards.choose",
        "afterwards.forget",
        "pages.method",
        "pages.privacy",
        "round.start",
        "round.rules",
        "round.host",
        "round.join",
        "round.questions",
        "round.mine",
        "round.show",
        "round.radar",
        "round.meeting",
        *_IN_A_ROUND,
    }
)
# Pages that hold a frame of ours, and the one among them that we frame ourselves.
_FRAMING = frozenset({"embed.page", "embed.sample"})
_FRAMED_BY_US = frozenset({"embed.sample"})

# Answers to what a visitor has sent, and what may be gone: in a frame, too, the visitor must see
# errors.
_EXPLAINING = frozenset(
    {
        "check.submit",
        "afterwards.choose",
        "afterwards.forget",
        "committing.commit",
        "comparing.compare_with",
        "round.host",
        "round.join",
        "round.questions",
        "round.mine",
        *_IN_A_ROUND,
    }
)

_STEADY = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}
_YEAR = 365 * 24 * 3600


def install_headers(app: Flask, settings: Settings) -> None:
    """Add the security headers to every response."""
    hosts = str(settings.embed_origins)

    @app.after_request
    def add_headers(response: Response) -> Response:
        response.headers.update(_STEADY)
        if request.endpoint not in FRAMED:
            # A tab that a sandboxed frame opens is sandboxed too: there, such a page is an error.
            response.headers["Cross-Origin-Opener-Policy"] = "same-origin"
        framed_by = _framed_by(request.endpoint, response.status_code, hosts)
        holds_frame = request.endpoint in _FRAMING
        response.headers["Content-Security-Policy"] = policy(settings, framed_by, holds_frame)
        if request.endpoint == "static":
            # A sandboxed frame has no origin of its own: for it, our scripts are cross-origin.
            response.headers["Access-Control-Allow-Origin"] = "*"
        if request.is_secure:
            response.headers["Strict-Transport-Security"] = f"max-age={_YEAR}"
        return response


def _framed_by(endpoint: str | None, status: int, hosts: str) -> str:
    """Who may frame this answer. Nobody may frame an error, unless a visitor has to see it."""
    if endpoint in _FRAMED_BY_US:
        return "'self'"
    if endpoint not in FRAMED or (status >= 400 and endpoint not in _EXPLAINING):
        return "'none'"
    return hosts


@cache
def policy(settings: Settings, framed_by: str, holds_frame: bool) -> str:
    """The Content-Security-Policy of a page."""
    rules = {
        "default-src": "'none'",
        "script-src": "'self'",
        "style-src": "'self'",
        "img-src": "'self' data:",
        "connect-src": "'self'",
        "frame-src": "'self'" if holds_frame else "'none'",
        "form-action": f"'self' {Origin.read(settings.contact_url)}",
        "base-uri": "'none'",
        "frame-ancestors": framed_by,
    }
    return "; ".join(f"{rule} {value}" for rule, value in rules.items())
