"""How much and how often one client may send, and how many new leads are too many to be real.

Clients are known by a key that cannot be traced back to them.
"""

import hashlib
import hmac
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from typing import Any

from flask import Flask, Response, current_app, request
from flask_limiter import Limiter, RequestLimit
from limits import RateLimitItem, parse_many

from app.config import Settings
from app.web.check.picture import not_drawn
from app.web.counts import SharedCounts

LARGEST_REQUEST = 64 * 1024  # bytes of a body

_NAME = "new-leads"
_SUBMITTING = ("check.submit",)
_AFTERWARDS = ("afterwards.choose", "afterwards.forget")
_OPENING = ("round.opening",)
_MOST_ROUNDS = "50 per day"
_IN_A_ROUND = tuple(
    f"round.{what}" for what in ("answer", "expect", "withdraw", "close", "prolong", "cancel")
)
_STEPS = ("counting.step",)
_DRAWN = (
    "result.radar",
    "result.card",
    "pages.card",
    "along.paper",
    "committing.paper",
    "comparing.radar",
    "comparing.paper",
    "round.radar",
    "round.paper",
    "round.commitment_paper",
)
_LOGGING_IN = ("desk.log_in",)

_NAT64 = IPv6Network("64:ff9b::/96")


def network(address: str) -> str:
    """What counts as one client: an IPv4 address, or the /64 of an IPv6 address.

    Whoever has one IPv6 address has all of its /64. An IPv6 address that stands for an IPv4
    address counts as that one. Anything else is "", so that all of it counts as one client.
    """
    bare = address.strip()
    if bare.startswith("["):  # as proxies write an IPv6 address with a port
        bare = bare[1:].partition("]")[0]
    elif bare.count(":") == 1:
        bare = bare.partition(":")[0]
    try:
        parsed = ip_address(bare.partition("%")[0])
    except ValueError:
        return ""
    inner = _inside(parsed) if isinstance(parsed, IPv6Address) else parsed
    return str(inner or IPv6Network((int(parsed), 64), strict=False))


def _inside(address: IPv6Address) -> IPv4Address | None:
    """The IPv4 address that this one stands for: mapped, by 6to4 or by NAT64."""
    if address in _NAT64:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour


def client_key(salt: bytes) -> str:
    """Today's key of the client: a keyed hash of its network, useless tomorrow."""
    today = datetime.now(UTC).date().isoformat()
    text = f"{today} {network(request.remote_addr or '')}"
    return hmac.new(salt, text.encode(), hashlib.sha256).hexdigest()


def install_limits(app: Flask, settings: Settings) -> None:
    """Limit each group of endpoints together, for all workers of this server or, with Redis, of
    all machines.

    Only a count for each key is kept, for a day at most. When Redis is away, each process counts
    for itself and the visitor can go on.
    """
    limiter = Limiter(
        key_func=lambda: client_key(salt),
        app=app,
        storage_uri=settings.redis_url or "shared://",
        in_memory_fallback_enabled=settings.redis_url is not None,
        swallow_errors=True,
    )
    counts = limiter.storage
    # Machines can only make the same keys from something that they share.
    salt = counts.salt if isinstance(counts, SharedCounts) else settings.secret_key.encode()
    app.extensions[_NAME] = NewLeads(limiter, parse_many(settings.flood_limit))
    groups = [
        (limiter.shared_limit(settings.submission_limit, scope="submissions"), _SUBMITTING),
        (limiter.shared_limit(settings.submission_limit, scope="afterwards"), _AFTERWARDS),
        (limiter.shared_limit(settings.submission_limit, scope="rounds"), _IN_A_ROUND),
        (limiter.shared_limit(_MOST_ROUNDS, scope="opening"), _OPENING),
        (limiter.shared_limit(settings.step_limit, scope="steps", on_breach=_nothing), _STEPS),
        (limiter.shared_limit(settings.image_limit, scope="images", on_breach=_later), _DRAWN),
        (limiter.shared_limit(settings.login_limit, scope="logins"), _LOGGING_IN),
    ]
    for together, endpoints in groups:
        for endpoint in endpoints:
            view: Callable[..., Any] = app.view_functions[endpoint]
            app.view_functions[endpoint] = together(view)


def _nothing(limit: RequestLimit) -> Response:
    """Answer as if it had been counted: a robot isn't told, and no real visitor gets here."""
    return Response(status=204)


def _later(limit: RequestLimit) -> Response:
    return not_drawn(429)


@dataclass(frozen=True, slots=True)
class NewLeads:
    """The new leads of all clients together, counted like the limits."""

    limiter: Limiter
    ceilings: list[RateLimitItem]

    def are_a_flood(self) -> bool:
        """Count one more; return whether there are now more than can be real."""
        try:
            within = [self.limiter.limiter.hit(each, _NAME) for each in self.ceilings]
        except self.limiter.storage.base_exceptions:  # the visitor can go on, as with the limits
            return False
        return not all(within)


def new_leads() -> NewLeads:
    """The counter of the current application."""
    found: NewLeads = current_app.extensions[_NAME]
    return found
