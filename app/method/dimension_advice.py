"""What is said about single dimensions: why one is a lever, what another brings or costs."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from app.method.levers import lever_weights
from app.method.messages import Message, dimension_name, level_name, message
from app.method.model import Model
from app.method.scoring import Assessment, claim_gap
from app.method.sheet import FacetAnswers
from app.method.verdict import STRONG_FROM
from app.method.whole import Whole, level_of

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
    """Every lever, with the answer that its step begins with; none without a level."""
    gaps = {d: claim_gap(facets) or 0 for d, facets in assessment.sheet.answers.items()}
    reasons = reasons_of(model, assessment, [d for d, gap in gaps.items() if gap > 0])
    advised = []
    for dimension, reason in reasons.items():
        own = assessment.known_levels[dimension]
        facet, answer = _weakest(model, assessment.sheet.answers[dimension])
        advised.append(
            LeverAdvice(
                dimension=dimension,
                level=own,
                reason=reason,
                facet=facet,
                answer=answer,
                step=step_from(dimension, own),
                not_yet=not_yet_on(dimension, own),
            )
        )
    return advised


def step_from(dimension: str, level: int) -> Message:
    """What to do on a dimension to get from this level to the next."""
    return message(f"dimensions.{dimension}.step.{level}")


def not_yet_on(dimension: str, level: int) -> Message:
    """What comes too early on a dimension at this level."""
    return message(f"dimensions.{dimension}.not_yet{'_high' if level >= _HIGH_FROM else ''}")


def reasons_of(model: Model, whole: Whole, unproven: Sequence[str] = ()) -> dict[str, Message]:
    """Why each lever is one: no two say the same. `unproven`: dimensions that claim more."""
    told: dict[str, Message] = {}
    if whole.level is not None:
        for dimension in whole.levers:
            reasons = _reasons(model, whole, dimension, whole.level, dimension in unproven)
            told[dimension] = next(each for each in reasons if each not in told.values())
    return told


def _reasons(
    model: Model, whole: Whole, dimension: str, level: int, unproven: bool
) -> Iterator[Message]:
    """Every reason that holds, the strongest first; the last holds always, and for it alone."""
    pull = lever_weights(model, whole.weights, whole.scores, whole.dimension_levels, level)
    rank = whole.levers.index(dimension)
    if dimension in whole.blocking:
        yield message("lever.blocking")
        yield message("lever.blocking_too")
    for later in whole.levers[rank + 1 :]:
        if dimension in model.prerequisites.get(later, ()) and pull[dimension] < pull[later]:
            yield message("lever.prerequisite", dimension=dimension_name(later))
    if dimension in model.focus_of(level):
        yield message("lever.focus", next=level_name(level + 1))
    if whole.weights[dimension] == max(whole.weights.values()):
        yield message("lever.weight")
    scores = [score for score in whole.scores.values() if score is not None]
    if whole.scores[dimension] == min(scores) < max(scores):
        yield message("lever.lowest")
    if unproven:
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


def lines_on(model: Model, whole: Whole, dimensions: Sequence[str]) -> list[DimensionLine]:
    """What each of these brings where strong, costs where weak, or else is about."""
    lines = []
    for dimension in dimensions:
        own = whole.known_levels[dimension]
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

    `ahead`: whether the latter reaches further.
    """

    dimension: str
    level: int | None
    claim_level: int | None
    ahead: bool = False


def radar_row(model: Model, assessment: Assessment, dimension: str) -> RadarRow:
    """The row of one dimension."""
    own, claim = assessment.dimension_levels[dimension], assessment.claims[dimension]
    score = assessment.scores[dimension]
    if own is None or score is None or claim is None:
        return RadarRow(dimension, None, None)
    return RadarRow(dimension, own, level_of(model, claim), claim > score)


def radar_target(whole: Whole) -> Message:
    """Which levels the business model points to."""
    levels = tuple(level_name(level) for level in dict.fromkeys(whole.target))
    return message("report.radar.points", levels=levels)
