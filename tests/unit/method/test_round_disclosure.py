"""What a shielded round gives away: how often somebody could be certain of a colleague's score.

Somebody who knows their own sheet, and two who put their heads together, see the aggregate. A
colleague's score is safe when it could be another one while the aggregate stays the same, whatever
those who look have answered. Only worlds in which one or two sheets differ are tried, so the shares
are never too low.
"""

import random
from collections.abc import Iterator, Sequence
from dataclasses import replace

import msgspec
import pytest

from app.method.aggregating import aggregate
from app.method.model import Model
from app.method.round import Aggregate, Mode, Participant
from app.method.scoring import dimension_score
from app.method.sheet import FacetAnswers
from tests.unit.method.sheets import MODEL, VENDOR, invented

FACTS = {key: option for key, option in VENDOR.items() if key != "role"}
# How many of leadership, operations and others: without roles, with a rest of one, with both shown.
ROSTERS = ((3, 2, 0), (5, 0, 0), (4, 1, 1), (2, 5, 1), (5, 5, 0), (5, 2, 3), (6, 6, 1))
ROUNDS_EACH = 25
# One way to come to each score from 1 to 5, in thirds.
WAYS = [FacetAnswers(*sorted(n // 3 + (n % 3 > k) for k in range(3))) for n in range(3, 16)]

Answers = Sequence[FacetAnswers]


def one_dimension() -> Model:
    """Dimensions say nothing of one another, so that each is looked at alone."""
    return msgspec.structs.replace(MODEL, dimensions=["D1"])


MODEL_OF_ONE = one_dimension()


def seen(mode: Mode, roles: Sequence[str], answers: Answers) -> Aggregate:
    sheets = [
        replace(SHEET, profile={**VENDOR, "role": role}, answers={"D1": each})
        for role, each in zip(roles, answers, strict=True)
    ]
    return aggregate(MODEL_OF_ONE, mode, FACTS, [Participant(sheet) for sheet in sheets])


SHEET = invented(random.Random(1))


def others_who_hide(mode: Mode, roles: Sequence[str], answers: list[FacetAnswers], who: int) -> int:
    """With how many others this score could change unseen; all of them if it can by itself."""
    shown = seen(mode, roles, answers)
    own = dimension_score(MODEL, answers[who])
    ways = [way for way in WAYS if dimension_score(MODEL, way) != own]

    def unseen(**changed: FacetAnswers) -> bool:
        given = list(answers)
        for place, way in changed.items():
            given[int(place[1:])] = way
        return seen(mode, roles, given) == shown

    if any(unseen(**{f"p{who}": way}) for way in ways):
        return len(answers)
    return sum(
        any(unseen(**{f"p{who}": way, f"p{other}": too}) for way in ways for too in WAYS)
        for other in range(len(answers))
        if other != who
    )


def rounds() -> Iterator[tuple[list[str], list[list[FacetAnswers]]]]:
    """Roles, and for each dimension everybody's answers."""
    chance = random.Random(20261122)
    for leadership, operations, other in ROSTERS:
        roles = ["leadership"] * leadership + ["operations"] * operations + ["other"] * other
        for _ in range(ROUNDS_EACH):
            sheets = [invented(chance) for _ in roles]
            yield roles, [[sheet.answers[d] for sheet in sheets] for d in MODEL.dimensions]


def shares(mode: Mode) -> tuple[float, float, int]:
    """In which share of rounds one participant, and two together, could be certain."""
    alone = together = count = 0
    for roles, dimensions in rounds():
        hidden = min(
            others_who_hide(mode, roles, answers, who)
            for answers in dimensions
            for who in range(len(roles))
            # Whoever doesn't know has no score to be certain of.
            if sum(answer is not None for answer in answers[who]) > 1
        )
        alone += hidden <= 1
        together += hidden <= 2
        count += 1
    return alone / count, together / count, count


def test_in_a_shielded_round_hardly_anybody_can_be_certain_of_a_colleagues_score(
    capsys: pytest.CaptureFixture[str],
) -> None:
    alone, together, count = shares("shielded")
    with capsys.disabled():
        print(
            f"\nCertain of a score in {count} shielded rounds: one {alone:.1%}, two {together:.1%}"
        )
    assert alone <= 0.05
    assert together <= 0.10


def test_the_simulation_does_find_what_exact_numbers_give_away() -> None:
    # An open round shows each level, and exact medians: there the same search finds scores.
    answers = [WAYS[6], WAYS[4]]
    assert others_who_hide("open", ["leadership", "operations"], answers, 0) == 0
