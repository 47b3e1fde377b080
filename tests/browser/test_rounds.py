"""A round in a browser: six colleagues, two guess, one more takes back; the clock closes it.

Then they meet, commit to something, and look again.
"""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from app.rounds.setup import invitation_of
from tests.browser.axe import LOOKS, is_sound
from tests.browser.conftest import Profiles, Visit
from tests.browser.screens import LANGUAGES
from tests.browser.sheets import DIMENSIONS
from tests.browser.site import LATER, Site, served
from tests.browser.test_screens import looked_at
from tests.browser.visitor import Visitor

FACETS = ("direction", "practice", "evidence")
FACTS = {"type": "saas", "stage": "grow", "band": "11-50", "model": "platform"}
PHONE = {"width": 360, "height": 740}
FILL = """chosen => {
  for (const [name, value] of Object.entries(chosen))
    document.querySelector(`[name="${name}"][value="${value}"]`).checked = true;
}"""
# The worked check of method.md E, on the first dimension; the last one takes the answers back.
COLLEAGUES = (
    ("leadership", "333"),
    ("leadership", "332"),
    ("leadership", "343"),
    ("operations", "221"),
    ("operations", "222"),
    ("operations", "112"),
)


def starts(visitor: Visitor, language: str) -> str:
    """Start an open round; return the address of the invitation."""
    visitor.opens(f"/{language}/round")
    looked_at(visitor, language, "start")
    for name, value in FACTS.items():
        visitor.page.locator(f'[name="{name}"][value="{value}"]').check()
    visitor.page.locator("#expected").fill("7")
    visitor.page.locator('[name="mode"][value="open"]').check()
    visitor.page.locator("form .button").click()
    looked_at(visitor, language, "host")
    host = visitor.page.url.partition("/host/")[2].partition("?")[0]
    return f"/{language}/round/join/{invitation_of(host)}"


def takes_part(page: Page, role: str, first: str, rest: str = "333") -> None:
    """Answer all questions from the invitation on, all at once."""
    page.locator("main .actions .button").click()
    page.locator("#check").wait_for()
    chosen = {"role": role, "agreed": "yes"}
    for number, dimension in enumerate(DIMENSIONS):
        for facet, answer in zip(FACETS, rest if number else first, strict=True):
            chosen[f"{dimension}.{facet}"] = answer
    page.evaluate(FILL, chosen)
    page.locator("#check").evaluate("form => form.requestSubmit()")
    page.wait_for_url("**/mine/**")


@pytest.fixture(scope="module")
def after_the_last_day(site: Site) -> Iterator[Site]:
    """The same check, with the same database, when the round is over."""
    with served(site.folder, workers=1, app=LATER, DAYS_LATER="8") as up:
        yield up


@pytest.fixture(scope="module")
def half_a_year_on(site: Site) -> Iterator[Site]:
    """The same check when the commitment is due."""
    with served(site.folder, workers=1, app=LATER, DAYS_LATER="198") as up:
        yield up


@pytest.mark.parametrize("language", LANGUAGES)
def test_six_colleagues_hold_a_round_and_a_meeting_and_look_again(
    visit: Visit,
    profiles: Profiles,
    after_the_last_day: Site,
    half_a_year_on: Site,
    language: str,
) -> None:
    host = visit()
    before = host.site.leads()
    invitation = starts(host, language)
    for number, (role, first) in enumerate((*COLLEAGUES, ("other", "555"))):
        answers(visit(viewport=PHONE), invitation, language, number, role, first)
    host.page.reload()
    expect(host.page.locator(".counts dd")).to_have_text(["3", "3", "0", "7"])
    path = host.page.url.removeprefix(host.site.url)
    first_name = host.site.text(language, "dimensions.D1.name")
    with profiles.visiting(after_the_last_day) as later:
        later.opens(path)
        looked_at(later, language, "closed")
        later.page.locator("main .actions .button").click()
        later.unfolds_everything()
        expect(later.page.locator("h1")).to_contain_text(first_name)
        is_sound(later.page, LOOKS[language], "result")
        later.page.locator('a[href*="/meeting"]').click()
        is_sound(later.page, LOOKS[language], "meeting")
        holds_the_meeting(later.page, first_name)
        looked_at(later, language, "commitment")
        link = later.page.url.removeprefix(later.site.url)
    with profiles.visiting(half_a_year_on) as back:
        back.opens(link)
        expect(back.page.locator("h1")).to_have_text(
            back.site.text(language, "report.moved.did_it")
        )
        expect(back.page.locator(".lead")).to_contain_text(first_name)
        looked_at(back, language, "due")
        back.page.locator("main .actions .button").first.click()
        for name, value in FACTS.items():
            expect(back.page.locator(f'[name="{name}"][value="{value}"]')).to_be_checked()
    assert host.site.leads() == before


def answers(
    phone: Visitor, invitation: str, language: str, number: int, role: str, first: str
) -> None:
    """One colleague answers, every other one in the other language; some do more than that."""
    (other,) = set(LANGUAGES) - {language}
    spoken = other if number % 2 else language
    phone.opens(invitation.replace(f"/{language}/", f"/{spoken}/", 1))
    if number == 0:
        looked_at(phone, spoken, "invitation")
    takes_part(phone.page, role, first)
    if number in (0, 3):  # they guess what the other side would say
        phone.page.locator("summary").first.click()
        for dimension in DIMENSIONS:
            phone.page.locator(f'[name="{dimension}"][value="3"]').check()
        looked_at(phone, spoken, "the other side")
        phone.page.locator('form[action*="expect"] .button').click()
        expect(phone.page.locator(".notice")).to_be_visible()
    if role == "other":
        phone.page.locator("summary").last.click()
        phone.page.locator('form[action*="withdraw"] .button').click()
        looked_at(phone, spoken, "taken back")


def holds_the_meeting(page: Page, first_name: str) -> None:
    """Turn over by keyboard: first the dimension to talk about, in the end the commitment to it."""
    page.set_viewport_size({"width": 1280, "height": 720})
    page.keyboard.press("Home")
    expect(page.locator(":focus h2")).to_have_text(first_name)
    for key, slide in (("ArrowRight", 2), ("PageDown", 3), ("ArrowLeft", 2), ("End", 9)):
        page.keyboard.press(key)
        expect(page.locator(f"#slide-{slide}")).to_be_focused()
        expect(page.locator(f"#slide-{slide} h2")).to_be_in_viewport()
    page.keyboard.press("Tab")  # to the levers, the first of which is chosen
    expect(page.locator(":focus")).to_have_value("D1")
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowLeft")  # in three months rather than six
    expect(page.locator(":focus")).to_have_value("3")
    page.keyboard.press("Enter")
    page.wait_for_url("**/round/commitment/*")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_round_is_answered_step_by_step(visit: Visit, language: str) -> None:
    invitation = starts(visit(), language)
    visitor = visit(viewport=PHONE)
    visitor.opens(f"{invitation}/questions")
    visitor.sees_step("start")
    visitor.next()
    visitor.next()  # nothing is answered yet
    expect(visitor.page.locator("#profile .is-missing")).to_have_count(2)
    visitor.answers_first_in_view()
    assert visitor.page.evaluate("Object.keys(localStorage).length") == 0


def test_who_goes_back_and_corrects_an_answer_has_answered_once(visit: Visit) -> None:
    invitation = starts(visit(), "en")
    visitor = visit()
    visitor.opens(invitation)
    takes_part(visitor.page, "other", "333")
    visitor.page.go_back()
    visitor.page.locator("#check").wait_for()
    visitor.page.evaluate(FILL, {"D8.practice": "5"})
    visitor.page.locator("#check").evaluate("form => form.requestSubmit()")
    visitor.page.wait_for_url("**/mine/**")
    expect(visitor.page.locator(".counts dd")).to_have_text(["0", "0", "1", "7"])


def test_a_round_is_started_and_answered_without_javascript(visit: Visit) -> None:
    host = visit(java_script_enabled=False)
    host.opens("/en/round")
    for name, value in FACTS.items():
        host.page.locator(f'[name="{name}"][value="{value}"]').check()
    host.page.locator("form .button").click()
    host.page.locator('a[href*="/join/"]').click()
    host.page.locator("main .actions .button").click()
    for name in ("role", "agreed", *(f"{d}.{facet}" for d in DIMENSIONS for facet in FACETS)):
        host.page.locator(f'[name="{name}"]').first.check()
    host.page.locator("#submit").click()
    expect(host.page.locator("h1")).to_have_text("Your answers are in")


@pytest.mark.parametrize("language", LANGUAGES)
def test_who_sees_what_is_sound_and_fits(visitor: Visitor, language: str) -> None:
    visitor.opens(f"/{language}/round/who-sees-what")
    looked_at(visitor, language, "who sees what")
