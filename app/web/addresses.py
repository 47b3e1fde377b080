"""Addresses with the query that a visitor came with: whatever is in it, it does no harm."""

from typing import Any
from urllib.parse import quote
from wsgiref.types import WSGIEnvironment

from flask import Flask, Request, request, url_for

DESK = "/desk"

# What may stand in a query unquoted.
_PLAIN = "!$&'()*+,-./:;=?@_~%"


class QuotedRequest(Request):
    """A request in whose query every byte is quoted that the sender should have quoted.

    Otherwise an address in another encoding than UTF-8 is an error to Werkzeug, on any page.
    """

    def __init__(self, environ: WSGIEnvironment, *args: Any, **options: Any) -> None:
        query = environ.get("QUERY_STRING", "").encode("latin-1")
        super().__init__({**environ, "QUERY_STRING": quote(query, safe=_PLAIN)}, *args, **options)


def install_addresses(app: Flask) -> None:
    """Have every query quoted."""
    app.request_class = QuotedRequest


def same_query(endpoint: str, **values: Any) -> str:
    """The address of an endpoint with the query of this request, byte for byte.

    The query never goes through url_for(), which takes names such as `_scheme` for its own.
    """
    address = url_for(endpoint, **values).partition("?")[0]
    query = request.query_string.decode("ascii")
    return f"{address}?{query}" if query else address


def bare_address(endpoint: str, **values: Any) -> str:
    """The whole address of an endpoint, for search engines: without a query of any kind."""
    return url_for(endpoint, _external=True, **values).partition("?")[0]


def at_the_desk(path: str) -> bool:
    """Whether a path is the desk or inside it."""
    return path == DESK or path.startswith(f"{DESK}/")
