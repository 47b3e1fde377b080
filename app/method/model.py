"""The language-free model of one edition: every number and id of its model.toml."""

from collections.abc import Iterable
from fractions import Fraction
from functools import cached_property

import msgspec

from app.method.sheet import Profile


class _Section(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A table of model.toml whose keys are exactly its fields; no number in it is below 0."""

    def __post_init__(self) -> None:
        for key in self.__struct_fields__:
            value = getattr(self, key)
            if isinstance(value, int | Fraction) and value < 0:
                raise ValueError(f"`{key}` is {value}, it must not be below 0")


class StageAdjustment(_Section, frozen=True):
    """A stage that is treated as another one when the number of partners suggests it."""

    stage: str
    bands: list[str]
    effective: str


class ScoreRules(_Section, frozen=True):
    """How three answers become a dimension score (method.md C1)."""

    evidence_lead: int
    unknown_evidence: int
    facets_needed: int


class LevelRules(_Section, frozen=True):
    """How a score becomes a level, and when there is none (C2, C5)."""

    tolerance: Fraction
    gate: int
    dimensions_needed: int
    answers_needed: int


class RangeRules(_Section, frozen=True):
    """How far the indicative range reaches around the index (C6)."""

    down: Fraction
    up: Fraction
    per_unknown: Fraction
    flagged: Fraction


class ClaimRules(_Section, frozen=True):
    """When a gap between claim and evidence is worth a note (C7)."""

    note: Fraction
    overall: Fraction
    dimensions_needed: int


class LeverRules(_Section, frozen=True):
    """How levers are chosen and other dimensions parked (C8)."""

    focus_factor: Fraction
    blocking_distance: int
    most: int
    third: Fraction
    parked_weight: Fraction


class FlagRules(_Section, frozen=True):
    """When answers call for caution (C9); times in seconds."""

    page_seconds: int
    short_pages: int
    total_seconds: int
    identical_share: Fraction
    identical_run: int
    identical_answers_needed: int
    scatter: Fraction
    scatter_dimensions_needed: int
    many_unknown: int


class Model(_Section, frozen=True, dict=True):
    """The whole model. Dimensions, facets and profile options keep the order of the file.

    `edition`: its number, which is the name of the folder. `revisions`: the version of an item's
    meaning, by item id; 1 for those that are not named.
    """

    version: str
    edition: int
    dimensions: list[str]
    facets: list[str]
    steps: int
    profile: dict[str, list[str]]
    stage_adjustments: list[StageAdjustment]
    stage_weights: dict[str, dict[str, Fraction]]
    type_shifts: dict[str, dict[str, Fraction]]
    focus: dict[str, list[str]]
    prerequisites: dict[str, list[str]]
    targets: dict[str, tuple[int, int]]
    score: ScoreRules
    level: LevelRules
    range: RangeRules
    claim: ClaimRules
    lever: LeverRules
    flag: FlagRules
    revisions: dict[str, int] = {}

    @cached_property
    def levels(self) -> tuple[int, ...]:
        """The levels, 1 up to the number of options."""
        return tuple(range(1, self.steps + 1))

    @cached_property
    def thresholds(self) -> tuple[tuple[int, Fraction], ...]:
        """Where each level begins on the scale, highest first; the lowest takes the rest (C2)."""
        lowest, *others = self.levels
        begins = [(level, level - self.level.tolerance) for level in reversed(others)]
        return (*begins, (lowest, Fraction(lowest)))

    @cached_property
    def item_ids(self) -> tuple[str, ...]:
        """ "D1.direction" … "D8.evidence", in the order of the questionnaire."""
        return tuple(f"{d}.{facet}" for d in self.dimensions for facet in self.facets)

    @cached_property
    def weights(self) -> dict[tuple[str, str], dict[str, Fraction]]:
        """Weights of the dimensions for each (effective stage, type) (C3)."""
        return {
            (stage, kind): {d: row[d] + shifts.get(d, Fraction(0)) for d in self.dimensions}
            for stage, row in self.stage_weights.items()
            for kind, shifts in self.type_shifts.items()
        }

    def effective_stage(self, profile: Profile) -> str:
        """The stage as answered, unless the number of partners says otherwise (method.md B)."""
        for rule in self.stage_adjustments:
            if profile["stage"] == rule.stage and profile["band"] in rule.bands:
                return rule.effective
        return profile["stage"]

    def focus_of(self, level: int) -> Iterable[str]:
        """The dimensions that the step up from this level depends on; none for the highest."""
        return self.focus.get(str(level), ())
