"""How firmly a level stands: the smallest change within one dimension that would move it."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

from app.method.model import Model
from app.method.scoring import Assessment, dimension_score, gated_level, weighted_index
from app.method.sheet import FacetAnswers


@dataclass(frozen=True, slots=True)
class Change:
    """So many answers of one dimension, each one option higher (or lower), give this level."""

    dimension: str
    answers: int
    raises: bool
    level: int


def nearest_changes(model: Model, assessment: Assessment) -> list[Change]:
    """The smallest change up and the smallest one down, if one dimension can move the level.

    Of equally small ones, that in the dimension that weighs most. Empty without a level.
    """
    if assessment.level is None:
        return []
    found = [_nearest(model, assessment, step) for step in (1, -1)]
    return [change for change in found if change is not None]


def _nearest(model: Model, assessment: Assessment, step: int) -> Change | None:
    by_weight = sorted(assessment.weights, key=lambda d: (-assessment.weights[d], d))
    for count in range(1, len(model.facets) + 1):
        for dimension in by_weight:
            for answers in _moved(model, assessment.sheet.answers[dimension], count, step):
                level = _level_with(model, assessment, dimension, answers)
                if assessment.level is not None and (level - assessment.level) * step > 0:
                    return Change(dimension, count, step > 0, level)
    return None


def _moved(model: Model, facets: FacetAnswers, count: int, step: int) -> Iterator[FacetAnswers]:
    """The dimension's answers with `count` of them one option higher or lower."""
    movable = [
        position
        for position, answer in enumerate(facets)
        if answer is not None and answer + step in model.levels
    ]
    for chosen in combinations(movable, count):
        yield FacetAnswers(
            *(
                answer + step if answer is not None and position in chosen else answer
                for position, answer in enumerate(facets)
            )
        )


def _level_with(model: Model, assessment: Assessment, dimension: str, answers: FacetAnswers) -> int:
    scores = {**assessment.scores, dimension: dimension_score(model, answers)}
    return gated_level(model, weighted_index(assessment.weights, scores), scores)
