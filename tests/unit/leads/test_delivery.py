"""How messages reach a receiver that is well, fails, or is away for a day."""

import logging
import threading
import time
from contextlib import closing
from itertools import pairwise
from pathlib import Path

import pytest

from app.database.leads import LeadStore
from app.database.outbox import Announcement, Outbox, next_batch
from app.leads.delivery import AS_USUAL, Delivery, Round
from app.leads.record import Catalogue
from app.leads.webhook import Receiver, Reply
from tests.crm import SECRET, Crm, raw, replying
from tests.stores import open_store
from tests.unit.leads.conftest import MakeLead
from tests.unit.leads.test_sqlite import looking_into, open_files

ON_BOTH_ENGINES = True

FAILED = Reply(False, "it answered 500")


@pytest.fixture
def delivery(announcing: LeadStore, outbox: Outbox, crm: Crm) -> Delivery:
    return Delivery(outbox, announcing, patient(crm))


def patient(crm: Crm) -> Receiver:
    """Waits for the CRM even where the machine is slow."""
    return Receiver(crm.url, SECRET, connect_seconds=60, answer_seconds=60)


def put(store: LeadStore, make_lead: MakeLead, count: int) -> set[str]:
    """Leads that are announced."""
    leads = [make_lead() for _ in range(count)]
    store.put_all(leads, announced=True)
    return {lead.reference for lead in leads}


def test_every_lead_arrives_once_and_nothing_waits(
    announcing: LeadStore, outbox: Outbox, crm: Crm, delivery: Delivery, make_lead: MakeLead
) -> None:
    references = put(announcing, make_lead, 5)
    assert delivery.deliver(at_once=True) == Round(delivered=5)
    assert crm.references == dict.fromkeys(references, 1)
    assert len({call.id for call in crm.calls}) == 5
    for call in crm.calls:
        call.verify()
    assert delivery.deliver(at_once=True) == Round()
    assert outbox.waiting().messages == 0


def test_a_message_tells_what_the_lead_is_when_it_is_sent(
    announcing: LeadStore, crm: Crm, delivery: Delivery, make_lead: MakeLead
) -> None:
    announcing.put(make_lead(reference="AC-1", level=1))
    crm.answers(500)
    delivery.deliver(at_once=True)
    announcing.set_next_step("AC-1", "conversation")
    assert delivery.deliver(at_once=True).delivered == 2
    refused, created, updated = crm.calls
    assert (refused.id, refused.lead["next_step"]) == (created.id, None)
    assert [(call.event, call.lead["next_step"]) for call in (created, updated)] == [
        ("lead.created", "conversation"),
        ("lead.updated", "conversation"),
    ]


def test_a_lead_that_is_forgotten_before_it_is_sent_is_told_to_nobody(
    announcing: LeadStore, crm: Crm, delivery: Delivery, make_lead: MakeLead
) -> None:
    announcing.put(make_lead(reference="AC-1"))
    announcing.forget("AC-1")
    assert delivery.deliver(at_once=True) == Round()
    assert crm.calls == []


def test_a_deletion_is_told_until_it_is_taken_and_only_the_reference(
    announcing: LeadStore, outbox: Outbox, crm: Crm, make_lead: MakeLead
) -> None:
    delivery = Delivery(outbox, announcing, Receiver(crm.url, SECRET))
    announcing.put(make_lead(reference="AC-1"))
    assert delivery.deliver(at_once=True) == Round(delivered=1)
    announcing.forget("AC-1")
    for refused in (404, 410, 500):
        crm.answers(refused)
        assert delivery.deliver(at_once=True).failed == 1
    assert delivery.deliver(at_once=True) == Round(delivered=1)
    deletions = crm.calls[1:]
    assert {(call.event, call.id) for call in deletions} == {("lead.deleted", deletions[0].id)}
    assert all(call.lead == {"reference": "AC-1"} for call in deletions)
    deletions[-1].verify()
    assert outbox.messages() == []


def test_a_lead_that_is_forgotten_just_before_it_is_read_holds_up_nobody(
    announcing: LeadStore, crm: Crm, make_lead: MakeLead
) -> None:
    references = put(announcing, make_lead, 3)

    class ForgetsTheFirst(Outbox):
        forgotten = ""

        def claim(self, now: float, until: float) -> Announcement | None:
            message = super().claim(now, until)
            if message and not self.forgotten:
                self.forgotten = message.reference
                announcing.forget(message.reference)
            return message

    outbox = ForgetsTheFirst(announcing.engine)
    assert Delivery(outbox, announcing, patient(crm)).deliver(at_once=True) == Round(delivered=2)
    assert set(crm.references) == references - {outbox.forgotten}


def test_a_lead_that_is_forgotten_while_it_is_sent_leaves_only_the_message_that_it_is_gone(
    announcing: LeadStore, outbox: Outbox, crm: Crm, delivery: Delivery, make_lead: MakeLead
) -> None:
    announcing.put(make_lead(reference="AC-1"))
    crm.does(replying(500, after=0.3))
    thread = threading.Thread(target=lambda: delivery.deliver(at_once=True))
    thread.start()
    crm.wait(lambda: len(crm.calls) == 1)
    announcing.forget("AC-1")
    thread.join()
    assert [message.event for message in outbox.messages()] == ["lead.deleted"]


@pytest.mark.parametrize("failure", ["down", "slow", "500", "410", "redirects", "hangs up"])
def test_nothing_is_lost_whatever_the_receiver_does(
    announcing: LeadStore,
    outbox: Outbox,
    crm: Crm,
    delivery: Delivery,
    make_lead: MakeLead,
    failure: str,
) -> None:
    references = put(announcing, make_lead, 5)
    ways = {
        "slow": replying(204, after=2),
        "500": replying(500),
        "410": replying(410),
        "redirects": replying(307, {"Location": crm.url}),
        "hangs up": raw(b""),
    }
    crm.down() if failure == "down" else crm.does(ways[failure])
    impatient = Receiver(crm.url, SECRET, answer_seconds=1)
    failed = Delivery(outbox, announcing, impatient).deliver(at_once=True)
    assert (failed.delivered, failed.stopped) == (0, True)
    assert failed.reason
    assert outbox.waiting().messages == 5
    crm.up() if failure == "down" else crm.does(None)
    before = len(crm.calls)
    assert delivery.deliver(at_once=True) == Round(delivered=5)
    assert {call.lead["reference"] for call in crm.calls[before:]} == references
    assert len({call.id for call in crm.calls}) == 5  # also those sent twice keep their id
    for call in crm.calls[before:]:
        call.verify()


def test_a_receiver_that_is_away_for_a_day_gets_everything_and_was_seldom_asked(
    announcing: LeadStore,
    outbox: Outbox,
    crm: Crm,
    delivery: Delivery,
    database: Path,
    make_lead: MakeLead,
) -> None:
    references = put(announcing, make_lead, 2)
    crm.does(replying(503))
    day = 24 * 3600
    passed = 0
    while passed < day:
        delivery.deliver()
        next_due = outbox.waiting().next_due
        assert next_due is not None
        # Instead of waiting, move all that is to come nearer.
        nearer = max(next_due - int(time.time()), 1)
        passed += nearer
        with looking_into(database) as connection:
            connection.execute("UPDATE outbox SET due = due - ?", (nearer,))
    assert 2 * 5 <= len(crm.calls) <= 2 * 25
    crm.does(None)
    assert delivery.deliver(at_once=True) == Round(delivered=2)
    assert crm.references == dict.fromkeys(references, 1)


def test_after_three_failures_in_a_row_the_others_are_spared(
    announcing: LeadStore, outbox: Outbox, crm: Crm, delivery: Delivery, make_lead: MakeLead
) -> None:
    put(announcing, make_lead, 10)
    crm.does(replying(500))
    assert delivery.deliver(at_once=True) == Round(0, 3, True, "it answered 500")
    assert len(crm.calls) == 3
    assert (outbox.waiting().messages, outbox.waiting().failed) == (10, 3)


@pytest.mark.parametrize("status", [410, 429, 503])
def test_a_receiver_that_says_so_is_left_at_once(
    announcing: LeadStore, crm: Crm, delivery: Delivery, make_lead: MakeLead, status: int
) -> None:
    put(announcing, make_lead, 5)
    crm.does(replying(status, {"Retry-After": "60"}))
    assert delivery.deliver(at_once=True).stopped
    assert len(crm.calls) == 1


def test_a_lead_that_the_receiver_chokes_on_doesnt_hold_up_the_others(
    announcing: LeadStore, outbox: Outbox, crm: Crm, delivery: Delivery, make_lead: MakeLead
) -> None:
    references = put(announcing, make_lead, 6)
    crm.answers(204, 500, 500, 204, 500)
    assert delivery.deliver(at_once=True) == Round(3, 3, False, "it answered 500")
    stuck = {each.reference for each in outbox.messages()}
    assert len(stuck) == 3
    assert set(crm.references) == references - stuck


def test_two_who_deliver_side_by_side_send_each_message_once(
    announcing: LeadStore, database: Path, catalogue: Catalogue, crm: Crm, make_lead: MakeLead
) -> None:
    references = put(announcing, make_lead, 40)
    crm.does(replying(204, after=0.01))

    def deliver() -> None:
        with closing(open_store(f"sqlite:///{database}", catalogue)) as store:
            Delivery(Outbox(store.engine), store, patient(crm)).deliver(at_once=True)

    threads = [threading.Thread(target=deliver) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert crm.references == dict.fromkeys(references, 1)


# --- How long to wait ----------------------------------------------------------------------------


def test_pauses_double_up_to_six_hours_with_some_chance_in_them() -> None:
    pauses = [{AS_USUAL.pause(attempts, FAILED) for _ in range(50)} for attempts in range(1, 40)]
    assert all(len(some) > 40 for some in pauses)
    assert min(pauses[0]) >= AS_USUAL.shortest / 2
    assert max(max(some) for some in pauses) <= AS_USUAL.longest
    assert all(min(b) > max(a) * 0.9 for a, b in pairwise(pauses[:3]))
    assert min(pauses[-1]) >= AS_USUAL.longest / 2


def test_the_receivers_own_wish_counts_within_reason() -> None:
    assert AS_USUAL.pause(1, Reply(False, wait=7200)) == 7200
    assert AS_USUAL.pause(1, Reply(False, wait=1e9)) == AS_USUAL.longest
    assert AS_USUAL.pause(1, Reply(False, wait=0)) >= AS_USUAL.shortest / 2
    assert AS_USUAL.pause(1, Reply(False, gone=True)) == AS_USUAL.longest


# --- In the background ---------------------------------------------------------------------------


def test_the_background_sleeps_until_the_next_whole_hour(
    announcing: LeadStore, outbox: Outbox, crm: Crm, delivery: Delivery, make_lead: MakeLead
) -> None:
    put(announcing, make_lead, 3)
    until = next_batch(time.time())
    assert delivery.tend() <= until - time.time() + 1
    assert crm.calls == []  # who has just come is told of when the hour has ended
    outbox.hurry()
    assert abs(time.time() + delivery.tend() - until) < 2 or time.time() > until
    assert len(crm.calls) == 3


def test_a_receiver_that_has_failed_is_left_alone_until_another_hour(
    announcing: LeadStore, outbox: Outbox, crm: Crm, delivery: Delivery, make_lead: MakeLead
) -> None:
    put(announcing, make_lead, 10)
    outbox.hurry()
    crm.does(replying(500))
    before = time.time()
    assert 0 < delivery.tend() <= 3600
    assert len(crm.calls) == 3
    tried = [message.due for message in outbox.messages() if message.attempts]
    assert all(due % 3600 == 0 and due >= next_batch(before) for due in tried)


def test_the_background_says_that_leads_wait_but_not_which(
    announcing: LeadStore,
    outbox: Outbox,
    crm: Crm,
    delivery: Delivery,
    make_lead: MakeLead,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    announcing.put(make_lead(reference="AC-ZEBRA", source="zebra"))
    crm.does(replying(500))
    outbox.hurry()
    delivery.tend()
    assert "Leads wait for the receiver of LEAD_WEBHOOK_URL: it answered 500." in caplog.text
    assert "zebra" not in caplog.text.lower()
    assert str(crm.port) not in caplog.text


def test_the_background_holds_no_file_while_it_waits(
    announcing: LeadStore,
    outbox: Outbox,
    crm: Crm,
    delivery: Delivery,
    make_lead: MakeLead,
    database: Path,
) -> None:
    put(announcing, make_lead, 1)
    outbox.hurry()
    assert str(database) in open_files()
    delivery.tend()
    assert str(database) not in open_files()
    assert len(crm.accepted) == 1


def test_the_background_waits_for_a_database_that_is_out_of_reach(
    announcing: LeadStore, delivery: Delivery, database: Path
) -> None:
    database.mkdir(parents=True)
    assert delivery.tend() > 0
    database.rmdir()
    assert delivery.tend() > 0
