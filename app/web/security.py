"""Response headers: what a page may load, who may frame it, how long it is kept."""

from urllib.parse import urlsplit

from flask import Flask, Response, request

from app.config import Settings

# Pages that are nobody's to frame, by endpoint; None is an address that nothing answers to.
_NEVER_FRAMED = frozenset({None, "health.alive", "health.ready"})

_STEADY = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}
_YEAR = 365 * 24 * 3600


def install_headers(app: Flask, settings: Settings) -> None:
    """Add the security headers to every response."""
    framed = _policy(settings, " ".join(settings.embed_origins))
    alone = _policy(settings, "'none'")

    @app.after_request
    def add_headers(response: Response) -> Response:
        never = request.endpoint in _NEVER_FRAMED or response.status_code >= 500
        response.headers.update(_STEADY)
        response.headers["Content-Security-Policy"] = alone if never else framed
        if request.is_secure:
            response.headers["Strict-Transport-Security"] = f"max-age={_YEAR}"
        return response


def _policy(settings: Settings, framed_by: str) -> str:
    contact = urlsplit(settings.contact_url)
    rules = {
        "default-src": "'none'",
        "script-src": "'self'",
        "style-src": "'self'",
        "img-src": "'self' data:",
        "connect-src": "'self'",
        "form-action": f"'self' {contact.scheme}://{contact.netloc}",
        "base-uri": "'none'",
        "frame-ancestors": framed_by,
    }
    return "; ".join(f"{rule} {value}" for rule, value in rules.items())
