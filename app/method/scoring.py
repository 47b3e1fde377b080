"""Answer sheet → assessment: scores, how far their evidence goes, and what they come to (C1–C8).

In exact fractions.
"""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from fractions import Fraction

from app.method.flags import QUALITY_FLAGS, flags_of
from app.method.model import Model
from app.method.sheet import AnswerSheet, FacetAnswers
from app.method.whole import Scores, Whole, weigh

_OF_THE_WHOLE = [field.name for field in fields(Whole)]


@dataclass(frozen=True, slots=True)
class Assessment(Whole):
    """What the method makes of one answer sheet: the whole, and how far the answers carry it.

    `claims` are on the scale of the scores; `position` is None when there is no level.
    """

    sheet: AnswerSheet
    effective_stage: str
    claims: Scores
    position: str | None
    claim_notes: tuple[str, ...]
    flags: tuple[str, ...]


def assess(model: Model, sheet: AnswerSheet) -> Assessment:
    """Apply the whole method (method.md C) to one sheet. Pure; rounds nothing."""
    scores = {d: dimension_score(model, facets) for d, facets in sheet.answers.items()}
    gaps = {d: claim_gap(facets) for d, facets in sheet.answers.items()}
    notes = tuple(d for d, gap in gaps.items() if gap is not None and gap >= model.claim.note)
    flags = flags_of(model, sheet, [gap for gap in gaps.values() if gap is not None])
    enough = enough_known(model, sheet, scores)
    doubt = doubt_about(model, sheet, flags)
    whole = weigh(model, sheet.profile, scores, doubt=doubt, enough=enough, claim_notes=notes)
    return Assessment(
        **{name: getattr(whole, name) for name in _OF_THE_WHOLE},
        sheet=sheet,
        effective_stage=model.effective_stage(sheet.profile),
        claims={d: mean(facets[:2]) for d, facets in sheet.answers.items()},
        position=position_in_level(model, whole, flags),
        claim_notes=notes,
        flags=flags,
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


def enough_known(model: Model, sheet: AnswerSheet, scores: Scores) -> bool:
    """Whether enough was answered for a level (C5)."""
    assessed = sum(score is not None for score in scores.values())
    return (
        assessed >= model.level.dimensions_needed
        and sheet.answered_count >= model.level.answers_needed
    )


def doubt_about(model: Model, sheet: AnswerSheet, flags: Sequence[str]) -> Fraction:
    """By how much open questions, and answers without much thought, widen the range (C6)."""
    doubt = sheet.unknown_count * model.range.per_unknown
    return doubt + model.range.flagged if QUALITY_FLAGS.intersection(flags) else doubt


def position_in_level(model: Model, whole: Whole, flags: Sequence[str]) -> str | None:
    """Early, middle or late in the level; None if the level is gated, a range, or flagged (C6)."""
    index, level = whole.index, whole.level
    if index is None or level is None or whole.gated or whole.range != (level, level):
        return None
    if QUALITY_FLAGS.intersection(flags):
        return None
    third = int((index - (level - model.level.tolerance)) * 3)
    return ("early", "middle", "late")[third]


def claim_gap(facets: FacetAnswers) -> Fraction | None:
    """How far the claim is ahead of the evidence, in steps; None when either is unknown (C7)."""
    claim = mean(facets[:2])
    return None if claim is None or facets.evidence is None else claim - facets.evidence
