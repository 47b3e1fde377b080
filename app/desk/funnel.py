"""The funnel: how many visitors got how far, as weekly counts that identify nobody."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise

from app.database.counters import Counted, Counters

# How long a finished check took: each band's end and its name, in minutes.
_BANDS = ((5, "<5"), (8, "5-8"), (12, "8-12"), (20, "12-20"))
_LONGEST = "20+"
FEWEST_TIMED = 10  # how long fewer visits took is not shown
MINUTES = tuple(f"minutes:{band}" for band in (*(name for _, name in _BANDS), _LONGEST))


@dataclass(frozen=True, slots=True)
class FunnelFigures:
    """The funnel of a period.

    `steps`: each step with how many visits reached its end, in the order of the check.
    `minutes`: how many finished checks took how long, by band, the shortest first; None where
    there are fewer than FEWEST_TIMED, or where the number would reveal how many fewer.
    `timed`: the total of all bands. `median_minutes`: the band in which the median visit lies
    ("8-12"); None when too few finished.
    """

    steps: Mapping[str, int]
    minutes: Mapping[str, int | None]
    timed: int
    median_minutes: str | None

    @property
    def lost(self) -> Mapping[str, int]:
        """How many visits each step lost; a step that more finished than the one before lost 0."""
        counts = pairwise(self.steps.items())
        return {name: max(0, before - count) for (_, before), (name, count) in counts}


def funnel_steps(dimensions: Iterable[str]) -> tuple[str, ...]:
    """The names of all steps that are counted, in the order of the check."""
    return ("opened", "started", "profile", *dimensions, "finished")


def minutes_band(seconds: float) -> str:
    """The name under which a check that took this long is counted."""
    band = next((name for end, name in _BANDS if seconds < end * 60), _LONGEST)
    return f"minutes:{band}"


class Funnel:
    """The counters in the leads' database. Methods raise StoreUnavailable.

    `dimensions`: the steps between profile and end; only the figures need them.
    """

    def __init__(self, counters: Counters, dimensions: Iterable[str] = ()) -> None:
        self._counters = counters
        self.steps = funnel_steps(dimensions)

    def add(self, week: str, language: str, source: str, name: str, count: int = 1) -> None:
        """Count something, `count` times."""
        self.add_all({Counted(week, language, source, name): count})

    def add_all(self, counts: Mapping[Counted, int]) -> None:
        """Count many things at once, all of them or none.

        A new source is counted as OTHER once its week has as many as it may.
        """
        self._counters.add(counts)

    def figures(
        self,
        first_week: str | None = None,
        last_week: str | None = None,
        language: str | None = None,
        source: str | None = None,
    ) -> FunnelFigures:
        """The funnel of these weeks, inclusive; None stands for all, source "" for no source."""
        counts = self._counters.sums(
            first_week=first_week, last_week=last_week, language=language, source=source
        )
        minutes = {name: counts.get(name, 0) for name in MINUTES}
        return FunnelFigures(
            steps={name: counts.get(name, 0) for name in self.steps},
            minutes=_without_few(minutes),
            timed=sum(minutes.values()),
            median_minutes=_median(minutes),
        )

    def close(self) -> None:
        """Release this thread's connection."""
        self._counters.close()


def _without_few(minutes: Mapping[str, int]) -> Mapping[str, int | None]:
    """The counts of the bands with enough visits, None for the others.

    A single hidden band could be worked out from the total, so the smallest of the rest is hidden
    too.
    """
    shown = {name: count for name, count in minutes.items() if count >= FEWEST_TIMED}
    if shown and len(shown) == len(minutes) - 1:
        del shown[min(shown, key=lambda name: shown[name])]
    return {name: shown.get(name) for name in minutes}


def _median(minutes: Mapping[str, int]) -> str | None:
    timed, passed = sum(minutes.values()), 0
    if timed < FEWEST_TIMED:
        return None
    for name, count in minutes.items():
        passed += count
        if count and passed >= (timed + 1) // 2:
            return name.partition(":")[2]
    return None
