"""How a conversation is opened: where the claim is furthest ahead of what can be shown."""

from pathlib import Path
from typing import Any

import pytest

from app.leads.columns import catalogue_of
from app.method.editions import load_editions
from app.method.messages import say
from app.method.model import Model
from app.method.opener import Opener, opener_for
from app.method.scoring import assess
from app.method.sheet import AnswerSheet, FacetAnswers
from tests.unit.method.sheets import VENDOR

QUESTIONS = Path(__file__).parents[3] / "questions"
EVEN = (3, 3, 3)


def everywhere(*facets: int | None) -> dict[str, Any]:
    """The same three answers in every dimension."""
    return {f"D{number}": facets for number in range(1, 9)}


def opened(
    model: Model,
    role: str = "leadership",
    hurried: bool = False,
    **dimensions: tuple[int | None, ...],
) -> Opener:
    """The opener of a sheet with threes everywhere but here."""
    answers = {d: FacetAnswers(*dimensions.get(d, EVEN)) for d in model.dimensions}
    profile = {**VENDOR, "role": role}
    return opener_for(model, assess(model, AnswerSheet(profile, answers, hurried, edition=1)))


def test_it_begins_where_the_claim_is_furthest_ahead_of_the_evidence(model: Model) -> None:
    found = opened(model, D3=(4, 4, 2), D5=(5, 5, 2), D8=(4, 3, 3))
    assert found.question.id == "opener.question.D5"
    assert found.reason.id == "opener.reason.far"
    assert dict(found.reason.values) == {"dimension": "dimensions.D5.name"}


def test_a_small_gap_is_called_small(model: Model) -> None:
    found = opened(model, D7=(4, 4, 3))
    assert (found.question.id, found.reason.id) == ("opener.question.D7", "opener.reason.some")


def test_of_equal_gaps_it_takes_the_lever_of_highest_rank(model: Model) -> None:
    gap = (4, 4, 3)
    found = opened(model, D1=gap, D2=(2, 2, 1), D8=gap)
    assert found.question.id == "opener.question.D2"
    assert found.then.id == "opener.then.same"


def test_without_any_gap_it_begins_at_the_first_lever(model: Model) -> None:
    found = opened(model, D4=(1, 1, 1))
    assert (found.question.id, found.reason.id) == ("opener.question.D4", "opener.reason.lever")


def test_evidence_ahead_of_the_claim_is_no_gap(model: Model) -> None:
    found = opened(model, D6=(2, 2, 5))
    assert found.reason.id == "opener.reason.lever"


def test_another_lever_comes_after_the_gap(model: Model) -> None:
    found = opened(model, D8=(5, 5, 3), D4=(1, 1, 1))
    assert found.question.id == "opener.question.D8"
    assert found.then.id == "opener.then.other"
    assert dict(found.then.values)["dimension"] == "dimensions.D4.name"


def test_without_a_level_it_is_about_finding_out(model: Model) -> None:
    unknown = (None, None, None)
    found = opened(model, **everywhere(*unknown))
    assert (found.question.id, found.reason.id) == ("opener.question.D1", "opener.reason.unknown")
    assert found.then.id == "opener.then.unknown"
    assert [line.id for line in found.care] == ["opener.care.unknown"]


def test_at_the_top_it_asks_what_keeps_it_going(model: Model) -> None:
    found = opened(model, **everywhere(5, 5, 5))
    assert (found.reason.id, found.then.id) == ("opener.reason.level", "opener.then.top")


@pytest.mark.parametrize("role", ["leadership", "operations", "other"])
def test_it_speaks_to_the_role(model: Model, role: str) -> None:
    assert opened(model, role).role.id == f"opener.role.{role}"


def test_answers_to_take_with_care_are_named(model: Model) -> None:
    steady: dict[str, Any] = {"D1": (4, 3, 3), "D2": (2, 3, 2), "D3": (3, 2, 3), "D4": (4, 4, 3)}
    assert opened(model, hurried=True, **steady).care[0].id == "opener.care.quality"
    assert opened(model, **steady).care == ()


@pytest.mark.parametrize("language", ["en", "nl"])
def test_every_opener_can_be_said(model: Model, language: str) -> None:
    words = load_editions(QUESTIONS, lambda m: catalogue_of(m).text_ids).current.languages[language]
    sheets = [
        opened(model, D3=(5, 5, 2)),
        opened(model, D4=(1, 1, 1)),
        opened(model, **everywhere(5, 5, 5)),
        opened(model, **everywhere(None, None, None)),
    ]
    for found in sheets:
        for line in (found.question, found.reason, found.then, found.role, *found.care):
            assert "{" not in say(words, line)
        assert say(words, found.question).endswith("?")
