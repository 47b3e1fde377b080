"""The host page stays where the visitor put it, until a step begins out of their sight."""

import pytest
from playwright.sync_api import Page

from tests.browser.sheets import USUAL
from tests.embedding.check_site import CheckSite
from tests.embedding.conftest import OpenPage
from tests.embedding.host import Host
from tests.embedding.widget import Widget, seen, widget

# Enough above and below that no change of height could move the page by itself.
_SPACE = '<div style="height: {}px">The host’s own words</div>'


@pytest.fixture
def check(open_page: OpenPage, host: Host, site: CheckSite) -> Widget:
    """The check in the middle of a long page, its first questions in view."""
    above, below = _SPACE.format(1500), _SPACE.format(6000)
    page = open_page(host.shows(f"{site.loader}{above}<alliance-check></alliance-check>{below}"))
    found = widget(page).is_there()
    found.next()
    found.fits()
    return found


def scrolls(page: Page, by: float) -> None:
    """Scroll the host page as a visitor does, and forget it."""
    page.evaluate("by => scrollBy(0, by)", by)
    settles(page)
    page.evaluate("seen.scrolls.length = 0")


def settles(page: Page) -> None:
    """Give everything that might move the page the time to do so."""
    page.wait_for_timeout(300)


def position(check: Widget, selector: str) -> tuple[float, float]:
    """Where a part of the check is in the host's window: its upper and its lower edge."""
    top, bottom = check.frame.locator(selector).first.evaluate(
        "part => { const box = part.getBoundingClientRect(); return [box.top, box.bottom]; }"
    )
    return check.top + top, check.top + bottom


def clicks(check: Widget, selector: str) -> None:
    """Click on something that is in view, with the mouse: nothing scrolls for the click."""
    top, bottom = position(check, selector)
    left, width = check.frame.locator(selector).first.evaluate(
        "part => { const box = part.getBoundingClientRect(); return [box.left, box.width]; }"
    )
    assert 0 <= top < bottom <= 800, f"{selector} is out of view"
    frame_left = check.element.evaluate("frame => frame.getBoundingClientRect().left")
    check.frame.page.mouse.click(frame_left + left + min(width / 2, 100), (top + bottom) / 2)


def puts_in_view(check: Widget, selector: str) -> None:
    """Scroll the host page until this is in the middle of the window."""
    top, bottom = position(check, selector)
    scrolls(check.frame.page, (top + bottom) / 2 - 400)


def test_opening_the_host_page_does_not_move_it(
    open_page: OpenPage, host: Host, site: CheckSite
) -> None:
    for start in ("intro", "profile"):
        body = f'{site.loader}<p>Above</p><alliance-check start="{start}"></alliance-check>'
        page = open_page(host.shows(body + _SPACE.format(3000)))
        widget(page).is_there().fits()
        settles(page)
        assert seen(page, "scrolls") == []


def test_choosing_typing_and_unfolding_do_not_move_the_page(check: Widget) -> None:
    page = check.frame.page
    check.fills()
    shown = ".step:not([hidden])"
    while not check.frame.locator(f"{shown} .terms").count():
        check.next()
    check.fits()
    puts_in_view(check, f"{shown} .terms summary")
    clicks(check, f"{shown} .terms summary")
    settles(page)
    assert check.frame.locator(f"{shown} .terms[open]").count() == 1
    puts_in_view(check, f"{shown} .option")
    clicks(check, f"{shown} .option")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("3")
    settles(page)
    chosen = f"{shown} .question:first-of-type .option:nth-of-type(3) :checked"
    assert check.frame.locator(chosen).count() == 1
    assert seen(page, "scrolls") == []


def test_a_step_that_begins_out_of_sight_is_brought_into_view(check: Widget) -> None:
    page = check.frame.page
    check.fills()
    for _ in range(3):
        puts_in_view(check, '#actions [data-go="next"]')
        assert check.top < 0
        clicks(check, '#actions [data-go="next"]')
        check.fits()
        settles(page)
        assert -0.5 <= check.top <= 1
        assert len(seen(page, "scrolls")) == 1  # at once, and once


def test_a_step_that_begins_in_sight_does_not_move_the_page(check: Widget) -> None:
    page = check.frame.page
    check.fills()
    scrolls(page, -100)
    top = check.top
    assert 0 < top < 700
    for _ in range(3):
        check.next()
        check.fits()
    settles(page)
    assert (seen(page, "scrolls"), check.top) == ([], top)


def test_the_result_comes_into_view(check: Widget) -> None:
    page = check.frame.page
    check.fills().walks_to_the_end()
    check.fits()
    puts_in_view(check, "#submit")
    clicks(check, "#submit")
    check.frame.locator("#result").wait_for()
    check.fits()
    settles(page)
    assert -0.5 <= check.top <= 1
    top, bottom = position(check, "#result h1")
    assert 0 <= top < bottom <= 800


def test_reading_the_result_does_not_move_the_page(check: Widget) -> None:
    page = check.frame.page
    check.fills().walks_to_the_end().submits()
    check.fits()
    for fold in (".radar details summary", ".more details summary"):
        puts_in_view(check, fold)
        clicks(check, fold)
        settles(page)
        clicks(check, fold)
        settles(page)
        assert seen(page, "scrolls") == []


def test_what_is_missing_is_in_view_after_next(check: Widget) -> None:
    page = check.frame.page
    puts_in_view(check, '#actions [data-go="next"]')
    assert check.top < 0
    clicks(check, '#actions [data-go="next"]')
    check.frame.locator("#summary").wait_for()
    check.fits()
    settles(page)
    top, bottom = position(check, "#summary")
    assert 0 <= top < bottom <= 800
    assert check.frame.evaluate("document.activeElement.id") == "summary"


def test_the_question_behind_a_link_of_the_summary_comes_into_view(check: Widget) -> None:
    check.next()
    check.frame.locator("#summary").wait_for()
    settles(check.frame.page)
    clicks(check, "#summary li:last-child a")
    settles(check.frame.page)
    top, bottom = position(check, "#profile .question:last-of-type legend")
    assert 0 <= top < bottom <= 800


def test_a_notice_of_the_server_is_in_view(check: Widget, site: CheckSite) -> None:
    page = check.frame.page
    check.fills().walks_to_the_end()
    check.frame.locator('[name="ticket"]').evaluate(
        "(input, ticket) => { input.value = ticket }", site.old_ticket(hours=25)
    )
    check.fits()
    puts_in_view(check, "#submit")
    clicks(check, "#submit")
    check.frame.locator("#summary").wait_for()
    check.fits()
    settles(page)
    top, bottom = position(check, "#summary")
    assert 0 <= top < bottom <= 800


def test_back_on_the_host_page_walks_the_steps(check: Widget) -> None:
    check.fills()
    check.next()
    check.next()
    address = check.frame.page.url
    for step in ("D1", "profile", "start"):
        check.frame.page.evaluate("history.back()")
        check.frame.locator(f"#{step}").wait_for()
        assert check.step == step
    assert check.frame.page.url == address
    assert USUAL.profile["role"] == check.frame.evaluate(
        "document.querySelector('input[name=role]:checked').value"
    )
