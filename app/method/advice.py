"""Assessment → advice: what to say to this organisation, before any words."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.method.fragility import Change, nearest_changes
from app.method.lever_advice import DimensionLine, LeverAdvice, lever_advice, lines_on
from app.method.messages import Message, dimension_name, level_name, message
from app.method.model import Model
from app.method.scoring import Assessment, level_of

_STATUS = ("indicative", "one_person", "too_high", "diagnosis", "map", "audit", "talk")


@dataclass(frozen=True, slots=True)
class RadarRow:
    """One axis of the radar as levels: where the organisation stands, what it intends and does.

    `ahead`: whether the latter reaches further. `rank`: its place among the levers, None when it is
    none.
    """

    dimension: str
    level: int | None
    claim_level: int | None
    ahead: bool = False
    rank: int | None = None


@dataclass(frozen=True, slots=True)
class Advice:
    """All that is to be said, in reading order. Without a level most of it is empty.

    `towards`: the level that the next step leads to, None where there is none above.
    """

    level: int | None
    towards: int | None
    headline: Message
    range: Message
    radar: Sequence[RadarRow]
    radar_target: Message
    picture: Sequence[Message]
    reason: Sequence[Message]
    fragility: Sequence[Message]
    pattern: Sequence[Message]
    levers: Sequence[LeverAdvice]
    next_steps: Sequence[Message]
    not_yet: Sequence[Message]
    watch: Sequence[Message]
    park: Sequence[DimensionLine]
    hold: Sequence[DimensionLine]
    find_out: Sequence[DimensionLine]
    target: Sequence[Message]
    conversation: Sequence[Message]
    questions: Sequence[Message]
    notes: Sequence[Message]
    cycle: Sequence[Message]


def advice_on(model: Model, assessment: Assessment) -> Advice:
    """Decide what to say about one assessment (method.md D). Pure."""
    level = assessment.level
    own = "no_level" if level is None else f"levels.{level}"
    known = level is not None
    return Advice(
        level=level,
        towards=None if level in (None, model.steps) else level + 1,
        headline=message(f"{own}.name"),
        range=_range(assessment),
        radar=[_radar_row(model, assessment, dimension) for dimension in model.dimensions],
        radar_target=_radar_target(assessment),
        picture=[message(f"status.{aspect}") for aspect in _STATUS],
        reason=_reason(assessment),
        fragility=[_fragility(change) for change in nearest_changes(model, assessment)]
        or ([message("fragility.steady")] if known else []),
        pattern=[message(f"{own}.{part}") for part in ("pattern", "blind_spot")] if known else [],
        levers=[lever_advice(model, assessment, d, level) for d in assessment.levers]
        if level
        else [],
        next_steps=[message(f"{own}.next_step.{n}") for n in (1, 2, 3)]
        if known
        else [message("no_level.next")],
        not_yet=[message(f"{own}.not_yet")] if known else [],
        watch=[message(f"{own}.watch")] if known else [],
        park=lines_on(model, assessment, assessment.park),
        hold=lines_on(model, assessment, assessment.hold),
        find_out=[
            DimensionLine(d, None, message(f"dimensions.{d}.find_out"))
            for d in assessment.not_assessed
        ],
        target=_target(model, assessment),
        conversation=_conversation(assessment),
        questions=_questions(assessment),
        notes=_notes(assessment),
        cycle=[message(f"cycle.{part}") for part in ("here", "next", "return")],
    )


def _radar_row(model: Model, assessment: Assessment, dimension: str) -> RadarRow:
    own, claim = assessment.dimension_levels[dimension], assessment.claims[dimension]
    score = assessment.scores[dimension]
    if own is None or score is None or claim is None:
        return RadarRow(dimension, None, None)
    levers = assessment.levers
    rank = levers.index(dimension) + 1 if dimension in levers else None
    return RadarRow(dimension, own, level_of(model, claim), claim > score, rank)


def _radar_target(assessment: Assessment) -> Message:
    levels = tuple(level_name(level) for level in dict.fromkeys(assessment.target))
    return message("report.radar.points", levels=levels)


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
    role = assessment.sheet.profile["role"]
    return [message("conversation.intro"), message(f"conversation.{role}")]


def _questions(assessment: Assessment) -> list[Message]:
    topics = assessment.levers or assessment.not_assessed
    return [message(f"dimensions.{dimension}.ask") for dimension in topics[:3]]


def _notes(assessment: Assessment) -> list[Message]:
    said = [message("notes.claim", dimension=dimension_name(d)) for d in assessment.claim_notes]
    for flag in assessment.flags:
        if flag == "many_unknown":
            said.append(message("notes.many_unknown", count=assessment.sheet.unknown_count))
        else:
            said.append(message(f"notes.{flag}"))
    return said
