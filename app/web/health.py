"""Whether the server is alive, and whether it can do its work."""

from flask import Blueprint, current_app, jsonify
from werkzeug.wrappers import Response

from app.errors import StoreError
from app.web.check.picture import is_warming
from app.web.public_address import proxies_in_words
from app.web.services import services

health = Blueprint("health", __name__)


@health.get("/healthz")
def alive() -> Response:
    """200 as long as the process answers."""
    return jsonify(status="alive")


@health.get("/readyz")
def ready() -> tuple[Response, int]:
    """200 when leads can be stored, 503 when they cannot; `spooled` says whether some are waiting.

    Also 503 in the seconds after the start until the first images are drawn, so that no visitor
    waits for theirs.

    Takes in what waits in the spool, so that it doesn't wait for the next visitor. With a webhook,
    `undelivered` says whether some deliveries have failed; that is no reason to send visitors away.
    `proxies` says whether PROXY_HOPS fits the headers of the latest visitor's request.
    """
    here = services()
    try:
        here.store.check()
        failed = here.database.outbox.waiting().failed
    except StoreError:
        return jsonify(status="leads cannot be stored", spooled=here.spool.waiting()), 503
    if is_warming(current_app):
        return jsonify(status="warming"), 503
    here.spool.drain(here.store)
    states: dict[str, object] = {"proxies": proxies_in_words()}
    if here.delivery is not None:
        states["undelivered"] = failed > 0
    return jsonify(status="ready", spooled=here.spool.waiting(), **states), 200
