"""Sending once, twice, and again after going back: one visitor is one lead."""

import re

import pytest
from playwright.sync_api import BrowserType, expect

from tests.browser.conftest import Profiles, Visit, launched
from tests.browser.sheets import USUAL
from tests.browser.site import Site
from tests.browser.visitor import Visitor

NOTICES = {
    "honeypot": {"en": "Once more, please", "nl": "Nog één keer, alsjeblieft"},
    "expired": {"en": "Welcome back", "nl": "Welkom terug"},
    "forged": {
        "en": "Please send your answers once more",
        "nl": "Verstuur je antwoorden nog een keer",
    },
}
STAY = "document.getElementById('check').addEventListener('submit', e => e.preventDefault())"


@pytest.fixture
def before(site: Site) -> int:
    """How many leads there were."""
    return len(site.leads())


@pytest.mark.parametrize(
    "how",
    [
        pytest.param("dblclick", id="a double click"),
        pytest.param("both", id="two submissions at once"),
    ],
)
def test_sending_twice_is_one_lead(visitor: Visitor, before: int, how: str) -> None:
    visitor.starts(query="#step-D8").fills(USUAL)
    if how == "dblclick":
        visitor.page.locator("#submit").dblclick()
    else:
        visitor.page.locator("#submit").evaluate("button => { button.click(); button.click(); }")
    visitor.page.wait_for_url(re.compile("/result/"))
    assert visitor.reference in visitor.site.leads()
    assert len(visitor.site.leads()) == before + 1


def test_the_button_says_that_it_is_busy(visitor: Visitor) -> None:
    visitor.starts("nl", "#step-D8").fills(USUAL)
    visitor.page.evaluate(STAY)
    visitor.page.locator("#submit").click()
    expect(visitor.page.locator("#submit")).to_have_text("Een ogenblik…")
    expect(visitor.page.locator("#submit")).to_have_attribute("aria-busy", "true")


@pytest.mark.parametrize("script", [True, False], ids=["with JavaScript", "without JavaScript"])
def test_back_and_again_is_the_same_lead(visit: Visit, before: int, script: bool) -> None:
    visitor = visit(java_script_enabled=script).starts(query="#step-D8")
    visitor.fills(USUAL).submits()
    first, address = visitor.reference, visitor.page.url
    visitor.page.go_back()
    assert visitor.answers == visitor.all_of(USUAL)
    visitor.submits()
    assert (visitor.reference, visitor.page.url) == (first, address)
    visitor.page.go_back()
    visitor.chooses("D8.evidence", "5")
    visitor.submits()
    assert visitor.reference == first
    assert visitor.page.url != address
    assert visitor.site.leads()[first]["D8_evidence"] == 5
    assert len(visitor.site.leads()) == before + 1


def test_back_is_the_same_lead_where_the_form_is_fetched_anew(
    visitor: Visitor, before: int
) -> None:
    visitor.page.route("**/*", lambda route: route.continue_())  # puts the cache out of use
    visitor.starts().fills(USUAL).walks_to("D8").submits()
    first = visitor.reference
    visitor.page.go_back()
    assert visitor.watch.requests[-1].startswith(f"{visitor.site.url}/static/")
    visitor.chooses("D8.evidence", "5")
    visitor.submits()
    assert visitor.reference == first
    assert visitor.site.leads()[first]["D8_evidence"] == 5
    assert len(visitor.site.leads()) == before + 1


def test_going_back_does_not_make_a_hurried_visitor(visitor: Visitor) -> None:
    visitor.starts().fills(USUAL).walks_to("D8", reading=30).submits()
    visitor.page.go_back()
    visitor.chooses("D8.evidence", "5")
    visitor.submits()
    assert visitor.site.leads()[visitor.reference]["flags"] == ""


def test_a_second_check_is_a_second_lead(visitor: Visitor, before: int) -> None:
    visitor.starts(query="#step-D8").fills(USUAL).submits()
    first = visitor.reference
    visitor.page.locator(".masthead-name").click()
    visitor.sees_step("start")
    visitor.fills(USUAL).walks_to("D8").submits()
    assert visitor.reference != first
    assert len(visitor.site.leads()) == before + 2


def test_a_page_that_was_only_asleep_wakes_ready(chromium: BrowserType, site: Site) -> None:
    """The browser's back/forward cache, which playwright puts out of use unless asked."""
    usual = ["--disable-back-forward-cache"]
    with (
        launched(chromium, whole=True, ignore_default_args=usual) as browser,
        Profiles(browser).visiting(site, own=True) as visitor,
    ):
        visitor.starts(query="#step-D8").fills(USUAL)
        visitor.page.evaluate("addEventListener('pageshow', e => { window.slept = e.persisted })")
        visitor.submits()
        first = visitor.reference
        visitor.page.evaluate("history.back()")
        visitor.page.wait_for_url("**/#step-D8", wait_until="commit")
        assert visitor.page.evaluate("window.slept") is True
        expect(visitor.page.locator("#submit")).to_have_text("See your result")
        expect(visitor.page.locator("#submit")).not_to_have_attribute("aria-busy", "true")
        visitor.chooses("D8.evidence", "4")
        visitor.submits()
        assert visitor.reference == first
        assert site.leads()[first]["D8_evidence"] == 4


def spoils(visitor: Visitor, how: str) -> None:
    """Bring about what makes the server refuse."""
    if how == "honeypot":
        visitor.page.locator('[name="note"]').evaluate("input => { input.value = 'spam' }")
    else:
        visitor.holds_ticket(visitor.site.old_ticket(25) if how == "expired" else "made.up")


@pytest.mark.parametrize(
    ("language", "spoiling"), [("en", ["honeypot"]), ("nl", ["expired", "forged"])]
)
def test_a_refusal_keeps_everything_and_sending_again_helps(
    visitor: Visitor, before: int, language: str, spoiling: list[str]
) -> None:
    visitor.starts(language, "#step-D8").fills(USUAL)
    for how in spoiling:
        spoils(visitor, how)
        visitor.sends()
        visitor.page.wait_for_url("**/?sent=1#step-D8")
        assert visitor.step == "D8"
        assert visitor.summary.locator("h2").inner_text() == NOTICES[how][language]
        expect(visitor.summary).to_be_focused()
        error = {"en": "Error: 9 of", "nl": "Let op: 9 van"}[language]
        assert visitor.page.title().startswith(error)
        assert visitor.answers == visitor.all_of(USUAL)
        assert len(visitor.site.leads()) == before
    visitor.submits()
    assert len(visitor.site.leads()) == before + 1


def test_what_only_the_server_misses_opens_on_its_step(visitor: Visitor) -> None:
    visitor.starts(query="#step-D8").fills(USUAL, but=["D3.practice", "D6.evidence"])
    visitor.page.evaluate("HTMLFormElement.prototype.submit.call(document.getElementById('check'))")
    visitor.page.wait_for_url("**/?sent=1#step-D3")
    assert visitor.step == "D3"
    expect(visitor.summary).to_be_focused()
    assert visitor.page.title().startswith("Error: 4 of 9")
    assert list(visitor.errors) == ["D3.practice"]
    assert visitor.answers == visitor.all_of(USUAL, but=["D3.practice", "D6.evidence"])
    visitor.summary.locator("a").nth(1).click()
    visitor.sees_step("D6")
    assert visitor.focused == "D6-evidence-1"
