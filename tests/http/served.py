"""The real application on a real gunicorn: loopback, a port of its own, one process or more."""

import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

from tests.site import ROOT, SECRET_KEY, Row, rows_of


@dataclass(frozen=True)
class Served:
    """A running server, and what it leaves in its folder."""

    port: int
    folder: Path

    @property
    def log(self) -> str:
        """All that the server has said."""
        return (self.folder / "log").read_text()

    @property
    def workers_seen(self) -> int:
        """How many processes were started to answer."""
        return len(set(re.findall(r"Booting worker with pid: (\d+)", self.log)))

    def leads(self) -> list[Row]:
        """Every row of the table."""
        return rows_of(self.folder / "leads.db")


@contextmanager
def served(folder: Path, *, root: Path = ROOT, **environ: str) -> Iterator[Served]:
    """Serve until the end of the block.

    `root`: where the program is; `environ`: settings besides the usual ones. With several processes
    only one of them is known to be warm.
    """
    with (
        socket.create_server(("127.0.0.1", 0)) as door,
        (folder / "log").open("wb") as log,
        _gunicorn(door, log.fileno(), root, _settings(folder, environ)) as process,
    ):
        server = Served(door.getsockname()[1], folder)
        try:
            _wait_until_warm(server, process)
            yield server
        finally:
            process.terminate()


def _settings(folder: Path, environ: dict[str, str]) -> dict[str, str]:
    return {
        **os.environ,
        "SECRET_KEY": SECRET_KEY,
        "DATABASE_URL": f"sqlite:///{folder / 'leads.db'}",
        "TMPDIR": str(folder),  # the spare spool is there
        "WEB_CONCURRENCY": "1",
        **environ,
    }


def _gunicorn(
    door: socket.socket, log: int, root: Path, environ: dict[str, str]
) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "gunicorn", "--bind", f"fd://{door.fileno()}", "wsgi:app"],
        cwd=root,
        env=environ,
        stdout=log,
        stderr=log,
        pass_fds=[door.fileno()],
    )


def _wait_until_warm(server: Served, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 500
    while True:
        assert process.poll() is None, server.log
        assert time.monotonic() < deadline, server.log
        try:
            with urlopen(f"http://127.0.0.1:{server.port}/readyz", timeout=5):
                return
        except HTTPError as error:
            if b"warming" not in error.read():  # it may be meant to be ill
                return
        except (URLError, TimeoutError):
            pass
        time.sleep(0.05)
