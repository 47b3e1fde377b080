"""What a report holds: text ids and what goes into them, in reading order, before any HTML."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Message:
    """A text id and what goes into its placeholders: a numeral, a text id, or several of them."""

    id: str
    values: tuple[tuple[str, int | str | tuple[str, ...]], ...] = ()


def message(text_id: str, **values: int | str | tuple[str, ...]) -> Message:
    """A message with its values named."""
    return Message(text_id, tuple(values.items()))


@dataclass(frozen=True, slots=True)
class LeverAdvice:
    """One lever: why it is one here, and the step from its own level to the next."""

    dimension: str
    level: int
    reason: Message
    step: Message


@dataclass(frozen=True, slots=True)
class DimensionLine:
    """One dimension in a line; `level` is None when it was not assessed."""

    dimension: str
    level: int | None
    line: Message


@dataclass(frozen=True, slots=True)
class RadarRow:
    """One axis of the radar as levels: where the organisation stands, what it intends and does."""

    dimension: str
    level: int | None
    claim_level: int | None


@dataclass(frozen=True, slots=True)
class Report:
    """All that the result page says, in reading order. Without a level most of it is empty."""

    level: int | None
    headline: Message
    range: Message
    radar: Sequence[RadarRow]
    picture: Sequence[Message]
    reason: Sequence[Message]
    fragility: Sequence[Message]
    pattern: Sequence[Message]
    levers: Sequence[LeverAdvice]
    next_steps: Sequence[Message]
    not_yet: Sequence[Message]
    watch: Sequence[Message]
    park: Sequence[DimensionLine]
    hold: Sequence[DimensionLine]
    find_out: Sequence[DimensionLine]
    target: Sequence[Message]
    conversation: Sequence[Message]
    notes: Sequence[Message]
    cycle: Sequence[Message]


def level_name(level: int) -> str:
    """The text id of a level's name."""
    return f"levels.{level}.name"


def dimension_name(dimension: str) -> str:
    """The text id of a dimension's name."""
    return f"dimensions.{dimension}.name"
