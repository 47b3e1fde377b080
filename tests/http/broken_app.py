"""Applications that fail, two of them with a visitor's data in hand: see test_quiet_logs."""

from collections.abc import Iterable
from typing import NoReturn
from wsgiref.types import StartResponse, WSGIEnvironment

from flask import Flask, request

from app.errors import BankError
from app.web.quiet_log import install_quiet_log

page = Flask(__name__)
install_quiet_log(page)


@page.get("/<path:path>")
def fail(path: str) -> NoReturn:
    """A page that repeats the request in its error, as libraries do."""
    try:
        raise KeyError(path)
    except KeyError as error:
        raise ValueError(f"{request.remote_addr} {request.url} {request.user_agent}") from error


def bare(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
    """What fails before Flask can catch it."""
    asked = "REMOTE_ADDR", "PATH_INFO", "QUERY_STRING", "HTTP_USER_AGENT"
    raise ValueError(*(environ[name] for name in asked))


def refuse() -> NoReturn:
    """What cannot start."""
    raise BankError("items.toml: D1.direction has four options.")


def long(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
    """What is longer than a server likes to keep for who doesn't read it."""
    start_response("200 OK", [("Content-Type", "application/octet-stream")])
    return (bytes(1024 * 1024) for _ in range(24))


def everything(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
    """Each of them below an address of its own; `page` at all others."""
    place = environ["PATH_INFO"].split("/")[1]
    return {"bare": bare, "long": long}.get(place, page)(environ, start_response)
