"""How far colleagues lie apart on a dimension, in exact fractions, and the word for it (E).

The mean absolute deviation (AD) is in steps of the scale, and steady where few have answered.
"""

from collections.abc import Sequence
from fractions import Fraction
from statistics import median

from app.method.round import Word

# The differences, in steps of the scale, that are worth talking about, or that are none (E).
_TALK_GAP, _TALK_SPREAD = Fraction(1), Fraction(4, 5)
_AGREEMENT_GAP, _AGREEMENT_SPREAD = Fraction(1, 2), Fraction(2, 5)


def spread(scores: Sequence[Fraction]) -> Fraction:
    """The mean absolute deviation from the median (AD), in steps of the scale."""
    middle = median(scores)
    return sum((abs(score - middle) for score in scores), Fraction(0)) / len(scores)


def word_for(gap: Fraction | None, deviation: Fraction) -> Word:
    """What to say of a dimension; `gap` is None where one of the sides is missing (E)."""
    distance = abs(gap or Fraction(0))
    if distance >= _TALK_GAP or deviation > _TALK_SPREAD:
        return "talk"
    alike = distance < _AGREEMENT_GAP and deviation <= _AGREEMENT_SPREAD
    return "agreement" if alike else "between"
