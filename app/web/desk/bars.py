"""Figures as bars, this period beside the one before; and the funnel: how many got how far."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from flask_babel import gettext as _

from app.desk.funnel import MINUTES, FunnelFigures
from app.leads.values import Value
from app.method.bank import Language
from app.method.messages import dimension_name


@dataclass(frozen=True, slots=True)
class Bar:
    """One row. `now` and `before` are shown as numbers, None where there is nothing to show.

    `length` (now) and `mark` (before) are how far each reaches along the bar, in per cent, or None.
    `key`: what the row is about, for styles and links.
    """

    label: str
    now: float | None
    before: float | None
    length: float | None
    mark: float | None
    key: str = ""

    @property
    def change(self) -> float | None:
        """By how much `now` exceeds `before`."""
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
class WeekColumn:
    """A week, or a few, of the chart of leads: heights in per cent of the highest."""

    weeks: Sequence[str]
    now: int
    before: int
    height: float
    mark: float

    @property
    def label(self) -> str:
        """The number of the first week, as in "47"; the heading gives the year."""
        return self.weeks[0].partition("-W")[2]


def week_columns(
    now: Sequence[Sequence[str]],
    before: Sequence[Sequence[str]],
    leads: Mapping[Value, int],
    earlier: Mapping[Value, int],
) -> list[WeekColumn]:
    """Leads per week as columns, each beside the same week of the period before."""
    counts = [sum(leads.get(week, 0) for week in weeks) for weeks in now]
    marks = [sum(earlier.get(week, 0) for week in weeks) for weeks in before]
    most = max(1, *counts, *marks)
    return [
        WeekColumn(weeks, count, mark, 100 * count / most, 100 * mark / most)
        for weeks, count, mark in zip(now, counts, marks, strict=True)
    ]


@dataclass(frozen=True, slots=True)
class Step:
    """A step of the funnel.

    `share`: of those who opened the check, in per cent, now and in the period before; None when
    nobody did. `lost`: of those who were there a step earlier, in per cent.
    """

    name: str
    label: str
    count: int
    share: float | None
    before: float | None
    lost: float | None
    is_worst: bool = False


def step_bars(
    words: Language,
    dimensions: Sequence[str],
    now: Mapping[str, int],
    before: Mapping[str, int],
) -> list[Step]:
    """The steps as bars, in order; a missing counter counts as 0."""
    named = {
        "opened": _("Opened the check"),
        "started": _("Started"),
        "profile": _("Answered the organisation questions"),
        **{dimension: words.texts[dimension_name(dimension)] for dimension in dimensions},
        "finished": _("Saw the result"),
    }
    counts = [now.get(name, 0) for name in named]
    losses = [None, *(_lost(*pair) for pair in pairwise(counts))]
    # Many open the check and never begin: only steps between start and result can be the worst.
    worst = max((loss for loss in losses[2:] if loss is not None), default=0)
    return [
        Step(
            name,
            label,
            count,
            _share(count, counts[0]),
            _share(before.get(name, 0), before.get("opened", 0)),
            loss,
            is_worst=name not in ("opened", "started") and loss == worst > 0,
        )
        for (name, label), count, loss in zip(named.items(), counts, losses, strict=True)
    ]


def minute_bars(now: FunnelFigures, before: FunnelFigures) -> list[Bar]:
    """How many visits took how long; None where there are too few."""

    def reach(figures: FunnelFigures, name: str) -> float | None:
        count = figures.minutes[name]
        return None if count is None else _share(count, figures.timed)

    return [
        Bar(label, now.minutes[name], before.minutes[name], reach(now, name), reach(before, name))
        for name, label in minute_labels().items()
    ]


def minute_labels() -> dict[str, str]:
    """What each band of minutes is called."""
    said = (
        _("less than 5 minutes"),
        _("5 to 8 minutes"),
        _("8 to 12 minutes"),
        _("12 to 20 minutes"),
        _("more than 20 minutes"),
    )
    return dict(zip(MINUTES, said, strict=True))


def _share(count: int, of: int) -> float | None:
    return min(100.0, 100 * count / of) if of else None


def _lost(earlier: int, later: int) -> float | None:
    # Counters are independent of one another: a step may be ahead of the one before it.
    return max(0.0, 100 * (earlier - later) / earlier) if earlier else None
