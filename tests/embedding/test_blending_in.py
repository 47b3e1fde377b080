"""The check as a part of the page around it: its ground, its font, a small header."""

from io import BytesIO
from itertools import product
from typing import Literal

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from tests.browser.sheets import USUAL
from tests.embedding.check_site import CheckSite
from tests.embedding.conftest import OpenPage
from tests.embedding.host import Host
from tests.embedding.widget import Widget, widget

VISITORS: tuple[Literal["light", "dark"], ...] = ("light", "dark")
GROUND = (250, 200, 90)  # of the host: no colour of ours
FONT = "getComputedStyle(document.querySelector('h1')).fontFamily"


def painted(page: Page, check: Widget) -> tuple[int, ...]:
    """The colour in the frame's upper corner, where nothing is written."""
    box = check.element.bounding_box()
    assert box is not None
    spot = {"x": box["x"] + 1, "y": box["y"] + 1, "width": 1, "height": 1}
    image = Image.open(BytesIO(page.screenshot(clip=spot)))  # type: ignore[arg-type]
    return tuple(image.convert("RGB").tobytes())


def on_a_ground(content: str, own_scheme: str) -> str:
    """The body of a page in the host's colour."""
    style = f"html {{ background: rgb{GROUND}; color-scheme: {own_scheme} }}"
    return f"<style>{style}</style>{content}"


@pytest.mark.parametrize("own_scheme", ["normal", "light", "dark", "light dark"])
def test_the_hosts_ground_shines_through_whatever_schemes_meet(
    open_page: OpenPage, host: Host, site: CheckSite, own_scheme: str
) -> None:
    """A browser would put an opaque ground under a frame whose scheme is not the page's."""
    for scheme, visitor in product(("light", "dark"), VISITORS):
        look = f'scheme="{scheme}" background="transparent"'
        body = f"{site.loader}<alliance-check lang=en {look}></alliance-check>"
        page = open_page(host.shows(on_a_ground(body, own_scheme)), color_scheme=visitor)
        check = widget(page).is_there()
        check.fits()
        assert painted(page, check) == GROUND, (scheme, visitor)
        assert check.frame.evaluate("getComputedStyle(document.body).color") == (
            "rgb(21, 32, 43)" if scheme == "light" else "rgb(232, 235, 233)"
        )


def test_the_ground_is_the_checks_own_unless_light_or_dark_is_said(
    open_page: OpenPage, host: Host, site: CheckSite
) -> None:
    """The control of the test above, and the rule that the marketer's page states."""
    for look in ("", 'scheme="light"', 'background="transparent"'):
        body = f"{site.loader}<alliance-check lang=en {look}></alliance-check>"
        page = open_page(host.shows(on_a_ground(body, "light")), color_scheme="light")
        assert painted(page, widget(page).is_there()) == (255, 255, 255), look


def test_the_result_lets_the_ground_through_as_well(
    open_page: OpenPage, host: Host, site: CheckSite
) -> None:
    address = f"{site.url}{site.result_path(USUAL)}?embed=1&scheme=dark&background=transparent"
    frame = f'<iframe src="{address}" width="600" height="900" style="color-scheme: dark"></iframe>'
    page = open_page(host.shows(on_a_ground(frame, "light")))
    check = widget(page)
    check.frame.locator("#result").wait_for()
    box = check.element.bounding_box()
    assert box is not None
    check.element.evaluate("frame => { frame.style.border = 0 }")
    assert painted(page, check) == GROUND
    check.frame.locator(".languages a").click()
    expect(check.frame.locator('html[lang="nl"].is-transparent')).to_be_visible()


@pytest.mark.parametrize(
    ("families", "first"),
    [
        pytest.param("Lato, Georgia, serif", "Georgia", id="the first that devices have"),
        pytest.param("'Trebuchet MS'", '"Trebuchet MS"', id="in quotes"),
        pytest.param("Unheard, serif", "Charter", id="a generic one"),
        pytest.param("Unheard, monospace", "system-ui", id="none that we know"),
        pytest.param("-apple-system, Arial", "system-ui", id="the system's"),
    ],
)
def test_the_font_is_that_of_the_page_when_asked_for(
    open_page: OpenPage, host: Host, site: CheckSite, families: str, first: str
) -> None:
    element = '<alliance-check lang="en" font="inherit"></alliance-check>'
    body = f'{site.loader}<div style="font-family: {families}">{element}</div>'
    page = open_page(host.shows(body))
    check = widget(page).is_there()
    found: str = check.frame.evaluate(FONT)
    assert found.startswith(first)
    check.frame.locator('.languages [lang="nl"]').click()
    check.is_there("nl")
    assert check.frame.evaluate(FONT) == found


def test_no_font_is_ever_fetched(open_page: OpenPage, host: Host, site: CheckSite) -> None:
    page = open_page("about:blank")
    kinds: list[str] = []
    page.on("request", lambda request: kinds.append(request.resource_type))
    for font in ("geometric", "rounded", "Futura"):
        body = f'{site.loader}<alliance-check lang="en" font="{font}"></alliance-check>'
        page.goto(host.shows(body))
        widget(page).is_there()
    assert "font" not in kinds
    assert kinds.count("stylesheet") >= 3


def test_a_compact_header_leaves_more_room_for_the_check(
    open_page: OpenPage, host: Host, site: CheckSite
) -> None:
    top = {}
    for header in ("full", "compact"):
        body = f'{site.loader}<alliance-check lang="en" header="{header}"></alliance-check>'
        check = widget(open_page(host.shows(body))).is_there()
        check.fits()
        box = check.frame.locator(".lead").evaluate("lead => lead.getBoundingClientRect().top")
        top[header] = box
        links = check.frame.locator(".masthead a, .masthead button:visible").all()
        assert all((link.bounding_box() or {"height": 0})["height"] >= 24 for link in links)
    assert top["compact"] <= top["full"] - 30


def test_the_console_of_the_host_page_names_what_is_left_out(
    open_page: OpenPage, host: Host, site: CheckSite
) -> None:
    page = open_page("about:blank")
    said: list[str] = []
    page.on("console", lambda line: said.append(line.text) if line.type == "warning" else None)
    for attributes in ('accent="reddish" background="transparent"', 'accent="#aa0000"'):
        page.goto(
            host.shows(f"{site.loader}<alliance-check lang=en {attributes}></alliance-check>")
        )
        widget(page).is_there().next()
        page.wait_for_function("seen.events.length")
    (warning,) = said
    assert "accent, background" in warning
    assert warning.endswith("/embed")
