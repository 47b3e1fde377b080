"""What sets an organisation apart: one sentence, its strengths, and where it is ahead."""

import pytest

from app.method.advice import Advice, advice_on
from app.method.bank import Bank
from app.method.messages import dimension_name, say
from app.method.model import Model
from app.method.scoring import assess
from app.method.sheet import AnswerSheet
from tests.unit.method.sheets import VENDOR, WORKED, all_alike, invented_sheets, sheet


def advice(model: Model, given: AnswerSheet) -> Advice:
    return advice_on(model, assess(model, given))


@pytest.mark.parametrize(
    ("given", "english", "dutch"),
    [
        pytest.param(
            WORKED["P2"].sheet,
            "Strong in Enablement; Governance & Steering is the place to begin.",
            "Sterk in Enablement; begin bij Governance & Sturing.",
            id="a strength, and a lever",
        ),
        pytest.param(
            WORKED["P1"].sheet,
            "Furthest along in Culture & Relationships; Enablement is the place to begin.",
            "Het verst met Cultuur & Relaties; begin bij Enablement.",
            id="ahead, and not yet strong",
        ),
        pytest.param(
            WORKED["E7"].sheet,
            "Strong in Governance & Steering; Culture & Relationships holds you back.",
            "Sterk in Governance & Sturing; Cultuur & Relaties houdt jullie tegen.",
            id="one holds it back",
        ),
        pytest.param(
            sheet("555 222 555 444 555 444 444 212"),
            "Strong in Strategy & Vision; "
            "Governance & Steering and Culture & Relationships hold you back.",
            "Sterk in Strategie & Visie; "
            "Governance & Sturing en Cultuur & Relaties houden jullie tegen.",
            id="two hold it back",
        ),
        pytest.param(
            all_alike("222"),
            "Evenly built: your dimensions keep pace with each other.",
            "Gelijkmatig opgebouwd: jullie dimensies houden gelijke tred.",
            id="all alike",
        ),
        pytest.param(
            all_alike("555"),
            "Strong across the board: your dimensions keep pace with each other.",
            "Over de hele linie sterk: jullie dimensies houden gelijke tred.",
            id="all strong",
        ),
        pytest.param(
            WORKED["E8"].sheet,
            "Too many questions are still open to name a level.",
            "Er staan nog te veel vragen open om een niveau te noemen.",
            id="not enough known",
        ),
    ],
)
def test_one_sentence_says_what_stands_out_and_what_holds_it_back(
    model: Model, bank: Bank, given: AnswerSheet, english: str, dutch: str
) -> None:
    verdict = advice(model, given).verdict
    assert say(bank.languages["en"], verdict) == english
    assert say(bank.languages["nl"], verdict) == dutch


def test_strengths_are_the_highest_dimensions_and_none_where_all_are_alike(model: Model) -> None:
    (strengths,) = advice(model, WORKED["P1"].sheet).strengths
    assert dict(strengths.values) == {
        "dimensions": (dimension_name("D8"),),
        "level": "levels.3.name",
    }
    assert advice(model, all_alike("333")).strengths == []


def test_the_pattern_of_a_level_names_who_is_ahead_of_it(model: Model) -> None:
    ahead = sheet("333 333 333 333 444 333 333 333", VENDOR)
    (exception,) = advice(model, ahead).exceptions
    assert exception.id == "report.pattern.ahead.one"
    assert dict(exception.values)["dimensions"] == (dimension_name("D5"),)
    (many,) = advice(model, WORKED["E7"].sheet).exceptions
    assert dict(many.values)["count"] == 7
    assert advice(model, all_alike("333")).exceptions == []


def test_of_4000_results_none_contradicts_itself(
    model: Model, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Next steps outside the levers, the same reason twice, and the like: none of it, ever."""
    # It takes most of the time, and says nothing that could contradict.
    monkeypatch.setattr("app.method.advice.nearest_changes", lambda model, assessment: [])
    found = {"outside": 0, "same reason": 0, "not yet": 0, "strength": 0, "towards": 0}
    for given in invented_sheets(4000, seed=9):
        assessment = assess(model, given)
        said = advice_on(model, assessment)
        levers = {dimension_name(d) for d in assessment.levers}
        begun = {
            name
            for each in said.next_steps
            for value in dict(each.values).values()
            for name in (value if isinstance(value, tuple) else [value])
        }
        found["outside"] += bool(begun - levers)
        reasons = [each.reason for each in said.levers]
        found["same reason"] += len(set(reasons)) < len(reasons)
        found["not yet"] += any(
            each.not_yet.id.endswith("_high") != (each.level >= 3) for each in said.levers
        )
        praised = {name for each in said.strengths for name in dict(each.values)["dimensions"]}  # type: ignore[union-attr]
        found["strength"] += bool(praised & levers)
        found["towards"] += said.climbs and assessment.level == assessment.target[0]
    assert found == dict.fromkeys(found, 0)
