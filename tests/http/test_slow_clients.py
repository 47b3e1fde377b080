"""A few slow clients, or many, are nobody else's trouble: seen on a real server, by the clock."""

import socket
import statistics
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.http.gunicorn_server import FailingServer, ask
from tests.http.real_server import RealServer
from tests.http.slow_clients import PARTIAL_HEADER, SILENT, TRICKLED_BODY, SlowClients

HELD = 30  # seconds, and so past every deadline
MANY = 200  # of each kind
DEADLINES = {SILENT: 10, PARTIAL_HEADER: 10, TRICKLED_BODY: 20}  # seconds
VISIT = "GET /long HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"


@pytest.fixture
def site(tmp_path: Path) -> Iterator[RealServer]:
    """A site with its usual two workers."""
    (tmp_path / "data").mkdir()
    with RealServer(tmp_path, webhook="http://127.0.0.1:9/") as running:
        yield running


def visit(site: RealServer) -> list[float]:
    """One ordinary visitor: the form, the answers, the result. How long each took, in seconds."""
    seconds = []
    for path in ("/en/", None, "/healthz"):
        begun = time.monotonic()
        if path is None:
            site.submit()
        else:
            assert site.get(path) == 200
        seconds.append(time.monotonic() - begun)
    return seconds


def test_six_hundred_slow_connections_delay_no_visitor_and_are_shut_out(site: RealServer) -> None:
    site.wait_until_ready()
    with (
        SlowClients(site.port, dict.fromkeys(DEADLINES, MANY)) as slow,
        ThreadPoolExecutor(32) as visitors,
    ):
        visits = []
        for _ in range(HELD):
            visits.append(visitors.submit(visit, site))
            time.sleep(1)
        seconds = [each for done in visits for each in done.result()]
    p99 = statistics.quantiles(seconds, n=100)[-1]
    print(f"{len(seconds)} requests, p99 {p99:.3f} s, longest {max(seconds):.3f} s")
    # No measurement, which a busy machine would spoil: who waits for slow ones waits for long.
    assert statistics.median(seconds) < 5
    for kind, deadline in DEADLINES.items():
        assert len(slow.lived[kind]) >= MANY
        assert statistics.median(slow.lived[kind]) < deadline * 2


def test_who_reads_an_answer_at_a_trickle_does_not_keep_a_thread(
    failing_server: FailingServer,
) -> None:
    """The server has a single thread."""
    with socket.socket() as reader:
        reader.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        reader.connect(("127.0.0.1", failing_server.port))
        reader.sendall(VISIT.encode())
        reader.recv(1)
        answers: list[bytes] = []
        other = threading.Thread(target=lambda: answers.append(ask(failing_server.port, VISIT)))
        other.start()
        while other.is_alive():
            reader.recv(1)
            other.join(timeout=0.5)
    assert len(answers[0]) > LONG


def test_a_bad_chunk_is_a_bad_request(failing_server: FailingServer) -> None:
    head = "POST /page HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n"
    answers = {bad: ask(failing_server.port, head + bad) for bad in BAD_CHUNKS}
    assert {answer.split()[1] for answer in answers.values()} == {b"400"}
    assert "Traceback" not in failing_server.said


BAD_CHUNKS = ("g\r\n", "-1\r\n", "0x5\r\nhello\r\n", "5;\x00\r\nhello\r\n", "5 \r\nhello\r\n",
              "1\r\nhello\r\n0\r\n\r\n", "\x80\r\n")  # fmt: skip
LONG = 24 * 1024 * 1024
