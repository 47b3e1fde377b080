"""A workbook that shows every value as it is, runs nothing, and explains itself."""

import io
import tempfile
import tracemalloc
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.database.filters import Filter
from app.database.leads import LeadStore
from app.leads.export.workbook import Explained, explained, xlsx_pieces
from app.leads.export.writing import export
from app.leads.record import Catalogue, Lead
from app.leads.values import Value
from app.method.bank import Bank, Language
from tests.examples import many
from tests.unit.leads.conftest import MakeLead
from tests.unit.leads.hostile import HOSTILE, TEXT
from tests.workbook import formulas_of, sheets_of


def workbook(store: LeadStore, catalogue: Catalogue, language: Language) -> bytes:
    out = io.BytesIO()
    export("xlsx", store, Filter(), catalogue, language, out)
    return out.getvalue()


def of_rows(
    catalogue: Catalogue, language: Language, rows: Sequence[tuple[Value, ...]], a_sheet: int = 9999
) -> bytes:
    """A workbook of these rows."""
    words = explained(catalogue, language)
    parts = xlsx_pieces(catalogue.columns, words, iter([rows]), a_sheet)
    return b"".join(part.data for part in parts)


def as_it_fits(value: Value) -> Value:
    """What a cell can hold of a value: of a text, 32,767 pairs of bytes in UTF-16."""
    if not isinstance(value, str):
        return value
    return value.encode("utf-16-le")[: 2 * 32_767].decode("utf-16-le", "ignore")


def test_every_value_is_in_its_cell_texts_as_text_and_numbers_as_numbers(
    store: LeadStore, catalogue: Catalogue, english: Language, make_lead: MakeLead
) -> None:
    leads = [make_lead(utm_campaign="é 1.5", level=None, index=None), make_lead(source="12")]
    store.put_all(leads)
    sheet = sheets_of(workbook(store, catalogue, english))[0]
    wanted = [list(lead.values.values()) for lead in sorted(leads, key=lambda each: each.reference)]
    assert sheet.rows[1:] == wanted
    assert {type(value) for row in sheet.rows[1:] for value in row} == {str, float, type(None)}


@pytest.mark.parametrize("code", ["en", "nl"])
def test_headings_are_in_words_stay_in_sight_and_can_be_filtered(
    store: LeadStore, catalogue: Catalogue, bank: Bank, make_lead: MakeLead, code: str
) -> None:
    store.put_all([make_lead(), make_lead()])
    language = bank.languages[code]
    sheet = sheets_of(workbook(store, catalogue, language))[0]
    assert sheet.rows[0][:2] == [
        language.texts["columns.reference.heading"],
        language.texts["columns.week.heading"],
    ]
    assert sheet.frozen
    assert sheet.filtered == "A1:BB3"


@pytest.mark.parametrize("code", ["en", "nl"])
def test_a_second_sheet_explains_every_column(
    store: LeadStore, catalogue: Catalogue, bank: Bank, make_lead: MakeLead, code: str
) -> None:
    store.put(make_lead())
    language = bank.languages[code]
    first, second = sheets_of(workbook(store, catalogue, language))
    assert first.name == language.texts["export.sheets.leads"]
    assert second.name == language.texts["export.sheets.columns"]
    _, *lines = second.rows
    assert [line[0] for line in lines] == first.rows[0]
    assert tuple(line[1] for line in lines) == catalogue.names
    assert all(line[2] for line in lines)
    explained_values = {line[1]: str(line[3]).splitlines() for line in lines if line[3]}
    assert explained_values.keys() == {
        *("language", "role", "type", "stage", "band", "model", "level", "range_low", "range_high"),
        *("levers", "flags", "next_step"),
    }
    assert f"1 – {language.texts['levels.1.name']}" in explained_values["level"]
    assert len(explained_values["levers"]) == 8
    assert len(explained_values["band"]) == 4
    assert second.frozen


@pytest.mark.parametrize("name", ["source", "utm_source", "utm_medium", "utm_campaign"])
def test_no_hostile_value_becomes_anything_but_text(
    store: LeadStore, catalogue: Catalogue, english: Language, make_lead: MakeLead, name: str
) -> None:
    assert len(HOSTILE) >= 40
    leads = [make_lead(**{name: text}) for text in HOSTILE]
    store.put_all(leads)
    data = workbook(store, catalogue, english)
    assert formulas_of(data) == []
    rows = sheets_of(data)[0].rows[1:]
    place = catalogue.names.index(name)
    found = {row[0]: row[place] for row in rows}
    assert found.keys() == {lead.reference for lead in leads}
    for lead in leads:
        assert found[lead.reference] == as_it_fits(lead[name])


PLAIN = TEXT.filter(lambda text: not text.startswith("<r>"))
# Text that has to be written in parts shows control characters by their numbers.
MARKUP = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc"], exclude_characters="\ufffe\uffff")
).map(lambda text: f"<r>{text}</r>")


@many(40)
@given(texts=st.lists(st.one_of(PLAIN, MARKUP), min_size=1, max_size=40))
def test_any_text_is_read_back_as_it_was(catalogue: Catalogue, texts: list[str]) -> None:
    columns = [column for column in catalogue.columns if column.name == "source"]
    parts = xlsx_pieces(
        columns, Explained("Leads", "Columns", ["Source"], []), iter([[(text,) for text in texts]])
    )
    data = b"".join(part.data for part in parts)
    assert formulas_of(data) == []
    assert [row[0] for row in sheets_of(data)[0].rows[1:]] == texts


def test_what_one_sheet_cannot_hold_goes_on_in_another(
    catalogue: Catalogue, english: Language, make_lead: MakeLead
) -> None:
    leads = [make_lead() for _ in range(7)]
    rows = [tuple(lead.values.values()) for lead in leads]
    sheets = sheets_of(of_rows(catalogue, english, rows, a_sheet=3))
    assert [sheet.name for sheet in sheets] == ["Leads", "Leads 2", "Leads 3", "Columns"]
    assert [len(sheet.rows) for sheet in sheets[:3]] == [4, 4, 2]
    assert len({tuple(sheet.rows[0]) for sheet in sheets[:3]}) == 1
    assert [row[0] for sheet in sheets[:3] for row in sheet.rows[1:]] == [
        lead.reference for lead in leads
    ]
    assert all(sheet.frozen and sheet.filtered for sheet in sheets[:3])


def test_a_workbook_of_nothing_has_headings(
    store: LeadStore, catalogue: Catalogue, english: Language
) -> None:
    first, second = sheets_of(workbook(store, catalogue, english))
    assert len(first.rows) == 1
    assert len(second.rows) == len(catalogue.columns) + 1


def test_names_of_sheets_are_such_as_a_workbook_can_have(bank: Bank) -> None:
    for language in bank.languages.values():
        names = [language.texts[f"export.sheets.{sheet}"] for sheet in ("leads", "columns")]
        assert len(set(names)) == 2
        assert all(0 < len(name) <= 27 and not set(name) & set("[]:*?/\\'") for name in names)


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder for what is only there for a while."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


@pytest.mark.parametrize("pieces", [0, 1, 2, 4])
def test_a_workbook_that_is_given_up_halfway_leaves_nothing(
    temporary: Path, catalogue: Catalogue, english: Language, make_lead: MakeLead, pieces: int
) -> None:
    rows = [[tuple(make_lead().values.values())] for _ in range(3)]
    words = explained(catalogue, english)
    making = xlsx_pieces(catalogue.columns, words, iter(rows))
    for _ in range(pieces):
        next(making)
    making.close()  # type: ignore[attr-defined]
    assert list(temporary.iterdir()) == []


def test_the_reader_of_these_tests_sees_a_formula_where_there_is_one(tmp_path: Path) -> None:
    """What XlsxWriter makes of such text when nobody is careful."""
    from xlsxwriter import Workbook

    file = tmp_path / "careless.xlsx"
    with Workbook(file, {"constant_memory": True}) as book:
        sheet = book.add_worksheet()
        sheet.write(0, 0, "=1+1")
        sheet.write_string(1, 0, '<r></r></is></c><c r="B2"><f>1+1</f></c><c><is><r></r>')
    assert [each.rpartition("}")[2] for each in formulas_of(file.read_bytes())] == ["f", "f"]


def test_a_lead_in_a_workbook_is_the_lead_that_is_stored(
    store: LeadStore, catalogue: Catalogue, english: Language, make_lead: MakeLead
) -> None:
    store.put_all([make_lead() for _ in range(1500)])
    rows = sheets_of(workbook(store, catalogue, english))[0].rows[1:]
    found = [Lead(dict(zip(catalogue.names, row, strict=True))) for row in rows]
    assert found == list(store.iterate())


def test_a_long_workbook_needs_no_more_memory_than_a_short_one(catalogue: Catalogue) -> None:
    columns = [column for column in catalogue.columns if column.name in ("source", "level")]
    words = Explained("Leads", "Columns", ["Source", "Level"], [])

    def most_memory(rows: int) -> int:
        several = ([(f"source-{number}", 3)] * 100 for number in range(rows // 100))
        tracemalloc.start()
        for _ in xlsx_pieces(columns, words, several):
            pass
        most = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return most

    most_memory(100)
    assert most_memory(9_000) < 1.5 * most_memory(3_000)
