"""Assessment → what the radar shows → the image as a response."""

import logging
import threading
from collections.abc import Callable
from dataclasses import replace
from itertools import product

import pyphen
from flask import Flask, Response
from flask_babel import gettext as _

from app.drawing.radar import CLAIMS, STANDS, RadarChart, Series, radar_png, radar_svg
from app.method.bank import Language
from app.method.messages import dimension_name, level_name
from app.method.scoring import Assessment, Scores
from app.palette import Scheme
from app.web.colour import DARK, LIGHT, Colour, readable_accent
from app.web.services import services

# In letters; longer words would make the rings small.
_LONG_WORD = 13


def radar_chart(
    assessment: Assessment, words: Language, scheme: Scheme, accent: str = ""
) -> RadarChart:
    """The radar of an assessment: axes and rings named in the language.

    `accent`: an embedding site's colour in six hex digits, corrected here until it is readable.
    """
    ground = DARK if scheme == "dark" else LIGHT
    values = (_numbers(assessment, each) for each in (assessment.scores, assessment.claims))
    chart = blank_chart(words, scheme).showing(*values)
    return (
        replace(chart, accent=readable_accent(Colour.of(accent), ground).hex) if accent else chart
    )


def blank_chart(words: Language, scheme: Scheme) -> RadarChart:
    """An empty radar: what is the same for everybody in this language and scheme."""
    dimensions, levels = services().bank.model.dimensions, services().bank.model.levels
    nothing = (None,) * len(dimensions)
    return RadarChart(
        axes=tuple(_breakable(words.texts[dimension_name(d)], words.code) for d in dimensions),
        rings=tuple(words.texts[level_name(level)] for level in levels),
        series=(
            Series(words.texts["report.radar.stand"], nothing, STANDS),
            Series(words.texts["report.radar.claim"], nothing, CLAIMS),
        ),
        title=_("Radar of the eight dimensions"),
        scheme=scheme,
    )


def _numbers(assessment: Assessment, values: Scores) -> tuple[float | None, ...]:
    """Values along the axes; a dimension that was not assessed is None in both series."""
    return tuple(
        None if value is None or dimension in assessment.not_assessed else float(value)
        for dimension, value in values.items()
    )


def _breakable(name: str, language: str) -> str:
    """The name, with soft hyphens where a very long word may break ("Partnerportfolio")."""
    hyphenation = pyphen.language_fallback(language)
    if not hyphenation or max(map(len, name.split())) <= _LONG_WORD:
        return name
    return pyphen.Pyphen(lang=hyphenation, left=5, right=5).inserted(name, "\u00ad")


_NAME = "first-pictures"
_DRAW: dict[str, tuple[Callable[[RadarChart], bytes], str]] = {
    "png": (radar_png, "image/png"),
    "svg": (radar_svg, "image/svg+xml"),
}
_SCHEMES: tuple[Scheme, ...] = ("light", "dark")
# One draws and two wait; the other threads of a process are left for pages.
_places = threading.BoundedSemaphore(3)
_RETRY_SECONDS = {429: 60, 503: 2}

_log = logging.getLogger(__name__)


def picture(chart: RadarChart, kind: str) -> Response:
    """The image of a chart ("png" or "svg"), or a 503 where too many are asked for at once."""
    draw, mimetype = _DRAW[kind]
    if not _places.acquire(blocking=False):
        return no_picture(503)
    try:
        return Response(draw(chart), mimetype=mimetype)
    finally:
        _places.release()


def no_picture(status: int) -> Response:
    """Say in a few bytes that there is no image just now; only a download shows them."""
    words = _("The image cannot be drawn just now. Try again in a minute.")
    headers = {"Retry-After": str(_RETRY_SECONDS[status]), "Cache-Control": "no-store"}
    return Response(words, status, headers, mimetype="text/plain")


def draw_first_pictures(app: Flask) -> None:
    """Begin to draw, in the background, what every later image is built on; see is_warming().

    Not at a lower priority: the other threads would wait for it whenever it has the interpreter.
    """
    # Not a daemon: a process that ends in the middle of Matplotlib's C++ aborts.
    thread = threading.Thread(target=_draw_first, args=(app,), name=_NAME)
    app.extensions[_NAME] = thread
    thread.start()


def is_warming(app: Flask) -> bool:
    """Whether the first images are still being drawn."""
    thread = app.extensions.get(_NAME)
    return thread is not None and thread.is_alive()


def _draw_first(app: Flask) -> None:
    """Draw an image of each kind, language and scheme; if that fails, pages still work."""
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
