"""What the browser tests share: a served site, the machine's own Chromium, visitors."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserType, Page, expect

from tests.browser.site import Site, served
from tests.browser.visitor import Visitor
from tests.browser.watch import Watch

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
LIGHT = "chromium-headless-shell"  # the same without its windows, for a third of the work
OPTIONS = [
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-sync",
    "--no-first-run",
    # Nobody else's site is asked in earnest.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1",
    # Nothing is drawn twice, and no process waits for a page that doesn't come: a third less work.
    "--disable-gpu",
    "--disable-gpu-compositing",
    "--disable-features=SpareRendererForSitePerProcess,PaintHolding",
]
# Nothing moves, unless a test is about what moves: each frame is drawn by the processor.
USUAL: dict[str, Any] = {"viewport": {"width": 1280, "height": 900}, "reduced_motion": "reduce"}
PATIENCE = 60_000  # milliseconds until something that doesn't come is missed
expect.set_options(timeout=PATIENCE)

Visit = Callable[..., Visitor]


def browser_path(*, whole: bool = False) -> str:
    """The browser of this machine, a light one unless `whole`: with settings and sleeping pages.

    A test that finds none has failed.
    """
    known = BROWSERS if whole else (LIGHT, *BROWSERS)
    found = next(filter(None, map(shutil.which, known)), None)
    if found is None:
        pytest.fail(f"No browser found. Install one of: {', '.join(BROWSERS)}.")
    return found


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The check, served."""
    with served(tmp_path_factory.mktemp("site")) as up:
        yield up


@contextmanager
def launched(chromium: BrowserType, *, whole: bool = False, **options: Any) -> Iterator[Browser]:
    """The machine's own browser, headless; `whole`: see browser_path()."""
    path = browser_path(whole=whole)
    browser = chromium.launch(executable_path=path, args=OPTIONS, **options)
    yield browser
    browser.close()


@pytest.fixture(scope="session")
def browser(chromium: BrowserType) -> Iterator[Browser]:
    """One browser for all tests."""
    with launched(chromium) as opened:
        yield opened


class Profiles:
    """Browser profiles that one visitor after the other uses, each page as good as new.

    Opening a profile and warming its renderer up costs more than most tests.
    """

    def __init__(self, browser: Browser) -> None:
        self._browser = browser
        self._free: dict[str, tuple[Page, Watch]] = {}

    @contextmanager
    def visiting(self, site: Site, own: bool = False, **options: Any) -> Iterator[Visitor]:
        """A visitor, who has to be without trouble until the end. `own`: in a new profile."""
        given = {**USUAL, **options}
        fixed = {k: str(v) for k, v in given.items() if k != "viewport" and k not in LOOKS}
        key = f"{site.url} {sorted(fixed.items())}"
        known = None if own else self._free.pop(key, None)
        page, watch = known or self._new(site, given)
        page.set_viewport_size(given["viewport"])
        page.emulate_media(**{look: given.get(look, usual) for look, usual in LOOKS.items()})
        visitor = Visitor(page, site, watch)
        yield visitor
        trouble = watch.trouble
        if own or trouble or visitor.page is not page:
            page.context.close()
        else:
            _tidy(page, site, given.get("java_script_enabled", True))
            watch.starts_again()
            self._free[key] = page, watch
        assert trouble == []

    def _new(self, site: Site, given: dict[str, Any]) -> tuple[Page, Watch]:
        context = self._browser.new_context(**given)
        context.set_default_timeout(PATIENCE)
        watch = Watch(context, site.url)
        return context.new_page(), watch


# What an open page can be told, and as what it begins; all else is of its profile.
LOOKS: dict[str, Any] = {
    "media": "null",  # a screen
    "color_scheme": "light",
    "reduced_motion": "no-preference",
    "forced_colors": "none",
}


def _tidy(page: Page, site: Site, script: bool) -> None:
    """Leave nothing behind of a visit."""
    for other in page.context.pages:
        if other is not page:
            other.close()
    page.unroute_all(behavior="ignoreErrors")
    page.context.unroute_all(behavior="ignoreErrors")
    page.goto(f"{site.url}/healthz")  # whatever a page keeps on leaving, it has kept now
    if script:
        page.evaluate("localStorage.clear(), sessionStorage.clear()")


@pytest.fixture(scope="session")
def profiles(browser: Browser) -> Profiles:
    """Those of all tests."""
    return Profiles(browser)


@pytest.fixture
def visit(profiles: Profiles, site: Site) -> Iterator[Visit]:
    """visit(own=…, viewport=…, color_scheme=…): a visitor with a browser profile for themselves."""
    with ExitStack() as stack:

        def enter(**options: Any) -> Visitor:
            return stack.enter_context(profiles.visiting(site, **options))

        yield enter


@pytest.fixture
def visitor(visit: Visit) -> Visitor:
    """A visitor on a laptop."""
    return visit()
