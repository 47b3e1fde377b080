"""The funnel as the overview shows it: how many came how far, where they left, how long it took."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from flask_babel import gettext as _

from app.desk.funnel import MINUTES, FunnelFigures
from app.method.bank import Language
from app.method.report import dimension_name
from app.web.desk.bars import Bar


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


def steps(
    words: Language,
    dimensions: Sequence[str],
    now: Mapping[str, int],
    before: Mapping[str, int],
) -> list[Step]:
    """The steps in order; a counter that is missing counts 0."""
    named = {
        "opened": _("Opened the check"),
        "started": _("Started"),
        "profile": _("Told about the organisation"),
        **{dimension: words.texts[dimension_name(dimension)] for dimension in dimensions},
        "finished": _("Saw the result"),
    }
    counts = [now.get(name, 0) for name in named]
    losses = [None, *(_lost(*pair) for pair in pairwise(counts))]
    # Many open the check and never begin: what can be mended is between start and result.
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
    """How many took how long; nothing where they are too few."""

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
    # Counters come in apart from each other: a step may be ahead of the one before it.
    return max(0.0, 100 * (earlier - later) / earlier) if earlier else None
