"""The barometer at the desk: what is frozen, for who is logged in, and no rows for anybody else."""

import csv
import re
import sqlite3
from contextlib import closing
from datetime import date
from io import StringIO
from typing import Any

import pytest

from tests.cli.conftest import put
from tests.seller import Seller
from tests.site import OpenSite, Site
from tests.workbook import formulas_of, sheets_of

DAY = date(2026, 10, 11)


@pytest.fixture
def site(site: Site) -> Site:
    """The usual site, with a closed quarter of 45 alike."""
    put(site, *(f"AC-00000-{n:05}" for n in range(45)), week="2026-W30")
    site.services.barometers.freeze_closed(DAY)
    return site


@pytest.fixture
def anna(site: Site) -> Seller:
    """Anna, at the desk."""
    return Seller.of(site).logs_in()


@pytest.mark.parametrize("language", ["en", "nl"])
def test_the_page_shows_what_is_frozen_and_how_it_was_made(anna: Seller, language: str) -> None:
    page = anna.opens(f"/desk/barometer?ui={language}").page
    assert page.heading.startswith(anna.site.text(language, "barometer.title"))
    few = anna.site.text(language, "barometer.few")
    cells = page.cells("levels")[1:]
    assert len(cells) == 6
    shown = [row for row in cells if row[1] != few]
    assert len(shown) == 1
    assert shown[0][1] in ("45", "50") or shown[0][1] == "40"
    for number in (1, 2, 3, 4):
        assert anna.site.text(language, f"barometer.made.{number}") in page.text
    assert "AC-00000" not in anna.response.text


def test_the_page_never_counts(anna: Seller) -> None:
    before = anna.opens("/desk/barometer").page.text
    for number in range(45):
        anna.site.services.store.forget(f"AC-00000-{number:05}")
    assert anna.opens("/desk/barometer").page.text == before
    assert anna.opens("/desk/barometer?quarter=2026-Q9").page.text == before


def test_without_any_it_says_when_there_will_be_one(open_site: OpenSite) -> None:
    bert = Seller.of(open_site(), "bert").logs_in()
    assert "Two weeks after the end of a quarter" in bert.opens("/desk/barometer").page.text


def test_too_few_are_told_and_nothing_else(open_site: OpenSite) -> None:
    site = open_site()
    put(site, "AC-00000-00001", week="2026-W30")
    site.services.barometers.freeze_closed(DAY)
    page = Seller.of(site).logs_in().opens("/desk/barometer").page
    assert "Fewer than thirty" in page.text
    assert not page.all(".//table")


def test_both_files_hold_the_numbers_of_the_page_and_the_audit_knows(anna: Seller) -> None:
    (barometer,) = anna.site.services.barometers.all()
    numbers = [
        number
        for table in barometer.tables.values()
        for row in table.values()
        for number in row.values()
    ]
    anna.opens("/desk/barometer").sends("/desk/barometer", quarter="2026-Q3", kind="csv")
    assert anna.response.headers["Cache-Control"] == "no-store"
    assert "alliance-check-barometer-2026-Q3.csv" in anna.response.headers["Content-Disposition"]
    text = anna.response.data.decode("utf-8-sig")
    rows = list(csv.reader(StringIO(text, newline=""), delimiter=";", strict=True))[1:]
    assert sorted(row[4] for row in rows) == sorted(str(n or "few") for n in numbers)

    anna.opens("/desk/barometer").sends("/desk/barometer", quarter="2026-Q3", kind="xlsx")
    data = anna.response.data
    about, *sheets = sheets_of(data)
    assert about.rows[1][0] == said_lead(anna.site)
    found = [cell for sheet in sheets for row in sheet.rows[1:] for cell in row[1:]]
    assert {n for n in numbers if n} <= set(found)
    assert formulas_of(data) == []
    assert all(sheet.rows[0] for sheet in sheets)
    audit = anna.opens("/desk/audit").page.text
    assert audit.count("Barometer 2026-Q3") == 2


def said_lead(site: Site) -> str:
    (barometer,) = site.services.barometers.all()
    text = site.text("en", "barometer.lead")
    return text.format(total=barometer.total, first=27, last=39, year=2026)


@pytest.mark.parametrize("fields", [{}, {"kind": "jsonl"}, {"kind": "csv", "quarter": "2026-Q2"}])
def test_a_file_that_there_is_not_is_refused(anna: Seller, fields: dict[str, str]) -> None:
    given: dict[str, Any] = {"quarter": "2026-Q3", **fields}
    assert anna.opens("/desk/barometer").sends("/desk/barometer", **given).status == 400


# --- The old attack: rows for others, again and again -------------------------------------------


def test_without_login_no_address_gives_a_row_or_a_barometer(site: Site) -> None:
    stranger = Seller(site, "nobody")
    filled = {"lang": "en", "kind": "png"}
    for rule in site.app.url_map.iter_rules():
        name = re.compile(r"<(?:[^:<>]+:)?(\w+)>")
        path = name.sub(lambda found: filled.get(found[1], "AC-00000-00001"), rule.rule)
        for method in sorted({"GET", "POST"} & set(rule.methods or ())):
            data = {"kind": "csv", "shareable": "1"} if method == "POST" else None
            stranger.opens(path, method=method, data=data)
            body = stranger.response.data.decode("utf-8", "replace").replace("AC-00000-00001", "")
            assert "AC-00000-0" not in body, path
            assert "2026-Q3" not in body, path
            assert "text/csv" not in stranger.response.content_type, path
            if path.startswith("/desk") and path != "/desk/login":
                assert stranger.status == 303, path


def test_no_command_and_no_form_offers_rows_to_share(anna: Seller) -> None:
    result = anna.site.runs("leads", "export", "--shareable")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "shareable" not in anna.opens("/desk/export").response.text
    with closing(sqlite3.connect(anna.site.database)) as connection:
        (stored,) = connection.execute("SELECT said FROM barometers").fetchone()
    assert "AC-" not in stored
    assert "_score" not in stored
