"""The frame is as high as what it shows, and only the check in it can say so."""

from typing import Any

import pytest
from playwright.sync_api import Page

from tests.embedding.check_site import CheckSite
from tests.embedding.conftest import OpenPage
from tests.embedding.host import Host
from tests.embedding.widget import Widget, seen, widget

FORGED = {"allianceCheck": 1, "type": "height", "height": 4321}
POST_TO_PARENT = "message => parent.postMessage(message, '*')"


def embedded(open_page: OpenPage, host: Host, site: CheckSite, around: str = "") -> Widget:
    """The check on a page of the host, `around` below it."""
    body = f"{site.loader}<alliance-check></alliance-check>{around}"
    return widget(open_page(host.shows(body))).is_there()


def settled(check: Widget) -> Widget:
    """The check once the frame fits; from now on every change of its height is noted."""
    check.fits()
    check.element.evaluate(
        """frame => {
          window.changes = [];
          new MutationObserver(() => changes.push(frame.style.height))
            .observe(frame, { attributeFilter: ["style"] });
        }"""
    )
    return check


def kept_its_height(check: Widget) -> None:
    """Assert that the frame has had one height since it settled."""
    check.frame.page.wait_for_timeout(200)
    assert check.frame.page.evaluate("changes") == []


@pytest.mark.parametrize(
    "style",
    [
        pytest.param("", id="as it is"),
        pytest.param("document.body.style.minHeight = '100vh'", id="body at least 100vh"),
        pytest.param("document.documentElement.style.height = '100%'", id="html at 100 %"),
    ],
)
def test_the_frame_grows_and_shrinks_to_its_content(
    open_page: OpenPage, host: Host, site: CheckSite, style: str
) -> None:
    check = embedded(open_page, host, site).fills()
    if style:
        check.frame.evaluate(style)
    heights: dict[str, float] = {}
    for _ in range(3):
        check.fits()
        heights[check.step] = check.height
        check.next()
    assert heights["start"] < 700 < 1500 < heights["D1"]
    for _ in range(3):
        check.frame.locator('#actions [data-go="back"]').evaluate("button => button.click()")
        check.fits()
    assert check.height == heights["start"]


def test_the_frame_fits_the_result_with_its_details_opened_and_closed(
    open_page: OpenPage, host: Host, site: CheckSite
) -> None:
    check = embedded(open_page, host, site).fills().walks_to_the_end().submits()
    check.frame.wait_for_load_state()
    toggle = "(all, open) => all.forEach(details => { details.open = open })"
    check.frame.eval_on_selector_all("details", toggle, False)
    check.fits()
    folded = check.height
    check.frame.eval_on_selector_all("details", toggle, True)
    check.fits()
    assert check.height > folded + 500
    check.frame.eval_on_selector_all("details", toggle, False)
    check.fits()
    assert check.height == folded


def test_the_frame_fits_when_the_host_page_gets_narrower_and_wider(
    open_page: OpenPage, host: Host, site: CheckSite
) -> None:
    check = embedded(open_page, host, site)
    check.next()
    for width in (1000, 300, 1000):
        check.frame.page.set_viewport_size({"width": width, "height": 800})
        check.fits()


def test_the_frame_fits_where_answers_are_missing(
    open_page: OpenPage, host: Host, site: CheckSite
) -> None:
    check = embedded(open_page, host, site)
    check.next()
    check.fits()
    before = check.height
    check.next()
    check.frame.locator("#summary").wait_for()
    check.fits()
    assert check.height > before


def test_a_height_that_the_host_page_forges_itself_changes_nothing(
    open_page: OpenPage, host: Host, site: CheckSite
) -> None:
    check = settled(embedded(open_page, host, site))
    check.frame.page.evaluate("message => postMessage(message, '*')", FORGED)
    kept_its_height(check)
    heard = [message["data"] for message in seen(check.frame.page, "messages")]
    assert FORGED in heard  # the message did arrive


def test_a_height_that_another_window_forges_changes_nothing(
    open_page: OpenPage, host: Host, other_host: Host, site: CheckSite
) -> None:
    """Neither a frame of our own origin that the loader did not make, nor one of a stranger's."""
    stranger = other_host.shows("<p>A stranger</p>")
    frames = (
        f'<iframe id="ours" src="{site.url}/en/privacy"></iframe>'
        f'<iframe id="theirs" src="{stranger}"></iframe>'
    )
    check = settled(embedded(open_page, host, site, frames))
    page = check.frame.page
    for name in ("ours", "theirs"):
        frame = widget(page, f"#{name}").frame
        frame.wait_for_load_state()
        frame.evaluate(POST_TO_PARENT, FORGED)
    kept_its_height(check)
    forged = [message for message in seen(page, "messages") if message["data"] == FORGED]
    assert [message["origin"] for message in forged] == [site.url, other_host.url]


def test_a_strangers_page_in_the_place_of_the_check_is_not_believed(
    open_page: OpenPage, host: Host, other_host: Host, site: CheckSite
) -> None:
    check = settled(embedded(open_page, host, site))
    check.element.evaluate("(frame, url) => { frame.src = url }", other_host.shows("<p>Hi</p>"))
    check.frame.wait_for_url(f"{other_host.url}/*")
    for message in (FORGED, {"allianceCheck": 1, "type": "complete", "level": 5}):
        check.frame.evaluate(POST_TO_PARENT, message)
    kept_its_height(check)
    assert "complete" not in [event["type"] for event in seen(check.frame.page, "events")]


def test_a_height_that_makes_no_sense_changes_nothing(
    open_page: OpenPage, host: Host, site: CheckSite
) -> None:
    check = settled(embedded(open_page, host, site))
    values: list[Any] = [-5, 0, 1e9, "tall", None, {}]
    for value in values:
        check.frame.evaluate(POST_TO_PARENT, {**FORGED, "height": value})
    for message in ({**FORGED, "allianceCheck": 2}, {**FORGED, "type": "toString"}, None, "height"):
        check.frame.evaluate(POST_TO_PARENT, message)
    kept_its_height(check)


def test_a_hello_from_another_window_does_not_turn_the_messages_to_it(
    open_page: OpenPage, host: Host, other_host: Host, site: CheckSite
) -> None:
    stranger = other_host.shows("<p>A stranger</p>")
    check = embedded(open_page, host, site, f'<iframe id="theirs" src="{stranger}"></iframe>')
    page = check.frame.page
    page.wait_for_function("seen.events.length")
    theirs = widget(page, "#theirs").frame
    theirs.wait_for_load_state()
    hello = {"allianceCheck": 1, "type": "hello"}
    theirs.evaluate(
        """hello => {
          const others = [0, 1].map(number => parent[number]).filter(each => each !== window);
          others.forEach(each => each.postMessage(hello, "*"));
        }""",
        hello,
    )
    check.next()
    page.wait_for_function("seen.events.some(event => event.type === 'step')")
    assert theirs.evaluate("seen.messages") == []


def test_the_frame_says_nothing_before_it_is_greeted(
    open_page: OpenPage, host: Host, site: CheckSite
) -> None:
    page: Page = open_page(host.shows(f'<iframe src="{site.url}/en/?embed=1"></iframe>'))
    widget(page).is_there().next()
    page.wait_for_timeout(200)
    assert seen(page, "messages") == []
