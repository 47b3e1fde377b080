"""`flask leads export` in every format, `flask leads import`, and the way from one to the other."""

import csv
import json
import os
import pty
import subprocess
import sys
from collections.abc import Callable
from io import StringIO
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from tests.cli.conftest import REFERENCES, put
from tests.http.test_trouble import garbage
from tests.site import PERSONAS, ROOT, SECRET_KEY, Row, Site
from tests.unit.leads.hostile import HOSTILE, RUNNING
from tests.visitor import Visitor
from tests.workbook import formulas_of, sheets_of

LABELS = ("source", "utm_source", "utm_medium", "utm_campaign")


def lines_of(data: bytes) -> list[Row]:
    return [json.loads(line) for line in data.decode().splitlines()]


def cells_of(data: bytes) -> list[Row]:
    """The rows of a CSV file."""
    text = data.decode("utf-8-sig")
    return list(csv.DictReader(StringIO(text, newline=""), delimiter=";", strict=True))


def written(site: Site, file: Path, *options: str) -> bytes:
    result = site.runs("leads", "export", str(file), *options)
    assert (result.exit_code, result.stdout) == (0, ""), result.stderr
    return file.read_bytes()


# --- Formats -----------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["leads.jsonl", "leads.ndjson", "LEADS.JSONL"])
def test_json_lines_hold_the_stored_rows(stocked: Site, tmp_path: Path, name: str) -> None:
    rows = lines_of(written(stocked, tmp_path / name, "--include-test"))
    assert rows == sorted(stocked.leads(), key=lambda row: row["reference"])
    assert [list(row) for row in rows] == [stocked.columns()] * 4


def test_a_workbook_holds_the_stored_rows_and_explains_them(stocked: Site, tmp_path: Path) -> None:
    first, second = sheets_of(written(stocked, tmp_path / "leads.xlsx"))
    stored = [row for row in stocked.leads() if not row["test"]]
    assert first.rows[1:] == [
        list(row.values()) for row in sorted(stored, key=lambda row: row["reference"])
    ]
    assert first.rows[0][:2] == ["Reference code", "Week"]
    assert [row[1] for row in second.rows[1:]] == stocked.columns()


def test_a_workbook_speaks_the_language_that_is_asked_for(stocked: Site, tmp_path: Path) -> None:
    first, second = sheets_of(written(stocked, tmp_path / "leads.xlsx", "--headings", "nl"))
    assert first.rows[0][9] == stocked.text("nl", "profile.type.heading")
    assert second.name == "Kolommen"


@pytest.mark.parametrize("name", ["leads.csv", "leads.txt", "leads"])
def test_anything_else_is_csv(stocked: Site, tmp_path: Path, name: str) -> None:
    assert len(cells_of(written(stocked, tmp_path / name))) == 3


def test_a_format_that_is_asked_for_counts_more_than_the_name(
    stocked: Site, tmp_path: Path
) -> None:
    assert len(lines_of(written(stocked, tmp_path / "leads.csv", "--format", "jsonl"))) == 3
    result = stocked.runs("leads", "export", "--format", "jsonl")
    assert len(lines_of(result.stdout_bytes)) == 3
    result = stocked.runs("leads", "export", "--format", "xlsx")
    assert len(sheets_of(result.stdout_bytes)[0].rows) == 4


@pytest.mark.parametrize(
    ("options", "said"),
    [
        pytest.param(["--format", "jsonl", "--delimiter", ","], "--delimiter", id="a delimiter"),
        pytest.param(["--format", "xlsx", "--delimiter", ";"], "--delimiter", id="of a workbook"),
        pytest.param(["--format", "jsonl", "--headings", "nl"], "--headings", id="headings"),
        pytest.param(["--format", "xlsx", "--headings", "fr"], "--headings", id="a language"),
        pytest.param(["--format", "pdf"], "--format", id="another format"),
    ],
)
def test_what_a_format_does_not_have_is_refused(
    stocked: Site, options: list[str], said: str
) -> None:
    result = stocked.runs("leads", "export", *options)
    assert (result.exit_code, result.stdout) == (2, "")
    assert said in result.stderr


def test_filters_hold_for_every_format(stocked: Site, tmp_path: Path) -> None:
    options = ("--language", "nl", "--source", "fair")
    assert len(cells_of(written(stocked, tmp_path / "leads.csv", *options))) == 1
    assert len(lines_of(written(stocked, tmp_path / "leads.jsonl", *options))) == 1
    assert len(sheets_of(written(stocked, tmp_path / "leads.xlsx", *options))[0].rows) == 2


# --- Import ------------------------------------------------------------------------------------


def test_what_was_exported_is_imported_as_it_was_however_often(
    stocked: Site, tmp_path: Path
) -> None:
    before = stocked.leads()
    written(stocked, tmp_path / "leads.jsonl", "--include-test")
    stocked.forgets_everything()
    for _ in range(2):
        result = stocked.runs("leads", "import", str(tmp_path / "leads.jsonl"))
        assert (result.exit_code, result.stdout) == (0, "")
        assert result.stderr == "4 leads taken in.\n"
        assert stocked.leads() == before


def test_bad_lines_are_named_and_the_others_taken_in(stocked: Site) -> None:
    good = stocked.runs("leads", "export", "--format", "jsonl").stdout.splitlines()
    stocked.forgets_everything()
    lines = [good[0], "{", good[1], "", json.dumps({"reference": "AC-1"}), good[2]]
    result = stocked.runs("leads", "import", given="\n".join(lines))
    assert (result.exit_code, result.stdout) == (1, "")
    assert [line[:7] for line in result.stderr.splitlines()] == ["line 2:", "line 5:", "3 leads"]
    assert len(stocked.leads()) == 3


def test_labels_that_might_name_somebody_are_left_out_and_counted(stocked: Site) -> None:
    row = {**stocked.leads()[0], "source": "jan-0612345678", "utm_source": "Spring 2026"}
    result = stocked.runs("leads", "import", given=json.dumps(row))
    assert result.exit_code == 0
    assert result.stderr.splitlines() == [
        "1 leads taken in.",
        "Labels left out, because they might name somebody: 1.",
    ]
    (found,) = [each for each in stocked.leads() if each["reference"] == row["reference"]]
    assert (found["source"], found["utm_source"]) == (None, "spring-2026")


def test_nothing_to_import_is_no_error(site: Site) -> None:
    result = site.runs("leads", "import", given="\n")
    assert (result.exit_code, result.stderr) == (0, "0 leads taken in.\n")


def test_a_file_that_is_not_there_is_named(site: Site, tmp_path: Path) -> None:
    result = site.runs("leads", "import", str(tmp_path / "nowhere.jsonl"))
    assert result.exit_code == 2
    assert "nowhere.jsonl" in result.stderr


def test_a_broken_database_is_named_without_a_traceback(site: Site, tmp_path: Path) -> None:
    put(site, REFERENCES[0])
    data = site.runs("leads", "export", "--format", "jsonl").stdout
    site.forgets_everything()
    with garbage(site.database):
        result = site.runs("leads", "import", given=data)
    assert result.exit_code == 1
    assert "is unavailable" in result.stderr
    assert "Traceback" not in result.stderr


# --- Hostile values ----------------------------------------------------------------------------


def stored_raw(site: Site) -> None:
    """Hostile values in every label, stored as they are by other hands."""
    for number, text in enumerate(HOSTILE):
        labels: dict[str, Any] = dict.fromkeys(LABELS, text)
        put(site, f"AC-00000-{number:05}", **labels)
    assert {row["source"] for row in site.leads()} >= set(HOSTILE)


def sent(site: Site) -> None:
    """Hostile values in every label, by visitors whose links were tampered with."""
    visitor = Visitor(site)
    for text in HOSTILE:
        query = "&".join(f"{name}={quote(text[:300], errors='replace')}" for name in LABELS)
        visitor.starts("en", f"?{query}").answers_as(PERSONAS[0]).submits()
    assert len(site.leads()) == len(HOSTILE)


@pytest.mark.parametrize("come_in", [stored_raw, sent], ids=["stored", "sent by visitors"])
def test_hostile_values_are_inert_in_csv_and_no_formula_in_a_workbook(
    site: Site, tmp_path: Path, come_in: Callable[[Site], None]
) -> None:
    assert len(HOSTILE) >= 40
    come_in(site)
    stored = {row["reference"]: row for row in site.leads()}
    rows = cells_of(written(site, tmp_path / "leads.csv"))
    assert len(rows) == len(stored)
    for row in rows:
        for name in LABELS:
            value = stored[row["reference"]][name] or ""
            assert row[name] in (value, f"'{value}")
            assert row[name][:1] not in {*"=+-@\t\r\n", *"＝＋－＠"}
            assert value not in RUNNING or row[name].startswith("'")
    data = written(site, tmp_path / "leads.xlsx")
    assert formulas_of(data) == []
    assert len(sheets_of(data)[0].rows) == len(stored) + 1


# --- On a terminal -----------------------------------------------------------------------------


def on_a_terminal(site: Site, *command: str, stdout: bool = False) -> tuple[int, str]:
    """Run a command as an operator sees it: exit code, and what the terminal shows."""
    ours, theirs = pty.openpty()
    settings = {"SECRET_KEY": SECRET_KEY, "DATABASE_URL": f"sqlite:///{site.database}"}
    with subprocess.Popen(
        [sys.executable, "-m", "flask", "--app", "wsgi", *command],
        cwd=ROOT,
        env={**os.environ, **settings, "TERM": "xterm"},
        stdin=subprocess.DEVNULL,
        stdout=theirs if stdout else subprocess.DEVNULL,
        stderr=theirs,
    ) as process:
        os.close(theirs)
        shown = b""
        try:
            while data := os.read(ours, 4096):
                shown += data
        except OSError:  # so it ends
            pass
        os.close(ours)
    return process.returncode, shown.decode()


def test_a_long_export_shows_progress_on_a_terminal(stocked: Site, tmp_path: Path) -> None:
    code, shown = on_a_terminal(stocked, "leads", "export", str(tmp_path / "leads.xlsx"))
    assert code == 0
    assert "Writing leads" in shown
    assert "100%" in shown
    assert "3 leads written." in shown


def test_a_workbook_is_not_thrown_at_a_terminal(stocked: Site) -> None:
    code, shown = on_a_terminal(stocked, "leads", "export", "--format", "xlsx", stdout=True)
    assert code == 2
    assert "name a FILE" in shown
    assert "PK" not in shown
