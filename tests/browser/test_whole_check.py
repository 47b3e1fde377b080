"""From the first page to the result: different people, devices and answers, and what is stored."""

from datetime import UTC, datetime
from itertools import product
from typing import Any

import pytest

from app.leads.record import lead_of
from app.leads.weeks import iso_week
from app.method.sheet import AnswerSheet
from tests.browser.conftest import Visit
from tests.browser.sheets import DIMENSIONS, FACETS, PERSONAS, USUAL, hurried, sheet
from tests.browser.visitor import STEPS, Visitor

# Every two of language, script and width meet.
DEVICES = [
    pytest.param("en", True, 360, id="en, with JavaScript, 360 px"),
    pytest.param("nl", True, 1280, id="nl, with JavaScript, 1280 px"),
    pytest.param("nl", False, 360, id="nl, without JavaScript, 360 px"),
    pytest.param("en", False, 1280, id="en, without JavaScript, 1280 px"),
]


def result_is_of(visitor: Visitor, filled: AnswerSheet, language: str) -> None:
    """Assert that the result in view says what the method says of this sheet."""
    expected = visitor.site.assess(filled)
    own = "no_level" if expected.level is None else f"levels.{expected.level}"
    names = [visitor.site.text(language, f"dimensions.{d}.name") for d in expected.levers]
    assert visitor.level == visitor.site.text(language, f"{own}.name")
    assert visitor.range == expected.range
    assert visitor.levers == names


def row_is_of(visitor: Visitor, filled: AnswerSheet, language: str) -> None:
    """Assert that the row behind the result in view is the lead of this sheet."""
    row = visitor.site.leads()[visitor.reference]
    for dimension, facet in product(DIMENSIONS, FACETS):
        answer = getattr(filled.answers[dimension], facet)
        assert row[f"{dimension}_{facet}"] == answer
    lead = lead_of(
        visitor.site.catalogue,
        visitor.reference,
        visitor.site.assess(filled),
        language=language,
        week=iso_week(datetime.now(UTC).date()),
    )
    assert row == lead.values


@pytest.mark.parametrize(("language", "script", "width"), DEVICES)
def test_everybody_gets_from_the_first_page_to_the_result(
    visit: Visit, language: str, script: bool, width: int
) -> None:
    """And, as after every test here: no cookie, no stranger, no error, no violation of the CSP."""
    visitor = visit(java_script_enabled=script, viewport={"width": width, "height": 800})
    visitor.starts(language)
    if script:
        for step in STEPS[1:]:
            visitor.next()
            assert visitor.step == step
            visitor.answers_what_is_in_view(USUAL)
    else:
        visitor.answers_what_is_in_view(USUAL)
    visitor.submits()
    result_is_of(visitor, hurried(USUAL), language)
    row_is_of(visitor, hurried(USUAL), language)


@pytest.mark.parametrize(
    "case", [pytest.param(case, id=case["id"]) for case in PERSONAS if case["id"] in ("P3", "E8")]
)
def test_the_worked_sheets_give_the_expected_result(visitor: Visitor, case: dict[str, Any]) -> None:
    filled, expected = sheet(case["answers"], case["profile"]), case["expected"]
    visitor.starts("nl").fills(filled).walks_to("D8", reading=30).submits()
    result_is_of(visitor, filled, "nl")
    row_is_of(visitor, filled, "nl")
    row = visitor.site.leads()[visitor.reference]
    assert row["level"] == expected["level"]
    assert [row["range_low"], row["range_high"]] == expected.get("range", [None, None])
    assert str(row["levers"]).split() == expected.get("levers", [])


def test_the_first_address_leads_to_the_visitors_language(visit: Visit) -> None:
    visitor = visit(locale="nl-NL").opens("/?utm_source=brief")
    assert visitor.page.url == f"{visitor.site.url}/nl/?utm_source=brief"
    visitor.fills(USUAL).walks_to("D8").submits()
    assert visitor.site.leads()[visitor.reference]["utm_source"] == "brief"


def test_trouble_would_be_noticed(visitor: Visitor) -> None:
    visitor.starts()
    visitor.page.evaluate("document.cookie = 'seen=1'")
    visitor.page.evaluate("console.error('broken')")
    visitor.page.evaluate("document.body.append(document.createElement('img'))")
    visitor.page.evaluate("document.images[0].src = 'https://example.invalid/pixel.png'")
    visitor.page.evaluate("setTimeout(() => { throw new Error('fallen') })")
    visitor.page.wait_for_timeout(200)
    for trouble in ("cookie: seen", "broken", "Content Security Policy", "fallen"):
        assert any(trouble in line for line in visitor.watch.trouble), trouble
    visitor.watch.forgives_everything()
