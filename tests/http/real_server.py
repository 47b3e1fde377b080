"""A whole site as it is served: gunicorn, two workers, a database, a webhook; and its visitors."""

import os
import random
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Self

import urllib3

from app.method.token import NONCE_BITS, reference_code
from tests.crm import SECRET
from tests.http.gunicorn_server import ROOT, wait_for
from tests.site import SECRET_KEY, ticket
from tests.visitor import ITEMS, PROFILE


@dataclass
class RealServer:
    """Runs until it is stopped or killed, and may be started again."""

    folder: Path
    webhook: str
    application: str = "tests.http.hasty_app:app"
    chance: random.Random = field(default_factory=lambda: random.Random(4))
    acknowledged: set[str] = field(default_factory=set)
    process: "subprocess.Popen[bytes] | None" = None

    def __post_init__(self) -> None:
        with socket.create_server(("127.0.0.1", 0)) as probe:
            self.port: int = probe.getsockname()[1]

    @property
    def url(self) -> str:
        """Without a slash at its end."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def database(self) -> Path:
        return self.folder / "data" / "leads.db"

    @property
    def log(self) -> Path:
        return self.folder / "log"

    @property
    def environ(self) -> dict[str, str]:
        """What it is told."""
        return {
            **os.environ,
            "SECRET_KEY": SECRET_KEY,
            "DATABASE_URL": f"sqlite:///{self.database}",
            "LEAD_WEBHOOK_URL": self.webhook,
            "LEAD_WEBHOOK_SECRET": SECRET,
            "PORT": str(self.port),
            "WEB_CONCURRENCY": "2",
            "PROXY_HOPS": "1",
        }

    # --- Running -------------------------------------------------------------------------------

    def start(self) -> Self:
        """Return when a worker serves."""
        command = [sys.executable, "-m", "gunicorn", self.application]
        with self.log.open("wb") as output:
            self.process = subprocess.Popen(
                command,
                cwd=ROOT,
                env=self.environ,
                stdout=output,
                stderr=output,
                start_new_session=True,  # so that all of it can be killed at once
            )
        try:
            wait_for(self.log, "Booting worker")
            assert self.get("/healthz") == 200
        except BaseException:
            self.kill()
            raise
        return self

    def wait_until_ready(self) -> None:
        """Wait until every worker has made what is made once; any of them may be asked."""
        wait_until(lambda: all(self.get("/readyz") == 200 for _ in range(20)))

    def kill(self) -> None:
        """Kill it and its workers, who get no chance to say anything."""
        if self.process is not None:
            with suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
            self.process = None

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.kill()

    def runs(self, *command: str) -> "subprocess.CompletedProcess[str]":
        """Run `flask --app wsgi COMMAND` beside it."""
        return subprocess.run(
            [sys.executable, "-m", "flask", "--app", "wsgi", *command],
            cwd=ROOT,
            env=self.environ,
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )

    # --- Its visitors --------------------------------------------------------------------------

    def get(self, path: str) -> int:
        """The status of a page."""
        with _client() as client:
            return client.request("GET", f"{self.url}{path}").status

    def submit(self, nonce: int | None = None, answer: int = 4) -> str:
        """One visitor finishes the check; their reference, acknowledged by a result."""
        nonce = self.chance.getrandbits(NONCE_BITS) if nonce is None else nonce
        self.send(nonce, answer)
        reference = reference_code(nonce)
        self.acknowledged.add(reference)
        return reference

    def send(self, nonce: int, answer: int = 4) -> str:
        """One visitor finishes the check; the address of their result on this server."""
        fields = {**PROFILE, **dict.fromkeys(ITEMS, str(answer)), "ticket": ticket(nonce=nonce)}
        # Each from an address of their own, or they would be told to come back later.
        headers = {"X-Forwarded-For": f"192.0.2.{nonce % 250}"}
        with _client() as client:
            response = client.request(
                "POST",
                f"{self.url}/en/",
                fields=fields,
                encode_multipart=False,
                headers=headers,
                redirect=False,
            )
        assert response.status == 303, response.status
        return response.headers["Location"]

    def submits(self, count: int) -> set[str]:
        """Visitors who finish the check, eight at a time."""
        with ThreadPoolExecutor(8) as pool:
            return set(pool.map(lambda _: self.submit(), range(count)))

    def waiting(self) -> int:
        """How many messages wait, read without any code of the application's."""
        with closing(sqlite3.connect(self.database)) as connection:
            count: int = connection.execute("SELECT count(*) FROM outbox").fetchone()[0]
        return count

    def failed(self) -> int:
        """How many of them were tried in vain."""
        with closing(sqlite3.connect(self.database)) as connection:
            statement = "SELECT count(*) FROM outbox WHERE attempts > 0 AND NOT sending"
            count: int = connection.execute(statement).fetchone()[0]
        return count

    def wait_until_nothing_waits(self) -> None:
        """Wait for it."""
        wait_until(lambda: not self.waiting())


def wait_until(true: Callable[[], bool]) -> None:
    """Wait until something is true."""
    deadline = time.monotonic() + 500
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.05)


@contextmanager
def _client() -> Iterator[urllib3.PoolManager]:
    with urllib3.PoolManager(retries=False, timeout=300) as client:
        yield client
