"""Response headers: what a page may load, who may frame it, what a browser may do with it."""

from functools import cache

from flask import Flask, Response, request

from app.config import Settings
from app.origin import Origin

# Whose pages a visitor may meet inside somebody else's site: listed origins may frame them.
_VISITORS = frozenset(
    {
        "check",
        "result",
        "along",
        "committing",
        "comparing",
        "afterwards",
        "round",
        "pages",
    }
)
# Pages that hold a frame of ours, and the one among them that we frame ourselves.
_FRAMING = frozenset({"embed.page", "embed.sample"})
_FRAMED_BY_US = frozenset({"embed.sample"})

_STEADY = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}
_YEAR = 365 * 24 * 3600


def is_for_visitors(endpoint: str | None) -> bool:
    """Whether a visitor may meet this inside somebody else's site."""
    return endpoint is not None and endpoint.partition(".")[0] in _VISITORS


def install_headers(app: Flask, settings: Settings) -> None:
    """Add the security headers to every response."""
    hosts = str(settings.embed_origins)

    @app.after_request
    def add_headers(response: Response) -> Response:
        response.headers.update(_STEADY)
        if not is_for_visitors(request.endpoint):
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
    """Who may frame this answer. Nobody may frame an error, unless a visitor has to see it.

    That is what answers something sent, and all of a round, which may be gone.
    """
    if endpoint in _FRAMED_BY_US:
        return "'self'"
    explained = request.method == "POST" or request.blueprint == "round"
    if not is_for_visitors(endpoint) or (status >= 400 and not explained):
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
