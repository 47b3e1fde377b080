"""The way to a CRM in one process: what it is told, what it isn't, and when."""

import threading
from collections.abc import Iterator

import pytest
from flask import Flask

from app.web.handover import start_background
from tests.cli.conftest import put
from tests.crm import SECRET, Crm
from tests.http.real_server import wait_until
from tests.http.test_trouble import garbage
from tests.site import OpenSite, Site
from tests.visitor import Visitor


@pytest.fixture
def crm() -> Iterator[Crm]:
    with Crm() as server:
        yield server


@pytest.fixture
def told(open_site: OpenSite, crm: Crm) -> Site:
    """A site that tells the CRM every second instead of every hour."""
    return open_site(lead_webhook_url=crm.url, lead_webhook_secret=SECRET, handover_seconds=1)


def test_what_the_crm_gets_is_the_stored_row(told: Site, crm: Crm) -> None:
    visitor = Visitor(told).starts("nl", "?source=homepage").answers(all=4).submits()
    crm.wait(lambda: len(crm.calls) == 1)
    (call,) = crm.calls
    assert call.lead == told.lead()
    assert (call.event, call.lead["reference"]) == ("lead.created", visitor.reference)


def test_a_lead_that_had_to_wait_for_the_database_is_told_when_it_is_stored(
    told: Site, crm: Crm
) -> None:
    with garbage(told.database):
        visitor = Visitor(told).starts().answers(all=4).submits()
        assert told.spooled()
    Visitor(told).opens("/readyz")
    crm.wait(lambda: len(crm.calls) == 1)
    assert crm.references == {visitor.reference: 1}


def test_the_crm_hears_of_a_deletion_and_of_no_more_than_the_reference(
    told: Site, crm: Crm
) -> None:
    visitor = Visitor(told).starts().answers(all=4).submits()
    crm.wait(lambda: len(crm.calls) == 1)
    visitor.forgets()
    crm.wait(lambda: len(crm.calls) == 2)
    assert (crm.calls[1].event, crm.calls[1].lead) == (
        "lead.deleted",
        {"reference": visitor.reference},
    )


def test_a_try_is_told_to_nobody(told: Site, crm: Crm) -> None:
    Visitor(told).starts("en", "?test=1").answers(all=4).submits()
    Visitor(told).starts().answers(all=3).submits()
    crm.wait(lambda: len(crm.calls) == 1)
    assert crm.calls[0].lead["D1_practice"] == 3


def test_what_waits_from_before_is_handed_over_without_a_visitor(told: Site, crm: Crm) -> None:
    put(told, "AC-1")
    assert told.services.store.set_next_step("AC-1", "conversation")
    start_background(told.app)
    crm.wait(lambda: crm.references == {"AC-1": 1})


@pytest.mark.parametrize("served", [Flask(__name__), repr], ids=["another app", "no app"])
def test_what_is_not_ours_has_nothing_to_hand_over(served: object) -> None:
    start_background(served)


def test_readiness_says_whether_the_receiver_has_failed(told: Site, crm: Crm) -> None:
    def said() -> object:
        return Visitor(told).opens("/readyz").response.get_json()

    well = {"status": "ready", "spooled": False, "proxies": "as set", "undelivered": False}
    assert said() == well
    crm.answers(500)
    Visitor(told).starts().answers(all=4).submits()
    crm.wait(lambda: len(crm.calls) == 1)
    wait_until(lambda: said() == {**well, "undelivered": True})


def test_without_a_webhook_there_is_no_thread_and_no_message(site: Site) -> None:
    Visitor(site).starts().answers(all=4).submits()
    assert "delivery" not in [thread.name for thread in threading.enumerate()]
    assert site.services.database.outbox.waiting().messages == 0
