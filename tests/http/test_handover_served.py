"""The way to a CRM, whole: a real server with two workers, a real receiver in every mood."""

import threading
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
import urllib3

from tests.crm import Answering, Crm, raw, replying
from tests.http.real_server import RealServer, wait_until


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[RealServer, Crm]]:
    """One server and one CRM for all tests of this file."""
    with Crm() as crm, RealServer(tmp_path_factory.mktemp("served"), crm.url) as server:
        yield server, crm


@pytest.fixture
def crm(both: tuple[RealServer, Crm]) -> Crm:
    """The CRM, which answers as usual and has heard of nothing yet."""
    server, crm = both
    crm.recovers()
    if server.process is None:  # the test before has failed
        server.start()
    if server.database.exists():
        server.wait_until_nothing_waits()
    crm.calls.clear()
    return crm


@pytest.fixture
def server(both: tuple[RealServer, Crm], crm: Crm) -> RealServer:
    """The server, which runs and has nothing to hand over."""
    server, _ = both
    server.acknowledged.clear()
    return server


def arrived(server: RealServer, crm: Crm) -> bool:
    """Whether the CRM has heard of everybody."""
    return server.acknowledged <= {
        call.lead["reference"] for call in crm.calls if 200 <= call.status < 300
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


def test_two_workers_hand_over_every_lead_once(server: RealServer, crm: Crm) -> None:
    server.submits(40)
    crm.wait(lambda: arrived(server, crm))
    assert_once_each_by_id(server, crm)


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
    server: RealServer, crm: Crm, mood: Answering | None
) -> None:
    crm.down() if mood is None else crm.does(mood)
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
    for kill in range(2):  # also a server that went on after a kill
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


def test_the_log_of_a_server_names_no_lead_and_no_receiver(server: RealServer, crm: Crm) -> None:
    before = len(server.log.read_text())
    told = "Leads wait for the receiver of LEAD_WEBHOOK_URL: it answered 500."
    crm.does(raw(b"HTTP/1.1 500 zebra\r\nzebra\r\n\r\nzebra"))
    server.submits(3)
    wait_until(lambda: told in server.log.read_text()[before:])
    log = server.log.read_text()
    traces = ["zebra", "AC-", str(crm.port), "from=check", "whsec"]
    assert [each for each in traces if each in log] == []


def test_who_has_just_come_is_told_of_after_the_hour_or_by_command(tmp_path: Path) -> None:
    """A server in its usual patience doesn't get in the way of the command beside it."""
    with Crm() as crm, RealServer(tmp_path, crm.url, "wsgi:app") as server:
        server.submits(3)
        # On a machine that stands still the leads come by way of the spool, when somebody looks.
        wait_until(lambda: server.get("/readyz") == 200 and server.waiting() == 3)
        assert crm.calls == []
        crm.down()
        failed = server.runs("leads", "deliver")
        assert (failed.returncode, failed.stdout) == (1, "delivered: 0\nwaiting: 3\n")
        crm.up()
        done = server.runs("leads", "deliver")
        assert (done.returncode, done.stdout, done.stderr) == (0, "delivered: 3\nwaiting: 0\n", "")
        assert_once_each_by_id(server, crm)
