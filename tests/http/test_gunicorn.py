"""How the real server starts and stops."""

import os
import re
import signal
from pathlib import Path

from tests.http.gunicorn_server import ask, server, start, wait_for

REQUEST = "GET /page HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"


def test_the_server_says_where_to_look(tmp_path: Path) -> None:
    log = tmp_path / "log"
    with server(log, "page") as port:
        wait_for(log, f"The Alliance Check is open at http://localhost:{port}/")


def test_ctrl_c_is_left_to_the_arbiter_so_that_no_worker_is_stopped_twice(tmp_path: Path) -> None:
    log = tmp_path / "log"
    with server(log, "page") as port:
        ask(port, REQUEST)  # so that the worker has started
        found = re.search(r"Booting worker with pid: (\d+)", log.read_text())
        assert found
        os.kill(int(found[1]), signal.SIGINT)
        assert ask(port, REQUEST).startswith(b"HTTP/1.1 500 ")
    assert log.read_text().count("Booting worker") == 1


def test_a_setting_that_makes_no_sense_stops_the_server_with_a_plain_message(
    tmp_path: Path,
) -> None:
    log = tmp_path / "log"
    with log.open("wb") as output:
        process = start(output, 0, "page")
        assert process.wait(timeout=300) == 1
    said = log.read_text()
    assert said.startswith("The settings need attention.\nPORT is '0'")
    assert "Traceback" not in said
