"""The kinds of values that a lead holds, and what fits each of them."""

import math
import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import Literal

from app.labels import label
from app.leads.weeks import is_iso_week
from app.method.token import parse_reference

Kind = Literal["text", "integer", "real", "flag"]
Value = str | int | float | None

# Among a lead's flags: it came in a flood, and nobody at the desk has let it in yet.
FLOOD = "flood"
# What a visitor can choose to do after the result.
NEXT_STEPS = ("conversation", "assessment", "nothing")
_LARGEST_INTEGER = 2**63 - 1
# Many programs take a NUL for the end of a text, and a lone surrogate has no UTF-8.
_UNWRITABLE = re.compile("[\0\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Allowed:
    """Which values of its kind a column may hold.

    `words`: the same in words, for an error message. `options`: the values, where they can be
    listed.
    """

    words: str
    test: Callable[[Value], bool] = field(repr=False, compare=False)
    options: tuple[Value, ...] = ()


def one_of(options: Collection[Value]) -> Allowed:
    """One of these."""
    return Allowed(
        f"one of {', '.join(map(str, options))}", lambda value: value in options, tuple(options)
    )


def between(lowest: int, highest: int) -> Allowed:
    """A number, both ends included."""
    return Allowed(
        f"a number from {lowest} to {highest}",
        lambda value: isinstance(value, int | float) and lowest <= value <= highest,
    )


def some_of(options: Collection[str]) -> Allowed:
    """Any number of these, each at most once, separated by spaces."""

    def are_some(value: Value) -> bool:
        words = str(value).split(" ") if value else []
        return len(words) == len(set(words)) and set(words) <= set(options)

    return Allowed(f"some of {', '.join(options)}, each once", are_some, tuple(options))


def labels_up_to(longest: int) -> Allowed:
    """A label of at most this many characters."""
    return Allowed("a label", lambda value: label(value, longest) == value)


REFERENCE = Allowed(
    "a reference such as AC-7K2QX-0M4TR", lambda value: parse_reference(str(value)) == value
)
WEEK = Allowed("a week such as 2026-W47", lambda value: is_iso_week(str(value)))
LANGUAGE = Allowed(
    "the code of a language", lambda value: bool(re.fullmatch("[a-z]{2,3}", str(value)))
)
FLAG = Allowed("0 or 1", lambda value: value in (0, 1))
NOTHING = Allowed("empty", lambda value: value is None)


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
