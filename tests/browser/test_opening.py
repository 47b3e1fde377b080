"""What a visitor sees while the page opens: the first step, and nothing that jumps."""

import time

import pytest
from playwright.sync_api import Route

from tests.browser.conftest import Visit

SHIFTS = """window.shifts = [];
new PerformanceObserver(list => shifts.push(...list.getEntries().map(entry => entry.value)))
  .observe({ type: "layout-shift", buffered: true });"""


def slowly(route: Route) -> None:
    """A network that takes its time."""
    time.sleep(0.5)
    route.continue_()


@pytest.mark.parametrize(("language", "start"), [("en", "intro"), ("nl", "profile")])
def test_nothing_moves_while_the_check_opens(visit: Visit, language: str, start: str) -> None:
    visitor = visit(own=True, viewport={"width": 360, "height": 640})
    visitor.page.add_init_script(SHIFTS)
    visitor.page.route("**/wizard.js*", slowly)
    visitor.starts(language, f"?embed=1&start={start}")
    visitor.page.wait_for_timeout(300)
    assert sum(visitor.page.evaluate("window.shifts")) < 0.01
    assert visitor.step == {"intro": "start", "profile": "profile"}[start]


def test_what_moves_would_be_seen(visit: Visit) -> None:
    visitor = visit(own=True, viewport={"width": 360, "height": 640})
    visitor.page.add_init_script(SHIFTS)
    visitor.starts()
    visitor.page.evaluate("document.querySelector('#start h1').style.marginTop = '10rem'")
    visitor.page.wait_for_timeout(300)
    assert sum(visitor.page.evaluate("window.shifts")) > 0.01
