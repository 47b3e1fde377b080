"""CPU time per request of the form, the submit, the result and all three, against a bare "ok".

Calls the WSGI application in this process, so that no network is measured; rounds are interleaved
and the median of the ratios is printed. Targets: design notes on speed.
"""

import io
import re
import statistics
import tempfile
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from flask import Flask
from werkzeug.test import EnvironBuilder

from app import create_app
from app.config import Settings
from app.database.address import DatabaseAddress

ROUNDS = 7
REQUESTS = 60

Run = Callable[[], None]


def bare() -> Flask:
    """The floor: a Flask application that answers "ok"."""
    app = Flask("bare")
    app.add_url_rule("/", "ok", lambda: "ok")
    return app


def call(
    app: Any, path: str, body: dict[str, str] | None = None
) -> tuple[int, str, dict[str, str]]:
    """Ask the application as a server would: status, text, headers."""
    environ = EnvironBuilder(path=path, method="POST" if body else "GET").get_environ()
    if body:
        data = urlencode(body).encode()
        environ["CONTENT_TYPE"] = "application/x-www-form-urlencoded"
        environ["CONTENT_LENGTH"] = str(len(data))
        environ["wsgi.input"] = io.BytesIO(data)
    found: dict[str, Any] = {}

    def start(status: str, headers: Iterable[tuple[str, str]], exc_info: Any = None) -> None:
        found.update(status=int(status[:3]), headers=dict(headers))

    chunks = app(environ, start)
    text = b"".join(chunks).decode()
    chunks.close()
    return found["status"], text, found["headers"]


class Visitor:
    """Goes through the check of one application."""

    def __init__(self, app: Flask) -> None:
        self._app = app
        self._answers = {
            "role": "leadership",
            "type": "saas",
            "stage": "mature",
            "band": "250+",
            "model": "platform",
            "page_seconds": ",".join(["40"] * 8),
        }
        for dimension in range(1, 9):
            for number, facet in enumerate(("direction", "practice", "evidence")):
                self._answers[f"D{dimension}.{facet}"] = str(2 + (dimension + number) % 3)
        self.opens_form()
        self.submits()

    def opens_form(self) -> None:
        """Ask for the form and take its ticket."""
        _, html, _ = call(self._app, "/en/")
        found = re.search(r'name="ticket" value="([^"]+)"', html)
        assert found
        self._ticket = found[1]

    def submits(self) -> None:
        """Send the answers."""
        status, _, headers = call(self._app, "/en/", {**self._answers, "ticket": self._ticket})
        assert status == 303
        self._link = headers["Location"]

    def reads_result(self) -> None:
        """Open the result."""
        assert call(self._app, self._link)[0] == 200

    def journeys(self) -> None:
        """All three."""
        self.opens_form()
        self.submits()
        self.reads_result()


def cpu(run: Run) -> float:
    """CPU seconds per call."""
    begun = time.process_time()
    for _ in range(REQUESTS):
        run()
    return (time.process_time() - begun) / REQUESTS


def main() -> None:
    """Print the ratios."""
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(
            secret_key="k" * 40,
            database_url=DatabaseAddress.read(f"sqlite:///{folder}/leads.db"),
            spool=Path(folder) / "spool",
            min_fill_seconds=0,
            submission_limit="1000000 per minute",
            flood_limit="1000000 per minute",
        )
        visitor = Visitor(create_app(settings))
        floor = bare()
        runs: dict[str, Run] = {
            "form": visitor.opens_form,
            "submit": visitor.submits,
            "result": visitor.reads_result,
            "journey": visitor.journeys,
        }
        ratios: dict[str, list[float]] = {name: [] for name in runs}
        for _ in range(ROUNDS):
            for name, run in runs.items():
                ratios[name].append(cpu(run) / cpu(lambda: void(floor)))
        for name, found in ratios.items():
            print(
                f"{name:8} {statistics.median(found):6.1f} × bare ok "
                f"({min(found):.1f}–{max(found):.1f})"
            )


def void(app: Flask) -> None:
    """One bare request."""
    call(app, "/")


if __name__ == "__main__":
    main()
