"""Who may frame the check: the browser itself keeps everybody else out."""

import urllib.request
from urllib.error import HTTPError

from playwright.sync_api import Page, expect

from tests.browser.sheets import USUAL
from tests.embedding.check_site import CheckSite, ServeCheck
from tests.embedding.conftest import OpenPage
from tests.embedding.host import Host
from tests.embedding.widget import widget


def framing(host: Host, address: str) -> str:
    """A page of this host with this address in a plain iframe; gives the page's own address."""
    return host.shows(f'<iframe src="{address}" width="600" height="900"></iframe>')


def is_blocked(page: Page) -> None:
    """Assert that the frame holds the browser's own refusal and nothing of ours."""
    page.wait_for_load_state()
    frame = widget(page).frame
    frame.wait_for_load_state()
    assert frame.url.startswith("chrome-error://")
    assert frame.locator("#root, form, .masthead").count() == 0


def framed_by(address: str) -> str:
    """What an answer says of who may frame it."""
    policy: str
    try:
        with urllib.request.urlopen(address) as response:
            policy = response.headers["Content-Security-Policy"]
    except HTTPError as error:
        policy = error.headers["Content-Security-Policy"]
        error.close()
    (rule,) = [part for part in policy.split("; ") if part.startswith("frame-ancestors ")]
    return rule.removeprefix("frame-ancestors ")


def test_a_listed_site_may_frame_the_check_and_its_result(
    open_page: OpenPage, host: Host, site: CheckSite
) -> None:
    page = open_page("about:blank")
    for path in ("/en/?embed=1", "/nl/privacy", "/en/method", site.result_path(USUAL)):
        page.goto(framing(host, site.url + path))
        expect(widget(page).frame.locator("h1").first).to_be_visible()


def test_a_site_that_is_not_listed_may_not_frame_the_check_or_its_result(
    open_page: OpenPage, other_host: Host, site: CheckSite
) -> None:
    page = open_page("about:blank")
    for path in ("/en/?embed=1", "/nl/privacy", "/en/method", site.result_path(USUAL)):
        page.goto(framing(other_host, site.url + path))
        is_blocked(page)


def test_a_listed_site_inside_one_that_is_not_may_not_frame_the_check(
    open_page: OpenPage, host: Host, other_host: Host, site: CheckSite
) -> None:
    page = open_page(framing(other_host, framing(host, f"{site.url}/en/?embed=1")))
    inner = page.frame_locator("iframe").locator("iframe")
    inner.wait_for()
    page.wait_for_timeout(500)
    addresses = [frame.url for frame in page.frames]
    assert sum(address.startswith("chrome-error://") for address in addresses) == 1


def test_the_loader_on_a_site_that_is_not_listed_shows_no_check(
    open_page: OpenPage, other_host: Host, site: CheckSite
) -> None:
    page = open_page(other_host.shows(f"{site.loader}<alliance-check></alliance-check>"))
    is_blocked(page)
    assert page.evaluate("seen.events") == []


def test_by_default_only_the_site_itself_may_frame_the_check(
    open_page: OpenPage, other_host: Host, serve_check: ServeCheck
) -> None:
    site = serve_check()
    is_blocked(open_page(framing(other_host, f"{site.url}/en/?embed=1")))
    page = open_page(f"{site.url}/embed/sample?lang=en")
    widget(page).is_there()


def test_a_star_lets_everybody_frame_the_check(
    open_page: OpenPage, host: Host, other_host: Host, serve_check: ServeCheck
) -> None:
    site = serve_check(EMBED_ORIGINS="*")
    for each in (host, other_host):
        widget(open_page(framing(each, f"{site.url}/en/?embed=1"))).is_there()


HEALTH = ("/healthz", "/readyz")


def test_pages_that_are_no_part_of_the_check_are_not_framed_even_by_a_listed_site(
    open_page: OpenPage, host: Host, site: CheckSite
) -> None:
    page = open_page("about:blank")
    for path in ("/embed", "/embed/sample", "/en/nowhere", "/en/result/damaged", *HEALTH):
        page.goto(framing(host, site.url + path))
        is_blocked(page)


def test_every_answer_says_who_may_frame_it(host: Host, site: CheckSite) -> None:
    listed = f"'self' {host.url}"
    expected = {
        "/en/": listed,
        "/nl/privacy": listed,
        "/en/method": listed,
        site.result_path(USUAL): listed,
        f"{site.result_path(USUAL)}/radar.png": listed,
        "/embed": "'none'",
        "/embed/sample": "'self'",
        "/embed.js": "'none'",
        "/theme.css?accent=ff0000": "'none'",
        "/healthz": "'none'",
        "/readyz": "'none'",
        "/en/nowhere": "'none'",
        "/en/result/damaged": "'none'",
        "/static/js/frame.js": "'none'",
    }
    assert {path: framed_by(site.url + path) for path in expected} == expected


def test_a_visitor_in_a_frame_sees_what_became_of_answers_that_were_refused(
    open_page: OpenPage, host: Host, serve_check: ServeCheck
) -> None:
    """422 where answers are missing, 429 where too many came; in the frame and in its look."""
    site = serve_check(EMBED_ORIGINS=host.url, TEST_SUBMISSION_LIMIT="1 per hour")
    address = f"{site.url}/en/?embed=1&accent=aa0000"
    page = open_page(framing(host, address), java_script_enabled=False)
    check = widget(page).is_there()
    check.frame.locator("#submit").click()
    expect(check.frame.locator("#summary")).to_be_visible()
    expect(check.frame.locator("html.is-embedded")).to_be_visible()
    check.frame.locator("#submit").click()
    expect(check.frame.locator("h1")).to_have_text("A little too quick")
    expect(check.frame.locator("html.is-embedded")).to_be_visible()
    assert check.frame.locator('link[href*="theme.css?accent=aa0000"]').count() == 1
