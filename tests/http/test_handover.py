"""The way to a CRM, whole: a real server with two workers, a real receiver in every mood."""

import threading
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
import urllib3
from flask import Flask

from app.web.handover import start_background
from tests.cli.conftest import put
from tests.crm import SECRET, Crm, raw, replying
from tests.http.gunicorn_server import wait_for
from tests.http.real_server import RealServer, wait_until
from tests.http.test_trouble import garbage
from tests.site import OpenSite, Site
from tests.visitor import Visitor


@pytest.fixture
def crm() -> Iterator[Crm]:
    with Crm() as server:
        yield server


@pytest.fixture
def server(tmp_path: Path, crm: Crm) -> Iterator[RealServer]:
    with RealServer(tmp_path, crm.url) as running:
        yield running


def arrived(server: RealServer, crm: Crm) -> bool:
    """Whether the CRM has heard of everybody."""
    return server.acknowledged <= {
        call.lead["reference"] for call in crm.calls if call.status < 300
    }


def assert_once_each_by_id(server: RealServer, crm: Crm) -> None:
    """A receiver that keeps one message of each id knows of every lead, and of each only once."""
    server.wait_until_nothing_waits()
    kept = {call.id: call for call in crm.accepted}
    references = [call.lead["reference"] for call in kept.values()]
    assert sorted(references) == sorted(server.acknowledged)
    assert {call.event for call in kept.values()} == {"lead.created"}
    for call in crm.calls:
        call.verify()


# --- A real gunicorn -----------------------------------------------------------------------------


def test_two_workers_hand_over_every_lead_once(server: RealServer, crm: Crm) -> None:
    server.submits(40)
    crm.wait(lambda: arrived(server, crm))
    assert_once_each_by_id(server, crm)


def test_nobody_is_told_of_who_has_just_come_before_the_hour_has_ended(
    tmp_path: Path, crm: Crm
) -> None:
    with RealServer(tmp_path, crm.url, "wsgi:app") as server:
        references = server.submits(3)
        wait_until(lambda: server.get("/readyz") == 200)
        assert server.waiting() == 3
        assert crm.calls == []
        assert server.runs("leads", "deliver").stdout == "delivered: 3\nwaiting: 0\n"
        assert set(crm.references) == references


def test_one_visitor_who_sends_twenty_times_is_one_lead_and_one_message(
    server: RealServer, crm: Crm
) -> None:
    threads = [threading.Thread(target=server.submit, args=(4711,)) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    crm.wait(lambda: arrived(server, crm))
    assert_once_each_by_id(server, crm)
    assert len({call.id for call in crm.calls}) == 1


@pytest.mark.parametrize(
    "mood",
    [
        pytest.param(None, id="down"),
        pytest.param(replying(204, after=1.5), id="slow"),
        pytest.param(replying(500), id="500"),
        pytest.param(replying(410), id="410"),
        pytest.param(replying(307, {"Location": "/elsewhere"}), id="redirects"),
        pytest.param(
            raw(b"HTTP/1.1 200 OK\r\n", b"X", pause=0.1, for_ever=True), id="slow headers"
        ),
    ],
)
def test_a_receiver_that_fails_gets_everything_by_itself_once_it_works(
    server: RealServer, crm: Crm, mood: object
) -> None:
    crm.down() if mood is None else crm.does(mood)  # type: ignore[arg-type]
    server.submits(8)
    if mood is None:
        wait_until(lambda: server.failed() > 0)
        crm.up()
    else:
        crm.wait(lambda: len(crm.calls) >= 3)
        crm.does(None)
    crm.wait(lambda: arrived(server, crm))
    assert_once_each_by_id(server, crm)


def test_a_kill_in_between_loses_nothing(server: RealServer, crm: Crm) -> None:
    crm.does(replying(204, after=0.2))
    for kill in range(3):
        submitting = threading.Thread(target=submit_until_killed, args=(server,))
        submitting.start()
        crm.wait(lambda so_far=kill: len(crm.calls) >= 3 * (so_far + 1))  # type: ignore[misc]
        server.kill()
        submitting.join()
        assert server.waiting()  # or nothing was in between
        server.start()
    crm.does(None)
    crm.wait(lambda: arrived(server, crm))
    server.wait_until_nothing_waits()
    kept = {call.id: call.lead["reference"] for call in crm.accepted}
    # A visitor whose answer was cut off may have left a lead all the same.
    assert server.acknowledged <= set(kept.values())
    assert len(set(kept.values())) == len(kept)
    for call in crm.calls:
        call.verify()


def submit_until_killed(server: RealServer) -> None:
    """Visitors, one after the other, until nobody answers them."""
    with suppress(urllib3.exceptions.HTTPError, AssertionError):
        for _ in range(1000):
            server.submit()


def test_a_visitor_doesnt_wait_for_a_receiver_that_doesnt_answer(
    server: RealServer, crm: Crm
) -> None:
    release = threading.Event()
    crm.does(type(replying(204))(204, lambda _: release.wait(30)))
    server.submits(6)
    # All of them have their result, and the first message is still on its way.
    assert len(server.acknowledged) == 6
    assert server.waiting() == 6
    release.set()
    crm.does(None)
    crm.wait(lambda: arrived(server, crm))


def test_what_waits_is_delivered_by_command_beside_the_server(server: RealServer, crm: Crm) -> None:
    crm.down()
    server.submits(3)
    failed = server.runs("leads", "deliver")
    assert (failed.returncode, failed.stdout) == (1, "delivered: 0\nwaiting: 3\n")
    server.kill()
    crm.up()
    # What the server was sending when it was killed may be sent again only after a while.
    wait_until(lambda: server.runs("leads", "deliver").returncode == 0)
    assert_once_each_by_id(server, crm)
    nothing = server.runs("leads", "deliver")
    assert (nothing.stdout, nothing.stderr) == ("delivered: 0\nwaiting: 0\n", "")


def test_the_log_of_a_server_names_no_lead_and_no_receiver(server: RealServer, crm: Crm) -> None:
    crm.does(raw(b"HTTP/1.1 500 zebra\r\nzebra\r\n\r\nzebra"))
    server.submits(3)
    wait_for(server.log, "Leads wait for the receiver of LEAD_WEBHOOK_URL: it answered 500.")
    server.kill()
    log = server.log.read_text()
    traces = ["zebra", "AC-", str(crm.port), "from=check", "whsec"]
    assert [each for each in traces if each in log] == []


# --- In one process ------------------------------------------------------------------------------


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
    assert site.services.outbox.waiting().messages == 0
