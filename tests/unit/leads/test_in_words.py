"""The values of a lead in words: what the options said, and empty ones by what they mean."""

from pathlib import Path

import pytest

from app.leads.in_words import lead_in_words, value_in_words
from app.leads.record import Catalogue
from app.leads.values import NEXT_STEPS, Value
from app.method.bank import Bank
from app.method.editions import load_editions
from app.method.flags import FLAGS
from tests.unit.leads.conftest import QUESTIONS, MakeLead


@pytest.fixture(scope="module")
def bank(catalogue: Catalogue) -> Bank:
    return load_editions(Path(QUESTIONS), lambda _model: catalogue.text_ids).current


CASES = [
    ("reference", "AC-0123Z-4567X", "AC-0123Z-4567X", "AC-0123Z-4567X"),
    ("week", "2026-W07", "week 7, 2026", "week 7, 2026"),
    ("language", "nl", "Dutch", "Nederlands"),
    ("edition", 1, "1", "1"),
    ("source", "homepage", "homepage", "homepage"),
    ("utm_medium", None, "none", "geen"),
    ("role", "other", "Another role", "Een andere rol"),
    ("band", "250+", "More than 250", "Meer dan 250"),
    ("D6_evidence", None, "I don’t know", "Weet ik niet"),
    ("D3_score", 2.6667, "2.67", "2,67"),
    ("D3_score", None, "not assessed", "niet te bepalen"),
    ("index", None, "no level", "geen niveau"),
    ("level", 3, "3: Structured", "3: Gestructureerd"),
    ("range_low", 1, "1: Fragile", "1: Fragiel"),
    ("range_high", None, "no level", "geen niveau"),
    ("levers", "D5 D3", "Joint Value Creation, Partner Portfolio",
     "Joint Value Creation, Partnerportfolio"),
    ("levers", "", "none", "geen"),
    ("flags", "", "none", "geen"),
    ("flags", "speed", "answered very quickly", "heel snel ingevuld"),
    ("flags", "speed flood",
     "answered very quickly, came in a rush of checks; set aside until one of us has looked",
     "heel snel ingevuld, kwam binnen tijdens een stortvloed van checks; opzijgelegd tot een van "
     "ons heeft gekeken"),
    ("next_step", None, "nothing chosen", "niets gekozen"),
    ("next_step", "nothing", "nothing yet", "nu nog niets"),
    ("test", 0, "no", "nee"),
    ("test", 1, "yes", "ja"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "value", "english", "dutch"), CASES)
def test_a_value_is_worded_by_what_its_column_means(
    bank: Bank, catalogue: Catalogue, name: str, value: Value, english: str, dutch: str
) -> None:
    column = next(each for each in catalogue.columns if each.name == name)
    assert value_in_words(column, value, bank.languages["en"]) == english
    assert value_in_words(column, value, bank.languages["nl"]) == dutch


def test_an_answer_is_worded_by_the_option_that_was_chosen(
    bank: Bank, catalogue: Catalogue
) -> None:
    column = next(each for each in catalogue.columns if each.name == "D4_practice")
    for language in bank.languages.values():
        options = language.items["D4.practice"].options
        worded = [value_in_words(column, step, language) for step in (1, 2, 3, 4, 5)]
        assert worded == [f"{step}: {option}" for step, option in enumerate(options, 1)]


def test_every_column_of_every_lead_has_words_in_every_language(
    bank: Bank, catalogue: Catalogue, make_lead: MakeLead
) -> None:
    leads = [make_lead() for _ in range(50)]
    leads += [make_lead(next_step=step) for step in NEXT_STEPS]
    leads += [make_lead(flags=flag) for flag in FLAGS]
    for language in bank.languages.values():
        for lead in leads:
            worded = lead_in_words(lead, catalogue, language)
            assert [each.name for each in worded] == list(catalogue.names)
            assert [each.raw for each in worded] == list(lead.values.values())
            assert all(each.words for each in worded)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("week", "long ago"),
        ("role", "astronaut"),
        ("language", "xx-none"),
        ("language", "?"),
        ("D1_practice", 9),
        ("D1_practice", 0),
        ("level", 0),
        ("levers", "D1 D99"),
        ("flags", "tired"),
        ("next_step", "emigrate"),
    ],
)
def test_a_value_that_nobody_foresaw_is_shown_as_it_is(
    bank: Bank, catalogue: Catalogue, name: str, value: Value
) -> None:
    column = next(each for each in catalogue.columns if each.name == name)
    assert value_in_words(column, value, bank.languages["nl"]) == str(value)
