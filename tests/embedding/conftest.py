"""What the embedding tests share: the check on one origin, a host on another, a browser."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserType, Page

from tests.browser.conftest import PATIENCE, launched
from tests.embedding.check_site import CheckSite, ServeCheck, checking
from tests.embedding.host import Host, hosting

OpenPage = Callable[..., Page]


@pytest.fixture(scope="session")
def host() -> Iterator[Host]:
    """A site that may frame the check."""
    with hosting() as up:
        yield up


@pytest.fixture(scope="session")
def other_host() -> Iterator[Host]:
    """A site that nobody listed."""
    with hosting() as up:
        yield up


@pytest.fixture(scope="session")
def site(host: Host, tmp_path_factory: pytest.TempPathFactory) -> Iterator[CheckSite]:
    """The check; `host` may frame it."""
    with checking(tmp_path_factory.mktemp("check"), EMBED_ORIGINS=host.url) as up:
        yield up


@pytest.fixture
def serve_check(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServeCheck]:
    """serve_check(EMBED_ORIGINS=…): the check with these environment variables."""
    with ExitStack() as stack:

        def serve(**variables: str) -> CheckSite:
            return stack.enter_context(checking(tmp_path_factory.mktemp("check"), **variables))

        yield serve


@pytest.fixture(scope="session")
def browser(chromium: BrowserType) -> Iterator[Browser]:
    """The machine's own browser, headless, with scroll bars as on a desk."""
    with launched(chromium, ignore_default_args=["--hide-scrollbars"]) as opened:
        yield opened


@pytest.fixture
def open_page(browser: Browser) -> Iterator[OpenPage]:
    """open_page(address, viewport=…): a page in a browser profile of its own."""
    with ExitStack() as stack:

        def open_one(address: str, **options: Any) -> Page:
            usual = {"viewport": {"width": 1000, "height": 800}, "reduced_motion": "reduce"}
            context = stack.enter_context(browser.new_context(**{**usual, **options}))
            context.set_default_timeout(PATIENCE)
            page = context.new_page()
            page.goto(address)
            return page

        yield open_one
