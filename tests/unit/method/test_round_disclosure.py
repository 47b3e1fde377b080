"""What a shielded round gives away: how often somebody could be certain of a colleague's score.

Somebody who knows their own sheet, and two who put their heads together, see the aggregate. A
colleague's score is safe when it could be another one while the aggregate stays the same, whatever
those who look have answered. Only worlds in which one or two sheets differ are tried, so the shares
are never too low.
"""

import random
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from functools import cache, lru_cache
from itertools import islice, product
from unittest.mock import patch

import msgspec
import pytest

from app.method.aggregating import aggregate
from app.method.model import Model
from app.method.round import Aggregate, Mode, Participant
from app.method.scoring import dimension_score
from app.method.sheet import AnswerSheet, FacetAnswers
from tests.unit.method.sheets import MODEL, VENDOR, colleagues, invented

FACTS = {key: option for key, option in VENDOR.items() if key != "role"}
# How many of leadership, operations and others: without roles, with a rest of one, with both shown.
ROSTERS = ((3, 2, 0), (5, 0, 0), (4, 1, 1), (2, 5, 1), (5, 5, 0), (5, 2, 3), (6, 6, 1))
ROUNDS_EACH = 35
# One way to come to each score from 1 to 5, in thirds.
WAYS = [FacetAnswers(*sorted(n // 3 + (n % 3 > k) for k in range(3))) for n in range(3, 16)]
_ENOUGH = 3  # others with whom a score could change: two cannot be all of them

Roles = Sequence[str]
Answers = Sequence[FacetAnswers]
Drawn = Callable[[random.Random, int], list[AnswerSheet]]


def one_dimension() -> Model:
    """Dimensions say nothing of one another, so that each is looked at alone."""
    return msgspec.structs.replace(MODEL, dimensions=["D1"])


MODEL_OF_ONE = one_dimension()
SHEET = invented(random.Random(1))


def strangers(chance: random.Random, count: int) -> list[AnswerSheet]:
    """Sheets that have nothing to do with one another."""
    return [invented(chance) for _ in range(count)]


def seen(mode: Mode, roles: Roles, answers: Answers) -> Aggregate:
    """What everybody sees. Remembered: the order of those who answer changes nothing."""
    return _seen(mode, frozenset(Counter(zip(roles, answers, strict=True)).items()))


@lru_cache(2**14)
def _seen(mode: Mode, given: frozenset[tuple[tuple[str, FacetAnswers], int]]) -> Aggregate:
    participants = [someone(*each) for each, count in given for _ in range(count)]
    return aggregate(MODEL_OF_ONE, mode, FACTS, participants)


@cache
def someone(role: str, answers: FacetAnswers) -> Participant:
    return Participant(replace(SHEET, profile={**VENDOR, "role": role}, answers={"D1": answers}))


@pytest.fixture(scope="module", autouse=True)
def scores_remembered() -> Iterator[None]:
    """Score the same answers once: that is half of an aggregate."""
    score = cache(lambda answers: dimension_score(MODEL, answers))
    with patch("app.method.aggregating.dimension_score", lambda _model, answers: score(answers)):
        yield


@cache
def other_ways(answers: FacetAnswers) -> list[FacetAnswers]:
    """Ways to another score, the nearest first: those are the least likely to be noticed."""
    own = dimension_score(MODEL, answers)
    assert own is not None
    found = [(dimension_score(MODEL, way), way) for way in WAYS]
    apart = [(abs(score - own), way) for score, way in found if score is not None and score != own]
    return [way for _, way in sorted(apart)]


def others_who_hide(mode: Mode, roles: Roles, answers: Answers, who: int) -> int:
    """With how many others this score could change unseen, counted no further than _ENOUGH."""
    shown = seen(mode, roles, answers)
    ways = other_ways(answers[who])

    def unseen(changed: dict[int, FacetAnswers]) -> bool:
        given = [changed.get(place, each) for place, each in enumerate(answers)]
        return seen(mode, roles, given) == shown

    if any(unseen({who: way}) for way in ways):
        return _ENOUGH
    hiding = (
        other
        for other in range(len(answers))
        if other != who and any(unseen({who: way, other: too}) for way, too in product(ways, WAYS))
    )
    return len(list(islice(hiding, _ENOUGH)))


def least_hidden(mode: Mode, roles: Roles, sheets: Sequence[AnswerSheet]) -> int:
    """Of all that anybody has answered, the score with the fewest others to hide it."""
    dimensions = [[sheet.answers[d] for sheet in sheets] for d in MODEL.dimensions]
    return min(
        others_who_hide(mode, roles, answers, who)
        for answers in dimensions
        # Who has the same role and answers as another is hidden by the same others.
        for who in dict(
            zip(zip(roles, answers, strict=True), range(len(roles)), strict=True)
        ).values()
        # Whoever doesn't know has no score to be certain of.
        if dimension_score(MODEL, answers[who]) is not None
    )


def shares(drawn: Drawn, each: int) -> dict[tuple[int, int, int], tuple[float, float]]:
    """In which share of rounds one participant, and two together, could be certain, by roster."""
    chance = random.Random(20261122)
    found = {}
    for leadership, operations, other in ROSTERS:
        roles = ["leadership"] * leadership + ["operations"] * operations + ["other"] * other
        hidden = [least_hidden("shielded", roles, drawn(chance, len(roles))) for _ in range(each)]
        found[leadership, operations, other] = (
            sum(count <= 1 for count in hidden) / each,
            sum(count <= 2 for count in hidden) / each,
        )
    return found


@pytest.mark.parametrize("drawn", [strangers, colleagues])
def test_in_a_shielded_round_hardly_anybody_can_be_certain_of_a_colleagues_score(
    drawn: Drawn, capsys: pytest.CaptureFixture[str]
) -> None:
    found = shares(drawn, ROUNDS_EACH)
    alone, together = (sum(share) / len(found) for share in zip(*found.values(), strict=True))
    with capsys.disabled():
        count = len(found) * ROUNDS_EACH
        print(f"\nCertain of a score in {count} shielded rounds of {drawn.__name__}:")
        for roster, (one, two) in found.items():
            print(f"  {roster}: one {one:.1%}, two {two:.1%}")
        print(f"  of all: one {alone:.1%}, two {together:.1%}")
    assert alone <= 0.05
    assert together <= 0.10


def test_the_simulation_does_find_what_exact_numbers_give_away() -> None:
    # An open round shows each level, and exact medians: there the same search finds scores.
    answers = [WAYS[6], WAYS[4]]
    assert others_who_hide("open", ["leadership", "operations"], answers, 0) == 0


# --- Who knows all others ------------------------------------------------------------------------


def told_apart(roles: Roles, known: Answers) -> list[list[str]]:
    """The scores of whoever has the first of these roles, by what those who gave the rest see."""
    by_sight: dict[str, list[str]] = {}
    for way in WAYS:
        shown = repr(seen("shielded", roles, [way, *known]).dimensions)
        by_sight.setdefault(shown, []).append(str(dimension_score(MODEL, way)))
    return sorted(by_sight.values(), key=lambda scores: Fraction(scores[0]))


def scoring(*thirds: int) -> list[FacetAnswers]:
    """Answers that come to so many thirds each."""
    return [WAYS[n - 3] for n in thirds]


def test_a_host_who_fills_all_seats_but_one_learns_the_level_of_the_last() -> None:
    # Two at the lowest and two at the highest step: the last one is the middle of the group.
    assert told_apart(["operations"] * 5, scoring(3, 3, 15, 15)) == [
        ["1", "4/3"],
        ["5/3", "2", "7/3"],
        ["8/3", "3", "10/3"],
        ["11/3", "4", "13/3"],
        ["14/3", "5"],
    ]


def test_such_a_host_who_chooses_well_learns_a_low_score_exactly_and_less_of_the_others() -> None:
    # Of all ways to fill four seats of five, none tells more apart.
    assert told_apart(["operations"] * 5, scoring(3, 4, 5, 8)) == [
        ["1"],
        ["4/3"],
        ["5/3"],
        ["2", "7/3", "8/3", "3", "10/3", "11/3"],
        ["4", "13/3", "14/3", "5"],
    ]


def test_with_both_sides_shown_such_a_host_learns_a_little_more_than_the_level() -> None:
    roles = ["operations"] * 5 + ["leadership"] * 5
    apart = told_apart(roles, scoring(3, 4, 15, 15) + scoring(13) * 5)
    assert sorted(map(len, apart)) == [1, 1, 1, 2, 2, 3, 3]


def test_of_one_left_over_nothing_can_be_subtracted() -> None:
    roles = ["other"] + ["leadership"] * 5 + ["operations"] * 5
    for known in (scoring(9) * 10, scoring(8, 9, 9, 9, 10, 8, 9, 9, 10, 10)):
        shown = seen("shielded", roles, [WAYS[0], *known]).dimensions["D1"]
        assert set(shown.scores) == {"all"}
        assert len(told_apart(roles, known)) == 1  # all thirteen scores look alike
