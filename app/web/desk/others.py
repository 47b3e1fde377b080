"""Interim: what the desk uses of parts that are being built beside it, in the simplest true way."""

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from app.leads.export import csv_chunks
from app.leads.figures import Figures
from app.leads.listing import Cursor, Page
from app.leads.store import Filter
from app.web.services import services


def page_of(wanted: Filter, after: Cursor | None, limit: int) -> Page:
    """To be `services().store.page(wanted, after, limit)`."""
    found = sorted(services().store.iterate(wanted), key=lambda lead: lead.reference)
    found.sort(key=lambda lead: str(lead["week"]), reverse=True)
    places = [(_descending(str(lead["week"])), lead.reference) for lead in found]
    start = 0
    if after is not None:
        place = (_descending(after.week), after.reference)
        start = bisect_right(places, place)
        start = max(0, start - 1 - limit) if after.back else start
    shown = tuple(found[start : start + limit])
    before = Cursor(str(shown[0]["week"]), shown[0].reference, True) if start and shown else None
    more = start + limit < len(found)
    last = Cursor(str(shown[-1]["week"]), shown[-1].reference) if more else None
    return Page(shown, before, last)


def _descending(week: str) -> int:
    return -int(week.replace("-W", ""))


def figures_of(first_week: str, last_week: str) -> Figures:
    """To be `services().store.figures(first_week, last_week)`."""
    here = services()
    leads = list(here.store.iterate(Filter(first_week, last_week)))
    scores = [column.name for column in here.catalogue.columns if column.kind == "real"]
    known = {name: [float(str(v)) for x in leads if (v := x[name]) is not None] for name in scores}
    weeks = Counter(str(lead["week"]) for lead in leads)
    levels: Counter[Any] = Counter(lead["level"] for lead in leads)
    sources: Counter[Any] = Counter(lead["source"] for lead in leads)
    return Figures(
        leads=len(leads),
        weeks=dict(sorted(weeks.items())),
        levels=dict(levels.most_common()),
        languages=dict(Counter(str(lead["language"]) for lead in leads).most_common()),
        sources=dict(sources.most_common()),
        means={name: sum(each) / len(each) if each else None for name, each in known.items()},
    )


def funnel_of(first_week: str, last_week: str) -> Mapping[str, int]:
    """To be `found = services().funnel.figures(…)`, then `{**found.steps, **found.minutes}`."""
    query = "SELECT name, sum(count) FROM counters WHERE week BETWEEN ? AND ? GROUP BY name"
    with services().store.connections.reading() as connection:
        return dict(connection.execute(query, (first_week, last_week)).fetchall())


def messages_waiting() -> tuple[int, int]:
    """How many messages wait, and how many of them were tried in vain.

    To be `waiting = services().outbox.waiting()`, then `waiting.messages, waiting.failed`.
    """
    with services().store.connections.reading() as connection:
        query = "SELECT count(*), count(*) FILTER (WHERE attempts > 0) FROM outbox"
        messages, failed = connection.execute(query).fetchone()
    return messages, failed


def export_chunks(
    kind: str, wanted: Filter, language: str, shareable: bool
) -> Iterator[tuple[int, bytes]]:
    """Pieces of the file, each with the number of leads in it.

    To be `pieces(kind, here.store, wanted, here.catalogue, here.bank.languages[language],
    shareable)`, giving `piece.leads, piece.data`.
    """
    here = services()
    here.store.count(wanted)  # raises before the first piece
    for count, text in csv_chunks(here.store.iterate(wanted), here.catalogue):
        yield count, text.encode()
