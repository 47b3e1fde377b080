"""The check on a real gunicorn, on http://localhost, with the settings that a test asks for."""

import os
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.error import URLError

from app.config import Settings
from app.leads.attribution import Attribution
from app.leads.columns import catalogue_of
from app.method.bank import Bank
from app.method.editions import load_editions
from app.method.sheet import AnswerSheet
from app.method.token import ResultTokens
from app.web.check.tickets import Tickets

ROOT = Path(__file__).parents[2]
SECRET_KEY = "only-for-the-embedding-tests-never-elsewhere"

Row = Mapping[str, Any]


class CheckSite:
    """A served application. `url` has no slash at its end."""

    def __init__(self, url: str, environment: Mapping[str, str]) -> None:
        self.url = url
        self._environment = environment

    @property
    def loader(self) -> str:
        """The script line that a marketer pastes."""
        return f'<script src="{self.url}/embed.js" async></script>'

    @cached_property
    def bank(self) -> Bank:
        """Questions and words, as the application reads them."""
        folder = Settings(secret_key=SECRET_KEY).questions
        return load_editions(folder, lambda model: catalogue_of(model).text_ids).current

    @property
    def database(self) -> str:
        """The file that holds this site's leads."""
        return self._environment["DATABASE_URL"].removeprefix("sqlite:///")

    def leads(self) -> dict[str, Row]:
        """All rows of the database, by reference, read without any code of the application's."""
        with closing(sqlite3.connect(self.database)) as connection:
            connection.row_factory = sqlite3.Row
            rows = connection.execute("SELECT * FROM leads").fetchall()
        return {row["reference"]: dict(row) for row in rows}

    def result_path(self, sheet: AnswerSheet, language: str = "en", nonce: int = 1) -> str:
        """Where the result of a sheet is, without filling in the form."""
        token = ResultTokens([self.bank.model], [SECRET_KEY]).write(sheet, nonce)
        return f"/{language}/result/{token}"

    def old_ticket(self, hours: float) -> str:
        """A true ticket that was handed out some hours ago."""
        return Tickets([SECRET_KEY], lambda: time.time() - hours * 3600).new(Attribution())

    def runs(self, *command: str) -> str:
        """What `flask COMMAND` says on its standard output."""
        return subprocess.run(
            [sys.executable, "-m", "flask", "--app", "wsgi", *command],
            cwd=ROOT,
            env=self._environment,
            check=True,
            capture_output=True,
            text=True,
        ).stdout


ServeCheck = Callable[..., CheckSite]


@contextmanager
def checking(folder: Path, **variables: str) -> Iterator[CheckSite]:
    """Serve the check with these environment variables on a free loopback port."""
    environment = {
        **os.environ,
        "SECRET_KEY": SECRET_KEY,
        "DATABASE_URL": f"sqlite:///{folder / 'leads.db'}",
        "WEB_CONCURRENCY": "1",
        **variables,
    }
    with (
        socket.create_server(("127.0.0.1", 0)) as door,
        (folder / "log").open("wb") as log,
        subprocess.Popen(
            [
                *(sys.executable, "-m", "gunicorn", "--bind", f"fd://{door.fileno()}"),
                *("--keep-alive", "1", "--graceful-timeout", "1"),  # seconds: browsers hang on
                "tests.embedding.served:app",
            ],
            cwd=ROOT,
            env=environment,
            stdout=log,
            stderr=log,
            pass_fds=[door.fileno()],
        ) as process,
    ):
        site = CheckSite(f"http://localhost:{door.getsockname()[1]}", environment)
        try:
            _wait_until_ready(site, process, folder / "log")
            yield site
        finally:
            process.terminate()


def _wait_until_ready(site: CheckSite, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + 500
    while True:
        assert process.poll() is None and time.monotonic() < deadline, log.read_text()
        try:
            with urllib.request.urlopen(f"{site.url}/readyz", timeout=5):
                return
        except (URLError, TimeoutError):
            time.sleep(0.1)
