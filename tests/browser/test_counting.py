"""What the wizard tells of a visit: each step once, whatever the visitor does meanwhile."""

from collections import Counter
from collections.abc import Callable
from urllib.parse import parse_qs

import pytest
from playwright.sync_api import Request

from tests.browser.conftest import Visit
from tests.browser.sheets import DIMENSIONS, USUAL
from tests.browser.site import Site
from tests.browser.visitor import Visitor

EVERYTHING = ("opened", "started", "profile", *DIMENSIONS, "finished")

Counted = Callable[..., dict[str, int]]


@pytest.fixture
def source(request: pytest.FixtureRequest) -> str:
    """Where this test's visitors come from, and nobody else's."""
    return str(request.node.name).removeprefix("test_").replace("_", "-")[:40].rstrip("-")


@pytest.fixture
def counted(site: Site, visitor: Visitor, source: str) -> Counted:
    """counted(finished=1): what was counted of this test, once `finished` is reached."""

    def since(**awaited: int) -> dict[str, int]:
        for _ in range(200):
            now = Counter(site.counted(source))
            if all(now[name] >= count for name, count in awaited.items()):
                break
            visitor.page.wait_for_timeout(50)
        visitor.page.wait_for_timeout(200)  # what is counted too often may come later
        now = Counter(site.counted(source))
        return {name: count for name, count in now.items() if not name.startswith("minutes")}

    return since


def told(visitor: Visitor) -> list[tuple[str, dict[str, list[str]]]]:
    """From now on, what this page tells and to whom."""
    heard: list[tuple[str, dict[str, list[str]]]] = []

    def note(request: Request) -> None:
        if request.url.endswith("/step"):
            heard.append((request.url, parse_qs(request.post_data or "")))

    visitor.page.on("request", note)
    return heard


def test_a_whole_visit_tells_each_step_once_and_never_an_answer(
    visitor: Visitor, source: str, counted: Counted
) -> None:
    heard = told(visitor)
    visitor.starts("nl", f"?source={source}").fills(USUAL).walks_to("D8").submits()
    said = [sent["steps"][0] for _, sent in heard]
    assert said == ["opened started", "profile", *DIMENSIONS[:-1]]
    assert all(set(sent) == {"steps", "ticket"} for _, sent in heard)
    assert {url for url, _ in heard} == {f"{visitor.site.url}/nl/step"}
    assert counted(finished=1) == dict.fromkeys(EVERYTHING, 1)


def test_without_javascript_a_whole_visit_counts_the_same(
    visit: Visit, source: str, counted: Counted
) -> None:
    visitor = visit(java_script_enabled=False).starts(query=f"?source={source}")
    visitor.fills(USUAL).submits()
    assert counted(finished=1) == dict.fromkeys(EVERYTHING, 1)


def test_reloads_and_walking_back_and_forth_count_once(
    visitor: Visitor, source: str, counted: Counted
) -> None:
    visitor.starts(query=f"?source={source}").fills(USUAL).walks_to("D2")
    for _ in range(4):
        visitor.page.reload()
        visitor.sees_step("D2")
    visitor.back()
    visitor.next()
    visitor.page.go_back()
    assert counted(D1=1) == {"opened": 1, "started": 1, "profile": 1, "D1": 1}


def test_back_after_the_result_and_sending_again_counts_once(
    visitor: Visitor, source: str, counted: Counted
) -> None:
    visitor.starts(query=f"?source={source}").fills(USUAL).walks_to("D8").submits()
    visitor.page.go_back()
    visitor.chooses("D8.evidence", "5")
    visitor.submits()
    assert counted(finished=1) == dict.fromkeys(EVERYTHING, 1)


def test_a_change_of_language_on_the_way_counts_once(
    visitor: Visitor, source: str, counted: Counted
) -> None:
    visitor.starts(query=f"?source={source}").fills(USUAL).walks_to("D3")
    visitor.switches_language("nl")
    visitor.walks_to("D8").submits()
    assert counted(finished=1) == dict.fromkeys(EVERYTHING, 1)


def test_where_telling_is_blocked_the_answers_themselves_tell(
    visitor: Visitor, source: str, counted: Counted
) -> None:
    visitor.page.route("**/step", lambda route: route.abort("blockedbyclient"))
    visitor.starts(query=f"?source={source}").fills(USUAL).walks_to("D8")
    # What was blocked is taken back before anything is sent.
    visitor.page.wait_for_function("document.forms.check.elements.told.value === ''")
    visitor.submits()
    visitor.watch.forgives_everything()  # the blocker's own words on the console
    assert counted(finished=1) == dict.fromkeys(EVERYTHING, 1)


def test_who_leaves_counts_as_far_as_they_got(
    visitor: Visitor, source: str, counted: Counted
) -> None:
    visitor.starts(query=f"?source={source}").fills(USUAL).walks_to("D5")
    visitor.opens("/en/privacy")
    steps = ("opened", "started", "profile", "D1", "D2", "D3", "D4")
    assert counted(D4=1) == dict.fromkeys(steps, 1)


def test_who_only_looks_is_counted_on_leaving_and_costs_no_request_before(
    visitor: Visitor, source: str, counted: Counted
) -> None:
    heard = told(visitor)
    visitor.starts(query=f"?source={source}")
    visitor.page.wait_for_load_state("networkidle")
    assert heard == []
    visitor.looks_away(True)
    assert counted(opened=1) == {"opened": 1}
    visitor.looks_away(False)
    visitor.page.reload()
    visitor.opens("/en/privacy")
    assert counted(opened=1) == {"opened": 1}


def test_closing_the_page_counts_who_only_looked(
    visitor: Visitor, source: str, counted: Counted
) -> None:
    other = visitor.page.context.new_page()
    visitor.starts(query=f"?source={source}").page.close(run_before_unload=True)
    visitor.page = other
    assert counted(opened=1) == {"opened": 1}


def test_a_try_of_our_own_counts_nothing(visitor: Visitor, source: str, counted: Counted) -> None:
    visitor.starts(query=f"?test=1&source={source}").fills(USUAL).walks_to("D8").submits()
    assert counted() == {}
