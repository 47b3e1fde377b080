"""The leads of a period in figures."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Figures:
    """Leads in figures.

    `weeks`: leads a week, oldest first, only weeks that have some. `levels`, `languages`,
    `sources`: values with the number of leads that have them, most first; what a lead lacks is
    counted under None. `means`: the mean of each score column on the 1–5 scale, None when no lead
    has it.
    """

    leads: int
    weeks: Mapping[str, int]
    levels: Mapping[int | None, int]
    languages: Mapping[str, int]
    sources: Mapping[str | None, int]
    means: Mapping[str, float | None]
