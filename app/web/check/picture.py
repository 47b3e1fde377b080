"""Assessment → what the radar shows → the image as a response."""

import logging
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from itertools import product

import pyphen
from flask import Flask, Response, request
from flask_babel import format_date
from flask_babel import gettext as _

from app.drawing.radar import (
    CLAIMS,
    EARLIER,
    STANDS,
    CardWords,
    Ground,
    Key,
    RadarChart,
    Series,
    card_png,
    radar_png,
    radar_svg,
)
from app.method.bank import Language
from app.method.messages import dimension_name, level_name
from app.method.scoring import Assessment
from app.method.whole import Scores
from app.palette import Scheme
from app.web.colour import DARK, LIGHT, Colour, readable_accent
from app.web.services import services

# In letters; longer words would make the rings small.
_LONG_WORD = 13


def radar_chart(
    assessment: Assessment,
    words: Language,
    scheme: Scheme,
    accent: str = "",
    *,
    compact: bool = False,
    before: Assessment | None = None,
) -> RadarChart:
    """The radar of an assessment: axes and rings named in the language, or without any words.

    `before`: the earlier one that is drawn behind it, in place of what is claimed. `accent`: an
    embedding site's colour in six hex digits, corrected here until it is readable.
    """
    ground = DARK if scheme == "dark" else LIGHT
    axes = list(assessment.scores)
    behind = before.scores if before else assessment.claims
    return RadarChart(
        radar_ground(words, scheme, compact=compact, compared=before is not None),
        values=(_numbers(assessment, assessment.scores), _numbers(before or assessment, behind)),
        levers=tuple(axes.index(dimension) for dimension in assessment.levers),
        target=assessment.target,
        accent=readable_accent(Colour.of(accent), ground).hex if accent else "",
    )


def radar_ground(
    words: Language, scheme: Scheme, *, compact: bool = False, compared: bool = False
) -> Ground:
    """What every radar in this language and scheme stands on; `compared`: one of two results."""
    dimensions, levels = services().bank.model.dimensions, services().bank.model.levels
    text = words.texts
    return Ground(
        axes=tuple(_breakable(text[dimension_name(d)], words.code) for d in dimensions),
        rings=tuple(text[level_name(level)] for level in levels),
        series=(
            Series(text["report.radar.stand"], STANDS),
            Series(text["report.radar.stood"], EARLIER)
            if compared
            else Series(text["report.radar.claim"], CLAIMS),
        ),
        key=Key(
            **{part: text[f"report.radar.{part}"] for part in ("gap", "levers", "target")},
            unknown=_capitalised(text["report.radar.unknown"]),
        ),
        title=_("Radar of all dimensions"),
        scheme=scheme,
        compact=compact,
    )


def _capitalised(words: str) -> str:
    return words[:1].upper() + words[1:]


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
_NAME_OF_THE_CHECK = "2Scale Alliance Check"
_DRAW: dict[str, tuple[Callable[[RadarChart], bytes], str]] = {
    "png": (radar_png, "image/png"),
    "svg": (radar_svg, "image/svg+xml"),
}
_SCHEMES: tuple[Scheme, ...] = ("light", "dark")
# One draws and two wait; the other threads of a process are left for pages.
_places = threading.BoundedSemaphore(3)
_RETRY_SECONDS = {429: 60, 503: 2}

_log = logging.getLogger(__name__)


def asked_scheme() -> Scheme:
    """The colours that this request wants an image in."""
    return "dark" if request.args.get("scheme") == "dark" else "light"


def picture(chart: RadarChart, kind: str) -> Response:
    """The image of a chart ("png" or "svg"), or a 503 where too many are asked for at once."""
    draw, mimetype = _DRAW[kind]
    return in_turn(lambda: draw(chart), mimetype)


def card_of(assessment: Assessment, words: Language, heading: str, sentence: str) -> Response:
    """The card of a result, with the month in which it is drawn and without any code."""
    month = format_date(datetime.now(UTC).date(), "LLLL y")
    said = CardWords(_NAME_OF_THE_CHECK, heading, sentence, month)
    return in_turn(lambda: card_png(radar_chart(assessment, words, "light"), said), "image/png")


def card_of_nobody(words: Language) -> Response:
    """The card of the check itself: its question beside an empty web."""
    foot = _("A quick scan by 2Scale Alliances, based on the APEX framework.").rstrip(".")
    text = words.texts
    said = CardWords(_NAME_OF_THE_CHECK, text["intro.title"], text["intro.lead"], foot)
    chart = RadarChart(radar_ground(words, "light"))
    return in_turn(lambda: card_png(chart, said), "image/png")


def in_turn(draw: Callable[[], bytes], mimetype: str) -> Response:
    """What takes a while to draw, or a 503 where too many ask for that at once."""
    if not _places.acquire(blocking=False):
        return not_drawn(503)
    try:
        return Response(draw(), mimetype=mimetype)
    finally:
        _places.release()


def not_drawn(status: int) -> Response:
    """Say that nothing is drawn just now, in a few bytes: nobody sees them but who downloads."""
    words = _("That cannot be drawn just now. Try again in a minute.")
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
                chart = RadarChart(radar_ground(language, scheme))
            for draw, _mimetype in _DRAW.values():
                draw(chart)
    except Exception:
        _log.exception("The radar cannot be drawn")
