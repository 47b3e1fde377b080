"""Changing one's answers in the browser, starting again, and being told what is there already."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Visit
from tests.browser.sheets import USUAL, sheet
from tests.browser.test_memory import BLOCKED, KEPT
from tests.browser.visitor import Visitor

ASKED: dict[str, list[int | None]] = {"D4": [1, None, 2], "D7": [None, None, None]}
UNKNOWN = sheet({f"D{n}": ASKED.get(f"D{n}", [3, 2, 3]) for n in range(1, 9)})
RESUMED = {
    "en": ("Your answers from earlier are here.", "Start again"),
    "nl": ("Je eerdere antwoorden staan er nog.", "Opnieuw beginnen"),
}


def opens_form(visitor: Visitor, query: str = "") -> Visitor:
    """Open the form that is filled in from a result with things unknown."""
    return visitor.opens(f"{visitor.site.result_path(UNKNOWN, nonce=77)}/change{query}")


def test_i_change_one_answer_from_any_step_and_my_code_stays(visit: Visit) -> None:
    visitor = visit(own=True)
    visitor.page.add_init_script(BLOCKED)
    visitor.starts().fills(USUAL).walks_to("D8", reading=20).submits()
    reference = visitor.reference
    visitor.page.get_by_role("link", name="Change my answers").click()
    visitor.sees_step("start")
    visitor.page.locator(".overview a", has_text="Enablement").click()
    assert (visitor.step, visitor.focused) != ("start", "BODY")
    step = visitor.step
    assert visitor.answers == visitor.all_of(USUAL)
    visitor.chooses(f"{step}.practice", "1")
    visitor.submits()
    assert visitor.reference == reference
    lead = visitor.site.leads()[reference]
    assert (lead[f"{step}_practice"], lead["flags"]) == (1, "")


def test_a_reload_and_the_browsers_back_keep_what_was_changed(visitor: Visitor) -> None:
    opens_form(visitor, "#step-D3").chooses("D3.evidence", "5")
    visitor.page.reload()
    assert (visitor.step, visitor.answers["D3.evidence"]) == ("D3", "5")
    visitor.submits()
    visitor.page.go_back()
    visitor.sees_step("D3")
    assert visitor.answers["D3.evidence"] == "5"
    visitor.chooses("D3.direction", "1")
    visitor.submits()
    row = visitor.site.leads()[visitor.reference]
    assert (row["D3_direction"], row["D3_evidence"]) == (1, 5)


def test_a_half_finished_check_on_this_device_outlives_a_change(visitor: Visitor) -> None:
    visitor.starts().fills(USUAL, but=["D8.practice"])
    kept = visitor.page.evaluate(KEPT)["answers"]
    opens_form(visitor).walks_to("D2").chooses("D2.practice", "5")
    assert visitor.answers["D2.direction"] == "3"  # of the link, not of this device
    assert visitor.page.evaluate(KEPT)["answers"] == kept


def test_only_what_i_did_not_know_is_asked(visitor: Visitor) -> None:
    opens_form(visitor, "?only=unknown").next()
    assert visitor.step == "D4"
    assert visitor.page.locator(".question:visible").count() == 1
    expect(visitor.page.locator("#place")).to_have_text("Step 1 of 2")
    expect(visitor.page.locator("#answered [aria-hidden]")).to_have_text("0 of 1")
    assert visitor.progress == (0, 1)
    visitor.chooses("D4.practice", "4")
    expect(visitor.page.locator("#answered [aria-hidden]")).to_have_text("1 of 1")
    visitor.next()
    assert visitor.step == "D7"
    visitor.switches_language("nl")
    assert (visitor.step, visitor.answers["D4.practice"]) == ("D7", "4")
    assert visitor.buttons == ["Terug", "Bekijk je resultaat"]
    visitor.submits()
    row = visitor.site.leads()[visitor.reference]
    assert [row[f"D4_{facet}"] for facet in ("direction", "practice", "evidence")] == [1, 4, 2]


@pytest.mark.parametrize("language", RESUMED)
def test_answers_from_earlier_are_announced_and_can_be_left_behind(
    visitor: Visitor, language: str
) -> None:
    said, again = RESUMED[language]
    visitor.starts(language).fills(USUAL, but=["D4.evidence"]).walks_to("D4")
    expect(visitor.page.locator("#resumed")).to_be_empty()
    visitor.opens(f"/{language}/privacy").starts(language)
    assert visitor.step == "D4"
    expect(visitor.page.get_by_role("status")).to_have_text(f"{said} {again}")
    visitor.page.get_by_role("button", name=again).click()
    visitor.sees_step("start")
    assert (visitor.answers, visitor.page.evaluate("localStorage.length")) == ({}, 0)
    expect(visitor.page.locator("h1:visible")).to_be_focused()
    visitor.page.reload()
    assert (visitor.step, visitor.answers) == ("start", {})
    expect(visitor.page.locator("#resumed")).to_be_empty()


def test_starting_again_from_a_result_is_an_empty_form_with_another_code(visitor: Visitor) -> None:
    visitor.starts().fills(USUAL).walks_to("D8").submits()
    reference = visitor.reference
    visitor.page.get_by_role("link", name="Start again").click()
    visitor.sees_step("start")
    assert visitor.answers == {}
    visitor.fills(USUAL).walks_to("D8").submits()
    assert visitor.reference != reference
