"""The commitment: one lever to work on, and the day on which somebody looks whether it moved."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Commitment:
    """A lever, chosen on the day `made`, and the day `on` which to look again.

    Days are numbers, as date.toordinal() counts them: the method knows no calendar.
    """

    lever: str
    made: int
    on: int
