"""What a machine can see of the looks: the marketer's page, the check in a narrow frame."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.browser.axe import Look, is_sound
from tests.browser.sheets import USUAL, answers_of
from tests.embedding.check_site import CheckSite
from tests.embedding.conftest import OpenPage

WRONG = "source=A+b&accent=x&radius=99&background=transparent&site=ftp%3A%2F%2Fx"

LOOKS: tuple[Look, ...] = (("light", 360), ("dark", 1280), ("light", 300))

Way = Callable[[Page, CheckSite], object]


def _step(number: int, page: Page, site: CheckSite) -> None:
    page.goto(f"{site.url}/en/?embed=1")
    page.locator(".is-wizard").wait_for()
    page.evaluate(
        """answers => Object.entries(answers).forEach(([name, value]) =>
          document.querySelector(`input[name="${name}"][value="${value}"]`).click())""",
        answers_of(USUAL),
    )
    for _ in range(number):
        page.locator('[data-go="next"]:visible').click()


def _missing(page: Page, site: CheckSite) -> None:
    page.goto(f"{site.url}/nl/?embed=1&start=profile")
    page.locator('[data-go="next"]:visible').click()


def _result(page: Page, site: CheckSite) -> None:
    page.goto(f"{site.url}{site.result_path(USUAL)}?embed=1")
    unfold = "all => all.forEach(details => { details.open = true })"
    page.eval_on_selector_all("details", unfold)


def _at(path: str, page: Page, site: CheckSite) -> None:
    page.goto(site.url + path)


SCREENS: dict[str, Way] = {
    "introduction": lambda page, site: _step(0, page, site),
    "profile": lambda page, site: _step(1, page, site),
    "a dimension": lambda page, site: _step(4, page, site),
    "the last step": lambda page, site: _step(9, page, site),
    "missing answers": _missing,
    "result": _result,
    "extreme accent": lambda page, site: _at("/en/?embed=1&accent=ffff00", page, site),
    "compact": lambda page, site: _at("/en/?embed=1&header=compact&font=serif", page, site),
    "marketer": lambda page, site: _at("/embed?ui=en", page, site),
    "marketer, Dutch": lambda page, site: _at("/embed?ui=nl&site=example.com", page, site),
    "marketer, wrong fields": lambda page, site: _at(f"/embed?ui=nl&{WRONG}", page, site),
    "sample page": lambda page, site: _at("/embed/sample?lang=en", page, site),
}

every_screen = pytest.mark.parametrize(
    "way", [pytest.param(way, id=name) for name, way in SCREENS.items()]
)


@every_screen
def test_axe_finds_nothing_and_nothing_is_out_of_reach_in_a_column_of_300_pixels(
    open_page: OpenPage, site: CheckSite, way: Way
) -> None:
    """Nothing sticks out at the side; nothing is fixed, which a tall frame would hide."""
    page = open_page("about:blank", reduced_motion="reduce")
    way(page, site)
    is_sound(page, LOOKS)
    stuck: list[str] = page.evaluate(
        """[...document.querySelectorAll("body *")]
          .filter(part => ["fixed", "sticky"].includes(getComputedStyle(part).position))
          .map(part => part.outerHTML.slice(0, 80))"""
    )
    assert stuck == []
