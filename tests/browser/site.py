"""The check on a real gunicorn, and what the tests know about it: its keys, words and leads."""

import os
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from urllib.error import URLError

from app.config import Settings
from app.leads.attribution import Attribution
from app.leads.columns import catalogue_of
from app.leads.record import Catalogue
from app.method.bank import Bank
from app.method.editions import load_editions
from app.method.scoring import Assessment, assess
from app.method.sheet import AnswerSheet
from app.method.token import ResultTokens
from app.web.check.tickets import Tickets

ROOT = Path(__file__).parents[2]
SECRET_KEY = "only for the browser tests, never elsewhere".replace(" ", "-")

Row = Mapping[str, object]


@dataclass(frozen=True)
class Site:
    """A served application. `url` has no slash at its end."""

    url: str
    folder: Path

    @property
    def database(self) -> Path:
        """The file that holds this site's leads."""
        return self.folder / "leads.db"

    @cached_property
    def settings(self) -> Settings:
        """The settings that matter to a test."""
        return Settings(secret_key=SECRET_KEY)

    @cached_property
    def bank(self) -> Bank:
        """Questions and words, as the application reads them."""
        return load_editions(
            self.settings.questions, lambda model: catalogue_of(model).text_ids
        ).current

    @cached_property
    def catalogue(self) -> Catalogue:
        """The columns of a lead."""
        return catalogue_of(self.bank.model)

    def text(self, language: str, text_id: str) -> str:
        """What the bank says under this id."""
        return self.bank.languages[language].texts[text_id]

    def assess(self, sheet: AnswerSheet) -> Assessment:
        """What the method makes of a sheet."""
        return assess(self.bank.model, sheet)

    def result_path(self, sheet: AnswerSheet, language: str = "en", nonce: int = 1) -> str:
        """Where the result of a sheet is, without filling in the form."""
        token = ResultTokens([self.bank.model], [SECRET_KEY]).write(sheet, nonce)
        return f"/{language}/result/{token}"

    def old_ticket(self, hours: float) -> str:
        """A true ticket that was handed out some hours ago."""
        return Tickets([SECRET_KEY], lambda: time.time() - hours * 3600).new(Attribution())

    def counted(self, source: str) -> dict[str, int]:
        """The counters of a source by name; they are written a moment after they are counted."""
        with closing(sqlite3.connect(self.database)) as connection:
            sql = "SELECT name, sum(count) FROM counters WHERE source = ? GROUP BY name"
            return dict(connection.execute(sql, (source,)).fetchall())

    def leads(self) -> dict[str, Row]:
        """All rows of the database, by reference."""
        with closing(sqlite3.connect(self.database)) as connection:
            connection.row_factory = sqlite3.Row
            rows = connection.execute("SELECT * FROM leads").fetchall()
        return {row["reference"]: dict(row) for row in rows}


LATER = "tests.browser.later:app"


@contextmanager
def served(
    folder: Path, workers: int = 2, app: str = "tests.browser.served:app", **variables: str
) -> Iterator[Site]:
    """Serve an application with gunicorn on a free loopback port, its files in `folder`."""
    with (
        socket.create_server(("127.0.0.1", 0)) as door,
        (folder / "log").open("ab") as log,
        _gunicorn(door, folder, log.fileno(), workers, app, variables) as process,
    ):
        site = Site(f"http://127.0.0.1:{door.getsockname()[1]}", folder)
        try:
            _wait_until_ready(site, process)
            yield site
        finally:
            process.terminate()


def _gunicorn(
    door: socket.socket,
    folder: Path,
    log: int,
    workers: int,
    app: str,
    variables: Mapping[str, str],
) -> subprocess.Popen[bytes]:
    environ = {
        **os.environ,
        "SECRET_KEY": SECRET_KEY,
        "DATABASE_URL": f"sqlite:///{folder / 'leads.db'}",
        "WEB_CONCURRENCY": str(workers),
        **variables,
    }
    command = [sys.executable, "-m", "gunicorn", "--bind", f"fd://{door.fileno()}"]
    return subprocess.Popen(
        [*command, app],
        cwd=ROOT,
        env=environ,
        stdout=log,
        stderr=log,
        pass_fds=[door.fileno()],
    )


def _wait_until_ready(site: Site, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 500
    while True:
        assert process.poll() is None and time.monotonic() < deadline, (
            site.folder / "log"
        ).read_text()
        try:
            with urllib.request.urlopen(f"{site.url}/readyz", timeout=5):
                return
        except (URLError, TimeoutError):
            time.sleep(0.1)
