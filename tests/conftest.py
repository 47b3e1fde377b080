"""What the tests share: an application, its visitors, and what drives a browser."""

import os
import subprocess
import tempfile
import time
from collections.abc import Iterator
from datetime import date
from math import isinf
from pathlib import Path
from random import Random
from typing import Any
from unittest.mock import patch

import pytest
from playwright.sync_api import BrowserType, sync_playwright

from tests import examples
from tests.postgres import Postgres
from tests.site import OpenSite, Site
from tests.visitor import Visitor

# When no further test is begun, in seconds since 1970; the files then come in another order every
# day. For CI, which is stopped after a time: a machine of usual speed runs everything long before.
_UNTIL = float(os.environ.get("TESTS_UNTIL", "inf"))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let every test have its turn where there is no time for all of them."""
    if isinf(_UNTIL):
        return
    files = sorted({item.path for item in items})
    Random(date.today().isoformat()).shuffle(files)
    place = {path: number for number, path in enumerate(files)}
    items.sort(key=lambda item: place[item.path])


def pytest_addoption(parser: pytest.Parser) -> None:
    """See `make quick`."""
    parser.addoption("--quick", action="store_true", help="leave out what starts another program")


def pytest_configure(config: pytest.Config) -> None:
    """Choose how many examples hypothesis thinks of."""
    examples.choose(quick=config.getoption("--quick"))


@pytest.fixture(scope="session", autouse=True)
def other_programs(request: pytest.FixtureRequest) -> Iterator[None]:
    """With --quick, a test that starts another program is left out there and then."""

    def leave_out(*_given: object, **_options: object) -> None:
        pytest.skip("starts another program; make test runs it")

    if request.config.getoption("--quick"):
        with patch.object(subprocess.Popen, "__init__", leave_out):
            yield
    else:
        yield


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Leave a test out when the time is up, and say so."""
    if time.time() > _UNTIL:
        pytest.skip("no time left in CI; make test runs it")


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """A PostgreSQL server; without its programs the test fails, it is never left out."""
    server = Postgres()
    yield server
    server.remove()


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
