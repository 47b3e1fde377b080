"""What the visitor has asked of their own device: no movement, their own colours, dark pages."""

from io import BytesIO

import pytest
from PIL import Image
from playwright.sync_api import Locator, expect

from tests.browser.conftest import Visit
from tests.browser.sheets import USUAL, persona
from tests.browser.visitor import Visitor


def colours(place: Locator) -> set[object]:
    """The colours that cover more than a hundredth of a place."""
    image = Image.open(BytesIO(place.screenshot())).convert("RGB")
    found = image.getcolors(image.width * image.height) or []
    return {colour for count, colour in found if count * 100 > image.width * image.height}


@pytest.mark.parametrize(
    ("motion", "moving"),
    [pytest.param("reduce", [], id="less"), pytest.param("no-preference", ["arrives"], id="any")],
)
def test_steps_move_only_for_those_who_like_it(
    visit: Visit, motion: str, moving: list[str]
) -> None:
    visitor = visit(reduced_motion=motion).starts()
    running = """document.querySelector("#start [data-go]").click();
        document.getAnimations().map(each => each.animationName)"""
    assert visitor.page.evaluate(running) == moving


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_in_forced_colours_the_chosen_option_stands_out(visit: Visit, scheme: str) -> None:
    visitor = visit(forced_colors="active", color_scheme=scheme).starts(query="#step-D2")
    visitor.fills(USUAL)
    chosen, other = visitor.option("D2.practice", "3"), visitor.option("D2.practice", "4")
    expect(chosen).to_have_css("outline-style", "solid")
    expect(other).to_have_css("outline-style", "none")
    edge = "e => getComputedStyle(e).borderTopColor"
    assert chosen.evaluate(edge) != other.evaluate(edge)
    assert colours(chosen) != colours(other)


def test_in_forced_colours_the_focus_can_be_told_from_the_choice(visit: Visit) -> None:
    visitor = visit(forced_colors="active").starts(query="#step-D2").fills(USUAL)
    visitor.page.locator("#D2-direction-1").focus()
    visitor.page.keyboard.press("Space")
    expect(visitor.option("D2.direction", "1")).to_have_css("outline-width", "3px")
    expect(visitor.option("D2.practice", "3")).to_have_css("outline-width", "2px")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_in_forced_colours_the_range_is_still_a_band(visit: Visit, scheme: str) -> None:
    visitor = visit(forced_colors="active", color_scheme=scheme)
    visitor.opens(visitor.site.result_path(persona("E7")))  # Structured to Optimised
    bars = visitor.page.locator(".scale li").evaluate_all(
        "all => all.map(li => getComputedStyle(li, '::before').backgroundColor)"
    )
    inside, outside = set(bars[2:4]), {*bars[:2], bars[4]}
    assert (len(inside), len(outside)) == (1, 1)
    assert inside != outside
    steps = visitor.page.locator(".scale li")
    assert colours(steps.nth(2)) != colours(steps.nth(1))


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pages_are_as_light_as_the_device(visit: Visit, scheme: str) -> None:
    visitor: Visitor = visit(color_scheme=scheme).starts()
    ground = visitor.page.locator("html").evaluate("e => getComputedStyle(e).backgroundColor")
    assert ground == {"light": "rgb(255, 255, 255)", "dark": "rgb(16, 23, 28)"}[scheme]
