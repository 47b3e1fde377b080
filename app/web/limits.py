"""How often one client may submit or log in; knows clients by a key that cannot be traced back."""

import hashlib
import hmac
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import Any

from flask import Flask, request
from flask_limiter import Limiter

from app.config import Settings


def client_key(secret_key: str) -> str:
    """Today's key of the client: a keyed hash of the address, worth nothing tomorrow."""
    today = datetime.now(UTC).date().isoformat()
    address = request.remote_addr or ""
    return hmac.new(f"{today}:{secret_key}".encode(), address.encode(), hashlib.sha256).hexdigest()


def install_limits(
    app: Flask, settings: Settings, endpoints: Iterable[str], logins: Iterable[str]
) -> None:
    """Limit the named endpoints together, in memory or, across processes, in Redis.

    `logins`: those where somebody tries a password, limited together too.

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
    for scope, limit, limited in (
        ("submissions", settings.submission_limit, endpoints),
        ("logins", settings.login_limit, logins),
    ):
        together = limiter.shared_limit(limit, scope=scope)
        for endpoint in limited:
            view: Callable[..., Any] = app.view_functions[endpoint]
            app.view_functions[endpoint] = together(view)
