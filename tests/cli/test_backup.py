"""`flask leads backup`: a copy of all that is stored, made while others write, that restores."""

import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from tests.cli.conftest import REFERENCES, put
from tests.http.test_trouble import garbage, newer
from tests.site import ROOT, OpenSite, Site, rows_of
from tests.visitor import Visitor


def integrity(database: Path) -> list[str]:
    with closing(sqlite3.connect(database)) as connection:
        return [row[0] for row in connection.execute("PRAGMA integrity_check")]


def test_a_backup_holds_what_is_stored_and_is_for_us_alone(stocked: Site, tmp_path: Path) -> None:
    file = tmp_path / "copy.db"
    result = stocked.runs("leads", "backup", str(file))
    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr == f"{file.stat().st_size} bytes written to {file}.\n"
    assert rows_of(file) == stocked.leads()
    assert integrity(file) == ["ok"]
    assert file.stat().st_mode & 0o077 == 0
    assert [each.name for each in tmp_path.iterdir() if "copy" in each.name] == ["copy.db"]


def test_a_backup_that_is_put_in_place_is_a_working_store(
    stocked: Site, tmp_path: Path, open_site: OpenSite
) -> None:
    restored = open_site()
    restored.database.parent.mkdir()
    stocked.runs("leads", "backup", str(restored.database))
    store = restored.services.store
    assert store.figures() == stocked.services.store.figures()
    assert store.count() == 3
    put(restored, "AC-ZZZZZ-ZZZZZ")
    assert store.figures().leads == 4


def test_a_backup_made_while_others_write_is_of_one_moment(site: Site, tmp_path: Path) -> None:
    put(site, *(f"AC-ZZZZZ-Z{number:04d}" for number in range(3000)))
    file = tmp_path / "copy.db"
    writer = subprocess.Popen(
        [
            sys.executable,
            "-m",
            "tests.unit.leads.invented",
            "put",
            str(site.database),
            "-",
            "1",
            "99999",
        ],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert writer.stdin is not None
        assert writer.stdout is not None
        assert writer.stdout.readline() == "ready\n"
        print(file=writer.stdin, flush=True)
        before = {writer.stdout.readline().strip() for _ in range(20)}
        result = site.runs("leads", "backup", str(file))
        after = {writer.stdout.readline().strip() for _ in range(20)}
    finally:
        writer.kill()
        writer.communicate()
    assert result.exit_code == 0, result.stderr
    assert integrity(file) == ["ok"]
    found = {row["reference"] for row in rows_of(file)}
    assert len(found) >= 3020
    assert before <= found
    assert "" not in after  # the writer went on
    with closing(sqlite3.connect(file)) as connection:
        (tallied,) = connection.execute("SELECT sum(leads) FROM tallies").fetchone()
    assert tallied == len(found)


def test_a_file_that_is_there_is_left_alone(stocked: Site, tmp_path: Path) -> None:
    file = tmp_path / "copy.db"
    file.write_text("before")
    result = stocked.runs("leads", "backup", str(file))
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr == f"Error: {file} cannot be written: it already exists.\n"
    assert file.read_text() == "before"


def test_a_place_that_cannot_be_written_is_named(stocked: Site, tmp_path: Path) -> None:
    result = stocked.runs("leads", "backup", str(tmp_path / "nowhere" / "copy.db"))
    assert result.exit_code == 1
    assert result.stderr.startswith(f"Error: {tmp_path / 'nowhere' / 'copy.db'} cannot be written")
    assert "Traceback" not in result.stderr


def test_leads_that_wait_in_the_spool_are_in_the_backup(site: Site, tmp_path: Path) -> None:
    with garbage(site.database):
        visitor = Visitor(site).starts().answers(all=4).submits()
    site.runs("leads", "backup", str(tmp_path / "copy.db"))
    assert [row["reference"] for row in rows_of(tmp_path / "copy.db")] == [visitor.reference]


@pytest.mark.parametrize("trouble", [garbage, newer], ids=["broken", "newer"])
def test_a_database_that_cannot_be_read_gives_no_backup(
    stocked: Site, tmp_path: Path, trouble: type
) -> None:
    stocked.close()
    for file in stocked.database.parent.glob("leads.db*"):
        file.unlink()
    with trouble(stocked.database):
        result = stocked.runs("leads", "backup", str(tmp_path / "copy.db"))
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.startswith("Error: The leads database")
    assert not (tmp_path / "copy.db").exists()


def test_what_was_forgotten_is_not_in_a_later_backup(stocked: Site, tmp_path: Path) -> None:
    assert stocked.services.store.forget(REFERENCES[1])
    stocked.runs("leads", "backup", str(tmp_path / "copy.db"))
    assert REFERENCES[1].encode() not in (tmp_path / "copy.db").read_bytes()
    assert REFERENCES[0].encode() in (tmp_path / "copy.db").read_bytes()
