"""How much and how often one client may send; knows clients by a key that cannot be traced back."""

import hashlib
import hmac
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from flask import Flask, Response, request
from flask_limiter import Limiter, RequestLimit

from app.config import Settings

LARGEST_REQUEST = 64 * 1024  # bytes of a body

_SUBMITTING = ("check.submit",)
_AFTERWARDS = ("afterwards.choose", "afterwards.forget")
_STEPS = ("counting.step",)
_LOGGING_IN = ("desk.log_in",)


def client_key(secret_key: str) -> str:
    """Today's key of the client: a keyed hash of the address, worth nothing tomorrow."""
    today = datetime.now(UTC).date().isoformat()
    address = request.remote_addr or ""
    return hmac.new(f"{today}:{secret_key}".encode(), address.encode(), hashlib.sha256).hexdigest()


def install_limits(app: Flask, settings: Settings) -> None:
    """Limit each group of endpoints together, in memory or, across processes, in Redis.

    Nothing is stored but a count a key, for an hour at most. When Redis is away, each process
    counts for itself and the visitor goes on.
    """
    limiter = Limiter(
        key_func=lambda: client_key(settings.secret_key),
        app=app,
        storage_uri=settings.redis_url or "memory://",
        in_memory_fallback_enabled=settings.redis_url is not None,
        swallow_errors=True,
    )
    groups = [
        (limiter.shared_limit(settings.submission_limit, scope="submissions"), _SUBMITTING),
        (limiter.shared_limit(settings.submission_limit, scope="afterwards"), _AFTERWARDS),
        (limiter.shared_limit(settings.step_limit, scope="steps", on_breach=_nothing), _STEPS),
        (limiter.shared_limit(settings.login_limit, scope="logins"), _LOGGING_IN),
    ]
    for together, endpoints in groups:
        for endpoint in endpoints:
            view: Callable[..., Any] = app.view_functions[endpoint]
            app.view_functions[endpoint] = together(view)


def _nothing(limit: RequestLimit) -> Response:
    """Who counts too often isn't told so, and nobody who uses the check ever sees it."""
    return Response(status=204)
