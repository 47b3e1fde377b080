"""What a round comes to as a whole: index, level, range and levers (method.md C4–C8)."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from app.method.levers import blocking_dimensions, choose_levers, set_aside
from app.method.model import Model
from app.method.round import Aggregate
from app.method.whole import gated_level, level_of, range_around, weighted_index


@dataclass(frozen=True, slots=True)
class Consensus:
    """The whole of a round. Without enough dimensions there is no level, range or lever."""

    scores: Mapping[str, Fraction | None]
    levels: Mapping[str, int | None]
    level: int | None
    range: tuple[int, int] | None
    levers: tuple[str, ...]
    park: tuple[str, ...]
    hold: tuple[str, ...]


def consensus_of(model: Model, round_: Aggregate) -> Consensus:
    """Apply the method to what a round agreed on, with the facts that it was opened with. Pure."""
    stage = model.effective_stage(round_.facts)
    weights = model.weights[stage, round_.facts["type"]]
    scores = {d: together.consensus for d, together in round_.dimensions.items()}
    levels = {d: None if s is None else level_of(model, s) for d, s in scores.items()}
    known = sum(score is not None for score in scores.values())
    enough = known >= model.level.dimensions_needed
    index = weighted_index(weights, scores) if enough else None
    average = None if index is None else level_of(model, index)
    level = None if index is None else gated_level(model, index, scores)
    blocking = blocking_dimensions(model, levels, average)
    levers = choose_levers(model, weights, scores, levels, blocking, level)
    park, hold = set_aside(model, weights, levels, (), level, levers)
    return Consensus(
        scores=scores,
        levels=levels,
        level=level,
        range=None
        if index is None or level is None
        else range_around(model, index, level, model.range.flagged),
        levers=levers,
        park=park,
        hold=hold,
    )
