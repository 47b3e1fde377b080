"""Again: what has moved between two results of one organisation, and what can't be told."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Literal, get_args

from app.method.changes import changes_between
from app.method.commitment import Commitment
from app.method.model import Model
from app.method.scoring import Assessment, assess, enough_known
from app.method.sheet import AnswerSheet
from app.method.whole import weighted_index

# Who gave the earlier answers: the same person or another; or it was less than three months ago.
Relation = Literal["same", "other", "early"]
RELATIONS: tuple[Relation, ...] = get_args(Relation)
# "unclear": the difference may be chance. Not judged are the others: "revised", a question has been
# rewritten; "unknown", it was not assessed both times; "early", too little time has passed.
Way = Literal["forward", "back", "unclear", "revised", "unknown", "early"]

# The least difference that is no chance, in 90 of 100 cases (method.md E: 1.645 · √2 · SEM).
INDEX_MOVES: Mapping[Relation, Fraction] = {"same": Fraction(2, 5), "other": Fraction(3, 5)}
DIMENSION_MOVES: Mapping[Relation, Fraction] = {"same": Fraction(1), "other": Fraction(4, 3)}


@dataclass(frozen=True, slots=True)
class Movement:
    """One dimension then and now, as levels; None where it was not assessed."""

    dimension: str
    before: int | None
    now: int | None
    way: Way


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two results of one organisation.

    `before`: the earlier one, as it is with the profile of the later. `whole`: how the index moved,
    over the dimensions of which no question was rewritten. `levels`: the level then and now, None
    unless the index has moved and the level with it. `dimensions`: in the order of the model.
    """

    relation: Relation
    before: Assessment
    whole: Way
    levels: tuple[int, int] | None
    dimensions: tuple[Movement, ...]
    commitment: Commitment | None

    def moved(self, way: Way) -> list[Movement]:
        """The dimensions of which this is to be said."""
        return [each for each in self.dimensions if each.way == way]


def compare(
    now: Assessment,
    model: Model,
    earlier: AnswerSheet,
    own: Model,
    relation: Relation,
    commitment: Commitment | None = None,
) -> Comparison:
    """Set an earlier sheet beside a later assessment. Pure.

    `model`: of the edition of `now`, by which both are reckoned, with the weights of its profile;
    `own`: of that of the earlier sheet.
    """
    moved_on = replace(earlier, profile=now.sheet.profile, edition=now.sheet.edition)
    before = assess(model, moved_on)
    rewritten = changes_between(own, model).rewritten
    dimensions = tuple(
        Movement(
            d,
            before.dimension_levels[d],
            now.dimension_levels[d],
            _way(
                before.scores[d],
                now.scores[d],
                DIMENSION_MOVES.get(relation),
                revised=d in rewritten,
            ),
        )
        for d in model.dimensions
    )
    whole = _whole(model, before, now, rewritten, relation)
    return Comparison(
        relation=relation,
        before=before,
        whole=whole,
        levels=None if rewritten else _levels(before.level, now.level, whole),
        dimensions=dimensions,
        commitment=commitment,
    )


def _whole(
    model: Model,
    before: Assessment,
    now: Assessment,
    rewritten: Mapping[str, int],
    relation: Relation,
) -> Way:
    """How the index moved over the dimensions that can be compared, if those are enough."""
    both = [
        d
        for d in model.dimensions
        if d not in rewritten and before.scores[d] is not None and now.scores[d] is not None
    ]
    sides = before, now
    if len(both) < model.level.dimensions_needed:
        return "revised" if rewritten else "unknown"
    if not all(enough_known(model, side.sheet, side.scores) for side in sides):
        return "unknown"
    then, today = (weighted_index(now.weights, {d: s.scores[d] for d in both}) for s in sides)
    return _way(then, today, INDEX_MOVES.get(relation))


def _levels(before: int | None, now: int | None, whole: Way) -> tuple[int, int] | None:
    """The level then and now, where it has gone the way of the index."""
    if before is None or now is None:
        return None
    goes: Way = "forward" if now > before else "back"
    return (before, now) if before != now and whole == goes else None


def _way(
    before: Fraction | None, now: Fraction | None, least: Fraction | None, *, revised: bool = False
) -> Way:
    """`least`: the difference from which something has moved; None where it is too early."""
    if revised:
        return "revised"
    if before is None or now is None:
        return "unknown"
    if least is None:
        return "early"
    if abs(now - before) < least:
        return "unclear"
    return "forward" if now > before else "back"
