"""The sources of a week, in leads and funnel together: limited, in case somebody invents them."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from app.database.engine import Connection, Engine
from app.database.filters import NONE_GIVEN
from app.labels import OTHER
from app.leads.record import Lead

MOST_A_WEEK = 200  # besides OTHER

Where = tuple[str, str]  # a week and a source

NO_SOURCES = {NONE_GIVEN, "", OTHER}

_KNOWN = (
    "SELECT source FROM tallies WHERE week = :week GROUP BY source HAVING sum(leads) > 0 "
    "UNION SELECT source FROM counters WHERE week = :week"
)


def admitted(engine: Engine, connection: Connection, given: Iterable[Where]) -> Mapping[Where, str]:
    """The label that each source is stored under: its own, or OTHER when its week has enough.

    Call it in the transaction that writes them, so that all processes together keep the limit.
    """
    sources: defaultdict[str, list[str]] = defaultdict(list)
    for week, source in dict.fromkeys(given):
        sources[week].append(source)
    labels: dict[Where, str] = {}
    for week, wanted in sorted(sources.items()):
        there = _known(connection, week)
        if not there.issuperset(wanted):
            engine.alone(connection, "sources", [week])
            there = _known(connection, week)
        for source in wanted:
            if source != OTHER and len(there) < MOST_A_WEEK:
                there.add(source)
            labels[week, source] = source if source in there else OTHER
    return labels


def _known(connection: Connection, week: str) -> set[str]:
    rows = connection.execute(_KNOWN, {"week": week})
    return {each for (each,) in rows} - NO_SOURCES


def with_admitted(engine: Engine, connection: Connection, leads: Iterable[Lead]) -> Iterator[Lead]:
    """These leads, with the sources that they are stored under; see admitted()."""
    leads = tuple(leads)
    labels = admitted(engine, connection, (_where(lead) for lead in leads if lead["source"]))
    for lead in leads:
        source = lead["source"] and labels[_where(lead)]
        yield lead if source == lead["source"] else Lead({**lead.values, "source": source})


def _where(lead: Lead) -> Where:
    return str(lead["week"]), str(lead["source"])
