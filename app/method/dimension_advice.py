"""What is said about single dimensions: why one is a lever, what another brings or costs."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from app.method.levers import lever_weights
from app.method.messages import Message, dimension_name, level_name, message
from app.method.model import Model
from app.method.scoring import Assessment, claim_gap, level_of
from app.method.sheet import FacetAnswers
from app.method.verdict import STRONG_FROM

# The own level below which a dimension still costs; from there on, what it is about goes without
# praise or blame, until it is strong.
_WEAK_BELOW = 3
# The own level from which what comes too early is another thing than for beginners.
_HIGH_FROM = 3


@dataclass(frozen=True, slots=True)
class LeverAdvice:
    """One lever: why it is one here, and the step from its own level to the next.

    `facet`: which of its answers the step begins with; `answer`: the option chosen there, 1–5, or
    None where nobody could say.
    """

    dimension: str
    level: int
    reason: Message
    facet: str
    answer: int | None
    step: Message
    not_yet: Message


@dataclass(frozen=True, slots=True)
class DimensionLine:
    """One dimension in a line; `label`: what kind of line, None where that goes without saying.

    `level` is None when it was not assessed.
    """

    dimension: str
    level: int | None
    label: Message | None
    line: Message


def advice_on_levers(model: Model, assessment: Assessment) -> list[LeverAdvice]:
    """Every lever with a reason of its own: no two say the same; none without a level."""
    advised: list[LeverAdvice] = []
    if assessment.level is None:
        return []
    for dimension in assessment.levers:
        told = {each.reason for each in advised}
        reasons = _reasons(model, assessment, dimension, assessment.level)
        own = assessment.known_levels[dimension]
        facet, answer = _weakest(model, assessment.sheet.answers[dimension])
        not_yet = "not_yet_high" if own >= _HIGH_FROM else "not_yet"
        advised.append(
            LeverAdvice(
                dimension=dimension,
                level=own,
                reason=next(reason for reason in reasons if reason not in told),
                facet=facet,
                answer=answer,
                step=message(f"dimensions.{dimension}.step.{own}"),
                not_yet=message(f"dimensions.{dimension}.{not_yet}"),
            )
        )
    return advised


def _reasons(model: Model, assessment: Assessment, dimension: str, level: int) -> Iterator[Message]:
    """Every reason that holds, the strongest first; the last holds always, and for it alone."""
    pull = lever_weights(
        model, assessment.weights, assessment.scores, assessment.dimension_levels, level
    )
    rank = assessment.levers.index(dimension)
    if dimension in assessment.blocking:
        yield message("lever.blocking")
        yield message("lever.blocking_too")
    for later in assessment.levers[rank + 1 :]:
        if dimension in model.prerequisites.get(later, ()) and pull[dimension] < pull[later]:
            yield message("lever.prerequisite", dimension=dimension_name(later))
    if dimension in model.focus_of(level):
        yield message("lever.focus", next=level_name(level + 1))
    if assessment.weights[dimension] == max(assessment.weights.values()):
        yield message("lever.weight")
    scores = [score for score in assessment.scores.values() if score is not None]
    if assessment.scores[dimension] == min(scores) < max(scores):
        yield message("lever.lowest")
    if (claim_gap(assessment.sheet.answers[dimension]) or 0) > 0:
        yield message("lever.evidence")
    following = level_name(min(model.steps, level + 1))
    yield message("lever.missing", dimension=dimension_name(dimension), next=following)


def _weakest(model: Model, answers: FacetAnswers) -> tuple[str, int | None]:
    """The lowest answer, which the step begins with; of equal ones evidence, then practice.

    Evidence that nobody could point to counts as low as it does in the score.
    """
    counted = {f: a for f, a in answers._asdict().items() if a is not None}
    if answers.evidence is None:
        counted["evidence"] = model.score.unknown_evidence
    weakest = min(reversed(model.facets), key=lambda facet: counted.get(facet, model.steps + 1))
    return weakest, getattr(answers, weakest)


def next_steps(assessment: Assessment) -> list[Message]:
    """What to begin with: drawn from the levers, so that it never contradicts them."""
    if assessment.level is None:
        return [message("no_level.next")]
    if not assessment.levers:
        return [message("advice.keep")]
    first, *others = map(dimension_name, assessment.levers)
    if not others:
        return [message("report.next.begin", dimension=first), message("report.next.agree")]
    begin = message("report.next.begin_of", dimension=first, others=tuple(others))
    return [begin, message("report.next.agree")]


def lines_on(
    model: Model, assessment: Assessment, dimensions: Sequence[str]
) -> list[DimensionLine]:
    """What each of these brings where strong, costs where weak, or else is about."""
    lines = []
    for dimension in dimensions:
        own = assessment.known_levels[dimension]
        if own == model.steps:
            label, line = None, "advice.keep"
        elif own >= STRONG_FROM:
            label, line = message("report.others.strong"), f"dimensions.{dimension}.strong"
        elif own < _WEAK_BELOW:
            label, line = message("report.others.weak"), f"dimensions.{dimension}.weak"
        else:
            label, line = None, f"dimensions.{dimension}.about"
        lines.append(DimensionLine(dimension, own, label, message(line)))
    return lines


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


def radar_row(model: Model, assessment: Assessment, dimension: str) -> RadarRow:
    """The row of one dimension."""
    own, claim = assessment.dimension_levels[dimension], assessment.claims[dimension]
    score = assessment.scores[dimension]
    if own is None or score is None or claim is None:
        return RadarRow(dimension, None, None)
    levers = assessment.levers
    rank = levers.index(dimension) + 1 if dimension in levers else None
    return RadarRow(dimension, own, level_of(model, claim), claim > score, rank)


def radar_target(assessment: Assessment) -> Message:
    """Which levels the business model points to."""
    levels = tuple(level_name(level) for level in dict.fromkeys(assessment.target))
    return message("report.radar.points", levels=levels)
