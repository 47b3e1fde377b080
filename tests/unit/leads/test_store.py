"""What every store of leads does, whichever database it keeps them in."""

import random
from collections.abc import Sequence

import pytest

from app.database.address import DatabaseAddress
from app.database.filters import EVERYTHING, IN_FLOOD, Filter
from app.database.leads import LeadStore
from app.leads.record import Lead
from tests.unit.leads.conftest import MakeLead

ON_BOTH_ENGINES = True


def references(leads: Sequence[Lead]) -> list[str]:
    return [lead.reference for lead in leads]


def test_a_lead_that_was_put_is_found_again_just_as_it_was(
    store: LeadStore, make_lead: MakeLead
) -> None:
    lead = make_lead(utm_campaign='spring; "26"\n\'=é')
    store.put(lead)
    assert store.get(lead.reference) == lead
    assert store.get("AC-00000-00000") is None


def test_putting_a_lead_twice_keeps_one(store: LeadStore, make_lead: MakeLead) -> None:
    lead = make_lead()
    store.put(lead)
    store.put(lead)
    assert list(store.iterate()) == [lead]


def test_a_corrected_answer_replaces_the_lead_and_keeps_its_next_step(
    store: LeadStore, make_lead: MakeLead
) -> None:
    store.put(make_lead(reference="AC-1", level=2, next_step="conversation", source="a"))
    corrected = make_lead(reference="AC-1", level=None, source=None)
    store.put(corrected)
    kept = store.get("AC-1")
    assert kept is not None
    assert kept.values == {**corrected.values, "next_step": "conversation"}


@pytest.mark.parametrize(
    ("waited", "corrected", "kept"),
    [
        ("flood", "", "flood"),
        ("speed flood", "scattered", "scattered flood"),
        ("", "flood", ""),
        ("speed", "speed flood", "speed"),
        ("flood", "flood", "flood"),
    ],
)
def test_a_correction_neither_lets_in_a_lead_that_waits_nor_makes_one_wait(
    store: LeadStore, make_lead: MakeLead, waited: str, corrected: str, kept: str
) -> None:
    store.put(make_lead(reference="AC-1", flags=waited))
    store.put(make_lead(reference="AC-1", flags=corrected))
    assert [lead["flags"] for lead in store.iterate(Filter(flood=None))] == [kept]
    assert store.count() == (0 if "flood" in kept else 1)


def test_many_that_came_in_a_flood_are_let_in_or_deleted_a_few_at_a_time(
    store: LeadStore, make_lead: MakeLead
) -> None:
    store.put_all([make_lead(flags="flood") for _ in range(1100)])
    store.put(make_lead())
    assert (store.count(), store.count(IN_FLOOD)) == (1, 1100)
    references = [lead.reference for lead in store.page(IN_FLOOD, None, 50).leads]
    assert [store.let_in(reference) for reference in (*references, references[0])][-1] == 0
    assert (store.count(), store.figures().leads) == (51, 51)
    assert store.forget_flood() == 1050
    assert store.let_in() == 0
    assert store.count(EVERYTHING) == 51


def test_a_new_next_step_replaces_the_old_one(store: LeadStore, make_lead: MakeLead) -> None:
    store.put(make_lead(reference="AC-1", next_step="conversation"))
    store.put(make_lead(reference="AC-1", next_step="assessment"))
    kept = store.get("AC-1")
    assert kept is not None
    assert kept["next_step"] == "assessment"


def test_several_leads_are_put_in_order_so_that_the_last_word_counts(
    store: LeadStore, make_lead: MakeLead
) -> None:
    store.put_all([make_lead(reference="AC-1", level=level) for level in (1, 2, 3)])
    assert [lead["level"] for lead in store.iterate()] == [3]


def test_leads_come_out_in_the_order_of_their_references_and_not_of_their_arrival(
    store: LeadStore, make_lead: MakeLead
) -> None:
    leads = [make_lead() for _ in range(2500)]
    store.put_all(leads)
    assert references(list(store.iterate())) == sorted(references(leads))


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        pytest.param(Filter(), ["a", "b", "c"], id="all but trial runs"),
        pytest.param(Filter(include_test=True), ["a", "b", "c", "t"], id="all"),
        pytest.param(Filter(first_week="2026-W02"), ["b", "c"], id="from a week on"),
        pytest.param(Filter(last_week="2026-W02"), ["a", "b"], id="up to and with a week"),
        pytest.param(
            Filter(first_week="2026-W02", last_week="2026-W02"), ["b"], id="a single week"
        ),
        pytest.param(Filter(having={"language": "nl"}), ["b"], id="a language"),
        pytest.param(Filter(having={"source": "partner-page"}), ["c"], id="a source"),
        pytest.param(Filter(having={"source": "' OR 1=1 --"}), [], id="a source that would be SQL"),
        pytest.param(
            Filter(having={"language": "nl", "source": "partner-page"}), [], id="both at once"
        ),
    ],
)
def test_a_filter_narrows_what_is_counted_and_listed(
    store: LeadStore, make_lead: MakeLead, wanted: Filter, found: list[str]
) -> None:
    store.put_all(
        [
            make_lead(reference="a", week="2026-W01", language="en"),
            make_lead(reference="b", week="2026-W02", language="nl"),
            make_lead(reference="c", week="2026-W03", language="en", source="partner-page"),
            make_lead(reference="t", week="2026-W02", language="en", test=1),
        ]
    )
    assert references(list(store.iterate(wanted))) == found
    assert store.count(wanted) == len(found)


def test_reading_on_while_leads_come_and_go_disturbs_neither(
    store: LeadStore, make_lead: MakeLead
) -> None:
    leads = sorted((make_lead() for _ in range(1500)), key=lambda lead: lead.reference)
    store.put_all(leads)
    reading = store.iterate()
    first = next(reading)
    store.put(make_lead())
    assert store.forget(first.reference)
    assert store.forget(leads[-1].reference)
    seen = {first.reference, *references(list(reading))}
    assert seen >= set(references(leads[:-1]))
    assert leads[-1].reference not in seen


def test_figures_count_values_and_average_scores(store: LeadStore, make_lead: MakeLead) -> None:
    store.put_all(
        [
            make_lead(level=2, language="en", D1_score=2.0, D2_score=None),
            make_lead(level=2, language="nl", D1_score=3.0, D2_score=None),
            make_lead(level=None, language="nl", D1_score=None, D2_score=None),
            make_lead(level=5, language="nl", test=1),
        ]
    )
    figures = store.figures()
    assert figures.leads == 3
    assert {"week", "language", "source", "role", "band", "level", "next_step"} < set(
        figures.counts
    )
    assert list(figures.counts["level"].items()) == [(2, 2), (None, 1)]
    assert figures.counts["language"] == {"nl": 2, "en": 1}
    assert figures.means["D1_score"] == 2.5
    assert figures.means["D2_score"] is None
    assert store.figures(Filter(having={"language": "en"})).leads == 1


def test_an_empty_store_has_figures_too(store: LeadStore) -> None:
    figures = store.figures()
    assert (figures.leads, figures.counts["week"], figures.means["index"]) == (0, {}, None)
    assert list(store.iterate()) == []


def test_a_forgotten_lead_is_gone_and_forgetting_it_again_does_no_harm(
    store: LeadStore, make_lead: MakeLead
) -> None:
    lead, other = make_lead(), make_lead()
    store.put_all([lead, other])
    assert store.forget(lead.reference)
    assert not store.forget(lead.reference)
    assert list(store.iterate()) == [other]


def test_a_purge_takes_the_earlier_weeks_and_only_those(
    store: LeadStore, make_lead: MakeLead
) -> None:
    chance = random.Random(7)
    weeks = [f"{chance.choice([2024, 2025])}-W{chance.randint(1, 52):02d}" for _ in range(3000)]
    store.put_all([make_lead(week=week, test=chance.randint(0, 1)) for week in weeks])
    older = sum(week < "2025-W10" for week in weeks)
    assert store.purge("2025-W10") == older
    assert store.purge("2025-W10") == 0
    assert store.count(Filter(include_test=True)) == 3000 - older
    assert store.count(Filter(last_week="2025-W09", include_test=True)) == 0


def test_a_store_that_can_be_written_says_so_and_is_not_changed_by_it(
    store: LeadStore, make_lead: MakeLead
) -> None:
    store.check()
    lead = make_lead()
    store.put(lead)
    store.check()
    assert list(store.iterate()) == [lead]


@pytest.mark.parametrize(
    ("address", "says"),
    [
        pytest.param("postgres://sales:secret@db/leads?ssl=1", "postgresql://", id="PostgreSQL"),
        pytest.param("mysql://sales:secret@db/leads", "sqlite:///", id="another database"),
        pytest.param("sales:secret@db", "sqlite:///", id="no address"),
        pytest.param("", "sqlite:///", id="nothing"),
        pytest.param("sqlite://", "names no file", id="no file"),
        pytest.param("sqlite:///", "names no file", id="a file without a name"),
        pytest.param("sqlite:///:memory:", "names no file", id="memory"),
        pytest.param("sqlite://leads.db", "names no file", id="a slash too few"),
    ],
)
def test_an_address_without_a_store_is_refused_and_its_password_not_repeated(
    address: str, says: str
) -> None:
    with pytest.raises(ValueError, match=says) as refused:
        DatabaseAddress.read(address)
    assert "secret" not in str(refused.value)
