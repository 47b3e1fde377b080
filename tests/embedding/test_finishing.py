"""A visitor finishes inside somebody else's page, whatever their browser withholds from it."""

import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, BrowserType, Page, expect

from tests.browser.conftest import OPTIONS, PATIENCE, browser_path
from tests.embedding.check_site import CheckSite
from tests.embedding.conftest import OpenPage
from tests.embedding.host import Answer, Headers, Host, hosting
from tests.embedding.widget import LAST_STEP, events, seen, widget

ALLOWED: dict[str, Any] = {"cookie_controls_mode": 0, "block_third_party_cookies": False}
NO_STRANGERS: dict[str, Any] = {"cookie_controls_mode": 1, "block_third_party_cookies": True}
NO_SITE_DATA: dict[str, Any] = {**NO_STRANGERS, "default_content_setting_values": {"cookies": 2}}

CAMPAIGN = "utm_source=letter&utm_medium=post&utm_campaign=autumn+2026&gclid=private"
LABELS = {
    "source": "homepage",
    "utm_source": "letter",
    "utm_medium": "post",
    "utm_campaign": "autumn-2026",
}

# The whole vocabulary of our frame; whatever else it said could be an answer.
VOCABULARY = {
    "height": {"allianceCheck", "type", "height"},
    "ready": {"allianceCheck", "type"},
    "step": {"allianceCheck", "type", "step"},
    "reveal": {"allianceCheck", "type"},
    "complete": {"allianceCheck", "type", "level"},
    "next": {"allianceCheck", "type", "step"},
}

OpenWith = Callable[[dict[str, Any]], BrowserContext]


@contextmanager
def opened_with(
    chromium: BrowserType, folder: Path, preferences: dict[str, Any]
) -> Iterator[BrowserContext]:
    """A browser whose user has chosen these, under Settings → Privacy. `folder`: its profile."""
    file = folder / "Default" / "Preferences"
    file.parent.mkdir()
    file.write_text(json.dumps({"profile": preferences}), "utf-8")
    with chromium.launch_persistent_context(
        folder, executable_path=browser_path(whole=True), args=OPTIONS
    ) as context:
        context.set_default_timeout(PATIENCE)
        yield context


@pytest.fixture
def open_with(chromium: BrowserType, tmp_path: Path) -> Iterator[OpenWith]:
    """open_with(preferences): see opened_with()."""
    with ExitStack() as stack:
        yield lambda preferences: stack.enter_context(opened_with(chromium, tmp_path, preferences))


def lead_is_labelled(site: CheckSite, reference: str) -> None:
    """Assert that this lead is stored, with what the host page said about the visitor's way."""
    row = site.leads()[reference]
    assert {name: row[name] for name in LABELS} == LABELS
    assert row["test"] == 0


def host_heard_no_answer(page: Page, level: int) -> None:
    """Assert that the events came in order, and that nothing came but what they are made of."""
    steps = [("step", {"step": step}) for step in range(1, LAST_STEP + 1)]
    assert events(page) == [("ready", {}), *steps, ("complete", {"level": level})]
    for message in seen(page, "messages"):
        data = message["data"]
        assert set(data) == VOCABULARY[data["type"]]
        assert all(isinstance(value, int | float) for key, value in data.items() if key != "type")


@pytest.mark.parametrize(
    "preferences",
    [
        pytest.param(ALLOWED, id="cookies allowed"),
        pytest.param(NO_STRANGERS, id="third-party cookies blocked"),
        pytest.param(NO_SITE_DATA, id="all site data blocked"),
    ],
)
def test_the_check_is_finished_with_the_loader_whatever_the_privacy_settings(
    open_with: OpenWith, host: Host, site: CheckSite, preferences: dict[str, Any]
) -> None:
    body = f'{site.loader}<alliance-check id="it" source="homepage"></alliance-check>'
    context = open_with(preferences)
    page = context.new_page()
    page.goto(f"{host.shows(body)}?{CAMPAIGN}")
    check = widget(page).is_there().fills().walks_to_the_end().submits()
    lead_is_labelled(site, check.reference)
    page.wait_for_function("seen.events.some(event => event.type === 'complete')")
    host_heard_no_answer(page, site.leads()[check.reference]["level"])
    assert context.cookies() == []


def test_the_check_is_finished_in_an_iframe_without_our_loader(
    open_page: OpenPage, host: Host, site: CheckSite
) -> None:
    """Other frames, and without JavaScript: see what a visitor does afterwards."""
    address = f"{site.url}/en/?embed=1&source=homepage&{CAMPAIGN}"
    body = f'<iframe src="{address}" width="600" height="900"></iframe>'
    page = open_page(host.shows(body))
    check = widget(page).is_there().fills().walks_to_the_end().submits()
    lead_is_labelled(site, check.reference)
    assert page.context.cookies() == []
    assert events(page) == seen(page, "messages") == []  # nobody said hello


@pytest.mark.parametrize(
    ("preferences", "known"),
    [
        pytest.param(ALLOWED, "known", id="allowed"),
        pytest.param(NO_STRANGERS, "stranger", id="third-party cookies blocked"),
        pytest.param(NO_SITE_DATA, "stranger", id="all site data blocked"),
    ],
)
def test_a_page_that_needs_its_cookie_in_a_frame_works_only_where_it_may_have_one(
    open_with: OpenWith, host: Host, preferences: dict[str, Any], known: str
) -> None:
    """The control: what the other tests block is really blocked, and only there."""

    def greets(sent: Headers) -> Answer:
        word = "known" if "seen=1" in sent.get("Cookie", "") else "stranger"
        again = "" if word == "known" else '<a href="/greeting?again">again</a>'
        cookie = {"Set-Cookie": "seen=1; SameSite=None; Secure; Path=/"}
        return "text/html", f"<!doctype html><title>Hi</title><p>{word}</p>{again}", cookie

    with hosting("localhost") as cookie_site:
        address = cookie_site.holds("/greeting", greets)
        page = open_with(preferences).new_page()
        page.goto(host.shows(f'<iframe src="{address}"></iframe>'))
        frame = page.frame_locator("iframe")
        frame.locator("a").click()
        page.wait_for_timeout(300)
        expect(frame.locator("p")).to_have_text(known)
