"""The worked answer sheets through the web form: what is stored, and that `score` says the same."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

import pytest

from tests.site import PERSONAS
from tests.visitor import DIMENSIONS, FACETS, Visitor

SHEETS = [pytest.param(persona, id=persona["id"]) for persona in PERSONAS]
UNHURRIED = [30] * len(DIMENSIONS)  # seconds on each page

Persona = Mapping[str, Any]


@pytest.mark.parametrize("persona", SHEETS)
@pytest.mark.parametrize("language", ["en", "nl"])
def test_the_stored_lead_has_the_level_range_levers_and_index_of_the_worked_sheet(
    visitor: Visitor, persona: Persona, language: str
) -> None:
    visitor.starts(language).answers_as(persona).took(*UNHURRIED).submits()
    expected, lead = persona["expected"], visitor.site.lead()
    low, high = expected.get("range", (None, None))
    index = expected.get("index")
    assert lead["level"] == expected["level"]
    assert (lead["range_low"], lead["range_high"]) == (low, high)
    assert lead["levers"].split() == expected.get("levers", [])
    assert lead["index"] == (None if index is None else round(float(Fraction(index)), 4))


@pytest.mark.parametrize("persona", SHEETS)
def test_the_row_equals_what_was_answered_column_by_column(
    visitor: Visitor, persona: Persona
) -> None:
    visitor.starts("nl", "?source=homepage&utm_source=news").answers_as(persona)
    visitor.took(*UNHURRIED).submits()
    lead = dict(visitor.site.lead())
    answered = {
        f"{dimension}_{facet}": answer
        for dimension, answers in persona["answers"].items()
        for facet, answer in zip(FACETS, answers, strict=True)
    }
    assert {name: lead.pop(name) for name in answered} == answered
    assert {key: lead.pop(key) for key in persona["profile"]} == persona["profile"]
    assert lead.pop("reference") == visitor.reference
    assert (lead.pop("language"), lead.pop("edition"), lead.pop("test")) == ("nl", 1, 0)
    assert (lead.pop("source"), lead.pop("utm_source")) == ("homepage", "news")
    scored = {*(f"{d}_score" for d in DIMENSIONS), "index", "level", "range_low", "range_high"}
    assert lead.keys() - scored == {
        "week", "utm_medium", "utm_campaign", "levers", "flags", "next_step"
    }  # fmt: skip


@pytest.mark.parametrize("persona", SHEETS)
def test_score_says_what_is_stored(visitor: Visitor, persona: Persona) -> None:
    visitor.starts().answers_as(persona).took(*UNHURRIED).submits()
    lead = visitor.site.lead()
    (scored,) = visitor.site.scores({**persona, "page_seconds": UNHURRIED})
    assert scored["level"] == lead["level"]
    assert scored["range"] == (lead["level"] and [lead["range_low"], lead["range_high"]])
    assert (scored["levers"], scored["flags"]) == (lead["levers"].split(), lead["flags"].split())
    assert _rounded(scored["index"]) == lead["index"]
    assert {d: _rounded(score) for d, score in scored["scores"].items()} == {
        d: lead[f"{d}_score"] for d in DIMENSIONS
    }


@pytest.mark.parametrize("persona", SHEETS)
def test_the_result_page_names_that_level_or_says_that_there_is_none(
    visitor: Visitor, persona: Persona
) -> None:
    visitor.starts("nl").answers_as(persona).took(*UNHURRIED).submits()
    levels = [visitor.site.text("nl", f"levels.{level}.name") for level in (1, 2, 3, 4, 5)]
    named = [number for number, name in enumerate(levels, 1) if name in visitor.page.heading]
    level = persona["expected"]["level"]
    assert named == ([] if level is None else [level])


def _rounded(exact: str | None) -> float | None:
    return None if exact is None else round(float(Fraction(exact)), 4)
