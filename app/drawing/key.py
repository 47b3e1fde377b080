"""What the key of a radar explains: only what is there."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from app.drawing.geometry import Point
from app.drawing.layout import layout
from app.drawing.radar import STANDS, Ground, Look, RadarChart

Kind = Literal["series", "gap", "levers", "target", "unknown"]


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that is on the radar, and what it is called.

    `look`: of a series. `count`: of levers, or of levels that the target lies between.
    """

    kind: Kind
    words: str
    look: Look = STANDS
    count: int = 0


@dataclass(frozen=True, slots=True)
class Explained:
    """The key of a chart: each entry with its left edge and baseline. Many charts have the same."""

    ground: Ground
    entries: tuple[tuple[Entry, Point], ...]
    accent: str


def key_of(chart: RadarChart) -> Explained:
    """The key of a chart."""
    columns, slots = [[*_lines(chart)], [*_others(chart)]], layout(chart.ground).slots
    if len(slots) == 1 or not columns[0]:
        columns = [columns[0] + columns[1]]
    placed = (
        pair
        for column, places in zip(columns, slots, strict=False)
        for pair in zip(column, places, strict=False)
    )
    return Explained(chart.ground, tuple(placed), chart.accent)


def _lines(chart: RadarChart) -> Iterator[Entry]:
    yield from (Entry("series", series.label, series.look) for series, _ in chart.drawn)
    if chart.gap:
        yield Entry("gap", chart.ground.key.gap)


def _others(chart: RadarChart) -> Iterator[Entry]:
    key = chart.ground.key
    if chart.levers:
        yield Entry("levers", key.levers, count=len(chart.levers))
    if chart.target:
        yield Entry("target", key.target, count=len(set(chart.target)))
    if chart.unknown:
        yield Entry("unknown", key.unknown)
