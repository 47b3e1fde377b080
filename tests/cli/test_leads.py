"""`flask leads`: look at, hand over and delete what is stored."""

import csv
import os
import resource
import sqlite3
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from io import StringIO
from pathlib import Path

import pytest

from tests.cli.conftest import REFERENCES, put
from tests.http.test_trouble import garbage, newer
from tests.site import Row, Site
from tests.visitor import Visitor


def read(text: str, delimiter: str = ";") -> list[Row]:
    """The rows of a CSV file."""
    assert text.startswith("\ufeff")
    return list(csv.DictReader(StringIO(text.removeprefix("\ufeff")), delimiter=delimiter))


@contextmanager
def no_file_longer_than(size: int) -> Iterator[None]:
    """What a full disk does to a long file, brought about by the system's own limit, in bytes."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def exported(site: Site, *options: str) -> list[str]:
    """The references that an export with these options holds."""
    result = site.runs("leads", "export", *options)
    assert result.exit_code == 0, result.stderr
    return [row["reference"] for row in read(result.stdout)]


# --- Export ------------------------------------------------------------------------------------


def test_an_export_to_standard_output_holds_every_column_and_only_that(stocked: Site) -> None:
    result = stocked.runs("leads", "export")
    rows = read(result.stdout)
    assert list(rows[0]) == stocked.columns()
    assert [row["reference"] for row in rows] == REFERENCES[:3]
    assert result.stderr == "3 leads written.\n"
    assert rows[1]["index"] == "3,1875"
    assert rows[2]["level"] == ""


def test_an_exported_row_is_the_stored_one(stocked: Site) -> None:
    (stored,) = [row for row in stocked.leads() if row["reference"] == REFERENCES[1]]
    row = read(stocked.runs("leads", "export").stdout)[1]
    assert {name: cell.replace(",", ".") for name, cell in row.items()} == {
        name: "" if value is None else str(value) for name, value in stored.items()
    }


def test_what_could_be_a_formula_is_inert(site: Site) -> None:
    put(site, REFERENCES[0], utm_source='=1+1;"x"')
    assert read(site.runs("leads", "export").stdout)[0]["utm_source"] == '\'=1+1;"x"'


def test_an_export_of_nothing_is_the_headings(site: Site) -> None:
    result = site.runs("leads", "export")
    assert (result.exit_code, result.stderr) == (0, "0 leads written.\n")
    assert len(result.stdout.splitlines()) == 1


@pytest.mark.parametrize("delimiter", [",", "\t", "|"], ids=["comma", "tab", "bar"])
def test_another_delimiter_brings_the_decimal_point(stocked: Site, delimiter: str) -> None:
    result = stocked.runs("leads", "export", "--delimiter", delimiter)
    rows = read(result.stdout, delimiter)
    assert [row["reference"] for row in rows] == REFERENCES[:3]
    assert rows[1]["index"] == "3.1875"


@pytest.mark.parametrize("delimiter", ["", ";;", "a", '"', "-", "\n"])
def test_a_delimiter_that_cannot_be_told_from_the_cells_is_refused(
    stocked: Site, tmp_path: Path, delimiter: str
) -> None:
    file = tmp_path / "leads.csv"
    file.write_text("before")
    result = stocked.runs("leads", "export", str(file), "--delimiter", delimiter)
    assert result.exit_code == 2
    assert "--delimiter" in result.stderr
    assert file.read_text() == "before"


@pytest.mark.parametrize("language", ["en", "nl"])
def test_headings_in_words_are_those_of_the_privacy_page(stocked: Site, language: str) -> None:
    result = stocked.runs("leads", "export", "--headings", language)
    headings = next(csv.reader(StringIO(result.stdout.removeprefix("\ufeff")), delimiter=";"))
    page = Visitor(stocked).opens(f"/{language}/privacy").page
    listed = ["".join(th.itertext()) for th in page.all(".//section[@id='stored']//tbody/tr/th")]
    assert [f"{h} {name}" for h, name in zip(headings, stocked.columns(), strict=True)] == listed


def test_headings_in_a_language_that_we_do_not_speak_are_refused(stocked: Site) -> None:
    result = stocked.runs("leads", "export", "--headings", "fr")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "--headings: 'fr' is not one of en, nl." in result.stderr


@pytest.mark.parametrize(
    ("options", "found"),
    [
        pytest.param(["--first-week", "2026-W46"], [1, 2], id="from a week on"),
        pytest.param(["--last-week", "2026-W46"], [0, 1], id="up to a week"),
        pytest.param(["--first-week", "2026-W46", "--last-week", "2026-W46"], [1], id="one week"),
        pytest.param(["--first-week", "2027-W01"], [], id="a week to come"),
        pytest.param(["--language", "nl"], [1, 2], id="a language"),
        pytest.param(["--source", "fair"], [1], id="a source"),
        pytest.param(["--source", "fair", "--language", "en"], [], id="both"),
        pytest.param(["--include-test"], [0, 1, 2, 3], id="tests too"),
        pytest.param(["--source", "-"], [2], id="no source"),
        pytest.param(["--type", "saas"], [1], id="a type"),
        pytest.param(["--stage", "start"], [0], id="a stage"),
        pytest.param(["--band", "250+", "--type", "saas"], [1], id="a band and a type"),
        pytest.param(["--level", "1"], [0], id="a level"),
        pytest.param(["--level", "0"], [2], id="no level"),
        pytest.param(["--next-step", "-"], [0, 1, 2], id="no next step"),
        pytest.param(["--next-step", "conversation"], [], id="a next step"),
    ],
)
def test_filters_say_which_leads_are_meant(
    stocked: Site, options: list[str], found: list[int]
) -> None:
    assert exported(stocked, *options) == [REFERENCES[each] for each in found]
    figures = stocked.runs("leads", "stats", *options)
    assert figures.stdout.startswith(f"leads: {len(found)}\n")


@pytest.mark.parametrize(
    "week", ["2026-47", "2026-W7", "2026-W54", "2026W47", "W47", "last", "2025-W53", "0000-W01"]
)
@pytest.mark.parametrize("option", ["--first-week", "--last-week"])
@pytest.mark.parametrize("command", ["export", "stats"])
def test_a_week_that_is_none_is_refused(
    stocked: Site, command: str, option: str, week: str
) -> None:
    result = stocked.runs("leads", command, option, week)
    assert (result.exit_code, result.stdout) == (2, "")
    assert f"'{week}' is not an ISO week, as in 2026-W47." in result.stderr
    assert option in result.stderr


def test_a_year_of_53_weeks_has_all_of_them(stocked: Site) -> None:
    assert exported(stocked, "--first-week", "2026-W53") == []


# --- Export to a file --------------------------------------------------------------------------


def test_a_file_holds_what_standard_output_would(stocked: Site, tmp_path: Path) -> None:
    file = tmp_path / "leads.csv"
    result = stocked.runs("leads", "export", str(file))
    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr == "3 leads written.\n"
    assert file.read_bytes() == stocked.runs("leads", "export").stdout_bytes


def test_a_file_that_is_there_is_replaced_and_keeps_its_mode(stocked: Site, tmp_path: Path) -> None:
    file = tmp_path / "leads.csv"
    file.write_text("before" * 10_000)
    file.chmod(0o640)
    stocked.runs("leads", "export", str(file))
    assert len(read(file.read_text("utf-8"))) == 3
    assert stat.S_IMODE(file.stat().st_mode) == 0o640


def test_a_link_stays_a_link(stocked: Site, tmp_path: Path) -> None:
    (tmp_path / "link.csv").symlink_to(tmp_path / "real.csv")
    stocked.runs("leads", "export", str(tmp_path / "link.csv"))
    assert (tmp_path / "link.csv").is_symlink()
    assert len(read((tmp_path / "real.csv").read_text("utf-8"))) == 3


def test_an_export_that_fails_halfway_leaves_the_old_file_and_nothing_else(
    stocked: Site, tmp_path: Path
) -> None:
    # Enough that the database is read twice, and the second time it holds what cannot be read.
    put(stocked, *(f"AC-ZZZZZ-Z{number:04d}" for number in range(1500)))
    with sqlite3.connect(stocked.database) as database:
        database.execute(
            "UPDATE leads SET source = CAST(X'FF' AS TEXT) WHERE reference = 'AC-ZZZZZ-Z1499'"
        )
    database.close()
    folder = tmp_path / "exports"
    folder.mkdir()
    (folder / "leads.csv").write_text("before")
    result = stocked.runs("leads", "export", str(folder / "leads.csv"))
    assert result.exit_code == 1
    assert "Traceback" not in result.stderr
    assert (folder / "leads.csv").read_text() == "before"
    assert sorted(each.name for each in folder.iterdir()) == ["leads.csv"]


def test_an_export_for_which_there_is_no_space_leaves_the_old_file(
    stocked: Site, tmp_path: Path
) -> None:
    put(stocked, *(f"AC-ZZZZZ-Z{number:04d}" for number in range(400)))
    folder = tmp_path / "exports"
    folder.mkdir()
    (folder / "leads.csv").write_text("before")
    with no_file_longer_than(65536):
        result = stocked.runs("leads", "export", str(folder / "leads.csv"))
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr == f"Error: {folder / 'leads.csv'} cannot be written: File too large.\n"
    assert (folder / "leads.csv").read_text() == "before"
    assert [each.name for each in folder.iterdir()] == ["leads.csv"]


@pytest.mark.parametrize("where", ["nowhere/leads.csv", "folder"])
def test_a_place_that_cannot_be_written_is_named(stocked: Site, tmp_path: Path, where: str) -> None:
    (tmp_path / "folder").mkdir()
    result = stocked.runs("leads", "export", str(tmp_path / where))
    assert result.exit_code in (1, 2)
    assert str(tmp_path / where) in result.stderr
    assert "Traceback" not in result.stderr
    assert result.stdout == ""


def test_a_device_is_written_to_and_stays_one(stocked: Site) -> None:
    result = stocked.runs("leads", "export", os.devnull)
    assert result.exit_code == 0
    assert stat.S_ISCHR(Path(os.devnull).stat().st_mode)


# --- Stats, find, purge ------------------------------------------------------------------------


def test_stats_count_and_average(stocked: Site) -> None:
    lines = stocked.runs("leads", "stats").stdout.splitlines()
    assert lines[0] == "leads: 3"
    assert lines[lines.index("language") : lines.index("language") + 3] == [
        "language", "  nl: 2", "  en: 1"
    ]  # fmt: skip
    assert "  2026-W46: 1" in lines
    # A lead without a level is counted, and not as a zero.
    assert lines[lines.index("level") : lines.index("level") + 4] == [
        "level", "  –: 1", "  1: 1", "  3: 1"
    ]  # fmt: skip
    # P2 and P1 have an index, E8 has none: (3.1875 + 1.4167) / 2.
    assert "  index: 2.30" in lines


def test_stats_of_nothing_are_no_error(site: Site) -> None:
    result = site.runs("leads", "stats")
    assert result.exit_code == 0
    assert result.stdout.startswith("leads: 0\n")
    assert "  index: –" in result.stdout.splitlines()


@pytest.mark.parametrize(
    "typed",
    [
        "AC-00000-00002", "ac-00000-00002", "AC0000000002", "00000-00002", "0000000002",
        " AC 00000 00002 ", "ac-ooooo-oooo2", "AC–00000–00002", "AC-OOOOO-0OOO2",
    ],
)  # fmt: skip
def test_find_forgives_how_a_reference_is_typed(stocked: Site, typed: str) -> None:
    result = stocked.runs("leads", "find", typed)
    assert result.exit_code == 0
    lines = result.stdout.splitlines()
    assert lines[0] == "reference: AC-00000-00002"
    assert [each.partition(":")[0] for each in lines] == stocked.columns()
    assert "level: 3" in lines
    assert "next_step: –" in lines


@pytest.mark.parametrize("typed", ["AC-00000-00009", "AC-00000", "nonsense", "", "AC-UUUUU-UUUUU"])
def test_a_reference_that_is_not_there_is_said_to_be_not_there(stocked: Site, typed: str) -> None:
    result = stocked.runs("leads", "find", typed)
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.startswith("Error: There is no lead with the reference ")


def test_find_shows_the_lead_of_a_visitor(visitor: Visitor) -> None:
    visitor.starts("nl").answers(all=4).submits()
    result = visitor.site.runs("leads", "find", visitor.reference.lower())
    assert f"reference: {visitor.reference}\n" in result.stdout


def left(site: Site) -> list[str]:
    return [lead["reference"] for lead in site.leads()]


def old_leads(site: Site) -> None:
    put(site, "AC-00000-0000A", week="1999-W01")
    put(site, "AC-00000-0000B", week="2001-W52", test=1)
    put(site, "AC-00000-0000C", week="2999-W01")


@pytest.mark.parametrize("answer", ["y\n", "Y\n", "yes\n"])
def test_purge_asks_and_deletes_what_is_old(site: Site, answer: str) -> None:
    old_leads(site)
    result = site.runs("leads", "purge", given=answer)
    assert result.exit_code == 0
    assert "Delete every lead from before 20" in result.stderr
    assert "2 leads deleted." in result.stderr
    assert left(site) == ["AC-00000-0000C"]


@pytest.mark.parametrize("answer", ["n\n", "\n", ""], ids=["no", "just Enter", "nothing"])
def test_purge_deletes_nothing_unless_told_so(site: Site, answer: str) -> None:
    old_leads(site)
    result = site.runs("leads", "purge", given=answer)
    assert result.exit_code == 1
    assert len(left(site)) == 3


def test_purge_with_yes_does_not_ask(site: Site) -> None:
    old_leads(site)
    result = site.runs("leads", "purge", "--yes")
    assert (result.exit_code, result.stdout, result.stderr) == (0, "", "2 leads deleted.\n")
    assert left(site) == ["AC-00000-0000C"]


def test_purge_leaves_no_bytes_of_a_lead(site: Site) -> None:
    old_leads(site)
    site.runs("leads", "purge", "--yes")
    files = [file.read_bytes() for file in site.database.parent.glob("leads.db*")]
    assert not any(b"AC-00000-0000A" in data for data in files)


@pytest.mark.parametrize(("weeks", "kept"), [("5200", 1), ("1", 0)])
def test_purge_keeps_as_many_weeks_as_it_is_told(site: Site, weeks: str, kept: int) -> None:
    put(site, "AC-00000-0000A", week="2020-W01")
    site.runs("leads", "purge", "--yes", "--weeks", weeks)
    assert len(left(site)) == kept


@pytest.mark.parametrize("weeks", ["0", "-1", "5201", "two", "99999999999"])
def test_a_number_of_weeks_that_makes_no_sense_is_refused(site: Site, weeks: str) -> None:
    old_leads(site)
    result = site.runs("leads", "purge", "--yes", "--weeks", weeks)
    assert result.exit_code == 2
    assert "--weeks" in result.stderr
    assert len(left(site)) == 3


# --- The store in trouble ----------------------------------------------------------------------

COMMANDS = [
    pytest.param(["export"], id="export"),
    pytest.param(["stats"], id="stats"),
    pytest.param(["find", REFERENCES[0]], id="find"),
    pytest.param(["purge", "--yes"], id="purge"),
]


@pytest.mark.parametrize("command", COMMANDS)
def test_a_broken_database_is_named_without_a_traceback(site: Site, command: list[str]) -> None:
    with garbage(site.database):
        result = site.runs("leads", *command)
    assert result.exit_code == 1
    assert isinstance(result.exception, SystemExit)
    assert result.stderr.startswith(f"Error: The leads database {site.database} is unavailable")
    assert result.stderr.count("\n") == 1


@pytest.mark.parametrize("command", COMMANDS)
def test_a_newer_database_is_left_alone(site: Site, command: list[str]) -> None:
    with newer(site.database):
        result = site.runs("leads", *command)
    assert result.exit_code == 1
    assert "schema version 99" in result.stderr


@pytest.mark.parametrize("command", ["export", "stats", "find"])
def test_leads_that_wait_in_the_spool_are_taken_in_first(site: Site, command: str) -> None:
    with garbage(site.database):
        visitor = Visitor(site).starts().answers(all=4).submits()
        assert len(site.spooled()) == 1
    words = [command, visitor.reference] if command == "find" else [command]
    result = site.runs("leads", *words)
    assert result.exit_code == 0
    assert visitor.reference in result.stdout or result.stdout.startswith("leads: 1\n")
    assert site.spooled() == []
