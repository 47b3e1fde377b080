"""The one way out: the same leads and columns in every format, however many there are."""

import csv
import io
import json
import tracemalloc
from collections.abc import Sequence
from typing import get_args

import pytest

from app.database.filters import Filter
from app.database.leads import LeadStore
from app.errors import StoreUnavailable
from app.leads.export.writing import MEDIA_TYPES, FileKind, export, pieces
from app.leads.record import Catalogue, Lead
from app.method.bank import Bank, Language
from tests.stores import file_of
from tests.unit.leads.conftest import MakeLead
from tests.workbook import sheets_of

ON_BOTH_ENGINES = True

KINDS: tuple[FileKind, ...] = get_args(FileKind)
each_kind = pytest.mark.parametrize("kind", KINDS)


def table(kind: FileKind, data: bytes) -> tuple[list[object], list[list[object]]]:
    """The headings and rows of an export; a missing value is None."""
    if kind == "xlsx":
        headings, *rows = sheets_of(data)[0].rows
        return list(headings), [list(row) for row in rows]
    text = data.decode("utf-8-sig")
    if kind == "jsonl":
        found = [json.loads(line) for line in text.splitlines()]
        return list(found[0]), [list(each.values()) for each in found]
    first, *others = csv.reader(io.StringIO(text, newline=""), delimiter=";", strict=True)
    return list(first), [list(row) for row in others]


def copies(lead: Lead, numbers: range) -> list[Lead]:
    """The same lead under many references."""
    return [Lead({**lead.values, "reference": f"AC-00000-{number:05}"}) for number in numbers]


def as_text(rows: Sequence[Sequence[object]]) -> list[list[str]]:
    """Values as CSV has them."""

    def cell(value: object) -> str:
        number = isinstance(value, float) and value.is_integer()
        text = "" if value is None else str(int(value) if number else value)  # type: ignore[call-overload]
        return text.replace(".", ",").removesuffix(",0")

    return [[cell(value) for value in row] for row in rows]


@each_kind
def test_every_format_holds_the_same_columns_and_leads(
    store: LeadStore,
    catalogue: Catalogue,
    bank: Bank,
    make_lead: MakeLead,
    kind: FileKind,
) -> None:
    store.put_all([make_lead() for _ in range(40)])
    for language in bank.languages.values():
        out = io.BytesIO()
        assert export(kind, store, Filter(), catalogue, language, out) == 40
        headings, rows = table(kind, out.getvalue())
        if kind == "jsonl":
            assert headings == list(catalogue.names)
        else:
            assert headings[0] != catalogue.names[0]
            assert len(headings) == len(catalogue.columns)
        assert as_text(rows) == as_text([list(lead.values.values()) for lead in store.iterate()])


@each_kind
def test_only_what_is_wanted_comes_out(
    store: LeadStore, catalogue: Catalogue, english: Language, make_lead: MakeLead, kind: FileKind
) -> None:
    store.put_all(
        [
            make_lead(week="2026-W10", source="fair"),
            make_lead(week="2026-W11", source="fair", language="nl"),
            make_lead(week="2026-W12", source="homepage"),
            make_lead(week="2026-W12", source="fair", test=1),
        ]
    )
    for wanted, found in [
        (Filter(), 3),
        (Filter(include_test=True), 4),
        (Filter(having={"source": "fair"}), 2),
        (Filter(having={"source": "fair", "language": "nl"}), 1),
        (Filter(first_week="2026-W11", last_week="2026-W11"), 1),
        (Filter(first_week="2026-W13"), 0),
    ]:
        out = io.BytesIO()
        assert export(kind, store, wanted, catalogue, english, out) == found


@each_kind
def test_progress_is_told_as_it_goes(
    store: LeadStore, catalogue: Catalogue, english: Language, make_lead: MakeLead, kind: FileKind
) -> None:
    store.put_all(copies(make_lead(), range(2500)))
    told: list[int] = []
    out = io.BytesIO()
    export(kind, store, Filter(), catalogue, english, out, progress=told.append)
    assert told == sorted(told)
    assert told[-1] == 2500
    assert len(set(told)) > 2


@each_kind
def test_nothing_is_written_while_the_store_is_out_of_reach(
    hasty_store: LeadStore, catalogue: Catalogue, english: Language, kind: FileKind
) -> None:
    file_of(hasty_store).parent.mkdir(exist_ok=True)
    file_of(hasty_store).write_bytes(b"no database" * 1000)
    out = io.BytesIO()
    with pytest.raises(StoreUnavailable):
        export(kind, hasty_store, Filter(), catalogue, english, out)
    assert out.getvalue() == b""


@pytest.mark.parametrize("kind", ["csv", "jsonl"])
def test_a_long_export_needs_no_more_memory_than_a_short_one(
    store: LeadStore,
    catalogue: Catalogue,
    english: Language,
    make_lead: MakeLead,
    kind: FileKind,
) -> None:
    lead = make_lead()

    def most_memory() -> int:
        tracemalloc.start()
        for _ in pieces(kind, store, Filter(), catalogue, english):
            pass
        most = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return most

    store.put_all(copies(lead, range(3_000)))
    short = most_memory()
    store.put_all(copies(lead, range(3_000, 9_000)))
    assert most_memory() < 1.5 * short


def test_an_export_that_is_left_halfway_lets_the_write_ahead_log_clear(
    hasty_store: LeadStore, catalogue: Catalogue, english: Language, make_lead: MakeLead
) -> None:
    store = hasty_store
    store.put_all(copies(make_lead(), range(2500)))
    going_on = pieces("csv", store, Filter(), catalogue, english)
    next(going_on)
    next(going_on)
    with store.engine.reading() as connection:
        busy, *_ = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    assert busy == 0
    assert sum(piece.leads for piece in going_on) == 1500


def test_every_format_has_a_media_type() -> None:
    assert MEDIA_TYPES.keys() == set(KINDS)
