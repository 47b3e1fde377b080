"""Which dimensions to work on now, which to park and which to keep running (method.md C8)."""

from collections.abc import Mapping, Sequence
from fractions import Fraction

from app.method.model import Model

Levels = Mapping[str, int | None]


def choose_levers(
    model: Model,
    weights: Mapping[str, Fraction],
    scores: Mapping[str, Fraction | None],
    levels: Levels,
    blocking: Sequence[str],
    level: int | None,
) -> tuple[str, ...]:
    """Up to three dimensions in order of rank; none without a level."""
    if level is None:
        return ()
    pull = lever_weights(model, weights, scores, levels, level)
    ranked = sorted(pull, key=lambda d: (d not in blocking, -pull[d], scores[d], d))
    levers: list[str] = []
    for dimension in ranked:
        if dimension in levers:
            continue
        third = len(levers) == 2 and dimension not in blocking
        if third and pull[dimension] < model.lever.third * pull[ranked[1]]:
            break
        levers += unmet_prerequisites(model, levels, pull, dimension, levers)
        levers.append(dimension)
        if len(levers) >= model.lever.most:
            break
    return tuple(levers[: model.lever.most])


def lever_weights(
    model: Model,
    weights: Mapping[str, Fraction],
    scores: Mapping[str, Fraction | None],
    levels: Levels,
    level: int,
) -> dict[str, Fraction]:
    """The pull of each dimension below the next level: weight × distance × focus; no others."""
    target = min(model.steps, level + 1)
    focus = model.focus_of(level)
    pull = {}
    for dimension, score in scores.items():
        own = levels[dimension]
        if score is not None and own is not None and own < target:
            factor = model.lever.focus_factor if dimension in focus else Fraction(1)
            pull[dimension] = weights[dimension] * (target - score) * factor
    return pull


def blocking_dimensions(model: Model, levels: Levels, average: int | None) -> tuple[str, ...]:
    """The dimensions that are `lever.blocking_distance` levels or more behind that of the index."""
    if average is None:
        return ()
    highest = average - model.lever.blocking_distance
    return tuple(d for d, own in levels.items() if own is not None and own <= highest)


def unmet_prerequisites(
    model: Model,
    levels: Levels,
    pull: Mapping[str, Fraction],
    dimension: str,
    listed: Sequence[str],
) -> list[str]:
    """The prerequisites that must be listed before this dimension, because they lag behind."""
    own = levels[dimension]
    unmet = []
    for prerequisite in model.prerequisites.get(dimension, ()):
        level = levels[prerequisite]
        lags = level is not None and own is not None and (level < own or level == 1)
        if lags and pull.get(prerequisite, 0) > 0 and prerequisite not in listed:
            unmet.append(prerequisite)
    return unmet


def set_aside(
    model: Model,
    weights: Mapping[str, Fraction],
    levels: Levels,
    claim_notes: Sequence[str],
    level: int | None,
    levers: Sequence[str],
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The other assessed dimensions: those to park and those to keep running."""
    if level is None:
        return (), ()
    others = {d: own for d, own in levels.items() if own is not None and d not in levers}
    park = tuple(
        d
        for d, own in others.items()
        if d not in claim_notes
        and own >= level
        and (weights[d] < model.lever.parked_weight or own >= level + 1)
    )
    return park, tuple(d for d in others if d not in park)
