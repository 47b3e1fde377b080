"""Figures as bars: what a row of a chart shows, this period beside the one before."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Bar:
    """One row. `now` and `before` are shown as numbers, None where there is nothing to show.

    `length` and `mark` (the period before) are where they reach on the bar, in per cent, or None.
    `key`: what the row is about, for looks and links.
    """

    label: str
    now: float | None
    before: float | None
    length: float | None
    mark: float | None
    key: str = ""

    @property
    def change(self) -> float | None:
        """How much more than before."""
        return None if self.now is None or self.before is None else self.now - self.before


def share_bars(
    labels: Iterable[tuple[object, str]], now: Mapping[object, int], before: Mapping[object, int]
) -> list[Bar]:
    """Counts as bars; their length is the share of all, so that periods can be compared."""
    totals = [max(1, sum(counts.values())) for counts in (now, before)]
    rows = [(key, label, now.get(key, 0), before.get(key, 0)) for key, label in labels]
    mark = any(before.values())
    return [
        Bar(
            label,
            count,
            earlier,
            100 * count / totals[0],
            100 * earlier / totals[1] if mark else None,
            "" if key is None else str(key),
        )
        for key, label, count, earlier in rows
    ]


def mean_bars(
    labels: Iterable[tuple[str, str]],
    now: Mapping[str, float | None],
    before: Mapping[str, float | None],
) -> list[Bar]:
    """Means on the scale from 1 to 5 as bars that begin at 1."""

    def reach(mean: float | None) -> float | None:
        return None if mean is None else 25 * (mean - 1)

    return [
        Bar(label, now.get(key), before.get(key), reach(now.get(key)) or 0, reach(before.get(key)))
        for key, label in labels
    ]


@dataclass(frozen=True, slots=True)
class Column:
    """A week, or a few, of the chart of leads: heights in per cent of the highest."""

    weeks: Sequence[str]
    now: int
    before: int
    height: float
    mark: float

    @property
    def label(self) -> str:
        """The number of the first week, as in "47"; the heading tells the year."""
        return self.weeks[0].partition("-W")[2]


def week_columns(
    now: Sequence[Sequence[str]],
    before: Sequence[Sequence[str]],
    leads: Mapping[str, int],
    earlier: Mapping[str, int],
) -> list[Column]:
    """Leads a week as columns, each beside the one as far into the period before."""
    counts = [sum(leads.get(week, 0) for week in weeks) for weeks in now]
    marks = [sum(earlier.get(week, 0) for week in weeks) for weeks in before]
    most = max(1, *counts, *marks)
    return [
        Column(weeks, count, mark, 100 * count / most, 100 * mark / most)
        for weeks, count, mark in zip(now, counts, marks, strict=True)
    ]
