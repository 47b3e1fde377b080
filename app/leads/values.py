"""The kinds of values that a lead holds, and what fits each of them."""

import math
import re
from collections.abc import Callable, Mapping
from typing import Literal

from app.method.flags import FLAGS

Kind = Literal["text", "integer", "real", "flag"]
Value = str | int | float | None

# The word in a lead's flags that says: it came in a flood, and nobody at the desk has let it in.
FLOOD = "flood"
# What a visitor can choose to do after the result.
NEXT_STEPS = ("conversation", "assessment", "nothing")
# The texts that put values in words.
VALUE_TEXTS = (
    "values.none",
    "values.unknown",
    "values.not_assessed",
    "values.no_level",
    "values.no_choice",
    "values.week",
    "values.yes",
    "values.no",
    *(f"values.flags.{flag}" for flag in (*FLAGS, FLOOD)),
    *(f"values.next_step.{step}" for step in NEXT_STEPS),
)

_LARGEST_INTEGER = 2**63 - 1
# A NUL ends a text for many a reader, and a lone surrogate cannot be written as UTF-8.
_UNWRITABLE = re.compile("[\0\ud800-\udfff]")


def fits(kind: Kind, value: object) -> bool:
    """Whether a value is of this kind and can be stored anywhere; a flag is 0 or 1."""
    return _FITS[kind](value)


def _is_text(value: object) -> bool:
    return isinstance(value, str) and not _UNWRITABLE.search(value)


def _is_integer(value: object) -> bool:
    if isinstance(value, bool) or not isinstance(value, int):  # Python counts True as an integer
        return False
    return -_LARGEST_INTEGER <= value <= _LARGEST_INTEGER


def _is_real(value: object) -> bool:
    return _is_integer(value) or (isinstance(value, float) and math.isfinite(value))


def _is_flag(value: object) -> bool:
    return _is_integer(value) and value in (0, 1)


_FITS: Mapping[Kind, Callable[[object], bool]] = {
    "text": _is_text,
    "integer": _is_integer,
    "real": _is_real,
    "flag": _is_flag,
}
