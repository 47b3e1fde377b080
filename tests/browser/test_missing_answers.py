"""What is missing is named, linked and found, with and without JavaScript."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Visit
from tests.browser.screens import LANGUAGES
from tests.browser.sheets import USUAL
from tests.browser.visitor import Visitor

ON_THIS_PAGE = {
    "en": "2 questions on this page still need an answer",
    "nl": "2 vragen op deze pagina wachten nog op een antwoord",
}
ONE_ON_THIS_PAGE = {
    "en": "1 question on this page still needs an answer",
    "nl": "1 vraag op deze pagina wacht nog op een antwoord",
}
OF_THE_FORM = {
    "en": "29 questions still need an answer",
    "nl": "29 vragen wachten nog op een antwoord",
}
ERROR = {"en": "Error:", "nl": "Let op:"}
CHOOSE = {
    "en": "Error: Choose a description, or “I don’t know”.",
    "nl": "Let op: Kies een omschrijving, of ‘Weet ik niet’.",
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_next_names_each_question_without_an_answer_until_it_has_one(
    visitor: Visitor, language: str
) -> None:
    visitor.starts(language).fills(USUAL, but=["D3.practice", "D3.evidence"]).walks_to("D3")
    visitor.next()
    assert visitor.step == "D3"
    assert visitor.page.title().startswith(f"{ERROR[language]} 4 ")
    expect(visitor.summary).to_be_focused()
    expect(visitor.summary).to_be_in_viewport()
    items = visitor.site.bank.languages[language].items
    stems = [items[f"D3.{facet}"].stem for facet in ("practice", "evidence")]
    assert visitor.summary.locator("h2").inner_text() == ON_THIS_PAGE[language]
    assert visitor.summary.locator("a").all_inner_texts() == stems
    assert visitor.errors == dict.fromkeys(["D3.practice", "D3.evidence"], CHOOSE[language])
    visitor.chooses("D3.practice", "2")
    assert list(visitor.errors) == ["D3.evidence"]
    assert visitor.page.title().startswith(ERROR[language])
    visitor.next()
    assert visitor.summary.locator("h2").inner_text() == ONE_ON_THIS_PAGE[language]
    visitor.chooses("D3.evidence", "unknown")
    assert visitor.errors == {}
    assert not visitor.page.title().startswith(ERROR[language])
    visitor.next()
    assert visitor.step == "D4"
    assert visitor.summary.count() == 0


def test_a_link_in_the_summary_leads_to_the_question(visit: Visit) -> None:
    visitor = visit(viewport={"width": 360, "height": 640})
    visitor.starts().fills(USUAL, but=["D3.direction", "D3.evidence"]).walks_to("D3")
    visitor.next()
    visitor.summary.locator("a").nth(1).click()
    assert visitor.focused == "D3-evidence-1"
    expect(visitor.page.locator("#D3-evidence legend")).to_be_in_viewport()
    visitor.page.keyboard.press("Space")
    assert visitor.answers["D3.evidence"] == "1"


def test_sending_leads_back_to_the_first_step_that_lacks_an_answer(visitor: Visitor) -> None:
    visitor.starts(query="#step-D8").fills(USUAL, but=["band", "D5.practice"])
    visitor.page.locator("#submit").click()
    assert visitor.step == "profile"
    expect(visitor.summary).to_be_focused()
    assert list(visitor.errors) == ["band"]
    visitor.chooses("band", "11-50")
    for _ in range(5):
        visitor.next()
    visitor.next()
    assert visitor.step == "D5"
    assert list(visitor.errors) == ["D5.practice"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_without_javascript_the_server_names_them(visit: Visit, language: str) -> None:
    visitor = visit(java_script_enabled=False).starts(language)
    visitor.sends()
    assert visitor.page.title().startswith(f"{ERROR[language]} ")
    assert visitor.summary.locator("h2").inner_text() == OF_THE_FORM[language]
    words = visitor.site.bank.languages[language]
    labels = [question.label for question in words.profile.values()]
    stems = [item.stem for item in words.items.values()]
    assert visitor.summary.locator("a").all_inner_texts() == [*labels, *stems]
    assert len(visitor.errors) == 29
    visitor.summary.locator("a").last.click()
    assert visitor.focused == "D8-evidence-1"


def test_without_javascript_given_answers_are_kept(visit: Visit) -> None:
    visitor = visit(java_script_enabled=False).starts("nl")
    visitor.fills(USUAL, but=["D2.practice", "D8.direction"])
    visitor.sends()
    assert visitor.answers == visitor.all_of(USUAL, but=["D2.practice", "D8.direction"])
    assert list(visitor.errors) == ["D2.practice", "D8.direction"]
    visitor.chooses("D2.practice", "3")
    visitor.chooses("D8.direction", "3")
    visitor.submits()
    assert visitor.reference in visitor.site.leads()
