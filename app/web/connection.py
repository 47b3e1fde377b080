"""One client's connection: how long each part of it may take, and what is refused as a request.

Threads only see complete requests, and hand over an answer at once: waitress buffers both for a
slow client, but sets no limit to how slow. Here every part has a deadline that a trickle of bytes
does not postpone.
"""

import time
from enum import Enum, auto
from socket import socket
from threading import Lock
from typing import Any

from waitress.buffers import OverflowableBuffer
from waitress.channel import HTTPChannel
from waitress.parser import HTTPRequestParser, ParsingError
from waitress.task import ErrorTask
from waitress.utilities import BadRequest

from app.web.limits import LARGEST_REQUEST


class Doing(Enum):
    """What a connection is doing."""

    WAITING = auto()  # for the first byte of a request, new or kept alive
    HEADERS = auto()  # the headers of a request are coming in
    BODY = auto()  # its body is coming in
    WORKING = auto()  # a thread is making the answer
    SENDING = auto()  # the client is receiving it


_PATIENCE = {  # seconds
    Doing.WAITING: 10.0,
    Doing.HEADERS: 10.0,
    Doing.BODY: 20.0,
    Doing.WORKING: float("inf"),
    Doing.SENDING: 20.0,
}
_PATIENCE_IN_THE_END = 2.0  # seconds that a stopping server waits for a next request
_SLOWEST = 8192  # a client gets another second for this many bytes of an answer


class _Body(OverflowableBuffer):
    """A body in memory, never on disk. Of a too large one only enough for a 413 is kept."""

    def append(self, s: bytes) -> None:
        if len(self) <= LARGEST_REQUEST:
            super().append(s)


class Request(HTTPRequestParser):
    """A request as waitress reads it, but refusing what a proxy in front may read differently."""

    headers: dict[str, str]

    def received(self, data: bytes) -> int:
        """Take what came in; return how much of it belongs to this request."""
        taken: int = super().received(data)
        if self.empty:  # waitress would wait for another one, with a new deadline
            self.empty, self.error = False, BadRequest("Nothing asked")
        return taken

    def parse_header(self, header_plus: bytes) -> None:
        """Read the first line and the headers. Raises ParsingError, which becomes a 400."""
        try:
            super().parse_header(header_plus)
        except ValueError:  # an address such as http://[, a length of five thousand digits
            raise ParsingError("Not understood") from None
        if self.version not in ("1.0", "1.1"):
            raise ParsingError("Another version")
        coded = b"\r\ntransfer-encoding:" in header_plus.lower()
        if coded and ("CONTENT_LENGTH" in self.headers or not self.chunked):
            raise ParsingError("Two lengths")
        if b"\r\n " in header_plus or b"\r\n\t" in header_plus:
            raise ParsingError("A header in several lines")
        if coded:  # a proxy that disagrees about its end sends nothing more on this connection
            self.headers["CONNECTION"] = "close"
        if self.body_rcv is not None:
            self.body_rcv.buf = _Body(self.adj.inbuf_overflow)


class Refusal(ErrorTask):
    """Says in one line that this was no request; repeats nothing of it and names no server."""

    def execute(self) -> None:
        """Write the answer and close the connection."""
        error: Any = self.request.error  # type: ignore[attr-defined]
        self.status = f"{error.code} {error.reason}"
        body = f"{self.status}\n".encode()
        self.response_headers = [
            ("Content-Type", "text/plain; charset=utf-8"),
            ("X-Content-Type-Options", "nosniff"),
        ]
        self.set_close_on_finish()
        self.content_length = len(body)
        self.write(body)


class Connection(HTTPChannel):
    """A client's connection, with deadlines."""

    parser_class = Request
    error_task_class = Refusal
    requests: list[Request]
    requests_lock: Lock

    def __init__(self, server: Any, sock: socket, *args: Any, **options: Any) -> None:
        self.since = time.monotonic()  # when it began what it is doing
        self._did = Doing.WAITING
        self._last = False
        super().__init__(server, sock, *args, **options)

    @property
    def doing(self) -> Doing:
        """What it is doing now."""
        if self.total_outbufs_len:
            return Doing.SENDING
        if self.requests:
            return Doing.WORKING
        if self.request is None:
            return Doing.WAITING
        return Doing.BODY if self.request.headers_finished else Doing.HEADERS

    def is_overdue(self, now: float) -> bool:
        """Whether the client has used up its time; call it every second, to notice each change."""
        doing = self.doing
        if doing is not self._did:
            self._did, self.since = doing, now
        patience = _PATIENCE[doing]
        if self._last and doing is Doing.WAITING:
            patience = _PATIENCE_IN_THE_END
        return now - self.since > patience

    def is_held_by_the_client(self) -> bool:
        """Whether we are waiting for the client rather than working for it."""
        return self.doing is not Doing.WORKING

    def hurry(self) -> None:
        """Close the connection after the next answer."""
        self._last = True

    def service(self) -> None:
        """Answer one request, in a thread."""
        with self.requests_lock:
            self._leave_out_what_was_sent_ahead()
        super().service()
        self._did, self.since = self.doing, time.monotonic()

    def _leave_out_what_was_sent_ahead(self) -> None:
        """Answer one request and close: answers that pile up are a cheap way to fill the memory.

        No browser pipelines requests; a client that does has to ask again (RFC 9112, 9.3.2).
        """
        request, *ahead = self.requests
        if ahead or self._last:
            request.headers["CONNECTION"] = "close"
            self.requests = [request]
        for each in ahead:
            each.close()

    def send(self, data: bytes, do_close: bool = True) -> int:
        """Send what the client takes now; return how many bytes. They earn it more time."""
        sent: int = super().send(data, do_close)
        self.since = min(self.since + sent / _SLOWEST, time.monotonic())
        return sent
