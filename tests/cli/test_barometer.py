"""`flask leads barometer`: lists, shows and writes what is frozen, and makes nothing."""

from datetime import date
from pathlib import Path

import pytest

from tests.cli.conftest import put
from tests.site import Site
from tests.workbook import sheets_of


@pytest.fixture
def frozen(site: Site) -> Site:
    """A site with a barometer of 45 leads, and a quarter with one."""
    put(site, *(f"AC-00000-{n:05}" for n in range(45)), week="2026-W20")
    put(site, "AC-00001-00000", week="2026-W30")
    assert site.runs("leads", "barometer").stdout == ""  # no command makes one
    site.services.barometers.freeze_closed(date(2026, 10, 11))
    return site


def test_all_are_listed_newest_first(frozen: Site) -> None:
    late, early = frozen.runs("leads", "barometer").stdout.splitlines()
    assert late.startswith("2026-Q3: Fewer than thirty")
    assert early.startswith("2026-Q2: ")


def test_one_is_shown_in_the_language_that_is_asked_for(frozen: Site) -> None:
    result = frozen.runs("leads", "barometer", "2026-Q2", "--language", "nl")
    assert result.exit_code == 0
    assert "2e kwartaal 2026" in result.stdout
    assert "weinig" in result.stdout


def test_one_is_written_to_a_file_and_the_audit_knows(frozen: Site, tmp_path: Path) -> None:
    for name in ("b.csv", "b.xlsx"):
        assert frozen.runs("leads", "barometer", "2026-Q2", str(tmp_path / name)).exit_code == 0
    assert len(sheets_of((tmp_path / "b.xlsx").read_bytes())) == 7
    assert (tmp_path / "b.csv").read_bytes().startswith(b'\xef\xbb\xbf"Quarter"')
    assert [entry.action for entry in frozen.services.audit.entries()] == ["export", "export"]


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (["2026-Q4"], "no barometer"),
        (["soon"], "no barometer"),
        (["2026-Q2", "b.pdf"], ".csv or .xlsx"),
        (["--language", "fr"], "en, nl"),
    ],
    ids=str,
)
def test_what_there_is_not_is_named(frozen: Site, asked: list[str], said: str) -> None:
    result = frozen.runs("leads", "barometer", *asked)
    assert result.exit_code != 0
    assert said in result.stderr
