"""The check's public address, and whether PROXY_HOPS fits the proxies in front."""

from collections.abc import Callable, Iterable
from ipaddress import ip_address
from typing import Any
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from flask import Flask, current_app, request
from werkzeug.datastructures import Headers
from werkzeug.http import parse_list_header
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.wrappers import Response

from app.config import Settings
from app.origin import Origin
from app.web.error_pages import wrong_host

_NAME = "alliance-check-proxies"
_FOREIGN = "alliance-check.foreign"
_FITTING = "as set"
_FORWARDED = (
    "X-Forwarded-For",
    "X-Forwarded-Proto",
    "X-Forwarded-Host",
    "X-Real-IP",
    "CF-Connecting-IP",
    "Forwarded",
)
_UNEXPECTED = "forwarded headers arrive, but PROXY_HOPS is 0"
_TOO_FEW = "PROXY_HOPS is {hops}, but X-Forwarded-For holds fewer addresses"
_UNREADABLE = "PROXY_HOPS is {hops}, but at that place X-Forwarded-For holds no bare address"
_REMEDY = (
    "all visitors may count as one client; set PROXY_HOPS to the number of proxies of yours in "
    "front, and have each add the address it hears to X-Forwarded-For"
)
_REFUSED = (
    "A request for a host other than that of PUBLIC_URL was refused. If visitors are refused too, "
    "have the proxy pass on the Host header that they sent."
)


def install_public_address(app: Flask, settings: Settings) -> None:
    """Have every request appear under PUBLIC_URL, and answer those for another host with it.

    Installed before anything else that looks at requests. Health checks may use any host.
    """
    hops = settings.proxy_hops
    inner: WSGIApplication = app.wsgi_app
    ours = settings.public_url
    if ours is not None:
        # For addresses that are made outside a request.
        app.config.update(SERVER_NAME=ours.place, PREFERRED_URL_SCHEME=ours.scheme)
        inner = PublicAddress(inner, ours)
    app.wsgi_app = ProxyFix(inner, x_for=hops, x_proto=hops)  # type: ignore[method-assign]
    proxies = app.extensions[_NAME] = Proxies(hops, app.logger.warning)

    @app.before_request
    def look() -> Response | None:
        if request.blueprint == "health":
            return None
        proxies.look(request.headers)
        if request.environ.get(_FOREIGN):
            proxies.say_once(_REFUSED)
            return wrong_host(f"{ours}/")
        return None


def proxies_in_words() -> str:
    """Whether PROXY_HOPS fits the latest request, and what to set when it does not."""
    found: Proxies = current_app.extensions[_NAME]
    return found.state


class PublicAddress:
    """WSGI middleware: the application sees the public scheme and host, whatever was asked for."""

    def __init__(self, app: WSGIApplication, ours: Origin) -> None:
        self._app, self._ours = app, ours

    def __call__(self, environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        """Mark a request for another host, and keep nothing of that host's name."""
        scheme = self._ours.scheme
        asked = Origin.read(f"{scheme}://{environ.get('HTTP_HOST', '')}", alone=True)
        address = {"wsgi.url_scheme": scheme, "HTTP_HOST": self._ours.place}
        environ.update(address, **{_FOREIGN: asked != self._ours})
        return self._app(environ, start)


class Proxies:
    """What the latest request says about the proxies in front; a misfit is logged once per process.

    Anybody can send a forged header to a server without proxies: that costs one line in the log,
    and the next visitor's request puts `state` right.
    """

    def __init__(self, hops: int, warn: Callable[[str], Any]) -> None:
        self.state = _FITTING
        self._hops = hops
        self._warn = warn
        self._said: set[str] = set()

    def look(self, headers: Headers) -> None:
        """Compare the headers of a request with PROXY_HOPS."""
        misfit = self._misfit(headers)
        self.state = f"{misfit}: {_REMEDY}" if misfit else _FITTING
        if misfit:
            self.say_once(f"PROXY_HOPS does not fit the proxies in front: {self.state}.")

    def say_once(self, words: str) -> None:
        """Log these words, once only; they never hold any part of a request."""
        if words not in self._said:
            self._said.add(words)
            self._warn(words)

    def _misfit(self, headers: Headers) -> str | None:
        if self._hops == 0:
            return _UNEXPECTED if any(name in headers for name in _FORWARDED) else None
        values = parse_list_header(headers.get("X-Forwarded-For", ""))
        if len(values) < self._hops:
            return _TOO_FEW.format(hops=self._hops)
        readable = _is_address(values[-self._hops])
        return None if readable else _UNREADABLE.format(hops=self._hops)


def _is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True
