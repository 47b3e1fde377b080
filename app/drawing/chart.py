"""What a radar shows, in words and numbers."""

from dataclasses import dataclass, replace
from typing import Literal

Scheme = Literal["light", "dark"]

# Three image pixels for one CSS pixel on a 320 px wide phone, so lettering of 34 px reads as 11.
WIDTH, HEIGHT = 960, 960


@dataclass(frozen=True, slots=True)
class RadarChart:
    """What one radar shows, in words and numbers (method.md D).

    `axes` are the eight dimension names in the order D1–D8; a soft hyphen (U+00AD) says where a
    long word may break. `rings` are the five level names, lowest first. `scores` (the solid shape)
    and `claims` (the dashed line: direction and practice) are on the 1–5 scale, one an axis, with
    None where a dimension could not be assessed: nothing is drawn there. `legend` names the shape
    and the dashed line; `accent` ("#0f6b66") replaces that of the scheme; `title` goes into the
    file's metadata.

    Raises ValueError when the counts don't fit or a value lies outside 1–5.
    """

    axes: tuple[str, ...]
    rings: tuple[str, ...]
    scores: tuple[float | None, ...]
    claims: tuple[float | None, ...]
    legend: tuple[str, str]
    title: str
    scheme: Scheme
    accent: str = ""

    def __post_init__(self) -> None:
        if len(self.rings) != 5 or {len(self.axes), len(self.scores), len(self.claims)} != {8}:
            raise ValueError("a radar has 8 axes with a score and a claim each, and 5 rings")
        if not all(value is None or 1 <= value <= 5 for value in self.scores + self.claims):
            raise ValueError("scores and claims lie between 1 and 5, or are None")

    @property
    def blank(self) -> "RadarChart":
        """The chart without answers and accent: what is drawn once and kept."""
        nothing = (None,) * len(self.axes)
        return replace(self, scores=nothing, claims=nothing, accent="")
