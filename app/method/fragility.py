"""How firmly a level stands: the smallest change within one dimension that would move it."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

from app.method.model import Model
from app.method.scoring import Assessment, dimension_score, gated_level, weighted_index
from app.method.sheet import FacetAnswers


@dataclass(frozen=True, slots=True)
class Change:
    """This many answers of one dimension, each one option higher (or lower), give this level."""

    dimension: str
    answers: int
    raises: bool
    level: int


def nearest_changes(model: Model, assessment: Assessment) -> list[Change]:
    """The smallest change up and the smallest one down, where one dimension can move the level.

    Among equally small ones, that in the dimension with the highest weight. Empty without a level.
    """
    if assessment.level is None:
        return []
    found = [_nearest(model, assessment, step) for step in (1, -1)]
    return [change for change in found if change is not None]


def _nearest(model: Model, assessment: Assessment, step: int) -> Change | None:
    by_weight = sorted(assessment.weights, key=lambda d: (-assessment.weights[d], d))
    # A dimension that cannot move the level with all its answers cannot do it with fewer.
    able = [d for d in by_weight if _moves(model, assessment, d, len(model.facets), step)]
    for count in range(1, len(model.facets) + 1):
        for dimension in able:
            level = _moves(model, assessment, dimension, count, step)
            if level is not None:
                return Change(dimension, count, step > 0, level)
    return None


def _moves(
    model: Model, assessment: Assessment, dimension: str, count: int, step: int
) -> int | None:
    """The level after the most effective move of up to `count` answers; None if it stays."""
    facets = assessment.sheet.answers[dimension]
    scores = [dimension_score(model, moved) for moved in _moved(model, facets, count, step)]
    known = [score for score in scores if score is not None]
    if assessment.level is None or not known:
        return None
    score = max(known) if step > 0 else min(known)
    changed = {**assessment.scores, dimension: score}
    level = gated_level(model, weighted_index(assessment.weights, changed), changed)
    return level if level != assessment.level else None


def _moved(model: Model, facets: FacetAnswers, count: int, step: int) -> Iterator[FacetAnswers]:
    """The dimension's answers with `count` of them one option higher or lower."""
    movable = [
        position
        for position, answer in enumerate(facets)
        if answer is not None and answer + step in model.levels
    ]
    for chosen in combinations(movable, min(count, len(movable))):
        yield FacetAnswers(
            *(
                answer + step if answer is not None and position in chosen else answer
                for position, answer in enumerate(facets)
            )
        )
