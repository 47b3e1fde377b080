"""Firefox finishes the check inside somebody else's page, too."""

from pathlib import Path
from typing import Any

import pytest

from tests.browser.sheets import USUAL, answers_of
from tests.embedding.check_site import CheckSite
from tests.embedding.firefox import Firefox, firefox
from tests.embedding.host import Host
from tests.embedding.widget import LAST_STEP

NO_SITE_DATA = {"network__cookie__cookieBehavior": 2}  # refuse all cookies and storage

_FILL = """Object.entries(arguments[0]).forEach(([name, value]) =>
  document.querySelector(`#check input[name="${name}"][value="${value}"]`).click())"""
_NEXT = '[data-go="next"]'
_SPACE = '<div style="height: {}px">The host’s own words</div>'


def walks_through(browser: Firefox) -> None:
    """Answer and submit, with a look at the host page after each step."""
    browser.waits_for("document.querySelector('.is-wizard')")
    browser.runs(_FILL, answers_of(USUAL))
    for _ in range(LAST_STEP):
        browser.clicks(_NEXT)
        browser.leaves()
        fits(browser)
        browser.enters("iframe")
    browser.clicks("#submit")


def fits(browser: Firefox) -> None:
    """Assert that the frame's top is in view and that nothing scrolls inside of it."""
    browser.enters("iframe")
    browser.waits_for("document.documentElement.scrollHeight === innerHeight")
    browser.waits_for("document.documentElement.clientWidth === innerWidth")
    browser.leaves()
    browser.waits_for("document.querySelector('iframe').getBoundingClientRect().top >= -1")


@pytest.mark.parametrize(
    "preferences",
    [pytest.param({}, id="as it comes"), pytest.param(NO_SITE_DATA, id="all site data blocked")],
)
def test_firefox_finishes_the_check_in_a_frame(
    tmp_path: Path, host: Host, site: CheckSite, preferences: dict[str, Any]
) -> None:
    widget = '<alliance-check source="firefox"></alliance-check>'
    body = f"{site.loader}{_SPACE.format(300)}{widget}{_SPACE.format(3000)}"
    with firefox(tmp_path, **preferences) as browser:
        browser.opens(f"{host.shows(body)}?utm_source=letter")
        browser.waits_for("document.querySelector('iframe')")
        browser.enters("iframe")
        walks_through(browser)
        browser.waits_for("document.querySelector('#result .code')")
        reference = browser.runs("document.querySelector('#result .code').textContent")
        browser.leaves()
        browser.waits_for("seen.events.some(event => event.type === 'complete')")
        events = browser.runs("seen.events.map(({ type, detail }) => [type, detail])")
    row = site.leads()[reference]
    assert (row["source"], row["utm_source"]) == ("firefox", "letter")
    steps = [["step", {"step": step}] for step in range(1, LAST_STEP + 1)]
    assert events == [["ready", {}], *steps, ["complete", {"level": row["level"]}]]


def test_firefox_shows_what_is_missing_and_keeps_the_page_still_otherwise(
    tmp_path: Path, host: Host, site: CheckSite
) -> None:
    body = (
        f"{site.loader}{_SPACE.format(300)}<alliance-check></alliance-check>{_SPACE.format(3000)}"
    )
    with firefox(tmp_path) as browser:
        browser.opens(host.shows(body))
        browser.waits_for("document.querySelector('iframe')")
        browser.enters("iframe")
        browser.waits_for("document.querySelector('.is-wizard')")
        browser.clicks(_NEXT)
        browser.leaves()
        fits(browser)
        browser.runs("document.querySelector('iframe').scrollIntoView({ block: 'end' })")
        browser.waits_for("document.querySelector('iframe').getBoundingClientRect().top < 0")
        browser.enters("iframe")
        browser.clicks(_NEXT)
        top = browser.waits_for("document.querySelector('#summary').getBoundingClientRect().top")
        browser.leaves()
        browser.waits_for(
            f"document.querySelector('iframe').getBoundingClientRect().top + {top} >= -1"
        )
