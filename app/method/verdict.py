"""What to say of the whole: where it is strong, what holds it back, what is unusual, how firm."""

from collections.abc import Sequence

from app.method.messages import Message, dimension_name, level_name, message
from app.method.whole import Whole

# The level from which a dimension is called strong, and not only ahead of the others.
STRONG_FROM = 4
# More names than these are no longer a picture: they are counted.
_MOST_NAMED = 3


def verdict_on(whole: Whole) -> Message:
    """One sentence about the whole: where it stands out, and what holds it back or comes first."""
    if whole.level is None:
        return message("report.verdict.unknown")
    levels = whole.known_levels
    low, high = min(levels.values()), max(levels.values())
    if low == high:
        return message(f"report.verdict.{'strong' if high >= STRONG_FROM else 'even'}")
    brakes = [d for d, own in levels.items() if own == low]
    if whole.gated and len(brakes) <= 2:
        kind, first = ("hold" if len(brakes) > 1 else "holds"), _named(brakes)
    else:
        kind, first = "begin", _named(whole.levers[:1])
    ahead = strongest(whole)
    if not ahead:
        return message("report.verdict.begin", dimensions=first)
    where = "strong" if high >= STRONG_FROM else "furthest"
    return message(f"report.verdict.{kind}_{where}", dimensions=first, strengths=_named(ahead[:1]))


def strongest(whole: Whole) -> list[str]:
    """The dimensions at the highest level, the highest first; no levers, and none if all are alike.

    What is the same everywhere is no strength, and what is to be worked on is not called one.
    """
    levels = whole.known_levels
    if whole.level is None or len(set(levels.values())) == 1:
        return []
    highest = max(levels.values())
    found = [d for d, own in levels.items() if own == highest and d not in whole.levers]
    return sorted(found, key=lambda d: -(whole.scores[d] or 0))[:_MOST_NAMED]


def strengths_in(whole: Whole) -> list[Message]:
    """What there is to build on, where something stands out."""
    found = strongest(whole)
    if not found:
        return []
    level = level_name(whole.known_levels[found[0]])
    return [_one_or_several("report.strengths", found, level)]


def exceptions_from(whole: Whole) -> list[Message]:
    """Where the organisation is ahead of the usual pattern of its level."""
    level = whole.level
    if level is None:
        return []
    ahead = [d for d, own in whole.known_levels.items() if own > level]
    if len(ahead) > _MOST_NAMED:
        return [message("report.pattern.ahead_count", count=len(ahead), level=level_name(level))]
    if not ahead:
        return []
    return [_one_or_several("report.pattern.ahead", ahead, level_name(level))]


def range_said(whole: Whole) -> Message | None:
    """Between which levels this could lie; None without a level."""
    if whole.level is None or whole.range is None:
        return None
    low, high = whole.range
    if low == high:
        return message("range.single", level=level_name(low))
    if high - low == 1:
        return message("range.two", low=level_name(low), high=level_name(high))
    own = level_name(whole.level)
    return message("range.three", low=level_name(low), level=own, high=level_name(high))


def _named(dimensions: Sequence[str]) -> tuple[str, ...]:
    return tuple(dimension_name(d) for d in dimensions)


def _one_or_several(text_id: str, dimensions: Sequence[str], level: str) -> Message:
    """A message about some dimensions, whose verb follows how many there are."""
    count = "one" if len(dimensions) == 1 else "several"
    return message(f"{text_id}.{count}", dimensions=_named(dimensions), level=level)
