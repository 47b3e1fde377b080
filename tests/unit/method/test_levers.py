"""Which dimensions become levers, which are parked and which are held (method.md C8)."""

from fractions import Fraction

import pytest

from app.method.levers import blocking_dimensions, choose_levers, lever_weights
from app.method.model import Model
from app.method.scoring import Assessment, assess
from app.method.whole import level_of
from tests.unit.method.sheets import VENDOR, WORKED, sheet

START = {**VENDOR, "stage": "start"}
MATURE = {**VENDOR, "stage": "mature", "band": "51-250"}


def pull(model: Model, found: Assessment) -> dict[str, Fraction]:
    """How much each dimension pulls."""
    assert found.level is not None
    return lever_weights(model, found.weights, found.scores, found.dimension_levels, found.level)


def test_the_mature_saas_vendor_comes_out_as_worked_out_by_hand(model: Model) -> None:
    found = assess(model, WORKED["P2"].sheet)
    pulls = pull(model, found)
    assert (pulls["D2"], pulls["D6"], pulls["D5"]) == (
        Fraction(25, 8),
        Fraction(5, 2),
        Fraction(5, 4),
    )
    assert found.levers == ("D2", "D6")  # 1.25 is less than 0.8 × 2.5


def test_a_third_lever_that_pulls_exactly_enough_is_listed(model: Model) -> None:
    found = assess(model, WORKED["P1"].sheet)
    pulls = pull(model, found)
    assert pulls["D2"] == Fraction(4, 5) * pulls["D3"]
    assert found.levers == ("D4", "D3", "D2")


@pytest.mark.parametrize(
    ("level", "focus"),
    [
        pytest.param(1, ["D1", "D2", "D3"], id="from 1 to 2"),
        pytest.param(2, ["D4", "D6", "D7"], id="from 2 to 3"),
        pytest.param(3, ["D2", "D5", "D6"], id="from 3 to 4"),
        pytest.param(4, ["D5", "D6", "D8"], id="from 4 to 5"),
    ],
)
def test_what_the_next_step_rests_on_pulls_a_quarter_more(
    model: Model, level: int, focus: list[str]
) -> None:
    found = assess(model, sheet(" ".join([str(level) * 3] * 8)))
    stronger = [d for d, each in pull(model, found).items() if each != found.weights[d]]
    assert stronger == focus
    assert all(pull(model, found)[d] == found.weights[d] * Fraction(5, 4) for d in focus)


def test_at_the_highest_level_there_is_nothing_to_focus_on(model: Model) -> None:
    found = assess(model, sheet("555 555 555 555 555 555 555 433"))
    assert (found.level, found.levers) == (4, ("D8",))
    almost = assess(model, sheet("555 555 555 555 555 555 555 544"))
    assert (almost.level, almost.levers) == (5, ("D8",))
    assert pull(model, almost) == {"D8": Fraction(3, 4) * Fraction(2, 3)}


def test_nothing_is_a_lever_when_every_dimension_is_at_the_highest_level(model: Model) -> None:
    found = assess(model, sheet("555 554 555 555 545 555 555 555"))
    assert found.level == 5
    assert found.levers == ()


def test_only_the_next_level_counts(model: Model) -> None:
    """Whoever is there already pulls nothing, however far the levels go on."""
    found = assess(model, sheet("222 222 222 222 222 222 222 333"))
    assert found.level == 2
    assert "D8" not in pull(model, found)


def test_what_blocks_comes_first_however_light_it_is(model: Model) -> None:
    found = assess(model, WORKED["E7"].sheet)
    assert blocking_dimensions(model, found.dimension_levels, 4) == ("D8",)
    # D4 and D7 pull more, but only D8 is two levels behind the average.
    heavier = assess(model, sheet("444 444 444 222 444 444 222 112"))
    assert (heavier.average_level, heavier.level) == (3, 2)
    pulls = pull(model, heavier)
    assert pulls["D8"] < min(pulls["D4"], pulls["D7"])
    assert heavier.levers[0] == "D8"


def test_a_third_that_blocks_is_listed_however_little_it_pulls(model: Model) -> None:
    found = assess(model, sheet("555 555 555 111 555 555 111 212", MATURE))
    assert (found.average_level, found.level) == (4, 2)
    pulls = pull(model, found)
    assert pulls["D8"] < Fraction(4, 5) * pulls["D7"]
    assert found.levers == ("D4", "D7", "D8")


def test_a_lever_is_preceded_by_what_it_rests_on_and_lags(model: Model) -> None:
    # D7 pulls most and rests on D2, which lags behind it but pulls less.
    found = assess(model, sheet("222 112 222 333 222 222 221 222"))
    pulls = pull(model, found)
    assert max(pulls, key=lambda d: pulls[d]) == "D7"
    assert found.levers[:2] == ("D2", "D7")


def test_a_prerequisite_that_keeps_up_is_no_reason_to_wait(model: Model) -> None:
    found = assess(model, sheet("333 333 333 333 222 333 333 333", MATURE))
    # D5 rests on D1 and D3; both stand higher.
    assert found.levers[0] == "D5"


def test_a_prerequisite_at_the_lowest_level_comes_first_though_it_lags_no_more(
    model: Model,
) -> None:
    # D3 pulls as much as D1 and both are at level 1: the purpose comes before the mix.
    found = assess(model, sheet("112 222 111 222 222 222 222 222", START))
    assert found.dimension_levels["D1"] == found.dimension_levels["D3"] == 1
    pulls = pull(model, found)
    assert pulls["D3"] > pulls["D1"]
    assert found.levers[:2] == ("D1", "D3")


def test_equal_pulls_are_ranked_by_score_and_then_by_number(model: Model) -> None:
    weights = {d: Fraction(1) for d in model.dimensions} | {"D8": Fraction(3, 4)}
    scores = {d: Fraction(4) for d in model.dimensions}
    scores |= {"D1": Fraction(3), "D4": Fraction(3), "D8": Fraction(8, 3)}
    levels = {d: level_of(model, score) for d, score in scores.items()}
    pulls = lever_weights(model, weights, scores, levels, 3)
    assert pulls == {"D1": 1, "D4": 1, "D8": 1}
    assert choose_levers(model, weights, scores, levels, [], 3) == ("D8", "D1", "D4")


def test_two_or_three_levers_is_the_rule(assessed: list[Assessment]) -> None:
    counts = [len(found.levers) for found in assessed if found.level is not None]
    assert sum(count in (2, 3) for count in counts) / len(counts) > 0.9


@pytest.mark.parametrize(
    ("answers", "place"),
    [
        pytest.param("333", "park", id="light and at the level"),
        pytest.param("444", "park", id="above the level"),
        pytest.param("533", "park", id="ahead of its evidence, not by enough for a note"),
        pytest.param("552", "hold", id="at the level, but claims ahead of the evidence"),
        pytest.param("322", "hold", id="below the level"),
    ],
)
def test_a_light_dimension_is_parked_from_the_level_on_unless_it_claims_too_much(
    model: Model, answers: str, place: str
) -> None:
    # D8 weighs 0.75 here; D4 and D6, at the lowest level, are the levers.
    found = assess(model, sheet(f"444 444 444 222 444 222 222 {answers}"))
    assert found.level == 3
    assert "D8" not in found.levers
    assert "D8" in (found.park if place == "park" else found.hold)


@pytest.mark.parametrize(
    ("answers", "place"),
    [
        pytest.param("333", "hold", id="at the level"),
        pytest.param("444", "park", id="above the level"),
    ],
)
def test_a_heavy_dimension_is_parked_only_above_the_level(
    model: Model, answers: str, place: str
) -> None:
    # D1 weighs 1 here.
    found = assess(model, sheet(f"{answers} 444 444 222 444 222 222 444"))
    assert found.level == 3
    assert "D1" not in found.levers
    assert "D1" in (found.park if place == "park" else found.hold)
