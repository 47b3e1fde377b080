"""The overview: this period in figures, beside the one before."""

from collections import Counter
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import partial
from typing import Any

from flask import render_template, url_for
from flask_babel import gettext as _

from app.database.figures import Figures
from app.database.filters import IN_FLOOD, NO_NUMBER, NONE_GIVEN, Filter
from app.database.pages import Page
from app.leads.in_words import cut
from app.leads.values import Value
from app.method.messages import dimension_name, level_name
from app.web.addresses import number_in_query
from app.web.desk.bars import (
    Bar,
    mean_bars,
    minute_bars,
    minute_labels,
    share_bars,
    step_bars,
    week_columns,
)
from app.web.desk.blueprint import desk
from app.web.desk.period import LENGTHS, Period, period_of
from app.web.i18n import wording
from app.web.services import services

_MOST_SOURCES = 8
_LATEST = 5


@desk.get("", strict_slashes=False)
def overview() -> str:
    """Leads, levels, dimensions, sources and the funnel of a period."""
    period = period_of(number_in_query("weeks"), datetime.now(UTC).date())
    now, before = (
        services().store.figures_of_period(each.first, each.last)
        for each in (period, period.before)
    )
    waiting = services().database.outbox.waiting()
    return render_template(
        "desk/overview.html",
        period=period,
        lengths=list(LENGTHS),
        now=now,
        before=before,
        columns=week_columns(
            period.columns, period.before.columns, now.counts["week"], before.counts["week"]
        ),
        levels=_levels(now, before),
        dimensions=_dimensions(now, before),
        sources=_sources(now, before),
        wishes=_wishes(period),
        messages=waiting.messages,
        failed=waiting.failed,
        spooled=_spooled(),
        rounds=services().database.counters.sums(first_week=period.first, last_week=period.last),
        flood=services().store.count(IN_FLOOD),
        step_link=partial(_list_of, period, "next_step"),
        level_link=partial(_list_of, period, "level"),
        source_link=partial(_list_of, period, "source"),
        **_funnel(period),
    )


def _list_of(period: Period, field: str, value: str) -> str:
    """The address of the list with exactly the leads behind a figure of this period."""
    here = {field: value, "first_week": period.first, "last_week": period.last}
    return url_for("desk.leads", **dict[str, Any](here))


def _spooled() -> int:
    """How many leads are missing from the figures only because they wait in the spool."""
    here = services()
    return sum(
        not lead["test"] and not lead.flood and here.store.get(lead.reference) is None
        for lead in here.spool.leads()
    )


def _levels(now: Figures, before: Figures) -> list[Bar]:
    model, words = services().bank.model, wording()
    rows: list[tuple[object, str]] = [(L, words.texts[level_name(L)]) for L in model.levels]
    counts, earlier = (_without_none(each.counts["level"]) for each in (now, before))
    return share_bars([*rows, (NO_NUMBER, _("No level"))], counts, earlier)


def _without_none(levels: Mapping[Value, int]) -> dict[object, int]:
    return {NO_NUMBER if level is None else level: count for level, count in levels.items()}


def _dimensions(now: Figures, before: Figures) -> list[Bar]:
    model, words = services().bank.model, wording()
    rows = [(f"{d}_score", words.texts[dimension_name(d)]) for d in model.dimensions]
    return mean_bars(rows, now.means, before.means)


def _sources(now: Figures, before: Figures) -> list[Bar]:
    """The sources with the most leads, and all others together."""
    counts = Counter(now.counts["source"])
    most = [source for source, _count in counts.most_common(_MOST_SOURCES)]
    rows: list[tuple[object, str]] = [
        (source or NONE_GIVEN, cut(source) if source else _("No label")) for source in most
    ]
    shown, earlier = (_together(each.counts["source"], most) for each in (now, before))
    if shown.get("") or earlier.get(""):
        rows.append(("", _("All others")))
    return share_bars(rows, shown, earlier)


def _together(sources: Mapping[Value, int], most: list[Value]) -> dict[object, int]:
    counts: Counter[object] = Counter()
    for source, count in sources.items():
        counts[(source or NONE_GIVEN) if source in most else ""] += count
    return dict(counts)


def _wishes(period: Period) -> list[tuple[str, int, Page]]:
    """Who asked to talk in this period: how many, and the latest."""
    found = []
    for step in ("conversation", "assessment"):
        wanted = Filter(period.first, period.last, having={"next_step": step})
        found.append(
            (step, services().store.count(wanted), services().store.page(wanted, None, _LATEST))
        )
    return found


def _funnel(period: Period) -> dict[str, object]:
    here, words = services(), wording()
    now, before = (here.funnel.figures(each.first, each.last) for each in (period, period.before))
    band, earlier_band = now.median_minutes, before.median_minutes
    said = minute_labels()
    return {
        "steps": step_bars(words, here.bank.model.dimensions, now.steps, before.steps),
        "minutes": minute_bars(now, before),
        "finished": now.timed,
        "median": said[f"minutes:{band}"] if band else None,
        "earlier_median": said[f"minutes:{earlier_band}"] if earlier_band else None,
    }
