"""What the radar shows: a row an axis, and the levels that the business model points to."""

from dataclasses import dataclass

from app.method.messages import Message, level_name, message
from app.method.model import Model
from app.method.scoring import Assessment, level_of


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
