"""Whether the server is alive, and whether it can do its work."""

from flask import Blueprint, jsonify
from werkzeug.wrappers import Response

from app.errors import StoreError
from app.web.services import services

health = Blueprint("health", __name__)


@health.get("/healthz")
def alive() -> Response:
    """200 as long as the process answers."""
    return jsonify(status="alive")


@health.get("/readyz")
def ready() -> tuple[Response, int]:
    """200 when leads can be stored; 503, with how many wait in the spool, when they cannot."""
    here = services()
    waiting = here.spool.waiting()
    try:
        here.store.check()
    except StoreError:
        return jsonify(status="store unavailable", spooled=waiting), 503
    return jsonify(status="ready", spooled=waiting), 200
