"""The column catalogue and the lead that is made by it."""

import datetime
import json
import random
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.errors import StoreError
from app.leads.attribution import Attribution
from app.leads.record import Catalogue, lead_of
from app.leads.weeks import iso_week
from app.method.model import Model
from app.method.scoring import assess
from app.method.sheet import AnswerSheet, FacetAnswers
from tests.unit.leads.conftest import MakeLead
from tests.unit.leads.invented import invented_lead

# The second worked example of the method.
P2 = AnswerSheet(
    {
        "role": "leadership",
        "type": "saas",
        "stage": "mature",
        "band": "250+",
        "model": "platform",
    },
    {
        f"D{number}": FacetAnswers(*answers)
        for number, answers in enumerate(
            [
                (4, 4, 3),
                (3, 2, 2),
                (4, 3, 3),
                (5, 4, 4),
                (3, 3, 3),
                (3, 3, 2),
                (4, 4, 4),
                (4, 3, 3),
            ],
            start=1,
        )
    },
    edition=1,
)
UNKNOWN = replace(P2, answers={f"D{n}": FacetAnswers(None, 2, None) for n in range(1, 9)})


def test_the_columns_are_those_that_the_product_promises(catalogue: Catalogue) -> None:
    facets = ("direction", "practice", "evidence")
    assert catalogue.names == (
        *("reference", "week", "language", "edition"),
        *("source", "utm_source", "utm_medium", "utm_campaign"),
        *("role", "type", "stage", "band", "model"),
        *(f"D{number}_{facet}" for number in range(1, 9) for facet in facets),
        *(f"D{number}_score" for number in range(1, 9)),
        *(
            "index",
            "level",
            "range_low",
            "range_high",
            "levers",
            "flags",
            "next_step",
            "test",
            "repeat",
        ),
    )


def test_a_lead_says_what_was_answered_and_what_came_of_it(
    model: Model, catalogue: Catalogue
) -> None:
    lead = lead_of(
        catalogue,
        "AC-01234-56789",
        assess(model, P2),
        language="nl",
        week="2026-W47",
        attribution=Attribution("homepage", "news", "mail", "spring-26"),
    )
    expected = {
        "reference": "AC-01234-56789",
        "week": "2026-W47",
        "language": "nl",
        "edition": model.edition,
        "source": "homepage",
        "utm_campaign": "spring-26",
        "band": "250+",
        "D1_direction": 4,
        "D6_evidence": 2,
        "D1_score": 3.6667,
        "D5_score": 3.0,
        "index": 3.1875,
        "level": 3,
        "range_low": 3,
        "range_high": 3,
        "levers": "D2 D6",
        "flags": "",
        "next_step": None,
        "test": 0,
        "repeat": 0,
    }
    assert {name: lead[name] for name in expected} == expected


def test_what_is_unknown_is_none_and_never_nought(model: Model, catalogue: Catalogue) -> None:
    lead = lead_of(catalogue, "AC-1", assess(model, UNKNOWN), language="en", week="2026-W01")
    empty = ("D1_direction", "D1_score", "index", "level", "range_low", "range_high", "source")
    assert [lead[name] for name in empty] == [None] * len(empty)
    assert lead["D1_practice"] == 2
    assert lead["levers"] == ""
    assert "many_unknown" in str(lead["flags"]).split()


def test_a_trial_run_is_marked(model: Model, catalogue: Catalogue) -> None:
    lead = lead_of(catalogue, "AC-1", assess(model, P2), language="en", week="2026-W01", test=True)
    assert lead["test"] == 1


def test_a_lead_of_a_flood_says_so_last_among_its_flags(model: Model, catalogue: Catalogue) -> None:
    def flags(sheet: AnswerSheet, *, flood: bool) -> object:
        made = lead_of(
            catalogue, "AC-1", assess(model, sheet), language="en", week="2026-W01", flood=flood
        )
        return made["flags"], made.flood

    assert flags(P2, flood=True) == ("flood", True)
    assert flags(UNKNOWN, flood=True) == ("many_unknown flood", True)
    assert flags(UNKNOWN, flood=False) == ("many_unknown", False)


@given(seed=st.integers(0, 2**32))
def test_every_lead_fits_its_columns_also_after_a_trip_through_json(
    model: Model, catalogue: Catalogue, seed: int
) -> None:
    lead = invented_lead(model, catalogue, random.Random(seed))
    assert catalogue.read(json.loads(json.dumps(lead.values))) == lead


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({"reference": None}, id="no reference"),
        pytest.param({"level": "3"}, id="text for a number"),
        pytest.param({"level": 3.0}, id="a fraction for a whole number"),
        pytest.param({"level": True}, id="yes for a number"),
        pytest.param({"level": 2**63}, id="a number too large to store"),
        pytest.param({"index": float("nan")}, id="not a number"),
        pytest.param({"index": "3.5"}, id="text for a fraction"),
        pytest.param({"test": 2}, id="a flag that is neither"),
        pytest.param({"test": None}, id="no flag"),
        pytest.param({"source": 7}, id="a number for text"),
        pytest.param({"source": "a\0b"}, id="a NUL"),
        pytest.param({"source": "\ud800"}, id="half a character"),
        pytest.param({"source": ["a"]}, id="a list"),
    ],
)
def test_values_that_fit_no_lead_are_refused(
    catalogue: Catalogue, make_lead: MakeLead, change: dict[str, Any]
) -> None:
    with pytest.raises(StoreError, match=next(iter(change))):
        catalogue.read({**make_lead().values, **change})


def test_every_column_has_a_heading_and_a_meaning_and_the_answers_share_theirs(
    catalogue: Catalogue,
) -> None:
    ids = catalogue.text_ids
    assert len(ids) == len(set(ids))
    assert {"columns.week.heading", "columns.week.meaning", "columns.index.meaning"} < set(ids)
    answers = [column for column in catalogue.columns if column.facet]
    assert {column.heading for column in answers} == {"columns.answer.heading"}
    assert (answers[0].dimension, answers[0].facet) == ("D1", "direction")
    scores = [column for column in catalogue.columns if column.dimension and not column.facet]
    assert {column.meaning for column in scores} == {"columns.score.meaning"}


@pytest.mark.parametrize(
    ("day", "week"),
    [
        pytest.param("2026-11-21", "2026-W47", id="a Saturday in November"),
        pytest.param("2027-01-03", "2026-W53", id="the first days of January may be last year's"),
        pytest.param("2025-12-29", "2026-W01", id="the last days of December may be next year's"),
    ],
)
def test_a_day_becomes_its_iso_week(day: str, week: str) -> None:
    assert iso_week(datetime.date.fromisoformat(day)) == week
