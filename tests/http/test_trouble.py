"""The visitor never pays for our trouble: the lead waits in the spool, the result is shown."""

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from pathlib import Path

import pytest

from app.leads.housekeeping import open_leads
from tests.site import OpenSite, Site
from tests.visitor import Visitor

# --- Ways to lose a database, each with the way back ---------------------------------------------


@contextmanager
def no_folder(database: Path) -> Iterator[None]:
    """A file stands where the folder should be."""
    database.parent.write_text("in the way")
    yield
    database.parent.unlink()


@contextmanager
def garbage(database: Path) -> Iterator[None]:
    """The file is something else."""
    database.parent.mkdir(exist_ok=True)
    database.write_bytes(b"this is no database. " * 500)
    yield
    database.unlink()


@contextmanager
def a_folder(database: Path) -> Iterator[None]:
    """A folder has the file's name."""
    database.mkdir(parents=True)
    yield
    shutil.rmtree(database)


@contextmanager
def newer(database: Path) -> Iterator[None]:
    """A newer version of the program has been here."""
    database.parent.mkdir(exist_ok=True)
    with closing(sqlite3.connect(database)) as connection:
        connection.execute("PRAGMA user_version = 99")
    yield
    with closing(sqlite3.connect(database)) as connection:
        connection.execute("PRAGMA user_version = 0")


@contextmanager
def locked(database: Path) -> Iterator[None]:
    """Somebody else holds the write lock and doesn't let go."""
    database.parent.mkdir(exist_ok=True)
    with closing(sqlite3.connect(database, isolation_level=None)) as connection:
        connection.execute("BEGIN EXCLUSIVE")
        yield
        connection.execute("ROLLBACK")


TROUBLES = [
    pytest.param(trouble, id=(trouble.__doc__ or "").rstrip("."))
    for trouble in (no_folder, garbage, a_folder, newer, locked)
]
Trouble = Callable[[Path], AbstractContextManager[None]]


@pytest.fixture
def site(open_site: OpenSite) -> Site:
    """A site of its own for each test, since some of them change how long it waits."""
    return open_site()


def readiness(site: Site) -> tuple[int, dict[str, object]]:
    """What /readyz answers."""
    response = Visitor(site).opens("/readyz").response
    found: dict[str, object] = response.get_json()
    return response.status_code, found


WELL = {"status": "ready", "spooled": False, "proxies": "as set"}


@pytest.mark.parametrize("trouble", TROUBLES)
def test_the_result_is_shown_and_the_lead_waits_until_the_store_is_back(
    site: Site, trouble: Trouble
) -> None:
    site.grows_impatient()
    with trouble(site.database):
        visitor = Visitor(site).starts("nl").answers(all=4).submits()
        assert (visitor.sent.status_code, visitor.response.status_code) == (303, 200)
        (waiting,) = site.spooled()
        assert waiting["reference"] == visitor.reference
        assert readiness(site) == (503, {"status": "leads cannot be stored", "spooled": True})
        assert Visitor(site).opens("/healthz").response.status_code == 200
    assert readiness(site) == (200, WELL)
    lead = site.lead()
    assert (lead["reference"], lead["language"], lead["level"]) == (visitor.reference, "nl", 4)
    assert site.spooled() == []


def test_a_site_that_is_well_says_so(visitor: Visitor) -> None:
    assert readiness(visitor.site) == (200, WELL)
    visitor.starts().answers(all=4).submits()
    assert readiness(visitor.site) == (200, WELL)


def test_the_next_visitor_brings_the_waiting_leads_home(site: Site) -> None:
    site.grows_impatient()
    with garbage(site.database):
        first = Visitor(site).starts().answers(all=4).submits()
    second = Visitor(site).starts().answers(all=2).submits()
    assert {lead["reference"] for lead in site.leads()} == {first.reference, second.reference}


def test_a_new_start_brings_the_waiting_leads_home(open_site: OpenSite) -> None:
    site = open_site()
    with garbage(site.database):
        visitor = Visitor(site).starts().answers(all=4).submits()
    again = open_site()
    open_leads(again.services.store, again.services.spool, again.services.forgotten)
    assert again.lead()["reference"] == visitor.reference


def test_a_correction_during_the_trouble_is_the_lead_in_the_end(site: Site) -> None:
    visitor = Visitor(site).starts().answers(all=4).submits()
    site.services.store.close()
    kept = site.database.rename(site.database.with_suffix(".kept"))
    with garbage(site.database):
        visitor.again().changes(role="other").submits()
        visitor.again().changes(role="operations").submits()
        assert len(site.spooled()) == 2
    kept.rename(site.database)
    assert readiness(site)[0] == 200
    assert (site.lead()["role"], site.lead()["reference"]) == ("operations", visitor.reference)


def test_what_follows_a_waiting_lead_waits_behind_it(site: Site) -> None:
    with garbage(site.database):
        visitor = Visitor(site).starts().answers(all=4).submits()
    # The store is back, but nobody has looked yet: the newer answers must not be overtaken.
    visitor.again().changes(role="operations").submits()
    readiness(site)
    assert site.lead()["role"] == "operations"


def test_a_database_that_is_deleted_under_the_server_is_made_anew(visitor: Visitor) -> None:
    visitor.starts().answers(all=4).submits()
    shutil.rmtree(visitor.site.database.parent)
    visitor.starts().answers(all=2).submits()
    assert visitor.site.lead()["reference"] == visitor.reference


def test_a_spool_that_cannot_be_written_has_a_spare(open_site: OpenSite, tmp_path: Path) -> None:
    (tmp_path / "in-the-way").write_text("a file")
    site = open_site(spool=tmp_path / "in-the-way" / "spool")
    with garbage(site.database):
        visitor = Visitor(site).starts().answers(all=4).submits()
        assert visitor.response.status_code == 200
        assert len(site.spooled()) == 1
        assert readiness(site)[1]["spooled"] is True
    assert readiness(site)[0] == 200
    assert site.lead()["reference"] == visitor.reference


def test_even_a_lead_that_is_lost_leaves_the_visitor_a_result(
    open_site: OpenSite, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "in-the-way").write_text("a file")
    site = open_site(spool=tmp_path / "in-the-way" / "spool")
    shutil.rmtree(tmp_path / "tmp")
    (tmp_path / "tmp").write_text("no folder either")
    with garbage(site.database):
        visitor = Visitor(site).starts("nl").answers(all=4).submits()
    assert visitor.response.status_code == 200
    assert "A lead is lost" in caplog.text
    assert visitor.reference not in caplog.text


def test_reading_never_touches_the_database(site: Site) -> None:
    result = Visitor(site).starts().answers(all=4).submits().result_path
    with garbage(site.database):
        for path in ("/", "/en/", "/nl/method", "/nl/privacy", result, f"{result}/radar.png"):
            assert Visitor(site).opens(path).response.status_code in (200, 302)
