"""The receiver: a CRM that is told about leads, in messages signed as Standard Webhooks.

POST LEAD_WEBHOOK_URL
webhook-id: msg_…               the same however often the message is tried
webhook-timestamp: 1790000000   of this try
webhook-signature: v1,…         HMAC-SHA256 of "id.timestamp.body" by LEAD_WEBHOOK_SECRET

{"type": "lead.created", "lead.updated" or "lead.deleted",
 "timestamp": "2026-11-21T00:00:00Z",   only the day of this try, to say no more of a visitor
 "data": {"reference": "AC-…", …}}      the lead, all columns by their machine names; of a deleted
                                        one, only its reference
"""

import logging
import socket
import ssl
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import msgspec

from app.database.outbox import Announcement
from app.leads.record import Lead

if TYPE_CHECKING:
    from urllib3.connection import HTTPConnection

CONNECT_SECONDS = 5.0
ANSWER_SECONDS = 10.0  # for the whole answer, however slowly it comes

_GONE = 410
_BUSY = (429, 503)
_LONGEST_HEADER = 64  # characters of Retry-After that are read


@dataclass(frozen=True, slots=True)
class Reply:
    """The outcome of a try. `reason`: why it failed, in our own words, never the receiver's.

    `wait`: how many seconds the receiver asks us to wait before another try, if it does. `gone`: it
    wants no more messages.
    """

    delivered: bool
    reason: str = ""
    wait: float | None = None
    gone: bool = False


class Receiver:
    """Posts messages to one address; keeps nothing open, so that a fork doesn't matter."""

    def __init__(
        self,
        url: str,
        secret: str,
        connect_seconds: float = CONNECT_SECONDS,
        answer_seconds: float = ANSWER_SECONDS,
    ) -> None:
        self._url = urlsplit(url)
        self._secret = secret
        self._connect_seconds = connect_seconds
        self._answer_seconds = answer_seconds

    @property
    def patience(self) -> float:
        """Seconds after which a try is over, whatever the receiver does."""
        return 2 * self._connect_seconds + self._answer_seconds

    def send(self, message: Announcement, lead: Lead | None, at: datetime) -> Reply:
        """Post one message; never raises. No redirect is followed, no body is read.

        `lead`: None if it was deleted.
        """
        try:
            body = payload(message, lead, at)
            status, wait = self._post(self._headers(message, body, at), body)
        except Exception as error:
            # The error's text could repeat what the receiver said, and so what we have sent.
            return Reply(False, _reason(error))
        if 200 <= status < 300:
            return Reply(True)
        return Reply(False, f"it answered {status}", wait, gone=status == _GONE)

    def _headers(self, message: Announcement, body: bytes, at: datetime) -> Mapping[str, str]:
        # Imported with the first message, to keep a worker light that has none to send.
        from standardwebhooks import Webhook

        return {
            "Content-Type": "application/json",
            "User-Agent": "Alliance-Check",
            "Connection": "close",
            "webhook-id": message.id,
            "webhook-timestamp": str(int(at.timestamp())),
            "webhook-signature": Webhook(self._secret).sign(message.id, at, body.decode()),
        }

    def _post(self, headers: Mapping[str, str], body: bytes) -> tuple[int, float | None]:
        """The status of the answer, and how many seconds the receiver asks us to wait."""
        connection = self._connection()
        try:
            connection.connect()
            connection.timeout = self._answer_seconds
            with _no_longer_than(self._answer_seconds, connection.sock):
                address = (self._url.path or "/") + (self._url.query and f"?{self._url.query}")
                connection.request("POST", address, body, headers, preload_content=False)
                response = connection.getresponse()
            response.close()
            wait = _seconds(response.headers.get("Retry-After"))
            return response.status, wait if response.status in _BUSY else None
        finally:
            connection.close()

    def _connection(self) -> "HTTPConnection":
        from urllib3.connection import HTTPConnection, HTTPSConnection

        # It would log headers that it can't parse, in the receiver's own words.
        logging.getLogger("urllib3.connection").setLevel(logging.ERROR)
        host, port = self._url.hostname or "", self._url.port
        if self._url.scheme == "http":
            return HTTPConnection(host, port, timeout=self._connect_seconds)
        return HTTPSConnection(host, port, timeout=self._connect_seconds, ssl_context=self._trusted)

    @cached_property
    def _trusted(self) -> ssl.SSLContext:
        """Trusts the certificates that the system trusts."""
        return ssl.create_default_context()


def payload(message: Announcement, lead: Lead | None, at: datetime) -> bytes:
    """The body of a message: what happened, and the whole lead by the names of its columns."""
    day = f"{at.astimezone(UTC):%Y-%m-%d}T00:00:00Z"
    data = {"reference": message.reference} if lead is None else lead.values
    return msgspec.json.encode({"type": message.event, "timestamp": day, "data": data})


@contextmanager
def _no_longer_than(seconds: float, connection: socket.socket) -> Iterator[None]:
    """Raise TimeoutError after this long, even if a byte comes in from time to time."""
    expired = threading.Event()

    def expire() -> None:
        expired.set()
        with suppress(OSError):
            # Below TLS, which must not be shut down from another thread.
            socket.socket.shutdown(connection, socket.SHUT_RDWR)

    timer = threading.Timer(seconds, expire)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
        if expired.is_set():
            # What was cut off would otherwise look complete.
            raise TimeoutError


def _seconds(header: str | None) -> float | None:
    """The seconds that Retry-After asks for; None when it doesn't, or gives a date."""
    text = (header or "")[:_LONGEST_HEADER].strip()
    return float(text) if text.isascii() and text.isdigit() else None


_REASONS: Mapping[str, str] = {
    "NameResolutionError": "its name is unknown",
    "NewConnectionError": "it cannot be reached",
    "ConnectTimeoutError": "it cannot be reached in time",
    "SSLCertVerificationError": "its certificate cannot be trusted",
    "TimeoutError": "it didn't answer in time",
    "RemoteDisconnected": "it closed the connection, or didn't answer in time",
}


def _reason(error: Exception) -> str:
    name = type(error).__name__
    return _REASONS.get(name, f"it didn't answer like a web server ({name})")
