"""Assessment → what the radar shows, in one language."""

from dataclasses import replace

import pyphen
from flask_babel import gettext as _

from app.drawing.chart import RadarChart, Scheme
from app.method.bank import Language
from app.method.report import dimension_name, level_name
from app.method.scoring import Assessment, Scores
from app.web.colour import DARK, LIGHT, Colour, readable_accent
from app.web.services import services

# Letters; longer words make the rings small.
_LONG_WORD = 13


def radar_chart(
    assessment: Assessment, words: Language, scheme: Scheme, accent: str = ""
) -> RadarChart:
    """The radar of an assessment: axes and rings named in the language.

    `accent`: six hex digits of an embedding site, corrected here until they can be read.
    """
    ground = DARK if scheme == "dark" else LIGHT
    return replace(
        blank_chart(words, scheme),
        scores=_numbers(assessment, assessment.scores),
        claims=_numbers(assessment, assessment.claims),
        accent=readable_accent(Colour.of(accent), ground).hex if accent else "",
    )


def blank_chart(words: Language, scheme: Scheme) -> RadarChart:
    """The radar of nobody: what is the same for all in this language and scheme."""
    dimensions, levels = services().bank.model.dimensions, services().bank.model.levels
    nothing = (None,) * len(dimensions)
    return RadarChart(
        axes=tuple(_breakable(words.texts[dimension_name(d)], words.code) for d in dimensions),
        rings=tuple(words.texts[level_name(level)] for level in levels),
        scores=nothing,
        claims=nothing,
        legend=(_("Where you stand"), _("What you intend and do")),
        title=_("Radar of the eight dimensions"),
        scheme=scheme,
    )


def _numbers(assessment: Assessment, values: Scores) -> tuple[float | None, ...]:
    """Values along the axes; an axis that was not assessed stays empty for either line."""
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
