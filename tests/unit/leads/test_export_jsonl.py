"""JSON Lines that any reader of lines and of JSON reads back as the leads that they were."""

import io
import json

from hypothesis import given
from hypothesis import strategies as st

from app.database.filters import Filter
from app.database.leads import LeadStore
from app.leads.export.jsonl_file import jsonl_pieces
from app.leads.export.writing import export
from app.leads.record import Catalogue
from app.method.bank import Language
from tests.unit.leads.conftest import MakeLead
from tests.unit.leads.hostile import HOSTILE, TEXT


def test_a_line_is_a_lead_with_the_machine_names_of_its_columns(
    store: LeadStore, catalogue: Catalogue, english: Language, make_lead: MakeLead
) -> None:
    leads = [make_lead(source=text, utm_campaign=None, level=None, test=0) for text in HOSTILE]
    store.put_all(leads)
    out = io.BytesIO()
    count = export("jsonl", store, Filter(), catalogue, english, out)
    lines = out.getvalue().decode().splitlines()
    assert len(lines) == count == len(leads)
    found = [json.loads(line) for line in lines]
    assert found == [lead.values for lead in sorted(leads, key=lambda each: each.reference)]
    assert all(tuple(each) == catalogue.names for each in found)


@given(texts=st.lists(TEXT, min_size=1))
def test_whatever_is_in_a_text_a_line_stays_one_line(
    catalogue: Catalogue, texts: list[str]
) -> None:
    columns = [column for column in catalogue.columns if column.name == "source"]
    (piece,) = jsonl_pieces(columns, iter([[(text,) for text in texts]]))
    lines = piece.data.decode().splitlines()
    assert [json.loads(line) for line in lines] == [{"source": text} for text in texts]
