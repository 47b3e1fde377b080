"""Walking the steps: buttons, the browser's own Back and Forward, focus, title, progress, time."""

from urllib.parse import parse_qs

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Visit
from tests.browser.screens import LANGUAGES
from tests.browser.sheets import DIMENSIONS, USUAL
from tests.browser.visitor import STEPS, Visitor

TOTAL = len(STEPS) - 1
TITLES = {
    "en": ("Where does your partner ecosystem stand? – Alliance Check", "{} of 9 – "),
    "nl": ("Waar staat jullie partnerecosysteem? – Alliance Check", "{} van 9 – "),
}
PLACES = {"en": "Step {} of 9 · ", "nl": "Stap {} van 9 · "}
MINUTES = {"en": "about {} minute", "nl": "ongeveer {} minu"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_progress_and_title_are_true_on_every_step(visitor: Visitor, language: str) -> None:
    title, place = TITLES[language]
    visitor.starts(language)
    assert visitor.page.title() == title
    expect(visitor.page.locator("#progress")).to_be_hidden()
    left = [10]
    for number in range(1, TOTAL + 1):
        visitor.next()
        assert visitor.page.title() == place.format(number) + title
        words = visitor.page.locator("#progress p").inner_text()
        assert words.startswith(PLACES[language].format(number))
        left.append(minutes := visitor.minutes_left)
        assert MINUTES[language].format(minutes) in words
        assert visitor.progress == (number - 1, number)  # done, and the one where we are
        visitor.answers_first_in_view()
        assert visitor.progress == (number, number)
    assert left == sorted(left, reverse=True)
    assert (left[1], visitor.minutes_left) == (10, 1)


def test_nothing_takes_the_focus_when_the_page_opens(visitor: Visitor) -> None:
    visitor.starts()
    assert visitor.focused == "BODY"
    visitor.opens("/en/privacy").starts(query="#step-D2")
    assert visitor.step == "D2"
    assert visitor.focused == "BODY"


def test_a_step_begins_at_its_heading(visit: Visit) -> None:
    visitor = visit(viewport={"width": 360, "height": 640})
    visitor.starts().fills(USUAL)
    for step in STEPS[1:]:
        visitor.page.evaluate("scrollTo(0, document.body.scrollHeight)")
        visitor.next()
        heading = visitor.page.locator(f"#{step} h2")
        expect(heading).to_be_focused()
        expect(heading).to_be_in_viewport()
        assert heading.get_attribute("aria-level") == "1"
    assert visitor.page.locator(":is(h1, [aria-level='1']):visible").count() == 1


def test_both_kinds_of_back_walk_the_steps(visitor: Visitor) -> None:
    visitor.starts().fills(USUAL).walks_to("D2")
    visitor.back()
    assert visitor.step == "D1"
    visitor.page.go_back()
    visitor.sees_step("D2")
    for step in ("D1", "profile", "start"):
        visitor.page.go_back()
        visitor.sees_step(step)
    for step in ("profile", "D1", "D2", "D1"):
        visitor.page.go_forward()
        visitor.sees_step(step)
    assert visitor.answers == visitor.all_of(USUAL)


def test_the_first_step_has_no_back_and_only_the_last_one_sends(visitor: Visitor) -> None:
    visitor.starts().fills(USUAL)
    assert visitor.buttons == ["Start the check"]
    visitor.next()
    assert visitor.buttons == ["Back", "Next"]
    visitor.walks_to("D8")
    assert visitor.buttons == ["Back", "See your result"]


def test_the_link_that_skips_to_the_content_stays_on_the_step(visitor: Visitor) -> None:
    visitor.starts().fills(USUAL).walks_to("D3")
    visitor.page.locator(".skip").focus()
    visitor.page.keyboard.press("Enter")
    visitor.page.wait_for_url("**/#main")
    assert visitor.step == "D3"
    visitor.page.go_back()
    visitor.page.wait_for_url("**/#step-D3")
    assert visitor.step == "D3"


def test_only_time_in_front_of_the_page_counts(visitor: Visitor) -> None:
    visitor.starts().fills(USUAL)
    for step in DIMENSIONS:
        visitor.walks_to(step)
        visitor.reads(16)
        visitor.looks_away(True)
        visitor.reads(60)
        visitor.looks_away(False)
    with visitor.page.expect_request(lambda request: request.method == "POST") as sent:
        visitor.submits()
    posted = parse_qs(sent.value.post_data or "")
    # The clock that is put forward goes on by itself, too; a minute away would show.
    seconds = [int(each) for each in posted["page_seconds"][0].split(",")]
    assert len(seconds) == len(DIMENSIONS)
    assert all(16 <= each < 60 for each in seconds)


@pytest.mark.parametrize(
    ("seconds", "flags"),
    [pytest.param(5, "speed", id="too quick"), pytest.param(20, "", id="quick, but reading")],
)
def test_the_speed_flag_is_raised_by_the_time_on_the_pages(
    visitor: Visitor, seconds: int, flags: str
) -> None:
    visitor.starts().fills(USUAL).walks_to("D8", reading=seconds).submits()
    assert visitor.site.leads()[visitor.reference]["flags"] == flags


def test_an_address_in_the_middle_opens_that_step(visitor: Visitor) -> None:
    visitor.starts(query="?source=mail#step-D5")
    assert visitor.step == "D5"
    visitor.starts(query="#nowhere")
    visitor.page.reload()
    assert visitor.step == "start"
