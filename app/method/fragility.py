"""How firmly a level stands: the smallest change within one dimension that would move it."""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from itertools import combinations

from app.method.model import Model
from app.method.scoring import Assessment, dimension_score
from app.method.sheet import FacetAnswers
from app.method.whole import gated_level


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
    found = [_Firmness(model, assessment).nearest(step) for step in (1, -1)]
    return [change for change in found if change is not None]


@dataclass(frozen=True)
class _Firmness:
    model: Model
    assessment: Assessment

    def nearest(self, step: int) -> Change | None:
        weights, most = self.assessment.weights, len(self.model.facets)
        by_weight = sorted(weights, key=lambda d: (-weights[d], d))
        # A dimension that cannot move the level with all its answers cannot do it with fewer.
        able = [d for d in by_weight if self.moves(d, most, step)]
        for count in range(1, most + 1):
            for dimension in able:
                level = self.moves(dimension, count, step)
                if level is not None:
                    return Change(dimension, count, step > 0, level)
        return None

    def moves(self, dimension: str, count: int, step: int) -> int | None:
        """The level after the most effective move of up to `count` answers; None if it stays."""
        facets = self.assessment.sheet.answers[dimension]
        moved = _moved(self.model, facets, count, step)
        scores = [dimension_score(self.model, each) for each in moved]
        known = [score for score in scores if score is not None]
        if not known:
            return None
        score = max(known) if step > 0 else min(known)
        changed = {**self.assessment.scores, dimension: score}
        level = gated_level(self.model, self.index_with(dimension, score), changed)
        return level if level != self.assessment.level else None

    def index_with(self, dimension: str, score: Fraction) -> Fraction:
        """The weighted index if this dimension scored otherwise."""
        weight, own = self.assessment.weights[dimension], self.assessment.scores[dimension]
        if own is None:
            return (self.sum + weight * score) / (self.weight + weight)
        return (self.sum + weight * (score - own)) / self.weight

    @cached_property
    def weight(self) -> Fraction:
        """What all assessed dimensions weigh together."""
        weights, scores = self.assessment.weights, self.assessment.scores
        return sum((weights[d] for d in weights if scores[d] is not None), Fraction(0))

    @cached_property
    def sum(self) -> Fraction:
        """Their scores, weighted, summed up."""
        return (self.assessment.index or Fraction(0)) * self.weight


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
