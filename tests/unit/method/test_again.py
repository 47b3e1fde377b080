"""What has moved between two results: reliably or not, and what is not judged at all."""

from dataclasses import replace
from fractions import Fraction

import msgspec
import pytest

from app.method.advice import advice_on
from app.method.again import Comparison, Relation, Way, compare
from app.method.bank import Bank
from app.method.commitment import Commitment
from app.method.model import Model
from app.method.moved import compared
from app.method.report import Lines, Note, Report, Sentence, Table
from app.method.scoring import assess
from app.method.sections import report_of
from app.method.sheet import AnswerSheet
from tests.unit.method.sheets import MODEL, VENDOR, all_alike, sheet

BEFORE = sheet("222 222 222 222 333 333 333 333")
# D1 and D4 by a full step, D2 by a third, the others not at all.
NOW = sheet("333 322 222 433 333 333 333 333")
REVISED = msgspec.structs.replace(
    MODEL, edition=2, revisions={**MODEL.revisions, "D4.direction": 9, "D4.practice": 9}
)


def between(
    before: AnswerSheet,
    now: AnswerSheet,
    relation: Relation = "same",
    model: Model = MODEL,
    commitment: Commitment | None = None,
) -> Comparison:
    later = replace(now, edition=model.edition)
    return compare(assess(model, later), model, before, MODEL, relation, commitment)


def ways(comparison: Comparison) -> dict[str, Way]:
    return {each.dimension: each.way for each in comparison.dimensions}


def reported(comparison: Comparison, now: AnswerSheet, bank: Bank, language: str = "en") -> Report:
    words = bank.languages[language]
    report = report_of(advice_on(MODEL, assess(MODEL, now)), words)
    return compared(report, comparison, words)


def said_in(report: Report) -> list[str]:
    """Everything that the report opens with, sentence by sentence."""
    found = []
    for block in report.opening[0].blocks:
        match block:
            case Sentence(words):
                found.append(words)
            case Note(label, words):
                found.append(f"{label}: {words}")
            case Lines(heading, _, items):
                found += [f"{heading}: {line.name}, {line.words}" for line in items]
    return found


def test_two_dimensions_moved_reliably_and_the_others_not(bank: Bank) -> None:
    comparison = between(BEFORE, NOW)
    unclear = dict.fromkeys(("D2", "D3", "D5", "D6", "D7", "D8"), "unclear")
    assert ways(comparison) == {"D1": "forward", "D4": "forward", **unclear}
    assert said_in(reported(comparison, NOW, bank)) == [
        "Taken together, there is no clear movement yet.",
        "Moved forward: Strategy & Vision, From Reactive to Structured",
        "Moved forward: Enablement, From Reactive to Structured",
        "No clear movement yet: Governance & Steering, Partner Portfolio, Joint Value Creation, "
        "Performance Management, Operations & Tooling and Culture & Relationships.",
        "The same person answered both times, so a dimension counts as moved if it differs by a "
        "full step or more. Less than that can be chance.",
    ]


def test_across_an_edition_with_rewritten_items_there_is_no_judgement_of_them(bank: Bank) -> None:
    comparison = between(BEFORE, NOW, model=REVISED)
    assert ways(comparison)["D1"] == "forward"
    assert ways(comparison)["D4"] == "revised"
    said = said_in(reported(comparison, NOW, bank))
    assert "Side by side, not judged: Enablement: questions have been rewritten since." in said
    assert not any("Moved forward: Enablement" in each for each in said)
    table = next(b for b in reported(comparison, NOW, bank).sections[0].blocks)
    assert isinstance(table, Table)
    assert table.rows[3][1:] == ("Structured", "Reactive")


def test_a_level_across_rewritten_items_is_not_compared_either() -> None:
    low, high = all_alike("222"), all_alike("444")
    assert between(low, high).levels == (2, 4)
    across = between(low, high, model=REVISED)
    assert (across.whole, across.levels) == ("forward", None)


@pytest.mark.parametrize(
    ("relation", "answers", "way"),
    [
        ("same", "332", "unclear"),
        ("same", "333", "forward"),
        ("same", "111", "back"),
        ("other", "333", "unclear"),
        ("other", "433", "forward"),
        ("other", "111", "unclear"),
        ("early", "555", "early"),
        ("same", "???", "unknown"),
    ],
)
def test_a_dimension_moves_by_a_step_or_by_more_where_somebody_else_answers(
    relation: Relation, answers: str, way: Way
) -> None:
    then, now = sheet("222 " * 8), sheet(f"222 222 222 {answers} 222 222 222 222")
    assert ways(between(then, now, relation))["D4"] == way


@pytest.mark.parametrize("relation", ["same", "other"])
def test_the_whole_moves_from_exactly_its_threshold_on(relation: Relation) -> None:
    least = {"same": Fraction(2, 5), "other": Fraction(3, 5)}[relation]
    base = all_alike("222")
    parts = [all_alike(each) for each in ("222", "322", "332", "333", "433")]
    for now in (
        replace(base, answers={**base.answers, **{d: p.answers[d] for d in MODEL.dimensions[:n]}})
        for p in parts
        for n in range(9)
    ):
        index = assess(MODEL, now).index
        assert index is not None
        moved = between(base, now, relation).whole == "forward"
        assert moved == (index - 2 >= least)


def test_a_level_is_mentioned_only_with_the_whole() -> None:
    # 5/3 is Reactive, one third below is Fragile: a new level without a clear movement.
    then, now = all_alike("211"), all_alike("221")
    assert assess(MODEL, then).level != assess(MODEL, now).level
    found = between(then, now)
    assert (found.whole, found.levels) == ("unclear", None)


def test_both_are_read_with_the_newer_profile() -> None:
    other = {**VENDOR, "stage": "start", "type": "saas", "band": "1-10"}
    now = replace(NOW, profile=other)
    found = between(BEFORE, now)
    assert found.before.weights == assess(MODEL, now).weights != assess(MODEL, BEFORE).weights
    assert found == between(replace(BEFORE, profile=other), now)


def test_the_same_sheet_has_moved_nowhere(bank: Bank) -> None:
    found = between(NOW, NOW)
    assert set(ways(found).values()) == {found.whole} == {"unclear"}


@pytest.mark.parametrize("language", ["en", "nl"])
def test_sharper_sight_is_said_once_and_only_where_something_is_lower(
    bank: Bank, language: str
) -> None:
    sharper = bank.languages[language].texts["report.moved.sharper"]
    lower = between(all_alike("444"), all_alike("222"))
    higher = between(all_alike("222"), all_alike("444"))
    assert said_in(reported(lower, all_alike("222"), bank, language)).count(sharper) == 1
    assert sharper not in said_in(reported(higher, all_alike("444"), bank, language))


def test_too_early_says_nothing_about_any_dimension(bank: Bank) -> None:
    found = between(all_alike("111"), all_alike("555"), "early")
    assert said_in(reported(found, all_alike("555"), bank)) == [
        bank.languages["en"].texts["report.moved.whole.early"]
    ]


def test_too_little_known_is_no_movement(bank: Bank) -> None:
    found = between(sheet("??? " * 8), NOW)
    assert (found.whole, set(ways(found).values())) == ("unknown", {"unknown"})
    assert found.levels is None


@pytest.mark.parametrize(
    ("lever", "answer"),
    [
        (
            "D4",
            "Your answers on Enablement say yes: from Reactive to Structured. "
            "And what does your measure say?",
        ),
        (
            "D2",
            "Your answers on Governance & Steering show no clear movement yet. "
            "And what does your measure say?",
        ),
    ],
)
def test_the_commitment_comes_before_all(bank: Bank, lever: str, answer: str) -> None:
    commitment = Commitment(lever, 1, 2)
    said = said_in(reported(between(BEFORE, NOW, commitment=commitment), NOW, bank))
    assert said[0].startswith("You chose ") and said[0].endswith(". Did it move?")
    assert said[1] == answer


def test_the_days_to_the_first_result_are_asked_for_by_name(bank: Bank) -> None:
    found = between(BEFORE, NOW, commitment=Commitment("D4", 1, 2))
    assert said_in(reported(found, NOW, bank))[0] == (
        "You chose Enablement: days until a partner’s first result of its own. Did it move?"
    )
