"""What the tests share: an application, its visitors, and what drives a browser."""

import os
import tempfile
import time
from collections.abc import Iterator
from datetime import date
from math import isinf
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from playwright.sync_api import BrowserType, sync_playwright

from tests.site import OpenSite, Site
from tests.visitor import Visitor

# Minutes after which no further test in a browser is begun; their files come in another order every
# day. For CI, which is stopped after a time: a machine of usual speed needs a third of it.
_BROWSER_MINUTES = float(os.environ.get("BROWSER_MINUTES", "inf"))
_IN_BROWSERS = ("tests/browser/", "tests/embedding/")
_begun = time.monotonic()

# How long an example takes says nothing here: machines are noisy.
settings.register_profile("noisy", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("noisy")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let every browser test have its turn where there is no time for all of them."""
    if isinf(_BROWSER_MINUTES):
        return
    files = sorted({item.path for item in items if item.nodeid.startswith(_IN_BROWSERS)})
    Random(date.today().isoformat()).shuffle(files)
    place = {path: number for number, path in enumerate(files)}
    items.sort(key=lambda item: place.get(item.path, -1))


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Leave a browser test out when the time is up, and say so."""
    late = time.monotonic() - _begun > _BROWSER_MINUTES * 60
    if late and item.nodeid.startswith(_IN_BROWSERS):
        pytest.skip(f"not begun after {_BROWSER_MINUTES:.0f} minutes; make test runs it")


@pytest.fixture(scope="session")
def chromium() -> Iterator[BrowserType]:
    """What drives the browser."""
    with sync_playwright() as playwright:
        yield playwright.chromium


@pytest.fixture
def open_site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[OpenSite]:
    """open_site(secret_key=…, …): an application with these settings, all files in `tmp_path`."""
    opened: list[Site] = []
    temporary = tmp_path / "tmp"
    temporary.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(temporary))  # the spare spool is there

    def open_one(**given: Any) -> Site:
        opened.append(Site(tmp_path, **given))
        return opened[-1]

    yield open_one
    for site in opened:
        site.close()


@pytest.fixture(scope="session")
def usual_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """One application for all tests that leave it as it was."""
    site = Site(tmp_path_factory.mktemp("usual"))
    yield site
    site.close()


@pytest.fixture
def site(usual_site: Site) -> Site:
    """The application as most tests need it, without leads; open_site() for one to tinker with."""
    usual_site.forgets_everything()
    return usual_site


@pytest.fixture
def visitor(site: Site) -> Visitor:
    """A visitor of that site."""
    return Visitor(site)


@pytest.fixture(scope="module")
def fuzzed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """One application for all that hypothesis thinks of."""
    site = Site(tmp_path_factory.mktemp("fuzzed"))
    yield site
    site.close()
