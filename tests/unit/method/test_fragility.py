"""How firmly a level stands: every claimed change, held against trying them all."""

from itertools import combinations

import pytest
from hypothesis import given

from app.method.fragility import Change, nearest_changes
from app.method.model import Model
from app.method.scoring import Assessment, assess
from app.method.sheet import AnswerSheet, FacetAnswers
from tests.examples import many
from tests.unit.method.sheets import WORKED, all_alike, sheet, sheets, with_answers


def levels_after(
    model: Model, given_sheet: AnswerSheet, dimension: str, count: int, step: int
) -> set[int | None]:
    """Every level that `count` answers of this dimension, one option up or down, can lead to."""
    answers = given_sheet.answers[dimension]
    found = set()
    for chosen in combinations(range(3), count):
        moved = list(answers)
        for at in chosen:
            answer = answers[at]
            if answer is None or not 1 <= answer + step <= 5:
                break
            moved[at] = answer + step
        else:
            changed = with_answers(given_sheet, dimension, FacetAnswers(*moved))
            found.add(assess(model, changed).level)
    return found


def smallest(model: Model, before: Assessment, step: int) -> Change | None:
    """The smallest change that moves the level this way, found by trying all of them."""
    assert before.level is not None
    heaviest_first = sorted(model.dimensions, key=lambda d: -before.weights[d])
    for count in (1, 2, 3):
        for dimension in heaviest_first:
            reached = levels_after(model, before.sheet, dimension, count, step)
            beyond = {level for level in reached if level and (level - before.level) * step > 0}
            if beyond:
                return Change(dimension, count, step > 0, max(beyond) if step > 0 else min(beyond))
    return None


@many(80)
@given(given_sheet=sheets())
def test_the_smallest_change_is_claimed_and_none_smaller_exists(
    model: Model, given_sheet: AnswerSheet
) -> None:
    before = assess(model, given_sheet)
    if before.level is None:
        assert nearest_changes(model, before) == []
        return
    changes = [smallest(model, before, step) for step in (1, -1)]
    assert nearest_changes(model, before) == [each for each in changes if each is not None]


@pytest.mark.parametrize("name", ["P1", "P2", "P3", "E7"])
def test_the_worked_sheets_are_as_firm_as_trying_them_shows(model: Model, name: str) -> None:
    before = assess(model, WORKED[name].sheet)
    changes = [smallest(model, before, step) for step in (1, -1)]
    assert nearest_changes(model, before) == [each for each in changes if each is not None]


def test_what_holds_the_level_back_is_what_would_raise_it(model: Model) -> None:
    # D8 at 2 1 2 is level 2; three answers more make it 3, and the whole 4.
    up = nearest_changes(model, assess(model, WORKED["E7"].sheet))[0]
    assert (up.dimension, up.answers, up.raises, up.level) == ("D8", 3, True, 4)


def test_answers_in_the_middle_of_a_level_are_moved_by_no_single_dimension(model: Model) -> None:
    assert nearest_changes(model, assess(model, all_alike("343"))) == []


def test_nothing_can_raise_the_highest_or_lower_the_lowest(model: Model) -> None:
    assert not any(
        change.raises for change in nearest_changes(model, assess(model, all_alike("555")))
    )
    assert all(change.raises for change in nearest_changes(model, assess(model, all_alike("111"))))


def test_an_unknown_answer_is_not_moved(model: Model) -> None:
    before = assess(model, sheet("44? 44? 44? 44? 44? 44? 44? 44?"))
    for change in nearest_changes(model, before):
        assert change.answers <= 2
