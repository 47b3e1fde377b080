"""Leads from JSON Lines: what an export wrote comes back, what is no lead is named."""

import io
import json
from collections.abc import Callable

import msgspec
import pytest
from hypothesis import event, given
from hypothesis import strategies as st

from app.database.filters import Filter
from app.database.leads import LeadStore
from app.errors import StoreError
from app.labels import SOURCE_LENGTH, label
from app.leads.columns import catalogue_of
from app.leads.export.writing import export
from app.leads.intake import LONGEST_LINE, Intake, lines_of
from app.leads.record import Catalogue, Lead
from app.method.bank import Language
from app.method.model import Model
from tests.stores import sqlite_store
from tests.unit.leads.conftest import MakeLead, lead_maker
from tests.unit.leads.hostile import HOSTILE

ON_BOTH_ENGINES = True

Refused = dict[int, str]


@pytest.fixture
def intake(store: LeadStore, catalogue: Catalogue) -> Intake:
    return Intake(store, catalogue)


def taken_in(intake: Intake, *lines: bytes) -> tuple[int, Refused]:
    """How many leads these lines gave, and which were refused for what."""
    refused: Refused = {}
    count = intake.take_in(lines_of(io.BytesIO(b"".join(lines))), refused.__setitem__)
    return count, refused


def line(lead: Lead, **changed: object) -> bytes:
    return json.dumps({**lead.values, **changed}).encode() + b"\n"


def exported(store: LeadStore, catalogue: Catalogue, language: Language) -> bytes:
    out = io.BytesIO()
    export("jsonl", store, Filter(include_test=True), catalogue, language, out)
    return out.getvalue()


def test_an_export_comes_back_as_it_was(
    intake: Intake,
    store: LeadStore,
    catalogue: Catalogue,
    english: Language,
    make_lead: MakeLead,
) -> None:
    leads = [make_lead(utm_campaign=f"label-{n}", test=n % 2) for n in range(40)]
    store.put_all([*leads, make_lead(next_step="conversation"), make_lead(level=None, index=None)])
    before, data = (
        list(store.iterate(Filter(include_test=True))),
        exported(store, catalogue, english),
    )
    store.purge("9999-W01")
    for _ in range(2):
        assert taken_in(intake, data) == (len(before), {})
        assert list(store.iterate(Filter(include_test=True))) == before
        assert exported(store, catalogue, english) == data


def test_a_lead_that_is_there_is_replaced_but_keeps_its_next_step(
    intake: Intake, store: LeadStore, make_lead: MakeLead
) -> None:
    lead = make_lead(next_step="conversation", level=2, range_low=1, range_high=4)
    store.put(lead)
    assert taken_in(intake, line(lead, next_step=None, level=3)) == (1, {})
    assert store.get(lead.reference) == Lead({**lead.values, "level": 3})


def test_a_bad_line_is_named_and_the_rest_goes_in(
    intake: Intake, store: LeadStore, make_lead: MakeLead
) -> None:
    lines = [line(make_lead()) for _ in range(1200)]
    lines[600] = b"{\n"
    lines[900] = b"\n"
    count, refused = taken_in(intake, *lines)
    assert count == store.count() == 1198
    assert list(refused) == [601]


FORMS: dict[str, Callable[[bytes], bytes]] = {
    "no line break at the end": lambda data: data.rstrip(b"\n"),
    "Windows line ends": lambda data: data.replace(b"\n", b"\r\n"),
    "a byte order mark": lambda data: b"\xef\xbb\xbf" + data,
    "blank lines": lambda data: b"\n \n" + data + b"\n\r\n",
    "spaces around": lambda data: b"  " + data.rstrip(b"\n") + b" \n",
}


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_a_line_may_be_written_in_many_ways(
    intake: Intake, store: LeadStore, make_lead: MakeLead, form: Callable[[bytes], bytes]
) -> None:
    lead = make_lead()
    assert taken_in(intake, form(line(lead))) == (1, {})
    assert store.get(lead.reference) == lead


BAD_VALUES = [
    pytest.param("reference", "", id="no reference"),
    pytest.param("reference", None, id="no reference at all"),
    pytest.param("reference", "ac-00000-00001", id="a reference in lower case"),
    pytest.param("reference", "AC-0000000001", id="a reference of another form"),
    pytest.param("reference", "AC-UUUUU-UUUUU", id="letters that no reference has"),
    pytest.param("week", "2026-W54", id="a week that is none"),
    pytest.param("week", "2026-47", id="a week of another form"),
    pytest.param("week", "2026-W4７", id="a digit of another alphabet"),
    pytest.param("week", "9999-W99", id="a week that is never purged"),
    pytest.param("language", "fr", id="a language that is not spoken here"),
    pytest.param("edition", "1", id="a text for a number"),
    pytest.param("edition", None, id="no edition"),
    pytest.param("role", "boss", id="an unknown option"),
    pytest.param("type", "*", id="what was suppressed"),
    pytest.param("D1_direction", 0, id="an answer below the scale"),
    pytest.param("D1_direction", 6, id="an answer above the scale"),
    pytest.param("D1_direction", True, id="a truth for a number"),
    pytest.param("D1_direction", 2.5, id="half an answer"),
    pytest.param("D8_score", 5.01, id="a score above the scale"),
    pytest.param("D8_score", float("nan"), id="a score that is none"),
    pytest.param("index", 0.99, id="an index below the scale"),
    pytest.param("level", 6, id="a level above the scale"),
    pytest.param("range_high", -1, id="a negative level"),
    pytest.param("level", 9, id="a level that nobody reaches"),
    pytest.param("range_low", -5, id="a range below the scale"),
    pytest.param("edition", 0, id="an edition before the first"),
    pytest.param("edition", 2, id="an edition that is yet to come"),
    pytest.param("levers", "D99", id="a lever that there is not"),
    pytest.param("levers", "D1 D1", id="a lever twice"),
    pytest.param("levers", "D1  D2", id="two spaces"),
    pytest.param("flags", "tired", id="a flag that nobody raises"),
    pytest.param("next_step", "emigrate", id="a next step that is not offered"),
    pytest.param("test", 2, id="a flag that is none"),
    pytest.param("source", 7, id="a number for a text"),
    pytest.param("source", "a\0b", id="a NUL"),
    pytest.param("utm_source", "\ud800", id="half a character"),
]


@pytest.mark.parametrize(("name", "value"), BAD_VALUES)
def test_a_value_that_the_check_never_gives_is_refused_by_name(
    intake: Intake, store: LeadStore, make_lead: MakeLead, name: str, value: object
) -> None:
    count, refused = taken_in(intake, line(make_lead(), **{name: value}), line(make_lead()))
    assert (count, list(refused)) == (1, [1])
    assert f"'{name}'" in refused[1]
    assert len(refused[1]) < 200
    assert store.count() == 1


BAD_LINES = {
    "broken JSON": b"{",
    "a list": b"[]",
    "a number": b"3",
    "null": b"null",
    "a text": b'"x"',
    "nothing in it": b"{}",
    "bytes that are not UTF-8": b'{"reference": "\xff"}',
    "deep nesting": b"[" * 100_000,
    "a number of many digits": b'{"edition": ' + b"9" * 10_000 + b"}",
    "more than a lead takes": b'{"source": "' + b"x" * LONGEST_LINE + b'"}',
    "endless": b"x" * (3 * LONGEST_LINE),
}


@pytest.mark.parametrize("bad", BAD_LINES.values(), ids=BAD_LINES)
def test_what_is_no_lead_is_refused_and_costs_one_line(
    intake: Intake, store: LeadStore, make_lead: MakeLead, bad: bytes
) -> None:
    count, refused = taken_in(intake, line(make_lead()), bad + b"\n", line(make_lead()))
    assert (count, list(refused)) == (2, [2])
    assert refused[2].endswith(".")
    assert len(refused[2]) < 200


def test_a_level_is_within_its_range(intake: Intake, make_lead: MakeLead) -> None:
    for low, level, high in ((3, 2, 4), (1, 4, 3), (4, None, 2)):
        lead = make_lead(range_low=low, level=level, range_high=high)
        assert "'level' is not between" in taken_in(intake, line(lead))[1][1]
    assert taken_in(intake, line(make_lead(range_low=2, level=2, range_high=2))) == (1, {})


def test_a_refused_value_is_told_what_would_do(intake: Intake, make_lead: MakeLead) -> None:
    refused = taken_in(intake, line(make_lead(), level=9), line(make_lead(), band="many"))[1]
    assert refused[1] == "The column 'level' is 9; it must be one of 1, 2, 3, 4, 5."
    assert refused[2].startswith("The column 'band' is 'many'; it must be one of 1-10, 11-50")


# --- Of an earlier edition --------------------------------------------------------------------


@pytest.fixture
def later(store: LeadStore, model: Model) -> Intake:
    """What takes leads in when there is a second edition, which knows one kind of company more."""
    options = {**model.profile, "type": [*model.profile["type"], "marketplace"]}
    second = msgspec.structs.replace(model, edition=2, profile=options)
    return Intake(store, catalogue_of(model, second, languages=["en"]))


def test_a_lead_is_held_to_what_its_own_edition_can_give(
    later: Intake, store: LeadStore, make_lead: MakeLead
) -> None:
    first, second = make_lead(language="en"), make_lead(language="en")
    lines = line(first), line(second, edition=2, type="marketplace")
    assert taken_in(later, *lines) == (2, {})
    kept = store.get(second.reference)
    assert kept is not None and (kept["edition"], kept["type"]) == (2, "marketplace")
    refused = taken_in(later, line(first, type="marketplace"))[1]
    assert refused[1].startswith("The column 'type' is 'marketplace'; it must be one of vendor")


@pytest.mark.parametrize("edition", [0, 3, "1", None, [1], 1.5])
def test_a_lead_of_an_edition_that_there_is_not_is_refused(
    later: Intake, make_lead: MakeLead, edition: object
) -> None:
    count, refused = taken_in(later, line(make_lead(language="en"), edition=edition))
    assert count == 0
    assert "'edition'" in refused[1]


# --- Labels ------------------------------------------------------------------------------------


def test_labels_are_cleaned_as_a_visitors_are(
    intake: Intake, store: LeadStore, make_lead: MakeLead
) -> None:
    lead = make_lead(reference="AC-00000-00001")
    loose = {
        "source": "jan-0612345678", "utm_source": "Spring 2026", "utm_medium": "x" * 200_000,
        "utm_campaign": "jan@example.com",
    }  # fmt: skip
    assert taken_in(intake, line(lead, **loose)) == (1, {})
    cleaned = {**dict.fromkeys(loose), "utm_source": "spring-2026"}
    assert store.get(lead.reference) == Lead({**lead.values, **cleaned})
    assert sorted(intake.dropped) == ["source", "utm_campaign", "utm_medium"]


def test_where_sources_are_named_no_other_is_imported(
    store: LeadStore, catalogue: Catalogue, make_lead: MakeLead
) -> None:
    lead, other = make_lead(source="fair"), make_lead(source="elsewhere")
    intake = Intake(store, catalogue, ("fair",))
    assert taken_in(intake, line(lead), line(other)) == (2, {})
    assert store.figures().counts["source"] == {"fair": 1, "other": 1}


@pytest.mark.parametrize("text", HOSTILE)
def test_no_hostile_text_comes_in_as_a_label(
    intake: Intake, store: LeadStore, make_lead: MakeLead, text: str
) -> None:
    lead = make_lead()
    assert taken_in(intake, line(lead, source=text)) == (1, {})
    found = store.get(lead.reference)
    assert found is not None
    assert found["source"] == label(text, SOURCE_LENGTH)


@pytest.fixture(scope="module")
def steady(tmp_path_factory: pytest.TempPathFactory, catalogue: Catalogue) -> Intake:
    """Takes leads into a store of its own."""
    return Intake(
        sqlite_store(tmp_path_factory.mktemp("steady") / "leads.db", catalogue), catalogue
    )


anything = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=5)),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.text(), inner)),
    max_leaves=5,
)


@given(st.data())
def test_a_line_with_anything_in_it_is_taken_in_or_named(
    steady: Intake, catalogue: Catalogue, model: Model, data: st.DataObject
) -> None:
    names = st.sampled_from([*catalogue.names, "other"])
    changed = data.draw(st.dictionaries(names, anything, min_size=1, max_size=3))
    count, refused = taken_in(steady, line(lead_maker(model, catalogue)(), **changed))
    event("taken in" if count else "refused")
    assert count + len(refused) == 1


@given(st.binary(max_size=300).filter(lambda data: data.removeprefix(b"\xef\xbb\xbf").strip()))
def test_bytes_that_hold_no_lead_are_named(steady: Intake, data: bytes) -> None:
    count, refused = taken_in(steady, data)
    assert count == 0
    assert refused


def test_reading_one_line_says_what_is_wrong(intake: Intake) -> None:
    with pytest.raises(StoreError, match="column 'reference'"):
        intake.read(b'{"answer": 1}')
