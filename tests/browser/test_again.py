"""Coming back after half a year: the link of a commitment, the check once more, what has moved."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Profiles, Visit
from tests.browser.sheets import USUAL, sheet
from tests.browser.site import LATER, Site, served
from tests.browser.test_memory import KEPT
from tests.browser.visitor import Visitor

FACETS = {d: list(facets) for d, facets in USUAL.answers.items()}
BEFORE = sheet({**FACETS, "D4": [2, 2, 1], "D1": [1, 1, 1]})
# Two dimensions further by more than a step, one by a third of one.
AFTER = sheet({**FACETS, "D4": [4, 4, 3], "D1": [3, 3, 3], "D3": [2, 3, 3]})


@pytest.fixture(scope="module")
def later(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The check half a year on, with a database that has never heard of anybody."""
    folder = tmp_path_factory.mktemp("later")
    with served(folder, workers=1, app=LATER, DAYS_LATER="190") as up:
        yield up


def committed(visitor: Visitor) -> str:
    """Choose Enablement, in six months; the path of the link that comes of it."""
    visitor.page.get_by_role("radio", name="Enablement").check()
    visitor.page.get_by_role("button", name="Make the link").click()
    visitor.page.wait_for_url("**/commitment/*")
    expect(visitor.page.get_by_role("button", name="Copy the link")).to_be_visible()
    return visitor.page.url.removeprefix(visitor.site.url)


@pytest.mark.parametrize("script", [True, False], ids=["JavaScript", "no JavaScript"])
def test_the_link_opens_after_half_a_year_and_asks_whether_it_moved(
    visit: Visit, profiles: Profiles, later: Site, script: bool
) -> None:
    visitor = visit()
    visitor.opens(visitor.site.result_path(BEFORE))
    link = committed(visitor)
    with profiles.visiting(later, java_script_enabled=script) as back:
        back.opens(link)
        expect(back.page.locator("h1")).to_have_text("Did it move?")
        expect(back.page.locator("#start")).to_contain_text("You chose Enablement: days until")
        if script:
            back.fills(AFTER).walks_to("D8", reading=20)
        else:
            for name, value in back.all_of(AFTER).items():
                back.page.locator(f'input[name="{name}"][value="{value}"]').check()
        back.submits()
        back.page.get_by_role("link", name="I did").click()
        opening = back.page.locator("#opening")
        expect(opening.locator("p").first).to_contain_text("You chose Enablement: days until")
        expect(opening.locator("p").first).to_contain_text("Did it move?")
        expect(opening.locator("dt")).to_have_text(["Strategy & Vision", "Enablement"])
        expect(opening).to_contain_text("No clear movement yet. Governance & Steering")
        image = back.page.locator(".radar img")
        assert image.evaluate("each => each.decode().then(() => each.naturalWidth)") > 0
        lead = later.leads()[back.reference]
    assert (lead["repeat"], lead["D4_direction"]) == (1, 4)


def test_what_is_half_filled_in_on_this_device_stays_out_of_it(visitor: Visitor) -> None:
    visitor.starts().fills(USUAL, but=["D8.practice"])
    kept = visitor.page.evaluate(KEPT)["answers"]
    visitor.opens(visitor.site.result_path(BEFORE))
    visitor.starts().fills(USUAL, but=["D8.practice"])
    visitor.opens(f"/en/again/{visitor.site.result_path(BEFORE).rpartition('/')[2]}")
    visitor.sees_step("start")
    assert set(visitor.answers) == set(USUAL.profile)
    visitor.walks_to("profile").chooses("stage", "start")
    assert visitor.page.evaluate(KEPT)["answers"] == kept
    visitor.page.reload()
    assert visitor.answers["stage"] == "start"
