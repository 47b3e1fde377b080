"""The whole application on a real gunicorn, well and ill: its log must not hold a visitor."""

import http.client
import json
import re
import shutil
from pathlib import Path
from urllib.parse import urlencode

import pytest

from app.method.token import reference_code
from tests.http.served import Served, served
from tests.site import NONCE, ROOT, ticket
from tests.visitor import ITEMS, PROFILE

MARK = "s3cr3t"  # in everything that the visitor sends
HEADERS = {
    "User-Agent": f"Mozilla/5.0 {MARK}",
    "Referer": f"https://{MARK}.example/",
    "X-Forwarded-For": "203.0.113.77",
    "Accept-Language": f"nl, {MARK};q=0.1",
    "Cookie": f"a={MARK}",
}
QUERY = f"?utm_source={MARK}&source={MARK}"
FORM = {**PROFILE, **dict.fromkeys(ITEMS, "4"), "page_seconds": "", "ticket": ticket()}


def ask(
    server: Served, method: str, path: str, form: dict[str, str] | None = None
) -> http.client.HTTPResponse:
    """Send a request that is full of what must not be written down."""
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=300)
    headers = dict(HEADERS)
    if form is not None:
        headers["Content-Type"] = "application/x-www-form-urlencoded"
    connection.request(method, path, urlencode(form or {}), headers)
    response = connection.getresponse()
    response.read()
    connection.close()
    return response


def go_everywhere(server: Served) -> dict[str, int]:
    """Visit every kind of page, also where there is none; the status of each."""
    sent = ask(server, "POST", f"/nl/{QUERY}", FORM)
    result = sent.headers["Location"]
    paths = {
        "start": f"/{QUERY}",
        "form": f"/nl/{QUERY}",
        "method": f"/nl/method{QUERY}",
        "result": f"{result}{QUERY}",
        "changing": f"{result}/change{QUERY}",
        "radar": f"{result}/radar.svg{QUERY}",
        "damaged": f"{result}{MARK}{QUERY}",
        "nothing": f"/{MARK}/{MARK}{QUERY}",
        "static": f"/static/{MARK}.css{QUERY}",
        "ready": f"/readyz{QUERY}",
    }
    found = {name: ask(server, "GET", path).status for name, path in paths.items()}
    found["forged"] = ask(server, "POST", f"/nl/{QUERY}", {**FORM, "ticket": MARK}).status
    found["unanswered"] = ask(
        server, "POST", f"/nl/{QUERY}", {"ticket": FORM["ticket"], MARK: MARK}
    ).status
    found["step"] = ask(
        server, "POST", f"/nl/step{QUERY}", {"ticket": FORM["ticket"], "steps": "opened"}
    ).status
    found["next"] = ask(server, "POST", f"{result}/next{QUERY}", {"step": "conversation"}).status
    found["forget"] = ask(server, "POST", f"{result}/forget{QUERY}", {MARK: MARK}).status
    found["too much"] = ask(server, "POST", f"/nl/{QUERY}", {MARK: MARK * 20_000}).status
    return {**found, "sent": sent.status}


WELL = {
    "start": 302, "form": 200, "method": 200, "result": 200, "radar": 200, "damaged": 404,
    "changing": 200,
    "nothing": 404, "static": 404, "ready": 200, "forged": 400, "unanswered": 422, "too much": 413,
    "sent": 303, "step": 204, "next": 303, "forget": 303,
}  # fmt: skip


def assert_quiet(server: Served) -> None:
    lines = [line for line in server.log.splitlines() if "Listening at: " not in line]
    text = "\n".join(lines)
    secrets = (
        MARK,
        "203.0.113",
        "127.0.0.1",
        "Mozilla",
        "utm_",
        "GET ",
        "POST ",
        "/nl/",
        "/result/",
    )
    for secret in (
        *secrets,
        reference_code(NONCE),
        FORM["ticket"][:20],
        "leadership",
        "D1.",
        "D1_",
    ):
        assert secret not in text, text
    assert not re.search(r"\d\d:\d\d", text), f"a clock time in {text}"


@pytest.fixture
def elsewhere(tmp_path: Path) -> Path:
    """A copy of the program, to be broken."""
    copy = tmp_path / "program"
    for name in ("app", "questions", "static", "templates"):
        shutil.copytree(ROOT / name, copy / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("wsgi.py", "gunicorn.conf.py"):
        shutil.copy(ROOT / name, copy / name)
    return copy


def test_a_server_that_is_well_has_nothing_to_say_about_its_visitors(tmp_path: Path) -> None:
    with served(tmp_path) as server:
        assert go_everywhere(server) == WELL
        assert server.leads() == []
    assert_quiet(server)
    assert "Booting worker" in server.log


def test_a_database_that_fails_is_told_without_the_lead(tmp_path: Path) -> None:
    (tmp_path / "leads.db").write_bytes(b"this is no database. " * 500)
    with served(tmp_path) as server:
        assert go_everywhere(server) == {**WELL, "ready": 503}
        assert ask(server, "GET", "/nl/nothing").status == 404
    assert_quiet(server)
    assert "A lead is spooled" in server.log
    (wish,) = (tmp_path / "spool" / "waiting.jsonl").read_text().split()
    assert json.loads(wish) == {"wish": "forget", "reference": reference_code(NONCE)}


def test_a_page_that_fails_is_told_without_its_address(tmp_path: Path, elsewhere: Path) -> None:
    (elsewhere / "templates" / "pages" / "result.html").unlink()
    (elsewhere / "templates" / "pages" / "method.html").write_text("{% broken")
    with served(tmp_path, root=elsewhere) as server:
        assert go_everywhere(server) == {**WELL, "result": 500, "method": 500}
    assert_quiet(server)
    assert server.log.count("A page failed: ") == 2
    assert "TemplateNotFound" in server.log
    assert "result.py" in server.log


def test_an_error_page_that_fails_itself_still_answers_and_is_told_without_its_address(
    tmp_path: Path, elsewhere: Path
) -> None:
    shutil.rmtree(elsewhere / "templates")
    failing = dict.fromkeys(("form", "method", "result", "changing", "forged", "unanswered"), 500)
    with served(tmp_path, root=elsewhere) as server:
        assert go_everywhere(server) == {**WELL, **failing}
    assert_quiet(server)
    assert "A page failed: TemplateNotFound" in server.log
    assert "The error page failed too: TemplateNotFound" in server.log
