"""The worked answer sheets through the web form: what is stored, and that `score` says the same."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

import pytest

from tests.site import PERSONAS, Row
from tests.visitor import DIMENSIONS, FACETS, Visitor

SHEETS = [pytest.param(persona, id=persona["id"]) for persona in PERSONAS]
UNHURRIED = [30] * len(DIMENSIONS)  # seconds on each page

Persona = Mapping[str, Any]


@pytest.mark.parametrize("persona", SHEETS)
@pytest.mark.parametrize("language", ["en", "nl"])
def test_a_worked_sheet_is_stored_scored_and_shown_as_it_was_worked_out(
    visitor: Visitor, persona: Persona, language: str
) -> None:
    visitor.starts(language, "?source=homepage&utm_source=news").answers_as(persona)
    visitor.took(*UNHURRIED).submits()
    (scored,) = visitor.site.scores({**persona, "page_seconds": UNHURRIED})
    lead = visitor.site.lead()
    assert_worked_out(lead, persona["expected"])
    assert_scored(lead, scored)
    assert_complete(lead, persona)
    assert (lead["reference"], lead["language"]) == (visitor.reference, language)
    levels = [visitor.site.text(language, f"levels.{level}.name") for level in (1, 2, 3, 4, 5)]
    named = [number for number, name in enumerate(levels, 1) if name in visitor.page.level]
    assert named == ([] if lead["level"] is None else [lead["level"]])


def assert_worked_out(lead: Row, expected: Mapping[str, Any]) -> None:
    """The level, range, levers and index of the worked sheet."""
    low, high = expected.get("range", (None, None))
    index = expected.get("index")
    assert lead["level"] == expected["level"]
    assert (lead["range_low"], lead["range_high"]) == (low, high)
    assert lead["levers"].split() == expected.get("levers", [])
    assert lead["index"] == (None if index is None else round(float(Fraction(index)), 4))


def assert_scored(lead: Row, scored: Row) -> None:
    """`score` says what is stored."""
    assert scored["level"] == lead["level"]
    assert scored["range"] == (lead["level"] and [lead["range_low"], lead["range_high"]])
    assert (scored["levers"], scored["flags"]) == (lead["levers"].split(), lead["flags"].split())
    assert _rounded(scored["index"]) == lead["index"]
    assert {d: _rounded(score) for d, score in scored["scores"].items()} == {
        d: lead[f"{d}_score"] for d in DIMENSIONS
    }


def assert_complete(stored: Row, persona: Persona) -> None:
    """The row equals what was answered, column by column."""
    lead = dict(stored)
    answered = {
        f"{dimension}_{facet}": answer
        for dimension, answers in persona["answers"].items()
        for facet, answer in zip(FACETS, answers, strict=True)
    }
    assert {name: lead.pop(name) for name in answered} == answered
    assert {key: lead.pop(key) for key in persona["profile"]} == persona["profile"]
    assert (lead.pop("edition"), lead.pop("test"), lead.pop("repeat")) == (1, 0, 0)
    assert (lead.pop("source"), lead.pop("utm_source")) == ("homepage", "news")
    scored = {*(f"{d}_score" for d in DIMENSIONS), "index", "level", "range_low", "range_high"}
    assert lead.keys() - scored == {
        "reference", "language", "week", "utm_medium", "utm_campaign", "levers", "flags",
        "next_step",
    }  # fmt: skip


def _rounded(exact: str | None) -> float | None:
    return None if exact is None else round(float(Fraction(exact)), 4)
