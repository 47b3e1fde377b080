"""Pages, counts and figures of the leads agree with a plain recount, whatever happens to them."""

import random
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest

from app.database.figures import Figures
from app.database.filters import EVERYTHING, NO_NUMBER, NONE_GIVEN, Filter, condition
from app.database.leads import LeadStore
from app.database.pages import Cursor, Page
from app.leads.column import Column, Use
from app.leads.in_words import SCORE
from app.leads.record import Catalogue, Lead
from tests.stores import sqlite_store
from tests.unit.leads.conftest import ANY, MakeLead

ON_BOTH_ENGINES = True

WEEKS = ["2025-W51", "2025-W52", "2026-W01", "2026-W02", "2026-W03"]
OPTIONS: dict[str, list[object]] = {
    "week": [*WEEKS],
    "language": ["en", "nl"],
    "source": [None, "homepage", "fair"],
    "type": ["vendor", "si"],
    "stage": ["start", "grow"],
    "band": ["1-10", "250+"],
    "level": [None, 1, 2, 5],
    "next_step": [None, "conversation"],
    "test": [0, 0, 0, 1],
    "flags": ["", "speed", "flood", "speed flood"],
}
WAYS_TO_ASK: dict[str, list[object]] = {
    "first_week": [*WEEKS, "2024-W01", "2027-W01"],
    "last_week": [*WEEKS, "2024-W01"],
    "language": ["en", "nl", "fr"],
    "source": [NONE_GIVEN, "homepage", "fair", "' OR 1=1 --"],
    "type": ["vendor", "si", "other"],
    "stage": ["start", "grow"],
    "band": ["1-10", "250+"],
    "level": [NO_NUMBER, 1, 2, 5, 4],
    "next_step": [NONE_GIVEN, "conversation", "assessment"],
}


ALWAYS = ("2000-W01", "2100-W01")


def is_wanted(lead: Lead, wanted: Filter) -> bool:
    """What a filter means, said without SQL."""
    asked = {name: value for name, value in asdict(wanted).items() if value is not None}
    asked |= asked.pop("having")
    if lead["test"] and not asked.pop("include_test"):
        return False
    if asked.pop("flood", lead.flood) != lead.flood:
        return False
    asked.pop("include_test", None)
    if not asked.pop("first_week", "") <= str(lead["week"]) <= asked.pop("last_week", "~"):
        return False
    lacking = {"level": NO_NUMBER}
    has = {n: lacking.get(n, NONE_GIVEN) if lead[n] is None else lead[n] for n in asked}
    return has == asked


def in_order(leads: dict[str, Lead], wanted: Filter) -> list[Lead]:
    """The leads that are wanted, newest week first, then by reference."""
    chosen = sorted(
        (lead for lead in leads.values() if is_wanted(lead, wanted)),
        key=lambda each: each.reference,
    )
    return sorted(chosen, key=lambda each: str(each["week"]), reverse=True)


def some_filter(chance: random.Random) -> Filter:
    names = chance.sample(list(WAYS_TO_ASK), chance.choice([0, 1, 1, 2, 3]))
    asked = {name: chance.choice(WAYS_TO_ASK[name]) for name in names}
    flood = chance.choice([None, True, False, False, False])
    first, last = (asked.pop(name, None) for name in ("first_week", "last_week"))
    tests = chance.random() < 0.3
    return Filter(first, last, asked, include_test=tests, flood=flood)  # type: ignore[arg-type]


def some_lead(chance: random.Random, make_lead: MakeLead, **given: object) -> Lead:
    return make_lead(**{name: chance.choice(values) for name, values in OPTIONS.items()} | given)


def pages(store: LeadStore, wanted: Filter, limit: int) -> Iterator[Page]:
    """All pages, from the first to the last."""
    after: Cursor | None = None
    while True:
        page = store.page(wanted, after, limit)
        yield page
        if page.after is None:
            return
        after = Cursor.read(str(page.after))


def listed(store: LeadStore, wanted: Filter, limit: int) -> list[Lead]:
    return [lead for page in pages(store, wanted, limit) for lead in page.leads]


def recounted(
    leads: dict[str, Lead], catalogue: Catalogue, wanted: Filter, use: Use = "counted"
) -> Figures:
    """The figures, by looking at every lead."""
    chosen = in_order(leads, wanted)
    counts = {c.name: dict(Counter(lead[c.name] for lead in chosen)) for c in catalogue.used(use)}
    means: dict[str, Any] = {}
    for column in catalogue.columns:
        if column.kind == "real":
            known = [float(v) for lead in chosen if (v := lead[column.name]) is not None]
            means[column.name] = pytest.approx(sum(known) / len(known)) if known else None
    return Figures(len(chosen), counts, means)


Change = Callable[[random.Random, LeadStore, dict[str, Lead], MakeLead], None]


def put(
    chance: random.Random, store: LeadStore, leads: dict[str, Lead], make_lead: MakeLead
) -> None:
    """Some new leads and some corrected ones."""
    again = chance.sample(sorted(leads), min(3, len(leads)))
    for reference in [*again, *(make_lead().reference for _ in range(chance.randint(1, 30)))]:
        lead = some_lead(chance, make_lead, reference=reference)
        store.put(lead)
        leads[reference] = lead.in_place_of(leads.get(reference))


def forget(
    chance: random.Random, store: LeadStore, leads: dict[str, Lead], make_lead: MakeLead
) -> None:
    """A lead goes."""
    if leads:
        reference = chance.choice(sorted(leads))
        assert store.forget(reference)
        del leads[reference]


def purge(
    chance: random.Random, store: LeadStore, leads: dict[str, Lead], make_lead: MakeLead
) -> None:
    """The leads of the first weeks go."""
    week = chance.choice(WEEKS[:2])
    older = [reference for reference, lead in leads.items() if str(lead["week"]) < week]
    assert store.purge(week) == len(older)
    for reference in older:
        del leads[reference]


def choose(
    chance: random.Random, store: LeadStore, leads: dict[str, Lead], make_lead: MakeLead
) -> None:
    """A visitor says what comes next."""
    if leads:
        reference = chance.choice(sorted(leads))
        with store.engine.writing() as connection:
            connection.execute(
                "UPDATE leads SET next_step = 'assessment' WHERE reference = ?", (reference,)
            )
        leads[reference] = Lead({**leads[reference].values, "next_step": "assessment"})


def let_in(
    chance: random.Random, store: LeadStore, leads: dict[str, Lead], make_lead: MakeLead
) -> None:
    """One of those that came in a flood is let in, or all are."""
    waiting = [reference for reference, lead in leads.items() if lead.flood]
    if waiting and chance.random() < 0.7:
        waiting = [chance.choice(waiting)]
        assert store.let_in(waiting[0]) == 1
    else:
        assert store.let_in() == len(waiting)
    for reference in waiting:
        leads[reference] = leads[reference].let_in()


def forget_flood(
    chance: random.Random, store: LeadStore, leads: dict[str, Lead], make_lead: MakeLead
) -> None:
    """Those that came in a flood go."""
    waiting = [reference for reference, lead in leads.items() if lead.flood]
    assert store.forget_flood() == len(waiting)
    for reference in waiting:
        del leads[reference]


@pytest.mark.parametrize("seed", range(6))
def test_whatever_happens_pages_counts_and_figures_are_those_of_a_plain_recount(
    store: LeadStore, catalogue: Catalogue, make_lead: MakeLead, seed: int
) -> None:
    chance = random.Random(seed)
    leads: dict[str, Lead] = {}
    changes: list[Change] = [*[put] * 4, choose, forget, purge, let_in, forget_flood]
    for _ in range(25):
        chance.choice(changes)(chance, store, leads, make_lead)
        wanted = some_filter(chance)
        expected = in_order(leads, wanted)
        assert store.count(wanted) == len(expected), wanted
        assert listed(store, wanted, chance.choice([1, 7, 50])) == expected, wanted
        assert store.figures(wanted) == recounted(leads, catalogue, wanted), wanted
        period = Filter(wanted.first_week or WEEKS[0], wanted.last_week or WEEKS[-1])
        assert store.figures_of_period(str(period.first_week), str(period.last_week)) == recounted(
            leads, catalogue, period, "tallied"
        )


@pytest.fixture
def forty(store: LeadStore, make_lead: MakeLead) -> list[Lead]:
    """Forty leads of four weeks, as they are listed."""
    chance = random.Random(4)
    leads = {lead.reference: lead for lead in (some_lead(chance, make_lead) for _ in range(40))}
    store.put_all(leads.values())
    return in_order(leads, EVERYTHING)


@pytest.mark.parametrize("limit", [1, 3, 10, 39, 40])
def test_the_way_back_leads_through_the_same_pages(
    store: LeadStore, forty: list[Lead], limit: int
) -> None:
    wanted = EVERYTHING
    forth = list(pages(store, wanted, limit))
    assert [lead for page in forth for lead in page.leads] == forty
    for earlier, later in zip(forth[-2::-1], forth[::-1], strict=False):
        assert store.page(wanted, Cursor.read(str(later.before)), limit) == earlier
    assert forth[0].before is None
    assert forth[-1].after is None


def test_going_back_to_what_is_less_than_a_page_shows_a_whole_one(
    store: LeadStore, forty: list[Lead]
) -> None:
    third = forty[2]
    page = store.page(EVERYTHING, Cursor(str(third["week"]), third.reference, back=True), 10)
    assert list(page.leads) == forty[:10]
    assert page.before is None


def test_a_lead_that_goes_or_comes_moves_no_other_to_another_page(
    store: LeadStore, forty: list[Lead], make_lead: MakeLead
) -> None:
    wanted = EVERYTHING
    first = store.page(wanted, None, 10)
    store.forget(first.leads[9].reference)
    store.put(make_lead(week="2026-W04"))
    assert list(store.page(wanted, first.after, 10).leads) == forty[10:20]


def test_when_all_has_gone_beyond_a_cursor_there_is_still_a_way_back(
    store: LeadStore, forty: list[Lead]
) -> None:
    wanted = EVERYTHING
    cursor = store.page(wanted, None, 30).after
    for lead in forty[30:]:
        store.forget(lead.reference)
    page = store.page(wanted, cursor, 30)
    assert page.leads == ()
    assert page.before is not None
    assert list(store.page(wanted, page.before, 30).leads) == forty[:30]


@pytest.mark.parametrize(
    "text",
    [
        "", ".", "2026-W03", "2026-W03.", ".AC-00000-00000", "2026-W03.AC-00000-00000.on",
        "2026-W03.AC.back.back", "2026-W03." + "A" * 101,
    ],
)  # fmt: skip
def test_what_is_no_cursor_is_none(text: str) -> None:
    assert Cursor.read(text) is None


def test_a_score_that_the_catalogue_gains_is_tallied_too(
    store: LeadStore, database: Path, catalogue: Catalogue, make_lead: MakeLead
) -> None:
    lead = make_lead()
    store.put(lead)
    extra = Column(
        "D9_score",
        "real",
        lambda _: None,
        ANY,
        SCORE,
        "outcome",
        texts="columns.score",
        dimension="D9",
    )
    newer = sqlite_store(database, Catalogue(catalogue.editions, (*catalogue.columns, extra)))
    newer.put(Lead({**lead.values, "reference": "AC-NEW", "D9_score": 2.5}))
    assert newer.figures_of_period(*ALWAYS).means["D9_score"] == 2.5
    store.put(make_lead())  # and the older program goes on beside it
    assert newer.figures_of_period(*ALWAYS).leads == 3
    newer.close()


# How each engine is asked for its plan, and what it calls an index that it needs nothing besides.
PLANS = {
    "sqlite": ("", "EXPLAIN QUERY PLAN", "COVERING INDEX leads_by_week"),
    # A few rows are read sooner without an index.
    "postgres": ("SET LOCAL enable_seqscan = off", "EXPLAIN", "Index Only Scan"),
}


@pytest.mark.parametrize("name", WAYS_TO_ASK)
def test_a_filter_is_answered_by_the_index_alone(
    store: LeadStore, catalogue: Catalogue, engine: str, name: str
) -> None:
    first, explain, alone = PLANS[engine]
    for value in WAYS_TO_ASK[name]:
        weeks = {name: value} if name.endswith("_week") else {}
        having = {} if weeks else {name: value}
        where, values = condition(catalogue, Filter(**weeks, having=having))  # type: ignore[arg-type]
        source = f"leads {store.engine.by_index('leads_by_week')}"
        query = f"{explain} SELECT week, reference FROM {source} WHERE {where}"
        with store.engine.writing() as connection:
            connection.execute(first or "SELECT 1")
            plan = connection.execute(query, values).fetchall()
        assert alone in str([tuple(row) for row in plan])


@pytest.mark.parametrize("deletion", ["forget", "purge", "replace"])
def test_indexes_and_tallies_hold_nothing_of_a_lead_that_has_gone(
    store: LeadStore, database: Path, make_lead: MakeLead, deletion: str
) -> None:
    gone = make_lead(reference="AC-GONE0-00000", week="2020-W01", source="only-here")
    store.put_all([gone, *(make_lead(week="2020-W02") for _ in range(200)), make_lead()])
    assert everything(database).count(b"AC-GONE0-00000") > 1
    assert b"only-here" in everything(database)
    if deletion == "forget":
        assert store.forget(gone.reference)
    elif deletion == "purge":
        assert store.purge("2020-W02") == 1
    else:
        store.put(make_lead(reference=gone.reference, week="2020-W02", source="elsewhere"))
        store.forget(gone.reference)
    assert b"AC-GONE0-00000" not in everything(database)
    assert b"only-here" not in everything(database)
    assert store.figures_of_period(*ALWAYS).counts["week"] == {"2020-W02": 200, "2026-W47": 1}
    assert store.count() == 201


def everything(database: Path) -> bytes:
    return b"".join(path.read_bytes() for path in database.parent.glob(f"{database.name}*"))
