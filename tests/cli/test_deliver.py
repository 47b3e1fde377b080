"""`flask leads deliver`: hand over what waits, and say what came of it."""

from collections.abc import Iterator

import pytest

from tests.cli.conftest import REFERENCES, put
from tests.crm import SECRET, Crm, replying
from tests.http.test_trouble import garbage, newer
from tests.site import OpenSite, Site
from tests.visitor import Visitor


@pytest.fixture
def crm() -> Iterator[Crm]:
    with Crm() as server:
        yield server


@pytest.fixture
def told(open_site: OpenSite, crm: Crm) -> Site:
    """A site that tells the CRM, with three leads to tell."""
    site = open_site(lead_webhook_url=crm.url, lead_webhook_secret=SECRET)
    put(site, *REFERENCES[:3])
    for reference in REFERENCES[:3]:
        assert site.services.store.set_next_step(reference, "conversation")
    return site


def test_all_that_waits_is_delivered(told: Site, crm: Crm) -> None:
    result = told.runs("leads", "deliver")
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout == "delivered: 3\nwaiting: 0\n"
    assert sorted(crm.references) == REFERENCES[:3]
    assert {call.event for call in crm.calls} == {"lead.updated"}
    result = told.runs("leads", "deliver")
    assert (result.exit_code, result.stderr, result.stdout) == (0, "", "delivered: 0\nwaiting: 0\n")


def test_a_receiver_that_fails_gives_an_exit_code_and_a_reason(told: Site, crm: Crm) -> None:
    crm.does(replying(500))
    result = told.runs("leads", "deliver")
    assert (result.exit_code, result.stdout) == (1, "delivered: 0\nwaiting: 3\n")
    assert result.stderr == "The receiver has not taken everything: it answered 500.\n"


def test_what_was_put_off_is_tried_all_the_same(told: Site, crm: Crm) -> None:
    crm.answers(500, 410)
    assert told.runs("leads", "deliver").exit_code == 1
    result = told.runs("leads", "deliver")
    assert (result.exit_code, result.stdout) == (0, "delivered: 3\nwaiting: 0\n")


def test_what_is_on_its_way_is_left_to_whoever_sends_it(told: Site, crm: Crm) -> None:
    here = told.services
    assert here.database.outbox.claim(10**11, 10**12)
    result = told.runs("leads", "deliver")
    assert (result.exit_code, result.stdout) == (1, "delivered: 2\nwaiting: 1\n")


def test_spooled_leads_are_taken_in_first(open_site: OpenSite, crm: Crm) -> None:
    site = open_site(lead_webhook_url=crm.url, lead_webhook_secret=SECRET)
    with garbage(site.database):
        visitor = Visitor(site).starts().answers(all=4).submits()
    site.services.handover.stop()  # type: ignore[union-attr]
    assert site.runs("leads", "deliver").exit_code == 0
    assert crm.references == {visitor.reference: 1}


def test_without_a_webhook_there_is_nobody_to_deliver_to(site: Site) -> None:
    result = site.runs("leads", "deliver")
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.startswith("Error: LEAD_WEBHOOK_URL is not set")


def test_a_database_that_is_ahead_is_named(open_site: OpenSite, crm: Crm) -> None:
    site = open_site(lead_webhook_url=crm.url, lead_webhook_secret=SECRET)
    with newer(site.database):
        result = site.runs("leads", "deliver")
    assert (result.exit_code, result.stdout) == (1, "")
    assert "newer version" in result.stderr
    assert "Traceback" not in result.stderr
