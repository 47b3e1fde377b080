"""The running server purges what is too old by itself."""

import os
import subprocess
import sys
import time
from pathlib import Path

from tests.http.gunicorn_server import ROOT, wait_for
from tests.site import SECRET_KEY, Site, rows_of
from tests.stores import sqlite_store


def left_of(references: list[str], folder: Path) -> list[str]:
    """The references of which the bytes are still on the disk."""
    bytes_there = b"".join(file.read_bytes() for file in folder.glob("leads.db*"))
    return [reference for reference in references if reference.encode() in bytes_there]


def test_the_server_purges_old_leads_at_its_start_once_among_its_workers(
    site: Site, tmp_path: Path
) -> None:
    database = tmp_path / "leads.db"
    store = sqlite_store(database, site.services.catalogue)
    site.runs("demo", "--leads", "3")
    recent, *others = (lead for lead in site.services.store.iterate())
    store.put(recent)
    old = [each.reference for each in others]
    catalogue = site.services.catalogue
    store.put_all(catalogue.read({**each.values, "week": "1999-W01"}) for each in others)
    store.close()
    log = tmp_path / "log"
    environ = {
        **os.environ,
        "SECRET_KEY": SECRET_KEY,
        "DATABASE_URL": f"sqlite:///{database}",
        "WEB_CONCURRENCY": "2",
        "PORT": "1",  # not used: the address is given
    }
    command = [sys.executable, "-m", "gunicorn", "--bind", "127.0.0.1:0", "wsgi:app"]
    with log.open("wb") as output:
        process = subprocess.Popen(command, cwd=ROOT, env=environ, stdout=output, stderr=output)
        try:
            wait_for(log, "Booting worker")
            deadline = time.monotonic() + 300
            while len(rows_of(database)) > 1 or left_of(old, tmp_path):
                assert time.monotonic() < deadline, log.read_text()
                time.sleep(0.05)
        finally:
            process.terminate()
            process.wait(timeout=300)
    assert [row["reference"] for row in rows_of(database)] == [recent.reference]
    assert left_of(old, tmp_path) == []
