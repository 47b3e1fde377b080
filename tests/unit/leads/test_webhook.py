"""What a receiver gets, and what its answers mean."""

import json
import logging
import socket
import ssl
import subprocess
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.database.outbox import Announcement
from app.leads.record import Catalogue
from app.leads.webhook import Receiver, Reply, payload
from tests.crm import SECRET, Crm, raw
from tests.unit.leads.conftest import MakeLead

MESSAGE = Announcement("msg_1", "AC-1", "lead.created", 1, 0, True)
NOW = datetime.now(UTC)


@pytest.fixture
def receiver(crm: Crm) -> Receiver:
    return Receiver(crm.url, SECRET)


def test_a_message_is_the_whole_lead_by_the_names_of_its_columns(
    crm: Crm, receiver: Receiver, make_lead: MakeLead, catalogue: Catalogue
) -> None:
    lead = make_lead(reference="AC-1", utm_campaign="Zürich — \u2028 “fair”", level=None)
    assert receiver.send(MESSAGE, lead, NOW) == Reply(True)
    (call,) = crm.calls
    assert call.headers["content-type"] == "application/json"
    assert call.headers["webhook-timestamp"] == str(int(NOW.timestamp()))
    assert json.loads(call.body) == {
        "type": "lead.created",
        "timestamp": f"{NOW:%Y-%m-%d}T00:00:00Z",  # not the second in which somebody was there
        "data": dict(lead.values),
    }
    assert list(call.lead) == list(catalogue.names)


def test_the_address_is_called_as_it_was_given(
    crm: Crm, receiver: Receiver, make_lead: MakeLead
) -> None:
    receiver.send(MESSAGE, make_lead(), NOW)
    assert [(call.method, call.path) for call in crm.calls] == [("POST", "/leads?from=check")]


def test_the_signature_verifies_and_a_change_doesnt(
    crm: Crm, receiver: Receiver, make_lead: MakeLead
) -> None:
    receiver.send(MESSAGE, make_lead(), datetime.now(UTC))
    (call,) = crm.calls
    call.verify()
    assert call.id == "msg_1"
    forged = replace(call, body=call.body.replace(b"lead.created", b"lead.updated"))
    with pytest.raises(Exception, match="No matching signature"):
        forged.verify()


@pytest.mark.parametrize("status", [200, 201, 202, 204, 299])
def test_every_kind_of_success_is_one(
    crm: Crm, receiver: Receiver, make_lead: MakeLead, status: int
) -> None:
    crm.answers(status)
    assert receiver.send(MESSAGE, make_lead(), NOW).delivered


@pytest.mark.parametrize("status", [301, 302, 307, 308, 400, 401, 404, 410, 413, 500, 502])
def test_everything_else_is_a_failure_and_no_redirect_is_followed(
    crm: Crm, receiver: Receiver, make_lead: MakeLead, status: int
) -> None:
    crm.answers(status, Location="/elsewhere", Retry_After="30")
    answer = receiver.send(MESSAGE, make_lead(), NOW)
    assert answer == Reply(False, f"it answered {status}", gone=status == 410)
    assert len(crm.calls) == 1


@pytest.mark.parametrize("status", [429, 503])
@pytest.mark.parametrize(
    ("header", "wait"),
    [("90", 90.0), ("0", 0.0), ("-5", None), ("soon", None), ("9" * 400, None), ("１", None)],
)
def test_a_busy_receiver_says_for_how_long(
    crm: Crm, receiver: Receiver, make_lead: MakeLead, status: int, header: str, wait: float | None
) -> None:
    busy = f"HTTP/1.1 {status} Busy\r\nRetry-After: {header}\r\n\r\n".encode()
    crm.does(raw(busy))
    assert receiver.send(MESSAGE, make_lead(), NOW).wait == (
        float("9" * 64) if len(header) > 64 else wait
    )


def test_a_receiver_that_is_down_is_a_failure(
    crm: Crm, receiver: Receiver, make_lead: MakeLead
) -> None:
    crm.down()
    assert receiver.send(MESSAGE, make_lead(), NOW) == Reply(False, "it cannot be reached")


def test_a_receiver_whose_name_nobody_knows_is_a_failure(make_lead: MakeLead) -> None:
    receiver = Receiver("https://crm.invalid/leads", SECRET)
    answer = receiver.send(MESSAGE, make_lead(), NOW)
    assert answer == Reply(False, "its name is unknown")


def test_a_receiver_that_takes_its_time_within_reason_is_waited_for(
    crm: Crm, make_lead: MakeLead
) -> None:
    crm.does(raw(b"", b"HTTP/1.1 204 Here\r\n\r\n", pause=0.5))
    receiver = Receiver(crm.url, SECRET, connect_seconds=0.2)
    assert receiver.send(MESSAGE, make_lead(), NOW).delivered


def test_neither_the_lead_nor_the_answer_is_logged(
    crm: Crm, receiver: Receiver, make_lead: MakeLead, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    echo = b"zebra-crossing: AC-ZEBRA"
    for answer in (
        b"HTTP/1.1 500 " + echo + b"\r\n" + echo + b"\r\n\r\n" + echo,
        b"HTTP/1.1 200 OK\r\nno header " + echo + b"\r\n " + echo + b"\r\n\r\n",
        b"HTTP/9 " + echo + b"\r\n\r\n",
        echo,
    ):
        crm.does(raw(answer))
        said = receiver.send(MESSAGE, make_lead(reference="AC-ZEBRA"), NOW)
        assert "zebra" not in said.reason.lower()
    assert "zebra" not in caplog.text.lower()


def test_a_payload_of_a_moment_elsewhere_is_in_universal_time(make_lead: MakeLead) -> None:
    moment = datetime.fromisoformat("2026-11-22T00:30:00.123456+01:00")
    body = json.loads(payload(MESSAGE, make_lead(), moment))
    assert body["timestamp"] == "2026-11-21T00:00:00Z"


# --- Over TLS ------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate for localhost that nobody but this test has signed, with its key."""
    file = tmp_path_factory.mktemp("tls") / "both.pem"
    command = (
        "openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost "
        f"-addext subjectAltName=DNS:localhost -keyout {file} -out {file}.crt"
    )
    subprocess.run(command.split(), check=True, capture_output=True)
    with file.open("ab") as both:
        both.write(Path(f"{file}.crt").read_bytes())
    return file


@contextmanager
def tls_server(certificate: Path) -> Iterator[int]:
    """A server that takes one call over TLS and answers 204; its port."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    with closing(socket.create_server(("127.0.0.1", 0))) as listening:
        listening.settimeout(10)

        def serve() -> None:
            plain, _ = listening.accept()
            try:
                with context.wrap_socket(plain, server_side=True) as connection:
                    told = b""
                    # All of it: to close on what was not read would reset the connection.
                    while not told.endswith(b"}") and (more := connection.recv(65536)):
                        told += more
                    connection.sendall(b"HTTP/1.1 204 No Content\r\n\r\n")
            except OSError:
                plain.close()

        thread = threading.Thread(target=serve)
        thread.start()
        yield listening.getsockname()[1]
        thread.join(10)


def test_a_certificate_that_nobody_vouches_for_is_refused(
    certificate: Path, make_lead: MakeLead
) -> None:
    with tls_server(certificate) as port:
        receiver = Receiver(f"https://localhost:{port}/", SECRET)
        answer = receiver.send(MESSAGE, make_lead(), NOW)
    assert answer == Reply(False, "its certificate cannot be trusted")


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1"])
def test_a_certificate_counts_for_its_own_host_only(
    certificate: Path, make_lead: MakeLead, monkeypatch: pytest.MonkeyPatch, host: str
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", f"{certificate}.crt")
    with tls_server(certificate) as port:
        answer = Receiver(f"https://{host}:{port}/", SECRET).send(MESSAGE, make_lead(), NOW)
    assert answer.delivered == (host == "localhost")
