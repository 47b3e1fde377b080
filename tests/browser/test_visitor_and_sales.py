"""From the visitor's first answer to the spreadsheet of sales, in one go."""

import csv
import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from app.database.accounts import AccountTable, AttemptTable
from app.desk.accounts import Accounts, Attempts
from tests.browser.conftest import PATIENCE
from tests.browser.sheets import USUAL, persona
from tests.browser.site import Site
from tests.browser.visitor import Visitor
from tests.office import DUTCH, Cell, office_in
from tests.seller import PASSWORD
from tests.stores import open_store

SOURCE = "autumn-letter"


@pytest.fixture
def account(site: Site) -> None:
    """Anna's, at the desk of the check."""
    store = open_store(f"sqlite:///{site.database}", site.catalogue)
    attempts = Attempts(AttemptTable(store.engine), "any")
    Accounts(AccountTable(store.engine), attempts).add("anna", PASSWORD)
    store.close()


def sloppily(reference: str) -> str:
    """A code as somebody types it who heard it on the phone."""
    typed = reference.removeprefix("AC-").lower().replace("-", " ")
    return f" {typed.replace('0', 'o').replace('1', 'i')} "


def exported(anna: Page, kind: str, folder: Path) -> Path:
    """The file of the leads from this source, with the headings in Dutch."""
    anna.goto(f"/desk/export?ui=en&source={SOURCE}")
    anna.locator(f'[name="kind"][value="{kind}"]').check()
    anna.locator("#headings").select_option("nl")
    with anna.expect_download() as download:
        anna.locator("main .actions button").click()
    file = folder / download.value.suggested_filename
    download.value.save_as(file)
    return file


def plain(value: object) -> str:
    """A value as the plainest of spreadsheets writes it."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return "" if value is None else str(value)


def shown(row: list[Cell], width: int) -> list[str]:
    """A row of cells as text; empty ones at its end may be missing."""
    return [plain(cell) for cell in row] + [""] * (width - len(row))


@pytest.fixture
def anna(browser: Browser, site: Site) -> Iterator[Page]:
    """The browser of a colleague in sales."""
    context = browser.new_context(base_url=site.url)
    context.set_default_timeout(PATIENCE)
    yield context.new_page()
    context.close()


@pytest.mark.usefixtures("account")
def test_sales_find_prepare_and_export_what_a_visitor_left(
    visitor: Visitor, site: Site, anna: Page, tmp_path: Path
) -> None:
    other = visitor.starts("nl", "?source=elsewhere#step-D8").fills(USUAL).submits().reference
    visitor.starts("nl", f"?source={SOURCE}&utm_campaign=1-2#step-D8")
    reference = visitor.fills(persona("P3")).submits().reference

    anna.goto("/desk?ui=en")
    anna.locator("#name").fill("anna")
    anna.locator("[type=password]").fill(PASSWORD)
    anna.keyboard.press("Enter")
    anna.locator("input[name=code]").fill(sloppily(reference))
    anna.keyboard.press("Enter")
    expect(anna).to_have_url(f"{site.url}/desk/leads/{reference}?ui=en")

    # Strategy & Vision is where intention and practice are furthest ahead: 5 and 4 against 2.
    expect(anna.locator(".opener .question")).to_have_text(site.text("nl", "opener.question.D1"))

    row = site.leads()[reference]
    wanted = [plain(value) for value in row.values()]
    office = office_in(tmp_path)
    workbook = exported(anna, "xlsx", tmp_path)
    _headings, *rows = csv.reader(io.StringIO(office.as_csv(workbook), newline=""))
    assert rows == [wanted]
    opened = office.opens(exported(anna, "csv", tmp_path), DUTCH)
    headings, *cells = next(iter(opened.sheets.values()))
    assert [shown(each, len(wanted)) for each in cells] == [wanted]
    assert headings[0] == site.text("nl", "columns.reference.heading")
    assert other in site.leads()
