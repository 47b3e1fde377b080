"""The look that a host page asks for: readable, kept on every page, ignored where nonsense."""

import re
from itertools import product
from typing import Any, Literal

import pytest
from playwright.sync_api import Page

from tests.browser.sheets import USUAL
from tests.embedding.check_site import CheckSite
from tests.embedding.conftest import OpenPage
from tests.embedding.test_colour import contrast

VISITORS: tuple[Literal["light", "dark"], ...] = ("light", "dark")

# The colours of a link, a button, a chosen option, as "#rrggbb", and what each stands on.
_COLOURS = """() => {
  const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const hex = (colour) => {
    canvas.fillStyle = colour;
    canvas.fillRect(0, 0, 1, 1);
    return "#" + [...canvas.getImageData(0, 0, 1, 1).data].slice(0, 3)
      .map(channel => channel.toString(16).padStart(2, "0")).join("");
  };
  const of = (selector, name) =>
    hex(getComputedStyle(document.querySelector(selector)).getPropertyValue(name));
  document.querySelector("#check input[type=radio]").checked = true;
  return {
    link: of("#assurance a", "color"),
    paper: of("html", "background-color"),
    button: of("#submit", "background-color"),
    label: of("#submit", "color"),
    chosen: of(".option:has(:checked)", "background-color"),
    text: of(".option:has(:checked)", "color"),
    corner: getComputedStyle(document.querySelector("#submit")).borderRadius,
    step: document.querySelector(".step:not([hidden])").id,
  };
}"""


def look(page: Page) -> dict[str, Any]:
    """What the check looks like in this page."""
    page.locator(".is-wizard").wait_for()
    found: dict[str, Any] = page.evaluate(_COLOURS)
    return found


def test_any_accent_can_be_read_in_the_browser(open_page: OpenPage, site: CheckSite) -> None:
    page = open_page("about:blank")
    for accent, visitor in product(("ffff00", "000000", "ffffff", "808080", "ff0000"), VISITORS):
        page.emulate_media(color_scheme=visitor)
        page.goto(f"{site.url}/en/?embed=1&accent={accent}")
        found = look(page)
        assert contrast(found["link"], found["paper"]) >= 4.5
        assert contrast(found["link"], found["chosen"]) >= 4.5
        assert contrast(found["label"], found["button"]) >= 4.5
        assert contrast(found["text"], found["chosen"]) >= 4.5


def test_an_accent_that_can_be_read_is_taken_as_it_is(open_page: OpenPage, site: CheckSite) -> None:
    found = look(open_page(f"{site.url}/en/?embed=1&accent=%23aa0000&radius=0"))
    assert (found["link"], found["button"], found["corner"]) == ("#aa0000", "#aa0000", "0px")


def test_what_makes_no_sense_changes_nothing(open_page: OpenPage, site: CheckSite) -> None:
    nonsense = "accent=red;}&radius=1e9&scheme=pink&start=D8"
    page = open_page(f"{site.url}/en/?embed=1&{nonsense}")
    assert look(page) == look(open_page(f"{site.url}/en/?embed=1"))
    assert page.locator('link[href*="theme.css"]').count() == 0


def test_the_scheme_is_the_one_asked_for_or_else_the_visitors(
    open_page: OpenPage, site: CheckSite
) -> None:
    page = open_page("about:blank")
    for scheme, visitor in product(("light", "dark", "auto"), VISITORS):
        page.emulate_media(color_scheme=visitor)
        page.goto(f"{site.url}/en/?embed=1&scheme={scheme}")
        wanted = visitor if scheme == "auto" else scheme
        assert look(page)["paper"] == {"light": "#ffffff", "dark": "#10171c"}[wanted]


def test_the_check_may_begin_at_its_first_questions(open_page: OpenPage, site: CheckSite) -> None:
    page = open_page(f"{site.url}/en/?embed=1&start=profile")
    assert look(page)["step"] == "profile"


def test_the_look_is_kept_on_every_page_of_the_way(open_page: OpenPage, site: CheckSite) -> None:
    asked = "embed=1&accent=aa0000&radius=2&scheme=dark"
    page = open_page(f"{site.url}/en/?{asked}&source=x")
    themed = 'link[href*="/theme.css?accent=aa0000&radius=2"]'
    dark = "html.is-embedded[data-scheme=dark]"
    page.locator(".is-wizard").wait_for()
    page.locator('.languages [lang="nl"]').click()
    page.locator('html[lang="nl"]').wait_for()
    assert page.locator(themed).count() == page.locator(dark).count() == 1
    page.goto(f"{site.url}{site.result_path(USUAL)}?{asked}")
    assert page.locator(themed).count() == page.locator(dark).count() == 1
    page.locator('.languages [lang="nl"]').click()
    page.locator('html[lang="nl"]').wait_for()
    assert page.locator(themed).count() == page.locator(dark).count() == 1


@pytest.mark.parametrize(
    ("scheme", "visitor"),
    [("light", "dark"), ("dark", "light"), ("auto", "light"), ("auto", "dark")],
)
def test_the_radar_has_the_accent_and_the_scheme_of_the_page(
    open_page: OpenPage, site: CheckSite, scheme: str, visitor: str
) -> None:
    address = f"{site.url}{site.result_path(USUAL)}?embed=1&accent=aa0000&scheme={scheme}"
    page = open_page(address, color_scheme=visitor)
    source = page.locator(".radar img").evaluate("image => image.currentSrc")
    colours = set(re.findall(r'"#([0-9a-f]{6})"', page.request.get(source).text()))
    dark = (visitor if scheme == "auto" else scheme) == "dark"
    shown = page.evaluate(
        """() => {
          const probe = document.querySelector(".scale .is-level");
          return getComputedStyle(probe, "::before").backgroundColor;
        }"""
    )
    rgb = tuple(int(part) for part in shown.removeprefix("rgb(").removesuffix(")").split(","))
    assert bytes(rgb).hex() in colours
    assert (rgb == (0xAA, 0, 0)) is not dark


@pytest.mark.parametrize("path", ["method", "privacy"])
def test_a_link_away_from_the_frame_opens_a_whole_page_in_the_same_colours(
    open_page: OpenPage, site: CheckSite, path: str
) -> None:
    page = open_page(f"{site.url}/en/?embed=1&accent=aa0000")
    link = page.locator(f'.colophon a[href*="{path}"]')
    assert (link.get_attribute("target"), link.get_attribute("rel")) == ("_blank", "noopener")
    with page.context.expect_page() as opened:
        link.click()
    opened.value.wait_for_load_state()
    assert opened.value.locator("html.is-embedded").count() == 0
    assert opened.value.locator('link[href*="theme.css?accent=aa0000"]').count() == 1
