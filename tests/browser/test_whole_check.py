"""From the first page to the result, as different people on different devices do it."""

from itertools import product

import pytest

from app.leads.record import iso_week, lead_of
from tests.browser.conftest import Visit
from tests.browser.sheets import USUAL, answers_of
from tests.browser.visitor import STEPS, Visitor

LANGUAGES = ("en", "nl")
WIDTHS = (360, 1280)
CASES = [
    pytest.param(language, script, width, id=f"{language}, {script and 'with' or 'without'} JavaScript, {width} px")
    for language, script, width in product(LANGUAGES, (True, False), WIDTHS)
]


@pytest.mark.parametrize(("language", "script", "width"), CASES)
def test_everybody_gets_from_the_first_page_to_the_result(
    visit: Visit, language: str, script: bool, width: int
) -> None:
    visitor = visit(java_script_enabled=script, viewport={"width": width, "height": 800})
    visitor.starts(language)
    visitor.page.screenshot(path=f"/tmp/shots/start-{language}-{script}-{width}.png", full_page=True)
    if script:
        for step in STEPS[1:]:
            visitor.next()
            assert visitor.step == step
            visitor.answers_step(USUAL)
            visitor.page.screenshot(path=f"/tmp/shots/step-{step}-{language}-{width}.png")
    else:
        visitor.answers_step(USUAL)
    visitor.submits()
    visitor.page.screenshot(path=f"/tmp/shots/result-{language}-{script}-{width}.png", full_page=True)
    print(visitor.heading, visitor.range, visitor.levers, visitor.reference, visitor.site.leads()[visitor.reference])
