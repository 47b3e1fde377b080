"""Response headers: what a page may load, who may frame it, how long it is kept."""

from functools import cache
from urllib.parse import urlsplit

from flask import Flask, Response, request

from app.config import Settings

# The pages that a visitor meets inside somebody else's site: whoever is listed may frame them.
FRAMED = frozenset(
    {
        "check.home",
        "check.form",
        "check.submit",
        "result.show",
        "result.radar",
        "result.card",
        "afterwards.choose",
        "afterwards.forget",
        "pages.method",
        "pages.privacy",
    }
)
# Pages that hold a frame of ours, and the one of them that is framed itself, by us.
_FRAMING = frozenset({"embed.page", "embed.sample"})
_FRAMED_BY_US = frozenset({"embed.sample"})

# What answers something that a visitor sent. In a frame, they have to see what became of it.
_ANSWERING = frozenset({"check.submit", "afterwards.choose", "afterwards.forget"})

_STEADY = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}
_YEAR = 365 * 24 * 3600


def install_headers(app: Flask, settings: Settings) -> None:
    """Add the security headers to every response."""
    hosts = " ".join(dict.fromkeys(("'self'", *settings.embed_origins)))
    hosts = "*" if "*" in settings.embed_origins else hosts

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
            # A sandboxed frame has no origin of its own: to it our scripts come from elsewhere.
            response.headers["Access-Control-Allow-Origin"] = "*"
        if request.is_secure:
            response.headers["Strict-Transport-Security"] = f"max-age={_YEAR}"
        return response


def _framed_by(endpoint: str | None, status: int, hosts: str) -> str:
    """Who may frame this answer. An error is nobody's to frame, unless a visitor has to see it."""
    if endpoint in _FRAMED_BY_US:
        return "'self'"
    if endpoint not in FRAMED or (status >= 400 and endpoint not in _ANSWERING):
        return "'none'"
    return hosts


@cache
def policy(settings: Settings, framed_by: str, holds_frame: bool) -> str:
    """The Content-Security-Policy of a page."""
    contact = urlsplit(settings.contact_url)
    rules = {
        "default-src": "'none'",
        "script-src": "'self'",
        "style-src": "'self'",
        "img-src": "'self' data:",
        "connect-src": "'self'",
        "frame-src": "'self'" if holds_frame else "'none'",
        "form-action": f"'self' {contact.scheme}://{contact.netloc}",
        "base-uri": "'none'",
        "frame-ancestors": framed_by,
    }
    return "; ".join(f"{rule} {value}" for rule, value in rules.items())
