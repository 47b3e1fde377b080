"""`flask leads copy`: to another database, of another kind, and all goes on there."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.database.address import DatabaseAddress
from app.database.filters import EVERYTHING
from tests.postgres import Postgres
from tests.site import OpenSite, Site
from tests.visitor import Visitor


@pytest.fixture
def url(postgres: Postgres) -> Iterator[str]:
    made = postgres.url()
    yield made
    postgres.give_back(made)


def test_a_site_moves_to_postgresql_and_goes_on_there(
    stocked: Site, url: str, open_site: OpenSite
) -> None:
    stocked.services.accounts.add("anna", "four unrelated words")
    result = stocked.runs("leads", "copy", "--to", url)
    assert result.exit_code == 0, result.output
    assert "leads: 4 rows, " in result.stdout
    there = open_site(database_url=DatabaseAddress.read(url))
    kept = list(there.services.store.iterate(EVERYTHING))
    assert kept == list(stocked.services.store.iterate(EVERYTHING))
    assert there.services.accounts.enter("anna", "four unrelated words").name == "anna"
    assert there.services.audit.verify().broken is None
    Visitor(there).starts("nl").answers(all=3).submits()
    assert there.services.store.count(EVERYTHING) == 5
    assert there.runs("leads", "stats").stdout.startswith("leads: 4\n")
    refused = there.runs("leads", "backup", "copy.db")
    assert refused.exit_code == 1
    assert "pg_dump" in refused.output


@pytest.mark.parametrize(
    ("to", "says"),
    [
        pytest.param("mysql://x", "sqlite:///", id="another kind"),
        pytest.param("postgres://anna:secret@db/x?no=1", "postgresql://", id="no address"),
        pytest.param("sqlite:///{database}", "is not empty", id="itself"),
    ],
)
def test_a_place_that_will_not_do_is_named_and_its_password_not_repeated(
    stocked: Site, to: str, says: str
) -> None:
    result = stocked.runs("leads", "copy", "--to", to.format(database=stocked.database))
    assert result.exit_code == 1
    assert says in result.output
    assert "secret" not in result.output
    assert stocked.services.store.count(EVERYTHING) == 4


def test_a_copy_in_a_file_is_a_backup(stocked: Site, tmp_path: Path, open_site: OpenSite) -> None:
    file = tmp_path / "moved" / "leads.db"
    assert stocked.runs("leads", "copy", "--to", f"sqlite:///{file}").exit_code == 0
    there = open_site(database_url=DatabaseAddress.read(f"sqlite:///{file}"))
    assert there.services.store.figures() == stocked.services.store.figures()
