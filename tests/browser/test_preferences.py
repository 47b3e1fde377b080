"""What the visitor has asked of their own device: no movement, their own colours, dark pages."""

from io import BytesIO

import pytest
from PIL import Image
from playwright.sync_api import Locator, expect

from tests.browser.axe import Scheme
from tests.browser.conftest import Visit
from tests.browser.sheets import USUAL, persona
from tests.browser.visitor import Visitor

SCHEMES: tuple[Scheme, ...] = ("light", "dark")


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


def test_in_forced_colours_choice_and_focus_stand_out(visit: Visit) -> None:
    visitor = visit(forced_colors="active").starts(query="#step-D2").fills(USUAL)
    chosen, other = visitor.option("D2.practice", "3"), visitor.option("D2.practice", "4")
    edge = "e => getComputedStyle(e).borderTopColor"
    for scheme in SCHEMES:
        visitor.page.emulate_media(color_scheme=scheme)
        expect(chosen).to_have_css("outline-style", "solid")
        expect(other).to_have_css("outline-style", "none")
        assert chosen.evaluate(edge) != other.evaluate(edge)
        assert colours(chosen) != colours(other)
    visitor.page.locator("#D2-direction-1").focus()
    visitor.page.keyboard.press("Space")
    expect(visitor.option("D2.direction", "1")).to_have_css("outline-width", "3px")
    expect(visitor.option("D2.practice", "3")).to_have_css("outline-width", "2px")


def test_in_forced_colours_the_range_is_still_an_outline_and_the_level_filled(
    visit: Visit,
) -> None:
    visitor = visit(forced_colors="active")
    visitor.opens(visitor.site.result_path(persona("E7")))  # Structured to Optimised
    steps = visitor.page.locator(".scale li")
    for scheme in SCHEMES:
        visitor.page.emulate_media(color_scheme=scheme)
        edges, grounds = (
            steps.evaluate_all(
                "(all, what) => all.map(li => getComputedStyle(li, '::before')[what])", what
            )
            for what in ("borderTopColor", "backgroundColor")
        )
        assert edges[2] == edges[3] == grounds[2]
        assert edges[2] not in {*edges[:2], edges[4]}
        assert grounds[2] not in {*grounds[:2], *grounds[3:]}
        assert colours(steps.nth(2)) != colours(steps.nth(1))


def test_pages_are_as_light_as_the_device(visitor: Visitor) -> None:
    visitor.starts()
    grounds: dict[Scheme, str] = {"light": "rgb(255, 255, 255)", "dark": "rgb(16, 23, 28)"}
    for scheme, ground in grounds.items():
        visitor.page.emulate_media(color_scheme=scheme)
        expect(visitor.page.locator("html")).to_have_css("background-color", ground)
