"""A round, a commitment and a comparison in somebody's page, in a browser that keeps nothing."""

import re
from collections.abc import Iterator
from urllib.parse import parse_qsl, urlsplit

import pytest
from playwright.sync_api import BrowserContext, BrowserType, Frame, Page, expect

from tests.browser.sheets import DIMENSIONS, USUAL, persona
from tests.browser.test_rounds import FACETS, FACTS, FILL
from tests.embedding.check_site import CheckSite
from tests.embedding.host import Host
from tests.embedding.test_finishing import NO_SITE_DATA, VOCABULARY, opened_with
from tests.embedding.widget import Widget, seen, widget

LOOK = {"embed": "1", "accent": "803040", "scheme": "light"}
_DONE = "button => button.textContent.trim() === button.dataset.done"
MAIN_BUTTON = "main .actions a.button"


@pytest.fixture(scope="module")
def wary(
    chromium: BrowserType, site: CheckSite, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[BrowserContext]:
    """A browser that keeps nothing for any site, with a clipboard that a test can read."""
    with opened_with(chromium, tmp_path_factory.mktemp("wary"), NO_SITE_DATA) as context:
        context.grant_permissions(["clipboard-read", "clipboard-write"])
        yield context
        assert context.cookies() == []


class Framed:
    """Somebody at a page with the widget in it."""

    def __init__(self, wary: BrowserContext, host: Host, site: CheckSite) -> None:
        self.page: Page = wary.new_page()
        body = f'{site.loader}<alliance-check accent="803040" scheme="light"></alliance-check>'
        self.page.goto(host.shows(f"{body}<footer>The host's own foot</footer>"))
        self.check: Widget = widget(self.page).is_there()
        self.frame: Frame = self.check.frame

    def follows(self, address: str) -> None:
        """Open in the frame what leads to a page of the check."""
        self.frame.goto(f"{address}?embed=1&accent=803040&scheme=light")

    def arrives(self, where: str) -> None:
        """Wait for this page, in the look of the frame, and as high as it is."""
        self.frame.wait_for_url(re.compile(where))
        query = dict(parse_qsl(urlsplit(self.frame.url).query))
        assert {name: query.get(name) for name in LOOK} == LOOK
        expect(self.frame.locator("html.is-embedded")).to_be_visible()
        self.check.fits()

    def clicks(self, what: str) -> None:
        """Press something in the frame; a mouse may miss what still moves with the page around."""
        self.frame.locator(what).first.press("Enter")

    def opens_a_tab(self, what: str) -> Page:
        """The page that a link opens beside this one; there, it is no part of a frame."""
        with self.page.context.expect_page() as opened:
            self.clicks(what)
        expect(opened.value.locator("html.is-embedded")).to_have_count(0)
        expect(opened.value.locator("h1")).to_be_visible()
        return opened.value

    def copies(self, words: str) -> str:
        """What is in the clipboard after pressing the button with these words."""
        self.page.bring_to_front()
        button = self.frame.get_by_role("button", name=words, exact=True).element_handle()
        button.press("Enter")
        self.frame.wait_for_function(_DONE, arg=button)
        return str(self.page.evaluate("navigator.clipboard.readText()"))

    def told_the_page_only(self, *types: str) -> None:
        """Assert that the page around heard of nothing else."""
        messages = [message["data"] for message in seen(self.page, "messages")]
        assert {data["type"] for data in messages} == set(types)
        assert all(set(data) == VOCABULARY[data["type"]] for data in messages)


def own_address(frame: Frame) -> str:
    """The address of the page in a frame, as it is on its own."""
    return frame.url.partition("?")[0]


def starts(host: Framed) -> str:
    """From the check's first page to a round; the address of the invitation."""
    host.clicks('#start a[href*="/round"]')
    host.arrives(r"/en/round\?")
    host.frame.evaluate(FILL, {**FACTS, "mode": "open"})
    host.clicks("form .button")
    host.arrives("/round/host/")
    return host.frame.locator("#invitation-link").inner_text()


def takes_part(colleague: Framed, invitation: str, role: str, first: str) -> None:
    """Answer in a frame of one's own."""
    colleague.follows(invitation)
    colleague.arrives("/join/")
    colleague.clicks(MAIN_BUTTON)
    colleague.arrives("/questions")
    colleague.check.next()
    colleague.check.fits()
    answers = {f"{d}.{facet}": "3" for d in DIMENSIONS for facet in FACETS}
    own = {"role": role, "agreed": "yes", **{f"D1.{facet}": first for facet in FACETS}}
    colleague.frame.evaluate(FILL, {**answers, **own})
    colleague.frame.locator("#check").evaluate("form => form.requestSubmit()")
    colleague.arrives("/mine/")
    assert colleague.copies("Copy the link of this page") == own_address(colleague.frame)
    assert "/result/" in colleague.opens_a_tab('a[href*="/en/result/"]').url
    colleague.told_the_page_only("height", "ready", "reveal")


def test_a_round_is_held_in_a_frame_by_a_browser_that_keeps_nothing(
    wary: BrowserContext, host: Host, site: CheckSite
) -> None:
    ann = Framed(wary, host, site)
    invitation = starts(ann)
    address = own_address(ann.frame)
    assert ann.frame.locator("#own-link").inner_text() == address
    assert ann.copies("Copy the link of this page") == address
    assert ann.copies("Copy the invitation link") == invitation
    assert ann.copies("Copy the text").count(f"\n\n{invitation}\n\n") == 1
    assert ann.opens_a_tab('a:text-is("Open as a page")').url == address
    assert ann.opens_a_tab('a[href*="/join/"]').url == invitation
    for role, first in (("leadership", "4"), ("operations", "1")):
        takes_part(Framed(wary, host, site), invitation, role, first)
    ann.page.bring_to_front()
    ann.clicks('a:text-is("Show the latest numbers")')
    expect(ann.frame.locator(".counts dd")).to_have_text(["1", "1", "0", "4"])
    ann.clicks('form[action*="/close"] button')
    ann.arrives("/round/result/")
    expect(ann.frame.locator("h1")).to_contain_text("Strategy & Vision")
    ann.clicks('a[href*="/meeting"]')
    ann.arrives("/meeting")
    holds_the_meeting(ann)
    ann.told_the_page_only("height", "ready")


def holds_the_meeting(ann: Framed) -> None:
    """By keyboard, by link and on the full screen; what is turned to comes into view."""
    second, third = ann.frame.locator("#slide-2"), ann.frame.locator("#slide-3")
    ann.frame.locator("#slide-1").focus()
    ann.page.keyboard.press("ArrowRight")
    expect(second).to_be_focused()
    expect(second.locator("h2")).to_be_in_viewport()
    second.locator('a[href="#slide-3"]').click()
    expect(third).to_be_focused()
    ann.page.wait_for_function("scrollY > 0")
    expect(third.locator("h2")).to_be_in_viewport()
    ann.page.keyboard.press("f")
    expect(ann.page.locator("iframe:fullscreen")).to_be_attached()
    expect(ann.frame.locator("html:fullscreen")).to_be_attached()
    ann.page.keyboard.press("f")
    expect(ann.page.locator("iframe:fullscreen")).not_to_be_attached()
    ann.check.fits()


def test_a_commitment_and_a_comparison_are_made_in_a_frame(
    wary: BrowserContext, host: Host, site: CheckSite
) -> None:
    ann = Framed(wary, host, site)
    ann.follows(site.url + site.result_path(USUAL))
    ann.arrives("/result/")
    ann.clicks("#again form:has(fieldset) button")
    ann.arrives("/commitment/")
    address = own_address(ann.frame)
    assert ann.frame.locator(".address").inner_text() == address
    assert ann.copies("Copy the link") == address
    assert ann.opens_a_tab('a:text-is("Open as a page")').url == address
    ann.clicks(".commitment .also a")
    ann.arrives("/result/")
    ann.clicks("#compare summary")
    ann.check.fits()
    ann.frame.locator("#compare-link").fill(site.url + site.result_path(persona("P2"), nonce=2))
    ann.clicks("#compare button")
    ann.arrives("/result/.*/since/")
    ann.clicks("#opening .actions a")
    ann.arrives("/result/.*/since/.*/same")
    ann.clicks('#again a[href*="/again/"]')
    ann.arrives("/again/")


def test_what_is_gone_says_so_in_the_frame(
    wary: BrowserContext, host: Host, site: CheckSite
) -> None:
    ann = Framed(wary, host, site)
    starts(ann)
    ann.clicks("summary")
    ann.clicks('form[action*="/cancel"] button')
    ann.arrives("after=cancel")
    expect(ann.frame.locator("[role=status]")).to_contain_text("The round is cancelled.")
    ann.page.evaluate("history.back()")
    ann.arrives("/round/host/")
    expect(ann.frame.locator("h1")).to_have_text("We can’t find this round")
