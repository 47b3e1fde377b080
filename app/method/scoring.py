"""Answer sheet → assessment: the method's rules C1–C7, each in one place, in exact fractions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from app.method.flags import QUALITY_FLAGS, flags_of
from app.method.levers import blocking_dimensions, choose_levers, set_aside
from app.method.model import Model
from app.method.sheet import AnswerSheet, FacetAnswers

Scores = Mapping[str, Fraction | None]


@dataclass(frozen=True, slots=True)
class Assessment:
    """What the method makes of one answer sheet.

    Scores, claims and index run from 1 to 5 and are exact; None means "not assessed". `level`,
    `index`, `range`, `position` and `to_target` are None when too little is known for a level.
    `levers` are in order of rank, all other lists of dimensions in the order of the model.
    """

    sheet: AnswerSheet
    effective_stage: str
    weights: Mapping[str, Fraction]
    scores: Scores
    claims: Scores
    dimension_levels: Mapping[str, int | None]
    index: Fraction | None
    average_level: int | None
    level: int | None
    range: tuple[int, int] | None
    gated: bool
    position: str | None
    blocking: tuple[str, ...]
    levers: tuple[str, ...]
    park: tuple[str, ...]
    hold: tuple[str, ...]
    not_assessed: tuple[str, ...]
    claim_notes: tuple[str, ...]
    flags: tuple[str, ...]
    target: tuple[int, int]
    to_target: str | None

    @property
    def known_levels(self) -> dict[str, int]:
        """The levels of the assessed dimensions."""
        return {d: level for d, level in self.dimension_levels.items() if level is not None}


def assess(model: Model, sheet: AnswerSheet) -> Assessment:
    """Apply the whole method (method.md C) to one sheet. Pure; rounds nothing."""
    weights = model.weights[model.effective_stage(sheet.profile), sheet.profile["type"]]
    scores = {d: dimension_score(model, facets) for d, facets in sheet.answers.items()}
    levels = {d: None if s is None else level_of(model, s) for d, s in scores.items()}
    gaps = {d: claim_gap(facets) for d, facets in sheet.answers.items()}
    notes = tuple(d for d, gap in gaps.items() if gap is not None and gap >= model.claim.note)
    flags = flags_of(model, sheet, [gap for gap in gaps.values() if gap is not None])
    index = weighted_index(weights, scores) if enough_known(model, sheet, scores) else None
    average = None if index is None else level_of(model, index)
    level = None if index is None else gated_level(model, index, scores)
    span = (
        None if index is None or level is None else level_range(model, sheet, index, level, flags)
    )
    blocking = blocking_dimensions(model, levels, average)
    levers = choose_levers(model, weights, scores, levels, blocking, level)
    park, hold = set_aside(model, weights, levels, notes, level, levers)
    target = model.targets[sheet.profile["model"]]
    return Assessment(
        sheet=sheet,
        effective_stage=model.effective_stage(sheet.profile),
        weights=weights,
        scores=scores,
        claims={d: mean(facets[:2]) for d, facets in sheet.answers.items()},
        dimension_levels=levels,
        index=index,
        average_level=average,
        level=level,
        range=span,
        gated=level != average,
        position=position_in_level(model, index, level, span, average, flags),
        blocking=blocking,
        levers=levers,
        park=park,
        hold=hold,
        not_assessed=tuple(d for d, score in scores.items() if score is None),
        claim_notes=notes,
        flags=flags,
        target=target,
        to_target=None if level is None else _beside(level, target),
    )


def mean(answers: Sequence[int | None]) -> Fraction | None:
    """The mean of the known answers, or None when none is known."""
    known = [answer for answer in answers if answer is not None]
    return Fraction(sum(known), len(known)) if known else None


def dimension_score(model: Model, facets: FacetAnswers) -> Fraction | None:
    """Score one dimension on the 1–5 scale, or None when fewer than two facets are known.

    A dimension is at most one step ahead of its evidence; evidence answered with "I don't know"
    counts as 2 at most (method.md C1).
    """
    rules = model.score
    known = [Fraction(answer) for answer in facets if answer is not None]
    if len(known) < rules.facets_needed:
        return None
    evidence = known[-1]
    if facets.evidence is None:
        evidence = min(Fraction(rules.unknown_evidence), _mean(known))
        known.append(evidence)
    return min(_mean(known), evidence + rules.evidence_lead)


def _mean(values: Sequence[Fraction]) -> Fraction:
    return sum(values, Fraction(0)) / len(values)


def level_of(model: Model, score: Fraction) -> int:
    """The highest level that the score reaches; each begins a third below its number (C2)."""
    return next((level for level, begin in model.thresholds if score >= begin), model.levels[0])


def weighted_index(weights: Mapping[str, Fraction], scores: Scores) -> Fraction:
    """The weighted mean of the assessed dimensions (C4)."""
    assessed = {d: score for d, score in scores.items() if score is not None}
    total = sum((weights[d] * score for d, score in assessed.items()), Fraction(0))
    return total / sum(weights[d] for d in assessed)


def enough_known(model: Model, sheet: AnswerSheet, scores: Scores) -> bool:
    """Whether enough was answered for a level (C5)."""
    assessed = sum(score is not None for score in scores.values())
    return (
        assessed >= model.level.dimensions_needed
        and sheet.answered_count >= model.level.answers_needed
    )


def gated_level(model: Model, index: Fraction, scores: Scores) -> int:
    """The level of the index, at most one above that of the weakest dimension (C5)."""
    weakest = min(score for score in scores.values() if score is not None)
    return min(level_of(model, index), level_of(model, weakest) + model.level.gate)


def level_range(
    model: Model, sheet: AnswerSheet, index: Fraction, level: int, flags: Sequence[str]
) -> tuple[int, int]:
    """The lowest and highest level that the answers could stand for (C6)."""
    doubt = sheet.unknown_count * model.range.per_unknown
    if QUALITY_FLAGS.intersection(flags):
        doubt += model.range.flagged
    return range_around(model, index, level, doubt)


def range_around(model: Model, index: Fraction, level: int, doubt: Fraction) -> tuple[int, int]:
    """The lowest and highest level around an index; `doubt` widens it on either side (C6)."""
    rules = model.range
    low = level_of(model, max(Fraction(1), index - rules.down - doubt))
    high = level_of(model, min(Fraction(model.steps), index + rules.up + doubt))
    return max(level - 1, min(level, low)), max(level, min(level + 1, high))


def position_in_level(
    model: Model,
    index: Fraction | None,
    level: int | None,
    span: tuple[int, int] | None,
    average: int | None,
    flags: Sequence[str],
) -> str | None:
    """Early, middle or late in the level; None if the level is gated, a range, or flagged (C6)."""
    if index is None or level is None or level != average or span != (level, level):
        return None
    if QUALITY_FLAGS.intersection(flags):
        return None
    third = int((index - (level - model.level.tolerance)) * 3)
    return ("early", "middle", "late")[third]


def claim_gap(facets: FacetAnswers) -> Fraction | None:
    """How far the claim is ahead of the evidence, in steps; None when either is unknown (C7)."""
    claim = mean(facets[:2])
    return None if claim is None or facets.evidence is None else claim - facets.evidence


def _beside(level: int, target: tuple[int, int]) -> str:
    low, high = target
    return "below" if level < low else "above" if level > high else "inside"
