"""What is said about single dimensions: why one is a lever, what another brings or costs."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.method.messages import Message, dimension_name, level_name, message
from app.method.model import Model
from app.method.scoring import Assessment

# The level of its own from which a dimension brings a benefit; below that, it costs.
_STRONG_FROM = 3


@dataclass(frozen=True, slots=True)
class LeverAdvice:
    """One lever: why it is one here, and the step from its own level to the next."""

    dimension: str
    level: int
    reason: Message
    step: Message


@dataclass(frozen=True, slots=True)
class DimensionLine:
    """One dimension in a line; `level` is None when it was not assessed."""

    dimension: str
    level: int | None
    line: Message


def lever_advice(model: Model, assessment: Assessment, dimension: str, level: int) -> LeverAdvice:
    """A lever of an organisation on this level."""
    own = assessment.known_levels[dimension]
    return LeverAdvice(
        dimension=dimension,
        level=own,
        reason=_reason(model, assessment, dimension, level),
        step=message(f"dimensions.{dimension}.step.{own}"),
    )


def _reason(model: Model, assessment: Assessment, dimension: str, level: int) -> Message:
    """The first reason that holds; the strongest comes first."""
    if dimension in assessment.blocking:
        return message("lever.blocking")
    position = assessment.levers.index(dimension)
    for later in assessment.levers[position + 1 :]:
        if dimension in model.prerequisites.get(later, ()):
            return message("lever.prerequisite", dimension=dimension_name(later))
    if assessment.to_target != "below":
        return message("lever.upkeep")
    if dimension in model.focus_of(level):
        return message("lever.focus", next=level_name(level + 1))
    heaviest = max(assessment.weights.values())
    if assessment.weights[dimension] == heaviest:
        return message("lever.weight")
    return message("lever.distance")


def lines_on(
    model: Model, assessment: Assessment, dimensions: Sequence[str]
) -> list[DimensionLine]:
    """What each of these brings where it is strong, or costs where it is weak."""
    lines = []
    for dimension in dimensions:
        own = assessment.known_levels[dimension]
        side = "strong" if own >= _STRONG_FROM else "weak"
        text_id = "advice.keep" if own == model.steps else f"dimensions.{dimension}.{side}"
        lines.append(DimensionLine(dimension, own, message(text_id)))
    return lines
