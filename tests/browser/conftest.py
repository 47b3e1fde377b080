"""What the browser tests share: a served site, the machine's own Chromium, visitors."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, BrowserType

from tests.browser.site import Site, served
from tests.browser.visitor import Visitor
from tests.browser.watch import Watch

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
OPTIONS = [
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-sync",
    "--no-first-run",
]
PATIENCE = 60_000  # milliseconds until something that doesn't come is missed

Visit = Callable[..., Visitor]


def browser_path() -> str:
    """The browser of this machine; a test that finds none has failed."""
    found = next(filter(None, map(shutil.which, BROWSERS)), None)
    if found is None:
        pytest.fail(f"No browser found. Install one of: {', '.join(BROWSERS)}.")
    return found


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The check, served."""
    with served(tmp_path_factory.mktemp("site")) as up:
        yield up


@contextmanager
def launched(chromium: BrowserType, **options: Any) -> Iterator[Browser]:
    """The machine's own browser, headless."""
    browser = chromium.launch(executable_path=browser_path(), args=OPTIONS, **options)
    yield browser
    browser.close()


@pytest.fixture(scope="session")
def browser(chromium: BrowserType) -> Iterator[Browser]:
    """One browser for all tests."""
    with launched(chromium) as opened:
        yield opened


@contextmanager
def visiting(context: BrowserContext, site: Site) -> Iterator[Visitor]:
    """A visitor in this context, which has to be without trouble until the end."""
    context.set_default_timeout(PATIENCE)
    watch = Watch(context, site.url)
    yield Visitor(context.new_page(), site, watch)
    trouble = watch.trouble
    context.close()
    assert trouble == []


@pytest.fixture
def visit(browser: Browser, site: Site) -> Iterator[Visit]:
    """visit(viewport=…, color_scheme=…): a visitor with a browser profile of their own."""
    with ExitStack() as stack:

        def enter(**options: Any) -> Visitor:
            context = browser.new_context(**{"viewport": {"width": 1280, "height": 900}, **options})
            coming: AbstractContextManager[Visitor] = visiting(context, site)
            return stack.enter_context(coming)

        yield enter


@pytest.fixture
def visitor(visit: Visit) -> Visitor:
    """A visitor on a laptop."""
    return visit()
