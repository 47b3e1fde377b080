"""What the tests share: an application, its visitors, and what drives a browser."""

import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserType, sync_playwright

from tests.site import OpenSite, Site
from tests.visitor import Visitor


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
