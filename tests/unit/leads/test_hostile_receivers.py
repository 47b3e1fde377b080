"""Receivers that mean harm: no answer of theirs holds the sender up, or fills its memory."""

import resource
import socket
import threading
import time
from contextlib import closing
from pathlib import Path

import pytest

from app.database.outbox import Announcement
from app.leads.webhook import Receiver, Reply
from tests.crm import SECRET, Answering, Crm, raw
from tests.unit.leads.conftest import MakeLead
from tests.unit.leads.test_webhook import NOW

MESSAGE = Announcement("msg_1", "AC-1", "lead.created", 1, 0, True)
# What a receiver may take that never answers, and one that does: on a busy machine too.
SECONDS = 0.5
PATIENCE = 20.0
MEGABYTE = b"x" * 2**20


def sent(crm: Crm, make_lead: MakeLead, seconds: float = SECONDS) -> Reply:
    """What comes of a message, in time."""
    receiver = Receiver(crm.url, SECRET, connect_seconds=seconds, answer_seconds=seconds)
    done: list[Reply] = []
    thread = threading.Thread(
        target=lambda: done.append(receiver.send(MESSAGE, make_lead(), NOW)), daemon=True
    )
    thread.start()
    thread.join(60)
    assert done, "the sender is held up"
    return done[0]


NEVER_READY = [
    pytest.param(raw(b"", b"", pause=60), id="says nothing"),
    pytest.param(raw(b"H", pause=0.1, for_ever=True), id="a status without end, byte by byte"),
    pytest.param(
        raw(b"HTTP/1.1 200 OK\r\n", b"X", pause=0.1, for_ever=True), id="a header, byte by byte"
    ),
    pytest.param(
        raw(b"HTTP/1.1 200 OK\r\n", b"X: y\r\n", pause=0.2, for_ever=True), id="header by header"
    ),
    pytest.param(
        raw(b"HTTP/1.1 100 Continue\r\n\r\n", pause=0.05, for_ever=True), id="go on, go on"
    ),
    pytest.param(raw(b"HTTP/1.1 100 Continue\r\n\r\n", for_ever=True), id="go on, at full speed"),
    pytest.param(raw(b"\r\n", for_ever=True), id="empty lines"),
    pytest.param(raw(MEGABYTE, for_ever=True), id="a status without end, at full speed"),
    pytest.param(
        raw(b"HTTP/1.1 200 OK\r\nX: ", MEGABYTE, for_ever=True), id="a header without end"
    ),
    pytest.param(
        raw(b"HTTP/1.1 200 OK\r\n", b"X: y\r\n" * 9999, for_ever=True), id="headers without end"
    ),
    pytest.param(raw(b"\0\xff\r\n\r\n" * 9, pause=0.1), id="garbage"),
    pytest.param(raw(b"HTTP/1.1 99999999999999999999 OK\r\n\r\n"), id="no such status"),
    pytest.param(raw(b"HTTP/1.1 -200 OK\r\n\r\n"), id="a negative status"),
    pytest.param(raw(b""), id="hangs up"),
]


@pytest.mark.parametrize("answering", NEVER_READY)
def test_a_receiver_that_never_gives_an_answer_is_left(
    crm: Crm, make_lead: MakeLead, answering: Answering
) -> None:
    crm.does(answering)
    answer = sent(crm, make_lead)
    assert not answer.delivered
    assert answer.reason


ENDLESS_BODIES = [
    pytest.param(b"", MEGABYTE, id="until it closes, which it doesn't"),
    pytest.param(b"Content-Length: 999999999999\r\n", MEGABYTE, id="of a terabyte"),
    pytest.param(b"Transfer-Encoding: chunked\r\n", b"5\r\nhello\r\n" * 999, id="in chunks"),
    pytest.param(b"Content-Encoding: gzip\r\n", MEGABYTE, id="packed"),
]


@pytest.mark.parametrize(("header", "piece"), ENDLESS_BODIES)
@pytest.mark.parametrize("status", [200, 500])
def test_a_body_without_end_is_not_read(
    crm: Crm, make_lead: MakeLead, header: bytes, piece: bytes, status: int
) -> None:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    crm.does(raw(b"HTTP/1.1 %d So\r\n%s\r\n" % (status, header), piece, for_ever=True))
    assert sent(crm, make_lead, PATIENCE).delivered == (status == 200)
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    assert grown < 64 * 1024  # kilobytes


def test_a_receiver_that_doesnt_shake_hands_is_left(make_lead: MakeLead) -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as silent:
        address = f"https://127.0.0.1:{silent.getsockname()[1]}/"
        receiver = Receiver(address, SECRET, connect_seconds=SECONDS, answer_seconds=SECONDS)
        assert receiver.send(MESSAGE, make_lead(), NOW).reason == "it didn't answer in time"


def test_a_receiver_that_doesnt_read_is_left(make_lead: MakeLead) -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as deaf:
        deaf.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        address = f"http://127.0.0.1:{deaf.getsockname()[1]}/"
        receiver = Receiver(address, SECRET, connect_seconds=SECONDS, answer_seconds=SECONDS)
        long = make_lead(utm_campaign="x" * 2**24)
        assert receiver.send(MESSAGE, long, NOW).reason == "it didn't answer in time"


def open_files() -> int:
    """How many files and connections this process has open."""
    return len(list(Path("/proc/self/fd").iterdir()))


def test_no_thread_and_no_connection_is_left_behind(crm: Crm, make_lead: MakeLead) -> None:
    crm.does(raw(b"HTTP/1.1 200 OK\r\n", b"X", pause=0.1, for_ever=True))
    before = threading.active_count(), open_files()
    for _ in range(3):
        sent(crm, make_lead)
    crm.down()
    deadline = time.monotonic() + 120
    while threading.active_count() >= before[0] or open_files() >= before[1]:
        assert time.monotonic() < deadline
        time.sleep(0.05)
