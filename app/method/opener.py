"""Assessment → how to open a conversation with whoever filled it in."""

from dataclasses import dataclass
from fractions import Fraction

from app.method.flags import QUALITY_FLAGS
from app.method.messages import Message, dimension_name, level_name, message
from app.method.model import Model
from app.method.scoring import Assessment, claim_gap


@dataclass(frozen=True, slots=True)
class Opener:
    """What to ask first and why, what to talk about next, and what to keep in mind."""

    question: Message
    reason: Message
    then: Message
    role: Message
    care: tuple[Message, ...]


def opener_for(model: Model, assessment: Assessment) -> Opener:
    """Begin where the claim is furthest ahead of the evidence, or else at the first lever. Pure."""
    gaps = _gaps(assessment)
    widest = max(gaps.values(), default=Fraction(0))
    ahead = next((d for d in _by_rank(assessment) if gaps.get(d) == widest > 0), None)
    first = ahead or _topic(assessment)
    return Opener(
        question=message(f"opener.question.{first}"),
        reason=_reason(model, assessment, first, gaps.get(first) if ahead else None),
        then=_then(assessment, first),
        role=message(f"opener.role.{assessment.sheet.profile['role']}"),
        care=_care(assessment),
    )


def _gaps(assessment: Assessment) -> dict[str, Fraction]:
    known = {d: claim_gap(facets) for d, facets in assessment.sheet.answers.items()}
    return {d: gap for d, gap in known.items() if gap is not None}


def _by_rank(assessment: Assessment) -> list[str]:
    """The levers by rank, then the others: which of equal gaps to begin with."""
    others = (d for d in assessment.scores if d not in assessment.levers)
    return [*assessment.levers, *others]


def _topic(assessment: Assessment) -> str:
    """What to begin with when nothing is ahead of its evidence."""
    return next(iter((*assessment.levers, *assessment.not_assessed, *assessment.scores)))


def _reason(model: Model, assessment: Assessment, dimension: str, gap: Fraction | None) -> Message:
    named = {"dimension": dimension_name(dimension)}
    if gap is not None:
        far = "far" if gap >= model.claim.note else "some"
        return message(f"opener.reason.{far}", **named)
    kinds = (("lever", assessment.levers), ("unknown", assessment.not_assessed))
    kind = next((kind for kind, those in kinds if dimension in those), "level")
    return message(f"opener.reason.{kind}", **named)


def _then(assessment: Assessment, begun: str) -> Message:
    """What to say about the first lever, whether or not the conversation began with it."""
    if not assessment.levers:
        return message("opener.then.unknown" if assessment.level is None else "opener.then.top")
    lever = assessment.levers[0]
    which = "same" if lever == begun else "other"
    level = level_name(assessment.known_levels[lever])
    return message(f"opener.then.{which}", dimension=dimension_name(lever), level=level)


def _care(assessment: Assessment) -> tuple[Message, ...]:
    """The reasons to treat the answers with caution, if there are any."""
    hasty = QUALITY_FLAGS.intersection(assessment.flags)
    found = {"quality": bool(hasty), "unknown": "many_unknown" in assessment.flags}
    return tuple(message(f"opener.care.{kind}") for kind, holds in found.items() if holds)
