"""The outbox: a message with each lead in one transaction, taken by one at a time, gone with it."""

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from itertools import combinations
from pathlib import Path

import pytest

from app.database.leads import LeadStore
from app.database.outbox import HOUR, Announcement, Outbox, Waiting, next_batch
from app.errors import StoreError
from app.leads.record import Catalogue, Lead
from app.leads.spool import Spool
from app.leads.spool_lines import Forget
from tests.stores import open_store
from tests.unit.leads.conftest import MakeLead
from tests.unit.leads.older import as_of_version_3
from tests.unit.leads.test_sqlite import everything_in, looking_into, started

ON_BOTH_ENGINES = True


def events(outbox: Outbox) -> list[tuple[str, str]]:
    """Who is told what."""
    return sorted((each.reference, each.event) for each in outbox.messages())


def later() -> float:
    """When what has come up to now is due."""
    return time.time() + HOUR


def claimed(outbox: Outbox, now: float | None = None) -> Announcement:
    """The next message that is due, taken for a minute."""
    now = now or later()
    message = outbox.claim(now, now + 60)
    assert message is not None
    return message


def claimed_all(outbox: Outbox) -> Iterator[Announcement]:
    """What is due, one after the other."""
    now = later()
    while message := outbox.claim(now, now + 60):
        yield message


# --- What is announced ---------------------------------------------------------------------------


def test_a_new_lead_leaves_one_message_that_tells_no_more_than_the_hour(
    announcing: LeadStore, outbox: Outbox, make_lead: MakeLead
) -> None:
    before = time.time()
    announcing.put(make_lead(reference="AC-1"))
    (message,) = outbox.messages()
    end_of_the_hour = next_batch(before)
    assert message.due in (end_of_the_hour, next_batch(time.time()))
    assert message.due % 3600 == 0
    assert before < message.due <= time.time() + 3600
    assert message == Announcement(message.id, "AC-1", "lead.created", 0, message.due, False)
    assert message.id.startswith("msg_")
    assert outbox.waiting().messages == 1


def test_of_what_came_in_a_flood_nobody_hears_until_it_is_let_in(
    announcing: LeadStore, outbox: Outbox, make_lead: MakeLead
) -> None:
    first, second, tried = (
        make_lead(reference=f"AC-{n}", flags="flood", test=int(n == 3)) for n in (1, 2, 3)
    )
    for lead in (first, second, tried):
        announcing.put(lead)
    announcing.put(make_lead(reference="AC-1", flags=""))  # a correction lets nothing in
    assert announcing.set_next_step("AC-2", "conversation")
    assert events(outbox) == []
    assert announcing.let_in("AC-1") == 1
    assert events(outbox) == [("AC-1", "lead.created")]
    assert announcing.let_in() == 2
    assert events(outbox) == [("AC-1", "lead.created"), ("AC-2", "lead.created")]
    assert announcing.let_in() == 0


def test_a_correction_of_a_lead_that_was_let_in_is_announced_though_it_came_in_a_flood(
    announcing: LeadStore, outbox: Outbox, make_lead: MakeLead
) -> None:
    announcing.put(make_lead(reference="AC-1", flags="flood", level=2))
    announcing.let_in()
    outbox.delivered(claimed(outbox))
    announcing.put(make_lead(reference="AC-1", flags="flood", level=3))
    assert events(outbox) == [("AC-1", "lead.updated")]
    assert [lead["flags"] for lead in announcing.iterate()] == [""]


def test_the_same_lead_again_is_nothing_new(
    announcing: LeadStore, outbox: Outbox, make_lead: MakeLead
) -> None:
    lead = make_lead()
    announcing.put(lead)
    outbox.delivered(claimed(outbox))
    announcing.put(lead)
    assert outbox.waiting() == Waiting(0, 0, None)


def test_a_correction_is_an_update(
    announcing: LeadStore, outbox: Outbox, make_lead: MakeLead
) -> None:
    announcing.put(make_lead(reference="AC-1", level=1))
    outbox.delivered(claimed(outbox))
    announcing.put(make_lead(reference="AC-1", level=2))
    assert events(outbox) == [("AC-1", "lead.updated")]


def test_a_correction_before_anybody_was_told_needs_no_message_of_its_own(
    announcing: LeadStore, outbox: Outbox, make_lead: MakeLead
) -> None:
    announcing.put(make_lead(reference="AC-1", level=1))
    announcing.put(make_lead(reference="AC-1", level=2))
    assert announcing.set_next_step("AC-1", "conversation")
    assert events(outbox) == [("AC-1", "lead.created")]


def test_what_changes_while_a_message_is_on_its_way_is_told_afterwards(
    announcing: LeadStore, outbox: Outbox, make_lead: MakeLead
) -> None:
    announcing.put(make_lead(reference="AC-1"))
    first = claimed(outbox)
    announcing.set_next_step("AC-1", "conversation")
    announcing.set_next_step("AC-1", "assessment")
    assert events(outbox) == [("AC-1", "lead.created"), ("AC-1", "lead.updated")]
    assert outbox.claim(later(), later() + 60) is None
    outbox.postpone(first, 0)
    again = claimed(outbox)
    assert (again.id, again.attempts) == (first.id, 2)
    outbox.delivered(again)
    assert claimed(outbox).event == "lead.updated"


def test_a_next_step_is_recorded_and_told(
    announcing: LeadStore, outbox: Outbox, make_lead: MakeLead
) -> None:
    announcing.put_all([make_lead(reference="AC-1"), make_lead(reference="AC-2")])
    assert announcing.set_next_step("AC-1", "conversation")
    assert [lead["next_step"] for lead in announcing.iterate()] == ["conversation", None]
    assert events(outbox) == [("AC-1", "lead.updated")]


def test_the_same_next_step_again_is_nothing_new(
    announcing: LeadStore, outbox: Outbox, make_lead: MakeLead
) -> None:
    announcing.put_all([make_lead(reference="AC-1", next_step="conversation")])
    assert announcing.set_next_step("AC-1", "conversation")
    assert outbox.messages() == []


def test_a_next_step_of_nobody_is_refused(announcing: LeadStore, outbox: Outbox) -> None:
    assert announcing.set_next_step("AC-1", "conversation") is False
    assert outbox.messages() == []


def test_nobody_is_told_of_a_lead_made_while_trying_it_out(
    announcing: LeadStore, outbox: Outbox, make_lead: MakeLead
) -> None:
    announcing.put(make_lead(reference="AC-1", test=1))
    announcing.set_next_step("AC-1", "conversation")
    assert outbox.messages() == []


def test_nobody_is_told_of_leads_that_come_from_elsewhere(
    announcing: LeadStore, outbox: Outbox, make_lead: MakeLead
) -> None:
    announcing.put_all([make_lead() for _ in range(3)])
    assert outbox.messages() == []


def test_without_a_receiver_nothing_is_announced(store: LeadStore, make_lead: MakeLead) -> None:
    store.put(make_lead(reference="AC-1"))
    assert store.set_next_step("AC-1", "conversation")
    assert Outbox(store.engine).messages() == []


def test_a_spooled_lead_is_announced_when_it_is_taken_in(
    announcing: LeadStore, outbox: Outbox, spool: Spool, make_lead: MakeLead
) -> None:
    spool.add(make_lead(reference="AC-1", level=1))
    spool.add(make_lead(reference="AC-1", level=2))
    spool.add(make_lead(reference="AC-2"))
    assert outbox.messages() == []
    assert spool.drain(announcing).stored == 3
    assert events(outbox) == [("AC-1", "lead.created"), ("AC-2", "lead.created")]


def test_a_lead_and_its_message_are_kept_together_or_not_at_all(
    announcing: LeadStore, outbox: Outbox, make_lead: MakeLead
) -> None:
    good, bad = make_lead(reference="AC-1"), make_lead(reference="AC-2")
    bad = Lead({**bad.values, "week": None})
    with pytest.raises(StoreError):
        announcing.put_all([good, bad], announced=True)
    assert (announcing.count(), outbox.messages()) == (0, [])


def test_after_a_kill_at_any_moment_each_lead_has_its_message(
    announcing: LeadStore, outbox: Outbox, database: Path
) -> None:
    announcing.check()
    process = started("announce", database, seed=1, count=100_000)
    with process:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write("\n")
        process.stdin.flush()
        told = {process.stdout.readline().strip() for _ in range(50)}
        process.kill()
    with looking_into(database) as connection:
        leads = {row[0] for row in connection.execute("SELECT reference FROM leads")}
        messages = [row[0] for row in connection.execute("SELECT reference FROM outbox")]
    assert told <= leads == set(messages)
    assert len(messages) == len(leads)


# --- Whose turn it is ----------------------------------------------------------------------------


def test_a_claimed_message_is_nobody_elses_until_the_claim_is_over(
    announcing: LeadStore, outbox: Outbox, make_lead: MakeLead
) -> None:
    announcing.put(make_lead())
    now = later()
    first = claimed(outbox, now)
    assert (first.attempts, first.sending) == (1, True)
    assert outbox.claim(now + 59, now + 120) is None
    second = claimed(outbox, now + 62)
    assert (second.id, second.attempts) == (first.id, 2)
    outbox.postpone(first, 0)  # whose turn it was doesn't take it from whose turn it is
    assert outbox.claim(now + 62, now + 120) is None


def test_many_who_deliver_get_each_message_once(
    announcing: LeadStore, outbox: Outbox, database: Path, make_lead: MakeLead, catalogue: Catalogue
) -> None:
    announcing.put_all([make_lead() for _ in range(60)], announced=True)

    def take_all(_: int) -> list[str]:
        with closing(open_store(f"sqlite:///{database}", catalogue)) as store:
            return [message.id for message in claimed_all(Outbox(store.engine))]

    with ThreadPoolExecutor(4) as pool:
        taken = [each for some in pool.map(take_all, range(4)) for each in some]
    assert len(taken) == len(set(taken)) == 60


def test_a_message_that_failed_comes_back_when_it_is_due_behind_those_never_tried(
    announcing: LeadStore, outbox: Outbox, make_lead: MakeLead
) -> None:
    announcing.put(make_lead(reference="AC-1"))
    now = int(later())
    outbox.postpone(claimed(outbox, now), now + 100)
    announcing.put(make_lead(reference="AC-2"))
    assert (outbox.waiting().messages, outbox.waiting().failed) == (2, 1)
    assert claimed(outbox, now + 99).reference == "AC-2"
    assert outbox.claim(now + 99, now + 200) is None
    assert claimed(outbox, now + 102).reference == "AC-1"


def test_in_a_hurry_all_are_due_but_those_on_their_way(
    announcing: LeadStore, outbox: Outbox, make_lead: MakeLead
) -> None:
    announcing.put_all([make_lead() for _ in range(3)], announced=True)
    late, _on_its_way = claimed(outbox), claimed(outbox)
    outbox.postpone(late, int(later()) + 10_000)
    outbox.hurry()
    assert len(list(claimed_all(outbox))) == 2
    assert list(claimed_all(outbox)) == []


# --- What goes -----------------------------------------------------------------------------------


def test_a_message_goes_when_it_is_delivered(
    announcing: LeadStore, outbox: Outbox, make_lead: MakeLead
) -> None:
    announcing.put(make_lead())
    outbox.delivered(claimed(outbox))
    assert outbox.waiting().messages == 0
    assert announcing.count() == 1


def test_a_message_goes_with_its_lead_bytes_and_all(
    announcing: LeadStore, outbox: Outbox, database: Path, make_lead: MakeLead
) -> None:
    announcing.put_all(
        [make_lead(reference="AC-ZEBRA-00001", week="2020-W01"), make_lead(week="2026-W47")],
        announced=True,
    )
    outbox.postpone(claimed(outbox), 0)
    assert announcing.set_next_step("AC-ZEBRA-00001", "conversation")
    ids = [each.id for each in outbox.messages() if each.reference == "AC-ZEBRA-00001"]
    assert ids
    assert announcing.purge("2026-W01") == 1
    assert "AC-ZEBRA-00001" not in {each.reference for each in outbox.messages()}
    assert outbox.waiting().messages == 1
    left = everything_in(database)
    assert not any(trace.encode() in left for trace in ["AC-ZEBRA-00001", *ids])


# --- What the CRM hears of a deletion ------------------------------------------------------------


def test_a_deletion_is_told_with_the_reference_and_nothing_else_is(
    announcing: LeadStore, outbox: Outbox, database: Path, make_lead: MakeLead
) -> None:
    announcing.put(make_lead(reference="AC-1"))
    created = claimed(outbox)
    outbox.delivered(created)
    announcing.set_next_step("AC-1", "conversation")
    (updated,) = outbox.messages()
    assert announcing.forget("AC-1") is True
    (message,) = outbox.messages()
    assert (message.reference, message.event, message.attempts) == ("AC-1", "lead.deleted", 0)
    assert message.due % 3600 == 0
    assert updated.id.encode() not in everything_in(database)
    assert announcing.forget("AC-1") is False
    assert outbox.messages() == [message]


@pytest.mark.parametrize("what", ["never tried", "a try", "not there"])
def test_a_deletion_of_what_the_crm_cannot_know_is_told_to_nobody(
    announcing: LeadStore, outbox: Outbox, make_lead: MakeLead, what: str
) -> None:
    if what != "not there":
        announcing.put(make_lead(reference="AC-1", test=int(what == "a try")))
    announcing.forget("AC-1")
    assert outbox.messages() == []


def test_what_was_tried_in_vain_may_have_arrived_so_its_deletion_is_told(
    announcing: LeadStore, outbox: Outbox, make_lead: MakeLead
) -> None:
    announcing.put(make_lead(reference="AC-1"))
    outbox.postpone(claimed(outbox), 0)
    announcing.forget("AC-1")
    assert events(outbox) == [("AC-1", "lead.deleted")]


def test_a_deletion_waits_for_a_try_that_is_going_on(
    announcing: LeadStore, outbox: Outbox, make_lead: MakeLead
) -> None:
    announcing.put(make_lead(reference="AC-1"))
    now = later()
    outbox.claim(now, now + 9000)
    announcing.forget("AC-1")
    assert outbox.claim(now + 8999, now + 9999) is None
    assert claimed(outbox, now + 9002).event == "lead.deleted"


def test_a_deletion_and_its_message_are_kept_together_or_not_at_all(
    announcing: LeadStore, outbox: Outbox, database: Path, make_lead: MakeLead
) -> None:
    announcing.put(make_lead(reference="AC-1"))
    outbox.delivered(claimed(outbox))
    with looking_into(database) as connection:
        connection.execute(
            "CREATE TRIGGER trouble BEFORE DELETE ON leads BEGIN SELECT RAISE (ABORT, 'no'); END"
        )
        with pytest.raises(StoreError):
            announcing.forget("AC-1")
        connection.execute("DROP TRIGGER trouble")
    assert (announcing.count(), outbox.messages()) == (1, [])


def test_a_deletion_outlives_its_lead_and_a_purge(
    announcing: LeadStore, outbox: Outbox, make_lead: MakeLead
) -> None:
    announcing.put(make_lead(reference="AC-1", week="2020-W01"))
    outbox.delivered(claimed(outbox))
    announcing.forget("AC-1")
    outbox.postpone(claimed(outbox), 0)
    announcing.put(make_lead(reference="AC-1", week="2020-W01"))
    announcing.purge("2026-W01")
    assert events(outbox) == [("AC-1", "lead.deleted")]


def test_a_purge_is_no_deletion(announcing: LeadStore, outbox: Outbox, make_lead: MakeLead) -> None:
    announcing.put(make_lead(reference="AC-1", week="2020-W01"))
    outbox.delivered(claimed(outbox))
    assert announcing.purge("2026-W01") == 1
    assert outbox.messages() == []


def test_who_comes_back_before_the_deletion_was_told_has_only_changed(
    announcing: LeadStore, outbox: Outbox, make_lead: MakeLead
) -> None:
    lead = make_lead(reference="AC-1")
    announcing.put(lead)
    outbox.delivered(claimed(outbox))
    announcing.forget("AC-1")
    announcing.put(lead)
    assert events(outbox) == [("AC-1", "lead.updated")]


def test_who_comes_back_while_the_deletion_is_told_is_told_after_it(
    announcing: LeadStore, outbox: Outbox, make_lead: MakeLead
) -> None:
    lead = make_lead(reference="AC-1")
    announcing.put(lead)
    outbox.delivered(claimed(outbox))
    announcing.forget("AC-1")
    deletion = claimed(outbox)
    announcing.put(lead)
    assert list(claimed_all(outbox)) == []
    outbox.delivered(deletion)
    assert claimed(outbox).event == "lead.created"


def test_a_spooled_deletion_is_told_in_its_turn(
    announcing: LeadStore, outbox: Outbox, spool: Spool, make_lead: MakeLead
) -> None:
    known, unknown = make_lead(reference="AC-1"), make_lead(reference="AC-2")
    announcing.put(known)
    outbox.delivered(claimed(outbox))
    spool.add(unknown)
    for reference in ("AC-1", "AC-2"):
        spool.wish(Forget(reference))
    spool.add(make_lead(reference="AC-3"))
    assert spool.drain(announcing).finished
    assert events(outbox) == [("AC-1", "lead.deleted"), ("AC-3", "lead.created")]


# --- What the outbox tells of time ---------------------------------------------------------------


def test_messages_of_an_hour_are_sent_in_no_order_of_their_coming(
    announcing: LeadStore, outbox: Outbox, make_lead: MakeLead
) -> None:
    leads = [make_lead() for _ in range(24)]
    came = [lead.reference for lead in leads]
    announcing.put_all(leads, announced=True)
    sent = [message.reference for message in claimed_all(outbox)]
    assert sorted(sent) == sorted(came)
    in_order = sum(sent.index(a) < sent.index(b) for a, b in combinations(came, 2))
    assert 0.25 < in_order / (24 * 23 / 2) < 0.75
    assert sent != sorted(sent)


def test_messages_from_before_the_update_wait_for_a_whole_hour_too(
    announcing: LeadStore, outbox: Outbox, database: Path, make_lead: MakeLead, catalogue: Catalogue
) -> None:
    announcing.put_all([make_lead(reference="AC-1"), make_lead(reference="AC-2")], announced=True)
    announcing.close()
    as_of_version_3(database)
    with looking_into(database) as connection:
        connection.execute("UPDATE outbox SET due = 1800000036 WHERE reference = 'AC-1'")
        connection.execute("UPDATE outbox SET due = 0 WHERE reference = 'AC-2'")
    assert {each.reference: each.due for each in outbox.messages()} == {
        "AC-1": 1800003600,
        "AC-2": 0,
    }
    assert announcing.count() == 2
