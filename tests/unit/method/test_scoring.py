"""Dimension scores, index, level, gate and range (method.md C1–C7)."""

from dataclasses import replace
from fractions import Fraction
from itertools import product

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.method.flags import QUALITY_FLAGS
from app.method.model import Model
from app.method.scoring import Assessment, assess, dimension_score, doubt_about
from app.method.sheet import AnswerSheet, FacetAnswers, Profile
from app.method.whole import level_of, range_around
from tests.examples import many
from tests.unit.method.second_opinion import weigh
from tests.unit.method.sheets import (
    MODEL,
    VENDOR,
    WORKED,
    all_alike,
    facets,
    known_answers,
    profiles,
    sheet,
    sheets,
    with_answers,
)

ANSWERS = range(1, 6)


def flagged(assessment: Assessment) -> bool:
    return bool(QUALITY_FLAGS.intersection(assessment.flags))


# C1: the score of a dimension


@pytest.mark.parametrize(
    ("answers", "score"),
    [
        pytest.param("332", "8/3", id="method: 3 3 2"),
        pytest.param("552", "3", id="method: 5 5 2, held back by the evidence"),
        pytest.param("441", "2", id="method: 4 4 1, held back by the evidence"),
        pytest.param("543", "4", id="method: 5 4 3"),
        pytest.param("33?", "8/3", id="method: 3 3 –"),
        pytest.param("?43", "7/2", id="method: – 4 3"),
        pytest.param("4?3", "7/2", id="practice unknown counts like direction unknown"),
        pytest.param("5?1", "2", id="the cap holds with direction alone"),
        pytest.param("55?", "3", id="unknown evidence counts as two, and caps"),
        pytest.param("12?", "3/2", id="unknown evidence is no more than the claim"),
        pytest.param("11?", "1", id="unknown evidence of nothing is nothing"),
        pytest.param("115", "7/3", id="evidence may be ahead of the claim"),
        pytest.param("3??", None, id="direction alone says nothing"),
        pytest.param("?3?", None, id="practice alone says nothing"),
        pytest.param("??3", None, id="evidence alone says nothing"),
        pytest.param("???", None, id="nothing says nothing"),
    ],
)
def test_a_dimension_scores_its_mean_held_to_one_step_ahead_of_its_evidence(
    model: Model, answers: str, score: str | None
) -> None:
    expected = None if score is None else Fraction(score)
    assert dimension_score(model, facets(answers)) == expected


def test_the_evidence_bites_exactly_when_the_claim_is_more_than_a_step_and_a_half_ahead(
    model: Model,
) -> None:
    for d, p, e in product(ANSWERS, repeat=3):
        score = dimension_score(model, FacetAnswers(d, p, e))
        bites = score != Fraction(d + p + e, 3)
        assert bites == (Fraction(d + p, 2) - e > Fraction(3, 2)), (d, p, e)


@pytest.mark.parametrize("unknown", [None, 0, 1, 2], ids=["none", *FacetAnswers._fields])
def test_a_higher_answer_never_lowers_the_score_of_its_dimension(
    model: Model, unknown: int | None
) -> None:
    compared = 0
    for answers in product(ANSWERS, repeat=3):
        known = [None if at == unknown else answer for at, answer in enumerate(answers)]
        before = dimension_score(model, FacetAnswers(*known))
        for at, answer in enumerate(known):
            if answer is not None and answer < 5:
                raised = [*known[:at], answer + 1, *known[at + 1 :]]
                after = dimension_score(model, FacetAnswers(*raised))
                assert before is not None and after is not None and after >= before
                compared += 1
    assert compared == (300 if unknown is None else 1000 // 5)


@given(d=st.none() | known_answers, p=st.none() | known_answers, e=st.none() | known_answers)
def test_direction_and_practice_count_alike(
    model: Model, d: int | None, p: int | None, e: int | None
) -> None:
    swapped = dimension_score(model, FacetAnswers(p, d, e))
    assert dimension_score(model, FacetAnswers(d, p, e)) == swapped


# C2: the level of a score


@pytest.mark.parametrize(
    ("score", "level"),
    [
        pytest.param("1", 1, id="the least there is"),
        pytest.param("1666666/1000000", 1, id="just below 5/3"),
        pytest.param("5/3", 2, id="5/3"),
        pytest.param("8/3", 3, id="8/3"),
        pytest.param("3", 3, id="the level itself"),
        pytest.param("366666666666/100000000000", 3, id="below 11/3 by less than a float can say"),
        pytest.param("11/3", 4, id="11/3"),
        pytest.param("14/3", 5, id="14/3"),
        pytest.param("5", 5, id="the most there is"),
    ],
)
def test_a_level_begins_a_third_below_its_number(model: Model, score: str, level: int) -> None:
    assert level_of(model, Fraction(score)) == level


@pytest.mark.parametrize("level", range(2, 6))
def test_two_answers_at_a_level_and_the_third_one_lower_are_that_level(
    model: Model, level: int
) -> None:
    for lower in range(3):
        answers = [level - (at == lower) for at in range(3)]
        score = dimension_score(model, FacetAnswers(*answers))
        assert score is not None and level_of(model, score) == level


# B and C3: the stage and the weights


@pytest.mark.parametrize("band", MODEL.profile["band"])
@pytest.mark.parametrize("stage", MODEL.profile["stage"])
def test_the_stage_is_read_together_with_the_number_of_partners(
    model: Model, stage: str, band: str
) -> None:
    read_otherwise = {("mature", "1-10"), ("start", "51-250"), ("start", "250+")}
    profile = {**VENDOR, "stage": stage, "band": band}
    assessment = assess(model, all_alike("333", profile))
    adjusted = (stage, band) in read_otherwise
    assert assessment.effective_stage == ("grow" if adjusted else stage)
    assert ("profile_adjusted" in assessment.flags) == adjusted


@pytest.mark.parametrize("kind", MODEL.profile["type"])
@pytest.mark.parametrize("stage", MODEL.profile["stage"])
def test_the_weights_are_those_of_the_tables(model: Model, stage: str, kind: str) -> None:
    for band in model.profile["band"]:
        profile = {**VENDOR, "type": kind, "stage": stage, "band": band}
        weights = assess(model, all_alike("333", profile)).weights
        assert weights == weigh(kind, stage, band)
        assert sum(weights.values()) == 8
        assert all(Fraction(1, 2) <= weight <= Fraction(7, 4) for weight in weights.values())


# C4 and C5: index, level and gate

SCORES = {
    "P1": "5/3 4/3 4/3 1 4/3 1 4/3 8/3",
    "P2": "11/3 7/3 10/3 13/3 3 8/3 4 10/3",
    "P3": "3 11/3 10/3 4 2 10/3 11/3 3",
    "E7": "11/3 13/3 4 4 4 13/3 13/3 5/3",
    "E8": "11/3 3 8/3 - 7/3 8/3 - 3",
}


@pytest.mark.parametrize("name", WORKED)
def test_a_worked_sheet_gives_exactly_what_the_method_says(model: Model, name: str) -> None:
    worked = WORKED[name]
    found = assess(model, worked.sheet)
    scores = [None if each == "-" else Fraction(each) for each in SCORES[name].split()]
    assert list(found.scores.values()) == scores
    assert found.level == worked.expected["level"]
    assert found.index == worked.index
    assert list(found.levers) == worked.expected.get("levers", [])
    assert found.gated is worked.expected.get("gated", False)
    assert found.range == (tuple(worked.expected["range"]) if found.level else None)


def test_there_are_five_worked_sheets() -> None:
    assert list(WORKED) == list(SCORES)


def test_an_index_that_falls_exactly_on_a_threshold_reaches_the_level(model: Model) -> None:
    found = assess(model, all_alike("554"))
    assert found.index == Fraction(14, 3)
    assert found.level == 5


def test_a_dimension_two_levels_behind_holds_the_level_back(model: Model) -> None:
    assert assess(model, sheet("444 444 444 444 444 444 444 444")).level == 4
    one_behind = assess(model, sheet("444 444 444 444 444 444 444 333"))
    assert (one_behind.average_level, one_behind.level, one_behind.gated) == (4, 4, False)
    two_behind = assess(model, sheet("444 444 444 444 444 444 444 222"))
    assert (two_behind.average_level, two_behind.level, two_behind.gated) == (4, 3, True)
    three_behind = assess(model, sheet("555 555 555 555 555 555 555 111"))
    assert (three_behind.average_level, three_behind.level, three_behind.gated) == (4, 2, True)


def test_a_dimension_that_is_not_assessed_holds_nothing_back(model: Model) -> None:
    found = assess(model, sheet("444 444 444 444 444 444 444 1??"))
    assert (found.level, found.gated, found.not_assessed) == (4, False, ("D8",))


@pytest.mark.parametrize(
    ("answers", "has_level"),
    [
        pytest.param("333 333 333 333 333 3?? ??? ???", False, id="16 answers, 5 dimensions"),
        pytest.param("333 333 333 333 33? 33? ??? ???", True, id="16 answers, 6 dimensions"),
        pytest.param("333 333 333 33? 33? 33? ??? ???", False, id="15 answers, 6 dimensions"),
        pytest.param("33? 33? 33? 33? 33? 33? 33? 33?", True, id="16 answers, 8 dimensions"),
        pytest.param("33? 33? 33? 33? 33? 33? 33? 3??", False, id="15 answers, 7 dimensions"),
    ],
)
def test_a_level_takes_sixteen_answers_and_six_dimensions(
    model: Model, answers: str, has_level: bool
) -> None:
    found = assess(model, sheet(answers))
    assert (found.level is not None) == has_level
    parts = (found.index, found.average_level, found.range, found.to_target)
    assert all((part is not None) == has_level for part in parts)


def test_without_a_level_there_is_no_advice_but_what_to_find_out(model: Model) -> None:
    found = assess(model, WORKED["E8"].sheet)
    assert found.not_assessed == ("D4", "D7")
    assert (found.levers, found.park, found.hold) == ((), (), ())
    assert found.position is None
    assert found.gated is False
    assert found.target == (3, 3)
    assert found.flags == ("many_unknown",)


# C6: the range and the place within it


SURE = sheet("343 434 343 434 343 434 343 434")
ANY_FLAG = ("speed",)


@pytest.mark.parametrize(
    ("index", "level", "flags", "span"),
    [
        pytest.param("19/6", 3, (), (3, 3), id="half a step down is just the level"),
        pytest.param("316/100", 3, (), (2, 3), id="half a step down is not the level any more"),
        pytest.param("341/100", 3, (), (3, 3), id="a quarter up is not the next level yet"),
        pytest.param("41/12", 3, (), (3, 4), id="a quarter up is just the next level"),
        pytest.param("1", 1, (), (1, 1), id="nothing is below the lowest"),
        pytest.param("17/12", 1, (), (1, 2), id="early ISV of the method"),
        pytest.param("5", 5, (), (4, 5), id="nothing is above the highest"),
        pytest.param("23/6", 3, (), (3, 4), id="held back by a dimension: the index sees further"),
        pytest.param("14/3", 3, (), (3, 4), id="held back far: never two levels up"),
        pytest.param("41/12", 3, ANY_FLAG, (3, 4), id="a flag: three quarters down, just"),
        pytest.param("19/6", 3, ANY_FLAG, (2, 4), id="a flag: half a step up, just"),
        pytest.param("19/6", 3, ("many_unknown", "claims_ahead"), (3, 3), id="notes widen nothing"),
    ],
)
def test_the_range_reaches_half_a_step_down_and_a_quarter_up(
    model: Model, index: str, level: int, flags: tuple[str, ...], span: tuple[int, int]
) -> None:
    doubt = doubt_about(model, SURE, flags)
    assert range_around(model, Fraction(index), level, doubt) == span


def test_every_unknown_answer_reaches_a_twentieth_of_a_step_further(model: Model) -> None:
    index = Fraction(19, 6)  # half a step above where level 3 begins, half below level 4
    spans = []
    for unknown in range(7):
        answers = ["?43" if at < unknown else "343" for at in range(8)]
        doubt = doubt_about(model, sheet(" ".join(answers)), ())
        spans.append(range_around(model, index, 3, doubt))
    assert spans == [(3, 3)] + [(2, 3)] * 4 + [(2, 4)] * 2


@pytest.mark.parametrize(
    ("answers", "position"),
    [
        pytest.param("343 333 343 333 343 333 343 333", "middle", id="a little above the number"),
        pytest.param("334 434 343 334 343 433 343 433", "late", id="a third above the number"),
        pytest.param("333 332 332 332 332 332 332 333", None, id="a range of two levels"),
        pytest.param("444 444 444 444 444 444 444 212", None, id="held back by a dimension"),
    ],
)
def test_the_position_within_a_level_is_said_only_when_the_level_stands_alone(
    model: Model, answers: str, position: str | None
) -> None:
    assert assess(model, sheet(answers)).position == position


def test_no_position_is_said_of_answers_that_came_too_fast(model: Model) -> None:
    # At level 1 nothing lies below, so the flag leaves the range alone.
    calm = sheet("111 111 121 111 211 111 121 211")
    assert (assess(model, calm).range, assess(model, calm).position) == ((1, 1), "middle")
    fast = assess(model, replace(calm, hurried=True))
    assert (fast.range, fast.position) == ((1, 1), None)


# C7: the gap between claim and evidence


@pytest.mark.parametrize(
    ("answers", "noted"),
    [
        pytest.param("542", True, id="two and a half steps"),
        pytest.param("431", True, id="two and a half from one"),
        pytest.param("432", True, id="exactly a step and a half"),
        pytest.param("332", False, id="a step"),
        pytest.param("234", False, id="evidence ahead"),
        pytest.param("55?", False, id="unknown evidence is no gap"),
        pytest.param("4?2", True, id="one half of the claim will do (reading of C7)"),
        pytest.param("?32", False, id="one half, a step"),
    ],
)
def test_a_claim_a_step_and_a_half_ahead_of_its_evidence_is_noted(
    model: Model, answers: str, noted: bool
) -> None:
    found = assess(model, with_answers(all_alike("333"), "D3", facets(answers)))
    assert found.claim_notes == (("D3",) if noted else ())


def test_the_programme_that_thinks_it_is_an_ecosystem_is_told_so(model: Model) -> None:
    found = assess(model, WORKED["P3"].sheet)
    assert found.claim_notes == ("D1", "D5", "D8")
    assert found.flags == ("claims_ahead",)


# D: the target of the business model


@pytest.mark.parametrize(
    ("business", "target", "below", "above"),
    [
        pytest.param("product", (3, 3), (1, 2), (4, 5), id="product"),
        pytest.param("platform", (4, 5), (1, 2, 3), (), id="platform"),
        pytest.param("ecosystem", (5, 5), (1, 2, 3, 4), (), id="ecosystem"),
        pytest.param("unsure", (3, 4), (1, 2), (5,), id="unsure"),
    ],
)
def test_the_level_is_laid_beside_where_the_business_model_points(
    model: Model,
    business: str,
    target: tuple[int, int],
    below: tuple[int, ...],
    above: tuple[int, ...],
) -> None:
    for level in range(1, 6):
        found = assess(model, all_alike(f"{level}" * 3, {**VENDOR, "model": business}))
        side = "below" if level in below else "above" if level in above else "inside"
        assert (found.level, found.target, found.to_target) == (level, target, side)


# What holds for every sheet


@many(400)
@given(before=sheets(), chosen=st.integers(0, 23))
def test_a_higher_answer_never_lowers_level_or_index(
    model: Model, before: AnswerSheet, chosen: int
) -> None:
    # From "I don't know" to an answer is not higher: it says something else.
    raisable = [
        (d, at)
        for d, given_facets in before.answers.items()
        for at, answer in enumerate(given_facets)
        if answer is not None and answer < 5
    ]
    if not raisable:
        return
    dimension, at = raisable[chosen % len(raisable)]
    answers = list(before.answers[dimension])
    answers[at] = (answers[at] or 0) + 1
    after = assess(model, with_answers(before, dimension, FacetAnswers(*answers)))
    first = assess(model, before)
    assert (first.index is None) == (after.index is None)
    if first.index is not None and after.index is not None:
        assert after.index >= first.index
        assert (after.level or 0) >= (first.level or 0)


@many(200)
@given(given_sheet=sheets())
def test_swapping_direction_and_practice_changes_nothing(
    model: Model, given_sheet: AnswerSheet
) -> None:
    answers = {
        d: FacetAnswers(each.practice, each.direction, each.evidence)
        for d, each in given_sheet.answers.items()
    }
    assert_same_picture(
        assess(model, given_sheet), assess(model, replace(given_sheet, answers=answers))
    )


def equal_weights() -> Model:
    """The model with every dimension weighing the same."""
    one = {d: Fraction(1) for d in MODEL.dimensions}
    return msgspec.structs.replace(
        MODEL,
        stage_weights=dict.fromkeys(MODEL.stage_weights, one),
        type_shifts={kind: {} for kind in MODEL.type_shifts},
    )


EQUAL = equal_weights()


@many(200)
@given(given_sheet=sheets(), order=st.permutations(MODEL.dimensions))
def test_under_equal_weights_it_does_not_matter_which_dimension_is_which(
    given_sheet: AnswerSheet, order: list[str]
) -> None:
    shuffled = {
        d: given_sheet.answers[other] for d, other in zip(MODEL.dimensions, order, strict=True)
    }
    before = assess(EQUAL, given_sheet)
    assert set(before.weights.values()) == {Fraction(1)}
    assert_same_picture(before, assess(EQUAL, replace(given_sheet, answers=shuffled)))


def assert_same_picture(one: Assessment, other: Assessment) -> None:
    assert one.index == other.index
    assert one.level == other.level
    assert one.gated == other.gated
    # A run of equal answers depends on their order, and with it whether the range is widened.
    if flagged(one) == flagged(other):
        assert one.range == other.range


@many(400)
@given(given_sheet=sheets())
def test_the_level_lies_within_the_range_and_the_range_within_a_level_of_it(
    model: Model, given_sheet: AnswerSheet
) -> None:
    found = assess(model, given_sheet)
    if found.level is None or found.range is None:
        assert found.level is None and found.range is None
        return
    low, high = found.range
    assert 1 <= max(1, found.level - 1) <= low <= found.level
    assert found.level <= high <= min(5, found.level + 1)


@many(400)
@given(given_sheet=sheets())
def test_every_dimension_is_in_exactly_one_place(model: Model, given_sheet: AnswerSheet) -> None:
    found = assess(model, given_sheet)
    places = [*found.levers, *found.park, *found.hold, *found.not_assessed]
    assert len(places) == len(set(places))
    if found.level is not None:
        assert sorted(places) == model.dimensions
    assert len(found.levers) <= 3
    unscored = [d for d, score in found.scores.items() if score is None]
    assert list(found.not_assessed) == unscored


@many(100)
@given(profile=profiles, level=known_answers)
def test_the_same_answer_everywhere_is_that_level(
    model: Model, profile: Profile, level: int
) -> None:
    found = assess(model, all_alike(str(level) * 3, profile))
    assert (found.level, found.index, found.gated) == (level, Fraction(level), False)
    assert set(found.dimension_levels.values()) == {level}


@many(200)
@given(given_sheet=sheets())
def test_numbers_are_exact_and_on_the_scale(model: Model, given_sheet: AnswerSheet) -> None:
    found = assess(model, given_sheet)
    numbers = [*found.scores.values(), *found.claims.values(), found.index]
    assert {type(number) for number in numbers} <= {Fraction, type(None)}
    assert all(1 <= number <= 5 for number in numbers if number is not None)
