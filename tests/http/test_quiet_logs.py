"""A real gunicorn, asked badly: its log must not hold a visitor."""

import re
from pathlib import Path

import pytest

from tests.http.gunicorn_server import FailingServer, ask, server, wait_for

MARK = "s3cr3t"  # in everything that the visitor sends
AGENT = f"User-Agent: Mozilla/{MARK}\r\nHost: localhost\r\n"
LINK = f"/en/result/{MARK}?utm_source={MARK}"

MALFORMED = {
    "no HTTP": f"GET {LINK} {MARK}\r\n{AGENT}\r\n",
    "one word": f"{MARK}\r\n\r\n",
    "bad method": f"{MARK}! {LINK} HTTP/1.1\r\n{AGENT}\r\n",
    "bad version": f"GET {LINK} HTTP/7.{MARK}\r\n{AGENT}\r\n",
    "bad header name": f"GET {LINK} HTTP/1.1\r\n{AGENT}X {MARK}: 1\r\n\r\n",
    "bad header value": f"GET {LINK} HTTP/1.1\r\n{AGENT}X-A: {MARK}\0\r\n\r\n",
    "long line": f"GET /{MARK}{'a' * 40_000} HTTP/1.1\r\n{AGENT}\r\n",
    "long header": f"GET {LINK} HTTP/1.1\r\n{AGENT}X-A: {MARK}{'a' * 40_000}\r\n\r\n",
    "many headers": f"GET {LINK} HTTP/1.1\r\n" + f"X-A: {MARK}\r\n" * 5000 + "\r\n",
    "bad length": f"POST {LINK} HTTP/1.1\r\n{AGENT}Content-Length: {MARK}\r\n\r\n",
    "bad coding": f"POST {LINK} HTTP/1.1\r\n{AGENT}Transfer-Encoding: {MARK}\r\n\r\n",
    "HTTP/2": "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    "TLS": "\x16\x03\x01\x02\0\x01\0\x01\xfc\x03\x03\r\n\r\n",
}
REFUSED_OTHERWISE = {"long line": 431, "long header": 431, "many headers": 431, "bad coding": 501}
WELL_FORMED = f"GET {LINK} HTTP/1.1\r\n{AGENT}Referer: http://{MARK}/\r\nConnection: close\r\n\r\n"


@pytest.fixture
def log(tmp_path: Path) -> Path:
    """The file with all that the server says."""
    return tmp_path / "log"


def assert_quiet(text: str) -> None:
    for word in (MARK, "127.0.0.1", "::1", "Mozilla", "GET", "/en/", "/result", "utm_"):
        assert word not in text, text
    assert not re.search(r"\d\d:\d\d", text), "a clock time"


def test_a_malformed_request_is_refused_and_leaves_nothing(failing_server: FailingServer) -> None:
    answers = {name: ask(failing_server.port, request) for name, request in MALFORMED.items()}
    assert failing_server.said == ""
    statuses = {name: int(answer.split()[1]) for name, answer in answers.items()}
    assert statuses == dict.fromkeys(MALFORMED, 400) | REFUSED_OTHERWISE
    for answer in answers.values():
        assert MARK.encode() not in answer
        assert b"Server:" not in answer


def test_the_server_by_itself_would_write_the_address_down(log: Path) -> None:
    with server(log, "bare", "--logger-class", "gunicorn.glogging.Logger") as port:
        ask(port, WELL_FORMED)
    assert MARK in log.read_text()


@pytest.mark.parametrize(
    ("place", "words"),
    [
        pytest.param("/en/", "A page failed: ValueError from KeyError", id="inside Flask"),
        pytest.param("/bare/", "A request could not be handled: ValueError", id="before Flask"),
    ],
)
def test_a_failing_page_tells_where_in_the_code_but_not_what_was_asked(
    failing_server: FailingServer, place: str, words: str
) -> None:
    asked = WELL_FORMED.replace("/en/", place, 1)
    assert b" 500 " in ask(failing_server.port, asked).splitlines()[0]
    assert words in failing_server.said
    assert "broken_app.py" in failing_server.said
    assert_quiet(failing_server.booted)


def test_no_option_brings_an_access_log_back(log: Path) -> None:
    options = ("--access-logfile", "-", "--log-level", "debug")
    with server(log, "page", *options) as port:
        booted = len(log.read_text())
        ask(port, WELL_FORMED)
        ask(port, MALFORMED["no HTTP"])
    assert_quiet(log.read_text()[booted:])


def test_the_log_still_says_why_a_worker_cannot_start(log: Path) -> None:
    with server(log, "refuse()"):
        wait_for(log, "BankError: items.toml: D1.direction has four options.")
