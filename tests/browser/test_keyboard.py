"""The check by keyboard: digits, arrows, Enter, and the whole way without a mouse."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Visit
from tests.browser.sheets import DIMENSIONS, FACETS, USUAL, Answers, answers_of
from tests.browser.visitor import Visitor

MOST_TABS = 40


def test_a_digit_chooses_and_0_is_for_i_dont_know(visitor: Visitor) -> None:
    visitor.starts(query="#step-D2")
    visitor.page.locator("#D2-practice-2").focus()
    for key, value in {"1": "1", "2": "2", "3": "3", "4": "4", "5": "5", "0": "unknown"}.items():
        visitor.page.keyboard.press(key)
        assert visitor.answers == {"D2.practice": value}
        expect(visitor.option("D2.practice", value).locator("input")).to_be_focused()


def test_a_digit_beyond_the_options_or_with_control_chooses_nothing(visitor: Visitor) -> None:
    visitor.starts(query="#step-D2")
    visitor.page.locator("#D2-practice-2").focus()
    for key in ("6", "9", "Control+3", "Alt+3", "a"):
        visitor.page.keyboard.press(key)
    assert visitor.answers == {}


def test_arrows_move_within_a_question_only(visitor: Visitor) -> None:
    visitor.starts(query="#step-D2")
    visitor.page.locator("#D2-practice-1").focus()
    visitor.page.keyboard.press("Space")
    for value in ("2", "3", "4", "5", "unknown", "1"):
        visitor.page.keyboard.press("ArrowDown")
        assert visitor.answers == {"D2.practice": value}
    visitor.page.keyboard.press("ArrowUp")
    assert visitor.answers == {"D2.practice": "unknown"}


@pytest.mark.parametrize("script", [True, False], ids=["with JavaScript", "without JavaScript"])
def test_enter_on_an_option_neither_sends_nor_changes_the_language(
    visit: Visit, script: bool
) -> None:
    visitor = visit(java_script_enabled=script).starts(query="#step-D8")
    visitor.page.locator("#D8-evidence-1").focus()
    visitor.page.keyboard.press("Space")
    before = asked_for(visitor)
    visitor.page.keyboard.press("Enter")
    visitor.page.wait_for_timeout(200)
    assert visitor.page.url == f"{visitor.site.url}/en/#step-D8"
    assert asked_for(visitor) == before
    assert visitor.answers == {"D8.evidence": "1"}


def asked_for(visitor: Visitor) -> list[str]:
    """All requests but those that count the steps, which come when it suits them."""
    return [each for each in visitor.watch.requests if not each.endswith("/step")]


def tabs_to(visitor: Visitor, selector: str) -> None:
    """Press Tab until something that matches has the focus."""
    for _ in range(MOST_TABS):
        visitor.page.keyboard.press("Tab")
        if visitor.page.evaluate("s => document.activeElement.matches(s)", selector):
            return
    pytest.fail(f"{selector} cannot be reached with Tab")


def answers_by_keyboard(visitor: Visitor, name: str, answers: Answers) -> None:
    """Tab to the question, choose the first option, walk down to the right one."""
    tabs_to(visitor, f'input[name="{name}"]')
    visitor.page.keyboard.press("Space")
    for _ in range(10):
        if visitor.answers[name] == answers[name]:
            return
        visitor.page.keyboard.press("ArrowDown")
    pytest.fail(f"{name}: {answers[name]} cannot be reached with the arrows")


def test_the_keyboard_alone_gets_from_start_to_result(visitor: Visitor) -> None:
    answers = answers_of(USUAL)
    visitor.starts("nl")
    tabs_to(visitor, "#start [data-go=next]")
    visitor.page.keyboard.press("Enter")
    pages = [["role", "type", "stage", "band", "model"]]
    pages += [[f"{dimension}.{facet}" for facet in FACETS] for dimension in DIMENSIONS]
    for names in pages:
        for name in names:
            answers_by_keyboard(visitor, name, answers)
        tabs_to(visitor, "#actions [data-go=next], #submit")
        visitor.page.keyboard.press("Enter")
    visitor.page.wait_for_url("**/result/**")
    assert visitor.level == visitor.site.text("nl", "levels.3.name")
    row = visitor.site.leads()[visitor.reference]
    assert row["D6_evidence"] is None
    assert row["D7_direction"] == 5


def test_the_focus_can_be_seen(visitor: Visitor) -> None:
    visitor.starts(query="#step-D2")
    tabs_to(visitor, "#D2-direction-1")
    row = visitor.page.locator(".option", has=visitor.page.locator("#D2-direction-1"))
    expect(row).to_have_css("outline-style", "solid")
    expect(row).to_have_css("outline-width", "3px")
    tabs_to(visitor, "#actions [data-go=back]")
    expect(visitor.page.locator("#actions [data-go=back]")).to_have_css("outline-width", "3px")
