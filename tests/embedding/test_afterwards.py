"""After the result, inside somebody else's page: choosing, deleting, and counting on the way."""

import sqlite3
from contextlib import closing
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from app.leads.values import NEXT_STEPS
from tests.browser.test_afterwards import is_contact
from tests.embedding.check_site import CheckSite
from tests.embedding.conftest import OpenPage
from tests.embedding.host import Host
from tests.embedding.test_finishing import (
    NO_SITE_DATA,
    NO_STRANGERS,
    OpenWith,
    open_with,
)
from tests.embedding.widget import Widget, events, widget

__all__ = ["open_with"]  # a fixture of the tests below

SANDBOX = 'sandbox="allow-forms allow-scripts"'


def shows_the_check(host: Host, site: CheckSite, attributes: str = "", source: str = "a") -> str:
    """The address of a page that frames the check."""
    address = f"{site.url}/nl/?embed=1&source={source}"
    return host.shows(f'<iframe {attributes} src="{address}" width="600" height="900"></iframe>')


def chooses_and_deletes(check: Widget, site: CheckSite) -> None:
    """Press what can be pressed on the result that is in the frame."""
    reference = check.reference
    check.frame.locator('.ways-on button[value="nothing"]').click()
    expect(check.frame.locator("#notice")).to_contain_text("nu nog niets")
    assert site.leads()[reference]["next_step"] == "nothing"
    for fold in ("#receipt > summary", ".sure > summary", ".sure button"):
        check.frame.locator(fold).click()
    expect(check.frame.locator("#notice")).to_contain_text("verwijderd")
    expect(check.frame.locator("html.is-embedded")).to_be_visible()
    expect(check.frame.locator("#result h1")).to_be_visible()
    assert reference not in site.leads()


@pytest.mark.parametrize(
    "preferences",
    [
        pytest.param(NO_STRANGERS, id="third-party cookies blocked"),
        pytest.param(NO_SITE_DATA, id="all site data blocked"),
    ],
)
def test_a_visitor_chooses_and_deletes_in_a_frame_whatever_is_blocked(
    open_with: OpenWith, host: Host, site: CheckSite, preferences: dict[str, Any]
) -> None:
    context = open_with(preferences)
    page = context.new_page()
    page.goto(shows_the_check(host, site))
    check = widget(page).is_there("nl").fills().walks_to_the_end().submits()
    chooses_and_deletes(check, site)
    assert context.cookies() == []


@pytest.mark.parametrize(
    ("attributes", "script"),
    [
        pytest.param("", True, id="plain iframe"),
        pytest.param(SANDBOX, True, id="an opaque origin"),
        pytest.param('sandbox="allow-forms"', True, id="an opaque origin without scripts"),
        pytest.param("", False, id="no JavaScript"),
    ],
)
def test_a_visitor_chooses_deletes_and_is_counted_in_any_frame(
    open_page: OpenPage, host: Host, site: CheckSite, attributes: str, script: bool
) -> None:
    source = f"frame-{len(attributes)}-{script}".lower()
    page = open_page(shows_the_check(host, site, attributes, source), java_script_enabled=script)
    complaints: list[str] = []
    page.on("console", lambda line: complaints.append(line.text) if line.type == "error" else None)
    check = widget(page).is_there("nl")
    if script and attributes in ("", SANDBOX):
        check.fills().walks_to_the_end()
        seen_to_be_counted(page, site, source, "D7")
    else:
        check.clicks_the_answers()
    check.submits()
    counts = seen_to_be_counted(page, site, source, "minutes:<5")
    assert set(counts.values()) == {1}
    assert len(counts) == 13  # eleven steps, the end, and a time
    chooses_and_deletes(check, site)
    assert page.context.cookies() == []
    assert [line for line in complaints if "Blocked script" not in line] == []


def seen_to_be_counted(page: Page, site: CheckSite, source: str, name: str) -> dict[str, int]:
    """The counters of this source, once there is one of this name."""
    for _ in range(200):
        if name in counted(site, source):
            break
        page.wait_for_timeout(50)
    counts = counted(site, source)
    assert name in counts
    return counts


def counted(site: CheckSite, source: str) -> dict[str, int]:
    """The counters of this source, by name."""
    with closing(sqlite3.connect(site.database)) as connection:
        sql = "SELECT name, count FROM counters WHERE source = ?"
        return dict(connection.execute(sql, (source,)).fetchall())


@pytest.mark.parametrize(
    "attributes",
    [
        pytest.param("", id="plain iframe"),
        pytest.param('sandbox="allow-forms allow-scripts allow-popups"', id="an opaque origin"),
    ],
)
def test_a_result_in_a_frame_knows_what_was_chosen_in_the_new_tab(
    open_page: OpenPage, host: Host, site: CheckSite, attributes: str
) -> None:
    page = open_page(shows_the_check(host, site, attributes))
    check = widget(page).is_there("nl").fills().walks_to_the_end().submits()
    check.frame.locator("#receipt > summary").click()
    reference = check.reference
    with page.context.expect_event("request", is_contact):
        check.frame.locator('.ways-on button[value="conversation"]').click()
    assert site.leads()[reference]["next_step"] == "conversation"
    page.bring_to_front()
    check.frame.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    row = check.frame.locator("#receipt tr", has_text="next_step")
    expect(row).to_contain_text('"conversation"')
    expect(check.frame.locator("#receipt")).to_have_attribute("open", "")


# --- What the page around hears of it ----------------------------------------------------------

HEARD = "seen.events.filter(event => event.type === 'next').length === {}"


def with_the_loader(open_page: OpenPage, host: Host, site: CheckSite) -> tuple[Page, Widget]:
    """A page, and the result in it."""
    page = open_page(host.shows(f'{site.loader}<alliance-check lang="nl"></alliance-check>'))
    return page, widget(page).is_there("nl").fills().walks_to_the_end().submits()


def heard(page: Page, count: int) -> list[str]:
    """The next steps that the page heard of, once there are so many."""
    page.wait_for_function(HEARD.format(count))
    told = [detail for kind, detail in events(page) if kind == "next"]
    assert all(list(detail) == ["step"] for detail in told)
    return [detail["step"] for detail in told]


def test_the_page_hears_once_what_was_chosen(
    open_page: OpenPage, host: Host, site: CheckSite
) -> None:
    page, check = with_the_loader(open_page, host, site)
    for step in ("conversation", "assessment"):
        for _ in range(2):
            with page.context.expect_event("request", is_contact):
                check.frame.locator(f'.ways-on button[value="{step}"]').click()
            page.bring_to_front()
            check.frame.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    check.frame.locator('.ways-on button[value="nothing"]').click()
    expect(check.frame.locator("#notice")).to_be_visible()
    assert heard(page, len(NEXT_STEPS)) == list(NEXT_STEPS)
    check.frame.locator('.languages [lang="en"]').click()
    expect(check.frame.locator("html")).to_have_attribute("lang", "en")
    page.wait_for_timeout(300)
    assert heard(page, len(NEXT_STEPS)) == list(NEXT_STEPS)


def test_the_page_hears_of_a_choice_in_another_tab_when_the_visitor_comes_back(
    open_page: OpenPage, host: Host, site: CheckSite
) -> None:
    page, check = with_the_loader(open_page, host, site)
    with page.context.expect_page() as opened:
        check.frame.locator('.keep a[target="_blank"]', has_text="pagina").click()
    opened.value.locator('.ways-on button[value="nothing"]').click()
    expect(opened.value.locator("#notice")).to_be_visible()
    assert heard(page, 0) == []
    page.bring_to_front()
    check.frame.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    assert heard(page, 1) == ["nothing"]


def test_the_page_hears_of_no_other_step_whatever_the_frame_says(
    open_page: OpenPage, host: Host, site: CheckSite
) -> None:
    page, check = with_the_loader(open_page, host, site)
    check.frame.evaluate(
        """for (const step of ["D1.direction=3", "", null, 3, ["nothing"], "nothing", "toString"])
          parent.postMessage({ allianceCheck: 1, type: "next", step }, "*")"""
    )
    page.evaluate("postMessage({ allianceCheck: 1, type: 'next', step: 'conversation' }, '*')")
    page.wait_for_timeout(300)
    assert heard(page, 1) == ["nothing"]
