"""A CRM that listens on loopback: a real server that does what a test wants it to do."""

import base64
import hashlib
import hmac
import json
import threading
import time
from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self

from standardwebhooks import Webhook

SECRET = "whsec_" + base64.b64encode(bytes(range(32))).decode()


@dataclass(frozen=True)
class Call:
    """What came in, and the status that it was answered with; 0 for none to speak of."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes
    status: int

    @property
    def id(self) -> str:
        return self.headers["webhook-id"]

    @property
    def event(self) -> str:
        return str(json.loads(self.body)["type"])

    @property
    def lead(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.body)["data"]
        return found

    def verify(self) -> None:
        """See that the signature is true, by the library and by the letter of the standard."""
        Webhook(SECRET).verify(self.body, dict(self.headers))
        signed = f"{self.id}.{self.headers['webhook-timestamp']}.".encode() + self.body
        digest = hmac.new(base64.b64decode(SECRET[6:]), signed, hashlib.sha256).digest()
        assert self.headers["webhook-signature"] == f"v1,{base64.b64encode(digest).decode()}"


@dataclass(frozen=True)
class Answering:
    """A way to answer; a call counts as answered with `status` from when it begins."""

    status: int
    send: Callable[["Handler"], object]


class Crm:
    """Answers 204, but for what answers() and does() say; down() and up() again at one address."""

    def __init__(self) -> None:
        self.calls: list[Call] = []
        self._changed = threading.Condition()
        self._script: list[Answering] = []
        self._always: Answering | None = None
        self._server: ThreadingHTTPServer | None = None
        self.port = 0
        self.up()

    # --- What it does --------------------------------------------------------------------------

    def answers(self, *statuses: int, **headers: str) -> Self:
        """Answer the next calls with these, one each, and all with these headers."""
        self._script += [replying(status, headers) for status in statuses]
        return self

    def does(self, answering: Answering | None) -> Self:
        """Answer each call in this way, until told otherwise; None: as usual."""
        self._always = answering
        return self

    def up(self) -> Self:
        """Listen."""
        self._server = ThreadingHTTPServer(("127.0.0.1", self.port), Handler)
        self._server.daemon_threads = True
        self._server.crm = self  # type: ignore[attr-defined]
        self.port = self._server.server_port
        threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True
        ).start()
        return self

    def down(self) -> Self:
        """Listen no more."""
        if self._server is not None:
            self._server.shutdown()
            self._server.server_close()
            self._server = None
        return self

    def recovers(self) -> Self:
        """Listen, and answer as usual."""
        self._script, self._always = [], None
        return self if self._server else self.up()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.down()

    # --- What came of it -----------------------------------------------------------------------

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/leads?from=check"

    @property
    def accepted(self) -> list[Call]:
        """What it has taken for good."""
        with self._changed:
            return [call for call in self.calls if 200 <= call.status < 300]

    @property
    def references(self) -> Counter[str]:
        """How often it has accepted something about each lead."""
        return Counter(call.lead["reference"] for call in self.accepted)

    def wait(self, until: Callable[[], bool], seconds: float = 60) -> None:
        """Wait until something has come true of what came in."""
        with self._changed:
            assert self._changed.wait_for(until, seconds), [call.status for call in self.calls]

    def take(self, handler: "Handler") -> None:
        """Answer one call and note it."""
        length = int(handler.headers["Content-Length"] or 0)
        body = handler.rfile.read(length)
        if len(body) < length:
            return  # whoever sent it was killed meanwhile
        with self._changed:
            usual = self._always or replying(204)
            answering = self._script.pop(0) if self._script else usual
        headers = {name.lower(): value for name, value in handler.headers.items()}
        with self._changed:
            self.calls.append(Call(handler.command, handler.path, headers, body, answering.status))
            self._changed.notify_all()
        with suppress(OSError):  # they have had enough
            answering.send(handler)


class Handler(BaseHTTPRequestHandler):
    """One call."""

    def do_POST(self) -> None:
        self.server.crm.take(self)  # type: ignore[attr-defined]

    def do_GET(self) -> None:
        """What a redirect that is followed would lead to."""
        self.do_POST()

    def log_message(self, format: str, *args: object) -> None:
        """Be silent."""


def replying(status: int, headers: Mapping[str, str] | None = None, after: float = 0) -> Answering:
    """A plain answer, after so many seconds."""

    def reply(handler: Handler) -> None:
        time.sleep(after)
        handler.send_response(status)
        for name, value in (headers or {}).items():
            handler.send_header(name.replace("_", "-"), value)
        handler.send_header("Content-Length", "0")
        handler.end_headers()

    return Answering(status, reply)


def raw(*pieces: bytes, pause: float = 0.0, for_ever: bool = False) -> Answering:
    """Bytes as they are, with a pause after each; the last one again and again if `for_ever`."""

    def send(handler: Handler) -> None:
        for piece in pieces:
            handler.connection.sendall(piece)
            time.sleep(pause)
        while for_ever:
            handler.connection.sendall(pieces[-1])
            time.sleep(pause)

    return Answering(0, send)
