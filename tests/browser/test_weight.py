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
def test_the_first_view_is_light_and_compressed_and_a_second_one_nearly_nothing(
    visit: Visit, language: str, record_property: Callable[[str, object], None]
) -> None:
    visitor = visit(own=True)  # somebody whose browser has never been here
    coding: dict[str, str | None] = {}

    def note(response: Response) -> None:
        coding[response.url] = response.headers.get("content-encoding")

    visitor.page.on("response", note)
    first = weighed(visitor, lambda: visitor.starts(language))
    visitor.page.remove_listener("response", note)
    record_property("first view", first)
    assert len(first) <= MOST_REQUESTS
    assert 5_000 < sum(first) <= MOST_BYTES
    plain = [url for url, how in coding.items() if how is None and url.startswith("http")]
    assert plain == []
    second = weighed(visitor, lambda: visitor.starts("nl" if language == "en" else "en"))
    assert sum(second) < sum(first)
    assert sum(second) - max(second) < NEARLY_NOTHING  # little more than the page itself
