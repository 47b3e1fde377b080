"""Changing the language on the way: nothing is lost, and it is one check and one lead."""

import pytest

from tests.browser.conftest import Visit
from tests.browser.sheets import USUAL, persona
from tests.browser.visitor import Visitor


@pytest.mark.parametrize("step", ["start", "D3"])
def test_the_switch_keeps_answers_and_step(visitor: Visitor, step: str) -> None:
    visitor.starts("en", f"#step-{step}").fills(USUAL, but=["D3.evidence"])
    visitor.switches_language("nl")
    visitor.sees_step(step)
    assert visitor.page.locator("html").get_attribute("lang") == "nl"
    assert visitor.answers == visitor.all_of(USUAL, but=["D3.evidence"])
    assert visitor.summary.count() == 0
    assert visitor.errors == {}
    visitor.page.reload()
    visitor.sees_step(step)
    assert visitor.answers == visitor.all_of(USUAL, but=["D3.evidence"])


def test_there_and_back_again_is_one_lead_with_the_time_of_both(visitor: Visitor) -> None:
    before = len(visitor.site.leads())
    visitor.starts("en").fills(USUAL)
    for step, language in (("D3", "nl"), ("D6", "en"), ("D8", "nl")):
        visitor.walks_to(step, reading=30)
        visitor.switches_language(language)
        visitor.sees_step(step)
    visitor.submits()
    row = visitor.site.leads()[visitor.reference]
    assert len(visitor.site.leads()) == before + 1
    assert (row["language"], row["flags"], row["D7_direction"]) == ("nl", "", 5)


def test_on_the_long_page_answers_are_kept_as_well(visit: Visit) -> None:
    visitor = visit(java_script_enabled=False).starts("nl")
    visitor.fills(USUAL, but=["D1.direction"])
    visitor.switches_language("en")
    assert visitor.page.locator("html").get_attribute("lang") == "en"
    assert visitor.answers == visitor.all_of(USUAL, but=["D1.direction"])
    assert visitor.summary.count() == 0
    visitor.chooses("D1.direction", "3")
    visitor.submits()
    assert visitor.site.leads()[visitor.reference]["language"] == "en"


@pytest.mark.parametrize("name", ["E7", "E8"])
def test_switching_on_the_result_keeps_the_result(visitor: Visitor, name: str) -> None:
    visitor.opens(visitor.site.result_path(persona(name), "en", nonce=4711))
    reference, span = visitor.reference, visitor.range
    visitor.page.locator(".languages a").click()
    visitor.page.wait_for_url("**/nl/result/**")
    level = visitor.site.assess(persona(name)).level
    own = "no_level" if level is None else f"levels.{level}"
    assert visitor.level == visitor.site.text("nl", f"{own}.name")
    assert (visitor.reference, visitor.range) == (reference, span)
