"""After the result: the receipt, the button that deletes, the next step; also without script."""

import json
import re

import pytest
from playwright.sync_api import Page, Request, expect

from tests.browser.conftest import Visit
from tests.browser.screens import LANGUAGES
from tests.browser.sheets import USUAL
from tests.browser.visitor import Visitor

CONTACT = "https://2scalealliances.com/contact?ref="
DELETED = {"en": "Your record is deleted", "nl": "Je gegevens zijn verwijderd"}
NOTHING = {"en": "Nothing is stored.", "nl": "Er is niets bewaard."}
NOTED = {"en": "Noted: nothing for now", "nl": "Genoteerd: nu nog niets"}
RAW = """rows => Object.fromEntries(
  rows.map(row => [...row.querySelectorAll("code")].map(code => code.textContent)))"""


def is_contact(request: Request) -> bool:
    """Whether somebody is on the way to a conversation."""
    return request.url.startswith(CONTACT)


def finishes(visit: Visit, language: str = "en", **options: object) -> Visitor:
    """A visitor who has just arrived at the result of their own answers."""
    return visit(**options).starts(language, "#step-D8").fills(USUAL).submits()


@pytest.mark.parametrize(("language", "script"), [("en", True), ("nl", False)])
def test_the_receipt_is_the_row_and_deleting_takes_two_deliberate_steps(
    visit: Visit, language: str, script: bool
) -> None:
    visitor = finishes(visit, language, java_script_enabled=script)
    reference, heading, address = visitor.reference, visitor.heading, visitor.page.url
    row = visitor.site.leads()[reference]
    button = visitor.page.locator(".sure button")
    expect(button).to_be_hidden()
    visitor.page.locator("#receipt > summary").click()
    raw = visitor.page.eval_on_selector_all("#receipt tbody tr", RAW)
    assert {name: json.loads(value) for name, value in raw.items()} == row
    expect(button).to_be_hidden()
    visitor.forgets()
    assert reference not in visitor.site.leads()
    expect(visitor.page.locator("#notice")).to_contain_text(DELETED[language])
    expect(visitor.page.locator("#notice")).to_be_in_viewport()
    expect(visitor.page.locator("#stored")).to_contain_text(NOTHING[language])
    assert visitor.page.locator("h1").inner_text() == heading
    if script:
        expect(visitor.page.locator("#notice")).to_be_focused()
    visitor.opens(address.removeprefix(visitor.site.url))
    expect(visitor.page.locator("#stored")).to_contain_text(NOTHING[language])
    expect(visitor.page.locator("#notice")).to_have_count(0)


def chooses_a_way_on(visitor: Visitor, step: str) -> Page:
    """Press the button of a way on, see what is asked for and stored; gives the new tab."""
    context = visitor.page.context
    with context.expect_page() as waiting, context.expect_event("request", is_contact) as asked:
        visitor.page.locator(f'.ways-on button[value="{step}"]').click()
    assert asked.value.url == CONTACT + visitor.reference
    assert visitor.site.leads()[visitor.reference]["next_step"] == step
    assert "/result/" in visitor.page.url
    return waiting.value


def test_without_javascript_a_way_on_opens_a_tab_with_the_reference_and_is_recorded(
    visit: Visit,
) -> None:
    visitor = finishes(visit, java_script_enabled=False)
    chooses_a_way_on(visitor, "assessment")
    visitor.watch.forgives_everything()


PLACE = "element => element.getBoundingClientRect().top"  # what is read stays where it is
COMES_BACK = "document.dispatchEvent(new Event('visibilitychange'))"


def test_a_way_on_opens_a_tab_and_the_first_one_knows_of_it_and_stays_as_it_was(
    visit: Visit,
) -> None:
    visitor = finishes(visit)
    page = visitor.page
    page.locator("#receipt > summary").click()
    page.evaluate("window.untouched = document.getElementById('stored')")
    page.evaluate(COMES_BACK)
    page.wait_for_load_state("networkidle")
    assert page.evaluate("window.untouched.isConnected")
    opened = chooses_a_way_on(visitor, "conversation")
    page.locator("#receipt > summary").focus()
    # Asked again and again, as the tab may be about to arrive.
    opened.wait_for_function("window.opener === null", polling=100)
    place = page.locator("#receipt > summary").evaluate(PLACE)
    page.evaluate(COMES_BACK)
    chosen = visitor.site.text("en", "values.next_step.conversation")
    expect(page.locator(".choice")).to_contain_text(chosen)
    expect(page.locator("#receipt tr", has_text="next_step")).to_contain_text(chosen)
    expect(page.locator("#receipt")).to_have_attribute("open", "")
    expect(page.locator("#receipt > summary")).to_be_focused()
    assert abs(page.locator("#receipt > summary").evaluate(PLACE) - place) < 2
    visitor.watch.forgives_everything()


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_yet_is_noted_and_the_page_stays_and_paper_shows_nothing_of_it(
    visit: Visit, language: str
) -> None:
    visitor = finishes(visit, language)
    visitor.picks_nothing_yet()
    expect(visitor.page.locator("#notice")).to_contain_text(NOTED[language])
    chosen = visitor.site.text(language, "values.next_step.nothing")
    expect(visitor.page.locator(".choice")).to_contain_text(chosen)
    assert visitor.site.leads()[visitor.reference]["next_step"] == "nothing"
    visitor.unfolds_everything()
    visitor.page.emulate_media(media="print")
    for part in ("#notice", "#stored", ".choice", ".ways-on button"):
        expect(visitor.page.locator(part).first).to_be_hidden()
    paper = visitor.page.pdf(prefer_css_page_size=True)
    assert len(re.findall(rb"/Type /Page\b(?!s)", paper)) <= 2


def test_the_keyboard_alone_can_delete_and_back_does_not_bring_the_receipt_back(
    visit: Visit,
) -> None:
    visitor = finishes(visit)
    visitor.page.locator("#receipt > summary").focus()
    visitor.page.keyboard.press("Enter")
    visitor.page.keyboard.press("Tab")
    visitor.page.keyboard.press("Enter")
    visitor.page.keyboard.press("Tab")
    with visitor.page.expect_navigation():
        visitor.page.keyboard.press("Enter")
    expect(visitor.page.locator("#notice")).to_contain_text(DELETED["en"])
    visitor.page.go_back()
    expect(visitor.page.locator("#stored")).to_contain_text(NOTHING["en"])
