"""When answers are taken with care (method.md C9)."""

from collections.abc import Sequence

import pytest

from app.method.flags import FLAGS, QUALITY_FLAGS, is_hurried
from app.method.model import Model
from app.method.scoring import Assessment, assess
from tests.unit.method.sheets import VENDOR, sheet

CALM = "343 334 433 344 343 434 334 433"


def flags(model: Model, answers: str) -> tuple[str, ...]:
    return assess(model, sheet(answers)).flags


def test_ordinary_answers_raise_no_flag(model: Model) -> None:
    assert flags(model, CALM) == ()


def test_every_flag_is_known_and_three_of_them_widen_the_range(
    assessed: list[Assessment],
) -> None:
    raised = {flag for each in assessed for flag in each.flags}
    assert raised == set(FLAGS)
    assert {"speed", "straightline", "scattered"} == QUALITY_FLAGS


@pytest.mark.parametrize(
    ("answers", "raised"),
    [
        pytest.param("333 334 333 333 433 333 333 333", True, id="22 of 24 alike: 11/12"),
        pytest.param("333 343 333 334 333 433 333 333", False, id="21 of 24 alike, runs are short"),
        pytest.param("333 333 333 333 333 121 212 121", True, id="a run of 15"),
        pytest.param("333 333 333 333 332 121 212 121", False, id="a run of 14"),
        pytest.param("121 333 333 333 333 333 212 121", True, id="a run of 15 in the middle"),
        pytest.param("333 333 333 333 333 3?? ??? ???", True, id="16 answered, all alike"),
        pytest.param("333 333 333 333 333 ??? ??? ???", False, id="15 answered are too few"),
        pytest.param("3?3 333 333 333 333 33? 121 212", True, id="unknowns do not break a run"),
        pytest.param("3?3 333 333 33? 33? 33? 112 222", False, id="unknowns are not in the share"),
    ],
)
def test_answers_nearly_all_alike_are_flagged(model: Model, answers: str, raised: bool) -> None:
    assert ("straightline" in flags(model, answers)) == raised


@pytest.mark.parametrize(
    ("answers", "raised"),
    [
        pytest.param("133 313 233 343 344 434 433 233", True, id="10 steps over 8: 1.25"),
        pytest.param("133 313 233 343 344 434 433 333", False, id="less, by one step"),
        pytest.param("513 153 513 153 513 4?? 4?? 4??", False, id="far apart in 5 dimensions"),
        pytest.param("513 153 513 153 513 443 4?? 4??", True, id="far apart over 6 dimensions"),
        pytest.param("331 115 551 115 331 115 551 115", False, id="evidence has no part in it"),
    ],
)
def test_direction_and_practice_far_apart_are_flagged(
    model: Model, answers: str, raised: bool
) -> None:
    assert ("scattered" in flags(model, answers)) == raised


@pytest.mark.parametrize(
    ("answers", "raised"),
    [
        pytest.param("?43 3?4 43? ?44 3?3 434 334 433", False, id="five"),
        pytest.param("?43 3?4 43? ?44 3?3 43? 334 433", True, id="six"),
    ],
)
def test_six_unknown_answers_are_mentioned(model: Model, answers: str, raised: bool) -> None:
    assert flags(model, answers) == (("many_unknown",) if raised else ())


@pytest.mark.parametrize(
    ("answers", "raised"),
    [
        pytest.param("432 432 432 432 444 444 444 444", True, id="three quarters, exactly"),
        pytest.param("432 432 432 432 444 444 444 445", False, id="a little less"),
        pytest.param("432 432 444 444 43? 34? 34? 34?", True, id="four gaps are enough"),
        pytest.param("432 432 432 43? 43? 34? 34? 34?", False, id="three gaps are too few"),
    ],
)
def test_claims_ahead_across_the_board_are_noted(model: Model, answers: str, raised: bool) -> None:
    assert ("claims_ahead" in flags(model, answers)) == raised


def test_a_stage_that_was_read_otherwise_is_mentioned(model: Model) -> None:
    profile = {**VENDOR, "stage": "mature", "band": "1-10"}
    assert assess(model, sheet(CALM, profile)).flags == ("profile_adjusted",)


def test_flags_stand_in_one_order(assessed: list[Assessment]) -> None:
    for each in assessed:
        assert list(each.flags) == [flag for flag in FLAGS if flag in each.flags]


@pytest.mark.parametrize(
    ("pages", "total", "hurried"),
    [
        pytest.param([20] * 8, None, False, id="reading every page"),
        pytest.param([5.9, 5.9, *[40] * 6], None, True, id="two pages below six seconds"),
        pytest.param([5.9, *[40] * 7], None, False, id="one page below six seconds"),
        pytest.param([6] * 2 + [40] * 6, None, False, id="six seconds are enough for a page"),
        pytest.param([15] * 7 + [14.9], None, True, id="pages that make less than two minutes"),
        pytest.param([15] * 8, None, False, id="pages that make two minutes"),
        pytest.param(None, 119.9, True, id="less than two minutes, pages not counted"),
        pytest.param(None, 120, False, id="two minutes, pages not counted"),
        pytest.param(None, None, False, id="nobody counted"),
    ],
)
def test_answers_quicker_than_reading_are_flagged(
    model: Model, pages: Sequence[float] | None, total: float | None, hurried: bool
) -> None:
    assert is_hurried(model, pages, total) == hurried


def test_hurry_is_all_that_a_sheet_keeps_of_the_time(model: Model) -> None:
    assert assess(model, sheet(CALM, hurried=True)).flags == ("speed",)
