"""CSV that a spreadsheet opens as it was meant and runs nothing of."""

import csv
import io
import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.database.filters import Filter
from app.database.leads import LeadStore
from app.leads.export.csv_file import BYTE_ORDER_MARK, CsvStyle, head, inert, of_lines, of_rows
from app.leads.export.writing import export
from app.leads.record import Catalogue, Lead
from app.leads.values import Value
from app.method.bank import Language
from app.method.model import Model
from tests.stores import sqlite_store
from tests.unit.leads.conftest import MakeLead, lead_maker
from tests.unit.leads.hostile import HOSTILE, RUNNING, TEXT

ON_BOTH_ENGINES = True

HARMLESS = ["", "spring", "a=b", "D1 D2", "250+", "1-10", "AC-01234-56789", "'=1", '"=1"', ";=1"]


def written(catalogue: Catalogue, leads: list[Lead], style: CsvStyle | None = None) -> str:
    """The leads as lines that were written here."""
    rows = [tuple(lead[name] for name in catalogue.names) for lead in leads]
    kinds = [column.kind for column in catalogue.columns]
    return of_rows(style or CsvStyle(), kinds, rows).data.decode()


def exported(
    store: LeadStore, catalogue: Catalogue, language: Language, **choices: str
) -> list[list[str]]:
    """The whole file as a reader of CSV sees it."""
    out, style = io.BytesIO(), CsvStyle(**choices)
    export("csv", store, Filter(), catalogue, language, out, style=style, machine_names=True)
    text = out.getvalue().decode().removeprefix(BYTE_ORDER_MARK)
    return read(text, style.delimiter)


def read(text: str, delimiter: str = ";") -> list[list[str]]:
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))


def test_every_value_comes_out_as_it_is_stored(
    store: LeadStore, catalogue: Catalogue, english: Language, make_lead: MakeLead
) -> None:
    leads = [make_lead(utm_campaign='a;b"c\nd,é', next_step="conversation"), make_lead(level=None)]
    store.put_all(leads)

    def back(name: str, text: str) -> Value:
        column = next(column for column in catalogue.columns if column.name == name)
        if column.kind == "text":
            return text or ("" if column.required else None)
        if column.kind == "real":
            return float(text.replace(",", ".")) if text else None
        return int(text) if text else None

    names, *rows = exported(store, catalogue, english)
    assert tuple(names) == catalogue.names
    found = [
        {name: back(name, text) for name, text in zip(names, row, strict=True)} for row in rows
    ]
    assert found == [lead.values for lead in sorted(leads, key=lambda lead: lead.reference)]


def test_the_file_is_one_that_dutch_excel_opens(
    store: LeadStore, catalogue: Catalogue, english: Language, make_lead: MakeLead
) -> None:
    store.put(make_lead(index=3.125, D1_score=None, source="homepage", level=3))
    out = io.BytesIO()
    export("csv", store, Filter(), catalogue, english, out, machine_names=True)
    text = out.getvalue().decode()
    assert text.startswith('\ufeff"reference";"week";"language"')
    heading, line, end = text.split("\r\n")
    assert end == ""
    assert heading.count(";") == line.count(";") == len(catalogue.columns) - 1
    assert '"homepage"' in line
    assert ";3,125;3;" in line


@pytest.mark.parametrize(
    ("delimiter", "fraction"),
    [
        pytest.param(",", ",3.125,", id="a comma"),
        pytest.param("\t", "\t3.125\t", id="a tab"),
        pytest.param("|", "|3.125|", id="a bar"),
        pytest.param("%", "%3.125%", id="what printf takes for its own"),
    ],
)
def test_another_delimiter_brings_the_decimal_point(
    store: LeadStore,
    catalogue: Catalogue,
    english: Language,
    make_lead: MakeLead,
    delimiter: str,
    fraction: str,
) -> None:
    lead = make_lead(index=3.125)
    store.put(lead)
    names, row = exported(store, catalogue, english, delimiter=delimiter)
    assert len(names) == len(row) == len(catalogue.columns)
    assert fraction in written(catalogue, [lead], CsvStyle(delimiter))
    assert row[catalogue.names.index("index")] == "3.125"


@pytest.mark.parametrize("delimiter", ["", ";;", '"', "'", "\n", "\r", "a", "1", "-", "_", "+"])
def test_a_delimiter_that_cannot_be_told_from_a_cell_is_refused(delimiter: str) -> None:
    with pytest.raises(ValueError, match="delimit"):
        CsvStyle(delimiter)


def test_headings_are_as_harmless_as_any_text() -> None:
    data = head(CsvStyle(), ['=1+1"', "Level"]).data.decode()
    assert data == '\ufeff"\'=1+1""";"Level"\r\n'


@pytest.mark.parametrize("text", RUNNING, ids=ascii)
def test_what_could_be_a_formula_gets_an_apostrophe(text: str) -> None:
    assert inert(text) == f"'{text}"


@pytest.mark.parametrize("text", HARMLESS, ids=ascii)
def test_what_could_not_stays_as_it_is(text: str) -> None:
    assert inert(text) == text


@given(st.one_of(TEXT, st.sampled_from(HOSTILE).flatmap(lambda h: TEXT.map(lambda t: h + t))))
def test_no_cell_begins_like_a_formula_whatever_a_lead_holds(
    catalogue: Catalogue, text: str
) -> None:
    lead = Lead({name: text if name == "utm_campaign" else None for name in catalogue.names})
    (row,) = read(written(catalogue, [lead]))
    cells = dict(zip(catalogue.names, row, strict=True))
    cell = cells.pop("utm_campaign")
    assert cell in (text, f"'{text}")
    assert not re.match(r"[=+\-@\t\r\n]", unicodedata.normalize("NFKC", cell))
    assert not any(cells.values())


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory, catalogue: Catalogue, model: Model) -> LeadStore:
    """A store with one lead in it, to be replaced again and again."""
    store = sqlite_store(tmp_path_factory.mktemp("kept") / "leads.db", catalogue)
    store.put(lead_maker(model, catalogue)())
    return store


@given(
    text=st.one_of(TEXT, st.sampled_from(HOSTILE + HARMLESS)),
    number=st.one_of(st.none(), st.integers(10_000, 50_000).map(lambda n: n / 10_000)),
    delimiter=st.sampled_from(";,\t|%"),
)
def test_the_database_writes_a_line_as_it_would_be_written_here(
    kept: LeadStore, catalogue: Catalogue, text: str, number: float | None, delimiter: str
) -> None:
    (lead,) = kept.iterate()
    lead = Lead({**lead.values, "source": text, "utm_medium": None, "index": number, "level": None})
    kept.put(lead)
    style = CsvStyle(delimiter)
    lines = kept.csv_lines(style, catalogue.columns)
    assert b"".join(of_lines(each).data for each in lines).decode() == written(
        catalogue, [lead], style
    )
