"""The radar as an answer: a few may ask at a time, and the first is drawn before anybody asks."""

import logging
import threading
from collections.abc import Callable
from itertools import product

from flask import Flask, Response
from flask_babel import gettext as _

from app.drawing.chart import RadarChart, Scheme
from app.drawing.radar import radar_png, radar_svg
from app.web.check.chart import blank_chart
from app.web.services import services

_NAME = "first-pictures"
_DRAW: dict[str, tuple[Callable[[RadarChart], bytes], str]] = {
    "png": (radar_png, "image/png"),
    "svg": (radar_svg, "image/svg+xml"),
}
_SCHEMES: tuple[Scheme, ...] = ("light", "dark")
# One draws and two wait: the other threads of a process are for pages.
_places = threading.BoundedSemaphore(3)
_RETRY_SECONDS = {429: 60, 503: 2}

_log = logging.getLogger(__name__)


def picture(chart: RadarChart, kind: str) -> Response:
    """The image of a chart ("png" or "svg"), or a word about trying later where too many ask."""
    draw, mimetype = _DRAW[kind]
    if not _places.acquire(blocking=False):
        return no_picture(503)
    try:
        return Response(draw(chart), mimetype=mimetype)
    finally:
        _places.release()


def no_picture(status: int) -> Response:
    """Say that there is no image just now, in a few bytes: nobody sees them but who downloads."""
    words = _("The image cannot be drawn just now. Try again in a minute.")
    headers = {"Retry-After": str(_RETRY_SECONDS[status]), "Cache-Control": "no-store"}
    return Response(words, status, headers, mimetype="text/plain")


def draw_first_pictures(app: Flask) -> None:
    """Begin to draw, in the background, what every later image is built on; see is_warming().

    Not with a lower priority: whoever waits for the interpreter would wait for that thread.
    """
    # No daemon: a process that ends in the midst of Matplotlib's C++ aborts.
    thread = threading.Thread(target=_draw_first, args=(app,), name=_NAME)
    app.extensions[_NAME] = thread
    thread.start()


def is_warming(app: Flask) -> bool:
    """Whether the first images are still being drawn."""
    thread = app.extensions.get(_NAME)
    return thread is not None and thread.is_alive()


def _draw_first(app: Flask) -> None:
    """Draw an image of each kind, language and scheme; without any, pages still do their work."""
    try:
        with app.app_context():
            languages = services().bank.languages.values()
        for language, scheme in product(languages, _SCHEMES):
            with app.test_request_context(f"/{language.code}/"):
                chart = blank_chart(language, scheme)
            for draw, _mimetype in _DRAW.values():
                draw(chart)
    except Exception:
        _log.exception("The radar cannot be drawn")
