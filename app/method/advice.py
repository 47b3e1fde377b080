"""Assessment → advice: what to say to this organisation, before it is put into words."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.method.dimension_advice import (
    DimensionLine,
    LeverAdvice,
    RadarRow,
    advice_on_levers,
    lines_on,
    next_steps,
    radar_row,
    radar_target,
)
from app.method.fragility import Change, nearest_changes
from app.method.messages import Message, dimension_name, level_name, message
from app.method.model import Model
from app.method.scoring import Assessment
from app.method.sheet import Profile
from app.method.verdict import exceptions_from, range_said, strengths_in, verdict_on

_STATUS = ("indicative", "one_person", "too_high", "diagnosis", "map", "audit", "talk")


@dataclass(frozen=True, slots=True)
class Advice:
    """Everything to say, in reading order. Without a level most of it is empty.

    `verdict`: one sentence about this organisation; `headline`: its level. `towards`: the level
    that the next step leads to; None at the highest, or without a level. `climbs`: whether the
    business model asks for that. `profile`: what the answers were read for.
    """

    level: int | None
    towards: int | None
    climbs: bool
    verdict: Message
    headline: Message
    range: Message
    profile: Profile
    radar: Sequence[RadarRow]
    radar_target: Message
    picture: Sequence[Message]
    reason: Sequence[Message]
    fragility: Sequence[Message]
    strengths: Sequence[Message]
    exceptions: Sequence[Message]
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
        climbs=assessment.to_target == "below",
        verdict=verdict_on(assessment),
        headline=message(f"{own}.name"),
        range=range_said(assessment) or _too_little(model, assessment),
        profile=assessment.sheet.profile,
        radar=[radar_row(model, assessment, dimension) for dimension in model.dimensions],
        radar_target=radar_target(assessment),
        picture=[message(f"status.{aspect}") for aspect in _STATUS],
        reason=_reason(assessment),
        fragility=[_fragility(change) for change in nearest_changes(model, assessment)]
        or ([message("fragility.steady")] if known else []),
        strengths=strengths_in(assessment),
        exceptions=exceptions_from(assessment),
        pattern=[message(f"{own}.{part}") for part in ("pattern", "blind_spot")] if known else [],
        levers=advice_on_levers(model, assessment),
        next_steps=next_steps(assessment),
        not_yet=[message(f"{own}.not_yet")] if known else [],
        watch=[message(f"{own}.watch")] if known else [],
        park=lines_on(model, assessment, assessment.park),
        hold=lines_on(model, assessment, assessment.hold),
        find_out=[
            DimensionLine(d, None, None, message(f"dimensions.{d}.find_out"))
            for d in assessment.not_assessed
        ],
        target=_target(model, assessment),
        conversation=_conversation(assessment),
        questions=_questions(assessment),
        notes=_notes(assessment),
        cycle=[message(f"cycle.{part}") for part in ("here", "next", "return")],
    )


def _too_little(model: Model, assessment: Assessment) -> Message:
    return message(
        "no_level.why",
        answered=assessment.sheet.answered_count,
        items=len(model.item_ids),
        answers_needed=model.level.answers_needed,
        dimensions_needed=model.level.dimensions_needed,
    )


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
    """What is true of all answers first, then dimension by dimension."""
    said = []
    for flag in assessment.flags:
        if flag == "many_unknown":
            said.append(message("notes.many_unknown", count=assessment.sheet.unknown_count))
        else:
            said.append(message(f"notes.{flag}"))
    return [
        *said,
        *(message("notes.claim", dimension=dimension_name(d)) for d in assessment.claim_notes),
    ]
