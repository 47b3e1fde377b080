"""Addresses that keep the visitor's query, whatever is in it, without harm."""

import re
from typing import Any
from urllib.parse import quote, urlsplit, urlunsplit
from wsgiref.types import WSGIEnvironment

from flask import Flask, Request, current_app, redirect, request, url_for
from werkzeug.routing import RequestRedirect
from werkzeug.wrappers import Response

DESK = "/desk"

# What may appear in a query unencoded.
_PLAIN = "!$&'()*+,-./:;=?@_~%"


class QuotedRequest(Request):
    """A request whose query is percent-encoded wherever the sender should have encoded it.

    Otherwise an address in an encoding other than UTF-8 makes Werkzeug fail, on any page.
    """

    def __init__(self, environ: WSGIEnvironment, *args: Any, **options: Any) -> None:
        query = environ.get("QUERY_STRING", "").encode("latin-1")
        super().__init__({**environ, "QUERY_STRING": quote(query, safe=_PLAIN)}, *args, **options)


def install_addresses(app: Flask) -> None:
    """Have every query encoded, and no redirect name a host."""
    app.request_class = QuotedRequest

    @app.before_request
    def stay_here() -> Response | None:
        """Redirect to the tidier address; Werkzeug would name whatever host was asked for."""
        error = request.routing_exception
        if not isinstance(error, RequestRedirect):
            return None
        parts = urlsplit(error.new_url)
        tidy = urlunsplit(("", "", f"/{parts.path.lstrip('/')}", parts.query, ""))
        return redirect(tidy, error.code)


def same_query(endpoint: str, **values: Any) -> str:
    """The address of an endpoint with the query of this request, byte for byte.

    The query never goes through url_for(), which treats names such as `_scheme` as its own options.
    """
    address = url_for(endpoint, **values).partition("?")[0]
    query = request.query_string.decode("ascii")
    return f"{address}?{query}" if query else address


def bare_address(endpoint: str, **values: Any) -> str:
    """The address of an endpoint for search engines: without a query of any kind.

    It is absolute where PUBLIC_URL is set; a check without one is not on the internet.
    """
    whole = current_app.config["SERVER_NAME"] is not None
    return url_for(endpoint, _external=whole, **values).partition("?")[0]


def whole_address(endpoint: str, **values: str) -> str:
    """The address of an endpoint for another device, or for paper: without a query of any kind."""
    return url_for(endpoint, _external=True, **values).partition("?")[0]


def number_in_query(name: str) -> int | None:
    """A whole number in the query of this request that a database can hold, or None."""
    text = request.args.get(name, "")
    return int(text) if re.fullmatch("[0-9]{1,18}", text) else None


def at_the_desk(path: str) -> bool:
    """Whether a path is the desk or inside it."""
    return path == DESK or path.startswith(f"{DESK}/")
