"""A real gunicorn with our configuration, on loopback, for as long as a test needs it."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

ROOT = Path(__file__).parents[2]


@dataclass
class FailingServer:
    """A gunicorn that serves `everything` in broken_app.py."""

    port: int
    log: Path
    _page: int = 0

    @property
    def booted(self) -> str:
        """What it said when it started, and all since."""
        return self.log.read_text()

    @property
    def said(self) -> str:
        """What it has said in this test."""
        return self.booted[self._page :]

    def turns_a_page(self) -> None:
        """Begin a test."""
        self._page = len(self.booted)


@contextmanager
def server(log: Path, application: str, *options: str) -> Iterator[int]:
    """A gunicorn with our configuration and one worker; yields its port."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    with log.open("wb") as output, start(output, port, application, *options) as process:
        try:
            wait_for(log, "Booting worker")
            yield port
        finally:
            process.terminate()


def start(output: IO[bytes], port: int, application: str, *options: str) -> subprocess.Popen[bytes]:
    """Start gunicorn on one of the applications that fail."""
    environ = {
        **os.environ,
        "SECRET_KEY": "k" * 32,
        "DATABASE_URL": f"sqlite:///{Path(output.name).with_name('leads.db')}",
        "PORT": str(port),
        "WEB_CONCURRENCY": "1",
    }
    command = [sys.executable, "-m", "gunicorn", *options, f"tests.http.broken_app:{application}"]
    return subprocess.Popen(command, cwd=ROOT, env=environ, stdout=output, stderr=output)


def wait_for(log: Path, words: str) -> None:
    """Wait until the server has said `words`."""
    deadline = time.monotonic() + 500
    while words not in log.read_text():
        assert time.monotonic() < deadline, log.read_text()
        time.sleep(0.05)


def ask(port: int, request: str) -> bytes:
    """Send bytes as they are; return what comes back."""
    with socket.create_connection(("127.0.0.1", port), timeout=60) as connection:
        connection.sendall(request.encode("latin-1"))
        connection.shutdown(socket.SHUT_WR)
        return b"".join(iter(lambda: connection.recv(65536), b""))
