"""What the first view costs, measured by the browser on the real server."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Response

from tests.browser.conftest import Visit
from tests.browser.screens import LANGUAGES
from tests.browser.visitor import Visitor

MOST_BYTES = 45_000  # headers and all
MOST_REQUESTS = 6
NEARLY_NOTHING = 1_000  # bytes


@pytest.fixture
def visitor(visit: Visit) -> Visitor:
    """Somebody whose browser has never been here."""
    return visit(own=True)


def weighed(visitor: Visitor, opening: Callable[[], object]) -> list[int]:
    """The bytes that each file of a page took on the wire, with its headers."""
    sizes: list[int] = []
    wire = visitor.page.context.new_cdp_session(visitor.page)

    def note(loaded: dict[str, Any]) -> None:
        sizes.append(loaded["encodedDataLength"])

    wire.on("Network.loadingFinished", note)
    wire.send("Network.enable")
    opening()
    visitor.page.wait_for_load_state("networkidle")
    wire.detach()
    return [size for size in sizes if size > 0]  # what is kept already weighs nothing


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_first_view_is_light(
    visitor: Visitor, language: str, record_property: Callable[[str, object], None]
) -> None:
    sizes = weighed(visitor, lambda: visitor.starts(language))
    record_property("first view", sizes)
    assert len(sizes) <= MOST_REQUESTS
    assert 5_000 < sum(sizes) <= MOST_BYTES


def test_a_second_view_costs_little_more_than_the_page_itself(visitor: Visitor) -> None:
    first = weighed(visitor, lambda: visitor.starts("en"))
    second = weighed(visitor, lambda: visitor.starts("nl"))
    assert sum(second) < sum(first)
    assert sum(second) - max(second) < NEARLY_NOTHING


@pytest.mark.parametrize("language", LANGUAGES)
def test_text_travels_compressed(visit: Visit, language: str) -> None:
    visitor = visit(own=True)
    coding: dict[str, str | None] = {}

    def note(response: Response) -> None:
        coding[response.url] = response.headers.get("content-encoding")

    visitor.page.on("response", note)
    visitor.starts(language)
    visitor.page.wait_for_load_state("networkidle")
    plain = [url for url, how in coding.items() if how is None and url.startswith("http")]
    assert plain == []
