"""Scores and facts → the whole: index, level, range and levers (method.md C2, C4–C6, C8), exact."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from app.method.levers import blocking_dimensions, choose_levers, set_aside
from app.method.model import Model
from app.method.round import Aggregate
from app.method.sheet import Profile

Scores = Mapping[str, Fraction | None]


@dataclass(frozen=True, slots=True)
class Whole:
    """What scores come to, read with the facts of an organisation (C4–C6, C8).

    Scores and index run from 1 to 5 and are exact; None means "not assessed". `index`, both levels,
    `range` and `to_target` are None when too little is known for a level. `levers` are in order of
    rank, all other lists of dimensions in the order of the model.
    """

    weights: Mapping[str, Fraction]
    scores: Scores
    dimension_levels: Mapping[str, int | None]
    index: Fraction | None
    average_level: int | None
    level: int | None
    range: tuple[int, int] | None
    gated: bool
    blocking: tuple[str, ...]
    levers: tuple[str, ...]
    park: tuple[str, ...]
    hold: tuple[str, ...]
    not_assessed: tuple[str, ...]
    target: tuple[int, int]
    to_target: str | None

    @property
    def known_levels(self) -> dict[str, int]:
        """The levels of the assessed dimensions."""
        return {d: level for d, level in self.dimension_levels.items() if level is not None}


def weigh(
    model: Model,
    facts: Profile,
    scores: Scores,
    *,
    doubt: Fraction,
    enough: bool,
    claim_notes: Sequence[str] = (),
) -> Whole:
    """What these scores come to. `doubt` widens the range; `enough`: to name a level at all."""
    weights = model.weights[model.effective_stage(facts), facts["type"]]
    levels = {d: None if s is None else level_of(model, s) for d, s in scores.items()}
    index = weighted_index(weights, scores) if enough else None
    average = None if index is None else level_of(model, index)
    level = None if index is None else gated_level(model, index, scores)
    blocking = blocking_dimensions(model, levels, average)
    levers = choose_levers(model, weights, scores, levels, blocking, level)
    park, hold = set_aside(model, weights, levels, claim_notes, level, levers)
    target = model.targets[facts["model"]]
    return Whole(
        weights=weights,
        scores=scores,
        dimension_levels=levels,
        index=index,
        average_level=average,
        level=level,
        range=None if index is None or level is None else range_around(model, index, level, doubt),
        gated=level != average,
        blocking=blocking,
        levers=levers,
        park=park,
        hold=hold,
        not_assessed=tuple(d for d, score in scores.items() if score is None),
        target=target,
        to_target=None if level is None else _beside(level, target),
    )


def whole_of(model: Model, aggregate: Aggregate) -> Whole:
    """What a round comes to, with the facts that it was opened with (conversation.md 3)."""
    scores = {d: together.consensus for d, together in aggregate.dimensions.items()}
    known = sum(score is not None for score in scores.values())
    enough = known >= model.level.dimensions_needed
    return weigh(model, aggregate.facts, scores, doubt=model.range.flagged, enough=enough)


def level_of(model: Model, score: Fraction) -> int:
    """The highest level that the score reaches; each begins a third below its number (C2)."""
    return next((level for level, begin in model.thresholds if score >= begin), model.levels[0])


def weighted_index(weights: Mapping[str, Fraction], scores: Scores) -> Fraction:
    """The weighted mean of the assessed dimensions (C4)."""
    assessed = {d: score for d, score in scores.items() if score is not None}
    total = sum((weights[d] * score for d, score in assessed.items()), Fraction(0))
    return total / sum(weights[d] for d in assessed)


def gated_level(model: Model, index: Fraction, scores: Scores) -> int:
    """The level of the index, at most one above that of the weakest dimension (C5)."""
    weakest = min(score for score in scores.values() if score is not None)
    return min(level_of(model, index), level_of(model, weakest) + model.level.gate)


def range_around(model: Model, index: Fraction, level: int, doubt: Fraction) -> tuple[int, int]:
    """The lowest and highest level around an index; `doubt` widens it on either side (C6)."""
    rules = model.range
    low = level_of(model, max(Fraction(1), index - rules.down - doubt))
    high = level_of(model, min(Fraction(model.steps), index + rules.up + doubt))
    return max(level - 1, min(level, low)), max(level, min(level + 1, high))


def _beside(level: int, target: tuple[int, int]) -> str:
    low, high = target
    return "below" if level < low else "above" if level > high else "inside"
