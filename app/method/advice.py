"""Assessment → report: what to say to this organisation."""

from collections.abc import Sequence

from app.method.fragility import Change, nearest_changes
from app.method.model import Model
from app.method.report import (
    DimensionLine,
    LeverAdvice,
    Message,
    RadarRow,
    Report,
    dimension_name,
    level_name,
    message,
)
from app.method.scoring import Assessment, level_of

# The own level from which a dimension gives what it promises; below, it costs.
_STRONG_FROM = 3

_STATUS = ("indicative", "one_person", "too_high", "diagnosis", "map", "audit", "talk")


def report_on(model: Model, assessment: Assessment) -> Report:
    """Decide what to say about one assessment (method.md D). Pure."""
    level = assessment.level
    own = "no_level" if level is None else f"levels.{level}"
    known = level is not None
    return Report(
        level=level,
        headline=message(f"{own}.name"),
        range=_range(assessment),
        radar=[_radar_row(model, assessment, dimension) for dimension in model.dimensions],
        picture=[message(f"status.{aspect}") for aspect in _STATUS],
        reason=_reason(assessment),
        fragility=[_fragility(change) for change in nearest_changes(model, assessment)]
        or ([message("fragility.steady")] if known else []),
        pattern=[message(f"{own}.{part}") for part in ("pattern", "blind_spot")] if known else [],
        levers=[_lever(model, assessment, d, level) for d in assessment.levers] if level else [],
        next_steps=[message(f"{own}.next_step.{n}") for n in (1, 2, 3)]
        if known
        else [message("no_level.next")],
        not_yet=[message(f"{own}.not_yet")] if known else [],
        watch=[message(f"{own}.watch")] if known else [],
        park=_set_aside(model, assessment, assessment.park),
        hold=_set_aside(model, assessment, assessment.hold),
        find_out=[
            DimensionLine(d, None, message(f"dimensions.{d}.find_out"))
            for d in assessment.not_assessed
        ],
        target=_target(model, assessment),
        conversation=_conversation(assessment),
        notes=_notes(assessment),
        cycle=[message(f"cycle.{part}") for part in ("here", "next", "return")],
    )


def _radar_row(model: Model, assessment: Assessment, dimension: str) -> RadarRow:
    own, claim = assessment.dimension_levels[dimension], assessment.claims[dimension]
    if own is None or claim is None:
        return RadarRow(dimension, None, None)
    return RadarRow(dimension, own, level_of(model, claim))


def _range(assessment: Assessment) -> Message:
    if assessment.level is None or assessment.range is None:
        return message("no_level.why", answered=assessment.sheet.answered_count)
    low, high = assessment.range
    if low == high:
        return message("range.single", level=level_name(low))
    if high - low == 1:
        return message("range.two", low=level_name(low), high=level_name(high))
    own = level_name(assessment.level)
    return message("range.three", low=level_name(low), level=own, high=level_name(high))


def _reason(assessment: Assessment) -> list[Message]:
    level, average = assessment.level, assessment.average_level
    if level is None or average is None:
        return []
    if not assessment.gated:
        said = [message("reason.average", level=level_name(level))]
        if assessment.position:
            said.append(message(f"position.{assessment.position}", level=level_name(level)))
        return said
    weakest = min(own for own in assessment.dimension_levels.values() if own is not None)
    brakes = tuple(
        dimension_name(d) for d, own in assessment.dimension_levels.items() if own == weakest
    )
    return [
        message(
            "reason.gated",
            average=level_name(average),
            dimensions=brakes,
            level=level_name(level),
        )
    ]


def _fragility(change: Change) -> Message:
    direction = "up" if change.raises else "down"
    values = {"dimension": dimension_name(change.dimension), "level": level_name(change.level)}
    if change.answers == 1:
        return message(f"fragility.{direction}_one", **values)
    return message(f"fragility.{direction}", count=change.answers, **values)


def _lever(model: Model, assessment: Assessment, dimension: str, level: int) -> LeverAdvice:
    own = assessment.known_levels[dimension]
    return LeverAdvice(
        dimension=dimension,
        level=own,
        reason=_lever_reason(model, assessment, dimension, level),
        step=message(f"dimensions.{dimension}.step.{own}"),
    )


def _lever_reason(model: Model, assessment: Assessment, dimension: str, level: int) -> Message:
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


def _set_aside(
    model: Model, assessment: Assessment, dimensions: Sequence[str]
) -> list[DimensionLine]:
    """What each of these gives where it is strong, or costs where it is weak."""
    lines = []
    for dimension in dimensions:
        own = assessment.known_levels[dimension]
        side = "strong" if own >= _STRONG_FROM else "weak"
        text_id = "advice.keep" if own == model.steps else f"dimensions.{dimension}.{side}"
        lines.append(DimensionLine(dimension, own, message(text_id)))
    return lines


def _target(model: Model, assessment: Assessment) -> list[Message]:
    low, high = (level_name(level) for level in assessment.target)
    said = [message(f"target.{assessment.sheet.profile['model']}", low=low, high=high)]
    if assessment.level is None:
        return said
    if assessment.to_target == "below":
        above = level_name(assessment.level + 1)
        said.append(message("target.below", low=low, next=above))
        return [*said, message("target.horizon")]
    return [*said, message(f"target.{assessment.to_target}")]


def _conversation(assessment: Assessment) -> list[Message]:
    topics = assessment.levers or assessment.not_assessed
    asked = [message(f"dimensions.{dimension}.ask") for dimension in topics[:3]]
    role = assessment.sheet.profile["role"]
    return [message("conversation.intro"), message(f"conversation.{role}"), *asked]


def _notes(assessment: Assessment) -> list[Message]:
    said = [message("notes.claim", dimension=dimension_name(d)) for d in assessment.claim_notes]
    for flag in assessment.flags:
        if flag == "many_unknown":
            said.append(message("notes.many_unknown", count=assessment.sheet.unknown_count))
        else:
            said.append(message(f"notes.{flag}"))
    return said
