"""The form by thumb: the next question comes by itself, Next stays at hand, nothing is crowded."""

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.conftest import Visit
from tests.browser.screens import LANGUAGES
from tests.browser.sheets import USUAL
from tests.browser.visitor import Visitor

PHONE = {"width": 360, "height": 740}
_IN_VIEW = """question => {
  const { top, bottom } = question.getBoundingClientRect();
  return top >= 0 && bottom <= document.getElementById("actions").getBoundingClientRect().top;
}"""


@pytest.fixture
def thumb(visit: Visit) -> Visitor:
    """Somebody with a phone, for whom pages may move."""
    return visit(viewport=PHONE, reduced_motion="no-preference")


def moved(visitor: Visitor) -> float:
    """How far the page is scrolled, once it has come to rest."""
    before, now = -1.0, 0.0
    while before != now:
        before = visitor.page.evaluate("scrollY")
        visitor.page.wait_for_timeout(300)
        now = visitor.page.evaluate("scrollY")
    return now


def question(visitor: Visitor, name: str) -> Locator:
    return visitor.page.locator(f'.question[data-name="{name}"]')


def test_after_my_answer_the_next_question_comes_into_view(thumb: Visitor) -> None:
    thumb.starts(query="#step-D3")
    for answered, following in (("direction", "practice"), ("practice", "evidence")):
        chosen = thumb.option(f"D3.{answered}", "2")
        chosen.click()
        assert moved(thumb) > 0
        assert question(thumb, f"D3.{following}").evaluate(_IN_VIEW)
        expect(chosen.locator("input")).to_be_focused()


def test_a_correction_and_the_last_answer_lead_nowhere(thumb: Visitor) -> None:
    thumb.starts(query="#step-D3").fills(USUAL, but=["D3.evidence"])
    for name in ("D3.direction", "D3.evidence"):
        row = thumb.option(name, "1")
        row.evaluate("row => row.scrollIntoView({ block: 'center' })")
        before = moved(thumb)
        row.click()
        assert thumb.answers[name] == "1"
        assert moved(thumb) == before, name


def test_the_page_stays_for_keys_and_for_who_likes_no_movement(visit: Visit) -> None:
    for motion, by_key in (("reduce", False), ("no-preference", True)):
        visitor = visit(viewport=PHONE, reduced_motion=motion).starts(query="#step-D3")
        visitor.option("D3.direction", "2").scroll_into_view_if_needed()
        before = moved(visitor)
        if by_key:
            visitor.page.locator("#D3-direction-1").focus()
            visitor.page.keyboard.press("2")
        else:
            visitor.chooses("D3.direction", "2")
        assert visitor.answers == {"D3.direction": "2"}
        assert moved(visitor) == before


@pytest.mark.parametrize(("language", "of"), [("en", "{} of {}"), ("nl", "{} van {}")])
def test_next_is_always_at_hand_with_how_many_are_answered(
    thumb: Visitor, language: str, of: str
) -> None:
    thumb.starts(language, "#step-profile")
    next_step, answered = (
        thumb.page.locator("#actions [data-go=next]"),
        thumb.page.locator("#answered"),
    )
    expect(next_step).to_be_in_viewport(ratio=1)
    expect(answered.locator("[aria-hidden]")).to_have_text(of.format(0, 5))
    thumb.answers_first_in_view()
    expect(answered.locator("[aria-hidden]")).to_have_text(of.format(5, 5))
    expect(next_step).to_have_accessible_description(
        {"en": "5 of 5 questions answered", "nl": "5 van 5 vragen beantwoord"}[language]
    )
    next_step.click()
    expect(answered.locator("[aria-hidden]")).to_have_text(of.format(0, 3))
    for place in (0.3, 0.7, 1):
        thumb.page.evaluate("part => scrollTo(0, part * document.body.scrollHeight)", place)
        expect(next_step).to_be_in_viewport(ratio=1)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_profile_takes_two_screens_of_a_phone(thumb: Visitor, language: str) -> None:
    thumb.starts(language, "#step-profile")
    last = thumb.page.locator("#profile .option").last
    thumb.page.evaluate("scrollTo(0, innerHeight)")
    assert last.evaluate(_IN_VIEW)


def test_the_progress_never_touches_the_upper_edge(thumb: Visitor) -> None:
    thumb.starts().fills(USUAL).walks_to("D3")
    for way in (thumb.next, thumb.back):
        thumb.page.evaluate("scrollTo(0, document.body.scrollHeight)")
        way()
        assert thumb.page.locator("#progress").evaluate("e => e.getBoundingClientRect().top") >= 12


def test_what_has_the_focus_is_never_under_the_bar(visit: Visit) -> None:
    visitor = visit(viewport=PHONE).starts(query="#step-D3")
    seen = 0
    for _ in range(40):
        visitor.page.keyboard.press("Tab")
        inside = visitor.page.locator(".step :focus")
        if inside.count():
            row = visitor.page.locator(".option:has(:focus), .step summary:focus")
            assert row.evaluate(_IN_VIEW)
            seen += 1
    assert seen > 3
    visitor.page.locator("#D3-practice-1").focus()
    for _ in range(5):
        visitor.page.keyboard.press("ArrowDown")
        assert visitor.page.locator(".option:has(:focus)").evaluate(_IN_VIEW)


def test_the_keys_are_told_to_a_mouse_and_not_to_a_thumb(visit: Visit) -> None:
    desk, phone = visit(), visit(viewport=PHONE, has_touch=True, is_mobile=True)
    for visitor, told in ((desk, True), (phone, False)):
        visitor.starts(query="#step-D3")
        assert visitor.page.locator(".keys").is_visible() == told


@pytest.mark.parametrize("language", LANGUAGES)
def test_text_of_twice_the_size_fits_on_a_phone(thumb: Visitor, language: str) -> None:
    thumb.starts(language).fills(USUAL)
    thumb.page.evaluate("document.documentElement.style.fontSize = '200%'")
    for step in ("start", "profile", "D2", "D8"):
        thumb.walks_to(step)
        assert thumb.page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]
        narrow = (
            """all => all.filter(e => e.scrollWidth > e.clientWidth + 1).map(e => e.outerHTML)"""
        )
        assert thumb.page.locator(".option, .button:visible").evaluate_all(narrow) == []
