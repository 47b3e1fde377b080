"""CSV that a spreadsheet opens as it was meant and runs nothing of."""

import csv
import io
import re
import tracemalloc
import unicodedata
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.leads.export import BYTE_ORDER_MARK, csv_chunks, inert, write_csv
from app.leads.record import Catalogue, Lead
from app.leads.values import Value
from tests.unit.leads.conftest import MakeLead

HOSTILE = [
    "=1+1",
    "=cmd|' /C calc'!A0",
    "+31201234567",
    "-2+3",
    "@SUM(1,1)",
    "\t=1",
    "\r=1",
    "\n=1",
    "＝1+1",
    "＋1",
    "－1",
    "＠SUM(1)",
    "﹦1",
    " =1",
    "\u00a0=1",
    "\u200b=1",
    "\u202e=1",
    "\ufeff=1",
    "\x01=1",
]
HARMLESS = ["", "spring", "a=b", "D1 D2", "250+", "1-10", "AC-01234-56789", "'=1", '"=1"', ";=1"]

# Any character but a NUL and halves of characters, which no lead holds.
TEXT = st.text(st.characters(codec="utf-8", exclude_characters="\0"))


def written(catalogue: Catalogue, leads: list[Lead], **choices: str) -> str:
    """The whole file as text."""
    out = io.BytesIO()
    assert write_csv(out, leads, catalogue, **choices) == len(leads)  # type: ignore[arg-type]
    return out.getvalue().decode()


def read(text: str, delimiter: str = ";") -> list[dict[str, str]]:
    """The file as a reader of CSV sees it."""
    plain = text.removeprefix(BYTE_ORDER_MARK)
    return list(csv.DictReader(io.StringIO(plain, newline=""), delimiter=delimiter, strict=True))


def test_every_value_comes_out_as_it_is_stored(catalogue: Catalogue, make_lead: MakeLead) -> None:
    leads = [make_lead(utm_campaign='a;b"c\nd,é', next_step="conversation", test=1), make_lead()]

    def back(name: str, text: str) -> Value:
        column = next(column for column in catalogue.columns if column.name == name)
        if column.kind == "text":
            return text or ("" if column.required else None)
        if column.kind == "real":
            return float(text.replace(",", ".")) if text else None
        return int(text) if text else None

    rows = read(written(catalogue, leads))
    found = [{name: back(name, text) for name, text in row.items()} for row in rows]
    assert found == [lead.values for lead in leads]


def test_the_file_is_one_that_dutch_excel_opens(catalogue: Catalogue, make_lead: MakeLead) -> None:
    text = written(catalogue, [make_lead(index=3.125, D1_score=None, source="homepage", level=3)])
    assert text.startswith('\ufeff"reference";"week";"language"')
    heading, line, end = text.split("\r\n")
    assert end == ""
    assert heading.count(";") == line.count(";") == len(catalogue.columns) - 1
    assert '"homepage"' in line
    assert ";3,125;3;" in line


@pytest.mark.parametrize(
    ("choices", "fraction"),
    [
        pytest.param({"delimiter": ","}, ",3.125,", id="a comma delimits, a point divides"),
        pytest.param({"delimiter": "\t"}, "\t3.125\t", id="tabs"),
        pytest.param({"delimiter": "|", "decimal": ","}, "|3,125|", id="as asked"),
        pytest.param({"decimal": "."}, ";3.125;", id="a point all the same"),
    ],
)
def test_another_delimiter_brings_its_own_decimal_sign(
    catalogue: Catalogue, make_lead: MakeLead, choices: dict[str, str], fraction: str
) -> None:
    text = written(catalogue, [make_lead(index=3.125)], **choices)
    assert fraction in text
    assert len(read(text, choices.get("delimiter", ";"))[0]) == len(catalogue.columns)


@pytest.mark.parametrize("delimiter", ["", ";;", '"', "'", "\n", "\r", "a", "1", "-", "_"])
def test_a_delimiter_that_cannot_be_told_from_a_cell_is_refused(
    catalogue: Catalogue, delimiter: str
) -> None:
    with pytest.raises(ValueError, match="delimit"):
        csv_chunks([], catalogue, delimiter=delimiter)


def test_headings_are_words_on_request_and_as_harmless_as_any_text(catalogue: Catalogue) -> None:
    out = io.BytesIO()
    write_csv(out, [], catalogue, heading=lambda column: f'=Kolom "{column.name}"')
    first = next(csv.reader(io.StringIO(out.getvalue().decode()[1:], newline=""), delimiter=";"))
    assert first == [f'\'=Kolom "{name}"' for name in catalogue.names]


@pytest.mark.parametrize("text", HOSTILE, ids=ascii)
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
    cell = row["utm_campaign"]
    assert cell in (text, f"'{text}")
    assert not re.match(r"[=+\-@\t\r\n]", unicodedata.normalize("NFKC", cell))
    assert all(not other for name, other in row.items() if name != "utm_campaign")


def test_a_long_export_needs_no_more_memory_than_a_short_one(
    catalogue: Catalogue, make_lead: MakeLead
) -> None:
    lead = make_lead()

    def leads(count: int) -> Iterator[Lead]:
        return (Lead({**lead.values, "reference": f"AC-{n:010}"}) for n in range(count))

    def most_memory(count: int) -> int:
        tracemalloc.reset_peak()
        for _ in csv_chunks(leads(count), catalogue):
            pass
        return tracemalloc.get_traced_memory()[1]

    tracemalloc.start()
    try:
        most_memory(6_000)
        assert most_memory(12_000) < 1.1 * most_memory(6_000)
    finally:
        tracemalloc.stop()


def test_progress_is_told_as_it_goes(catalogue: Catalogue, make_lead: MakeLead) -> None:
    told: list[int] = []
    leads = [make_lead() for _ in range(1200)]
    assert write_csv(io.BytesIO(), leads, catalogue, progress=told.append) == 1200
    assert told == sorted(told)
    assert told[-1] == 1200
    assert len(told) > 2
