"""Addresses of our own pages that take the query of this request along."""

from typing import Any
from urllib.parse import quote

from flask import request, url_for

# What may stand in a query unquoted; anything else was not quoted as it should have been.
_PLAIN = "!$&'()*+,-./:;=?@_~%"


def same_query(endpoint: str, **values: Any) -> str:
    """The address of an endpoint with the query of this request, byte for byte.

    The query never goes through url_for(), which takes names such as `_scheme` for its own.
    """
    address = url_for(endpoint, **values).partition("?")[0]
    query = quote(request.query_string, safe=_PLAIN)
    return f"{address}?{query}" if query else address
