"""Thousands of hostile requests to a real server: no failure, no growth, nothing kept or said."""

import re
import socket
import sqlite3
import subprocess
from collections import Counter
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from pathlib import Path

from tests.http.hostile import MARK, requests
from tests.http.real_server import RealServer
from tests.site import rows_of

SEED = 7
WARM_UP = 500
COUNT = 2_000
FAILURES = {*range(500, 600)} - {501}  # a coding that we don't know is rightly a 501
_STATUS = re.compile(rb"(?:^|\n)HTTP/1\.[01] (\d{3}) ")


def statuses_of(port: int, request: bytes) -> list[int]:
    """What a request gets for an answer; several when it was more than one, none for a rebuff."""
    answer = b""
    with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=60) as connection:
        connection.sendall(request)
        connection.shutdown(socket.SHUT_WR)
        while piece := connection.recv(65536):
            answer += piece
    return [int(found) for found in _STATUS.findall(answer)]


def send(port: int, hostile: Iterable[bytes]) -> dict[int, bytes]:
    """One request for each status that came of them; 0 for none."""
    found: Counter[int] = Counter()
    examples: dict[int, bytes] = {}
    with ThreadPoolExecutor(8) as attackers:
        each = list(hostile)
        answers = attackers.map(lambda request: statuses_of(port, request), each)
        for request, statuses in zip(each, answers, strict=True):
            for status in statuses or [0]:
                found[status] += 1
                examples.setdefault(status, request[:2000])
    print(dict(sorted(found.items())))
    return examples


def memory(server: RealServer) -> int:
    """Of all workers, in kB."""
    assert server.process is not None
    command = ["ps", "-o", "rss=", "--ppid", str(server.process.pid)]
    return sum(map(int, subprocess.check_output(command, text=True).split()))


def rows(database: Path, table: str) -> int:
    with closing(sqlite3.connect(database)) as connection:
        return int(connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0])


def test_thousands_of_hostile_requests_do_no_harm(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    with RealServer(tmp_path, webhook="http://127.0.0.1:9/") as server:
        server.wait_until_ready()
        booted = server.log.read_text()
        send(server.port, requests(SEED, WARM_UP))
        before = memory(server)
        examples = send(server.port, requests(SEED + 1, COUNT))
        after = memory(server)
        print(f"memory of the workers: {before} kB, then {after} kB")
        assert {status: examples[status] for status in examples if status in FAILURES} == {}
        assert after < before * 1.2
        assert server.get("/en/") == 200
        said = server.log.read_text().removeprefix(booted)
        assert "fail" not in said and "could not" not in said and MARK not in said
    assert rows_of(server.database) == []
    assert rows(server.database, "outbox") == 0
    assert rows(server.database, "counters") == 0
