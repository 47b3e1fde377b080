"""Exports as LibreOffice opens them: the values of the rows, and nothing that is worked out."""

import csv
import io
from pathlib import Path

import pytest

from app.database.filters import Filter
from app.database.leads import LeadStore
from app.leads.export.writing import FileKind, export
from app.leads.record import Catalogue, Lead
from app.leads.values import Value
from app.method.bank import Bank, Language
from tests.office import DUTCH, DUTCH_AND_CREDULOUS, Cell, Office, office_in
from tests.unit.leads.conftest import MakeLead
from tests.unit.leads.hostile import HOSTILE

LONGEST = 1000  # characters; what is longer it may cut, as a spreadsheet does


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Office:
    return office_in(tmp_path_factory.mktemp("office"))


@pytest.fixture
def leads(store: LeadStore, make_lead: MakeLead) -> list[Lead]:
    """Leads with every band, and with labels that look like numbers, dates and formulas."""
    bands = [make_lead(band=band) for band in ("1-10", "11-50", "51-250", "250+")]
    labels = [
        "00123",
        "1-2",
        "2026-05",
        "1e5",
        "3,5",
        "TRUE",
        "mei",
        "najaar; 2026",
        'a "b" c',
        "é",
    ]
    named = [make_lead(utm_campaign=label, next_step=None, level=None) for label in labels]
    store.put_all([*bands, *named])
    return list(store.iterate())


def written(
    kind: FileKind, store: LeadStore, catalogue: Catalogue, language: Language, folder: Path
) -> Path:
    file = folder / f"leads.{kind}"
    with file.open("wb") as out:
        export(kind, store, Filter(), catalogue, language, out, machine_names=True)
    return file


def row_of(lead: Lead, width: int) -> list[Cell]:
    """A lead as a row of cells: an empty text is an empty cell."""
    return [value if value != "" else None for value in lead.values.values()][:width]


def same(row: list[Cell], lead: Lead) -> bool:
    """Whether a row shows this lead; empty cells at its end may be missing."""
    wanted = row_of(lead, len(lead.values))
    found: list[Cell] = [cell if cell != "" else None for cell in row]
    return found + [None] * (len(wanted) - len(found)) == wanted


def test_a_workbook_shows_the_rows(
    office: Office,
    store: LeadStore,
    catalogue: Catalogue,
    english: Language,
    leads: list[Lead],
    tmp_path: Path,
) -> None:
    opened = office.opens(written("xlsx", store, catalogue, english, tmp_path))
    assert list(opened.sheets) == ["Leads", "Columns"]
    headings, *rows = opened.sheets["Leads"]
    assert tuple(headings) == catalogue.names
    assert len(rows) == len(leads)
    assert [lead for row, lead in zip(rows, leads, strict=True) if not same(row, lead)] == []
    assert opened.formulas == []


def test_a_workbook_turned_into_csv_holds_the_rows(
    office: Office,
    store: LeadStore,
    catalogue: Catalogue,
    english: Language,
    leads: list[Lead],
    tmp_path: Path,
) -> None:
    def text(value: Value) -> str:
        whole = isinstance(value, float) and value.is_integer()
        return "" if value is None else str(int(value) if whole and value else value)

    converted = office.as_csv(written("xlsx", store, catalogue, english, tmp_path))
    headings, *rows = csv.reader(io.StringIO(converted, newline=""))
    assert tuple(headings) == catalogue.names
    assert rows == [[text(value) for value in lead.values.values()] for lead in leads]


def test_csv_opened_by_a_dutch_hand_shows_the_rows_with_real_numbers(
    office: Office,
    store: LeadStore,
    catalogue: Catalogue,
    bank: Bank,
    leads: list[Lead],
    tmp_path: Path,
) -> None:
    opened = office.opens(written("csv", store, catalogue, bank.languages["nl"], tmp_path), DUTCH)
    headings, *rows = opened.sheets["leads"]
    assert tuple(headings) == catalogue.names
    assert len(rows) == len(leads)
    assert [lead for row, lead in zip(rows, leads, strict=True) if not same(row, lead)] == []
    index = catalogue.names.index("index")
    assert {type(row[index]) for row in rows} == {float}


@pytest.mark.parametrize(
    ("kind", "as_"),
    [
        pytest.param("xlsx", None, id="workbook"),
        pytest.param("csv", DUTCH, id="csv"),
        pytest.param("csv", DUTCH_AND_CREDULOUS, id="csv by a program that looks for formulas"),
    ],
)
def test_nothing_hostile_is_worked_out(
    office: Office,
    store: LeadStore,
    catalogue: Catalogue,
    english: Language,
    make_lead: MakeLead,
    tmp_path: Path,
    kind: FileKind,
    as_: str | None,
) -> None:
    texts = [text for text in HOSTILE if len(text) < LONGEST]
    store.put_all([make_lead(**dict.fromkeys(("source", "utm_campaign"), text)) for text in texts])
    opened = office.opens(written(kind, store, catalogue, english, tmp_path), as_)
    assert opened.formulas == []
    assert len(next(iter(opened.sheets.values()))) == len(texts) + 1


def test_what_looks_for_formulas_finds_one_that_is_there(office: Office, tmp_path: Path) -> None:
    file = tmp_path / "careless.csv"
    file.write_text('"a";"b"\r\n"=1+1";"-2+3"\r\n', "utf-8-sig")
    opened = office.opens(file, DUTCH_AND_CREDULOUS)
    assert opened.formulas == ["of:=1+1"]
