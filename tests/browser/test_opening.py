"""What a visitor sees while the page opens: the first step, and nothing that jumps."""

import time

import pytest
from playwright.sync_api import Route

from tests.browser.conftest import Visit

SHIFTED = """new Promise(resolve => {
  let shifted = 0;
  new PerformanceObserver(list => list.getEntries().forEach(entry => { shifted += entry.value; }))
    .observe({ type: "layout-shift", buffered: true });
  setTimeout(() => resolve(shifted), 300);
})"""
PHONE = {"width": 360, "height": 640}


def slowly(route: Route) -> None:
    """A network that takes its time."""
    time.sleep(0.5)
    route.continue_()


@pytest.mark.parametrize(("language", "start"), [("en", "intro"), ("nl", "profile")])
def test_nothing_moves_while_the_check_opens(visit: Visit, language: str, start: str) -> None:
    visitor = visit(viewport=PHONE)
    visitor.page.route("**/wizard.js*", slowly)
    visitor.starts(language, f"?embed=1&start={start}")
    assert visitor.page.evaluate(SHIFTED) < 0.01
    assert visitor.step == {"intro": "start", "profile": "profile"}[start]


def test_what_moves_would_be_seen(visit: Visit) -> None:
    """Also what moved before anybody looked."""
    visitor = visit(viewport=PHONE).starts()
    visitor.page.evaluate("document.querySelector('#start h1').style.marginTop = '10rem'")
    assert any(visitor.page.evaluate(SHIFTED) > 0.01 for _ in range(20))
