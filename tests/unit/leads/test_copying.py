"""Moving to another database: all of it arrives, however often it is interrupted."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app.database.address import DatabaseAddress
from app.database.audit import AuditLine, Ends
from app.database.copying import Copied, copy_all
from app.database.counters import Counted
from app.database.database import Database, open_database
from app.database.filters import EVERYTHING
from app.database.rounds import StoredSheet
from app.errors import StoreError
from app.leads.forgotten import Forgotten
from app.leads.record import Catalogue
from tests.postgres import Postgres
from tests.unit.leads.conftest import MakeLead

NewDatabase = Callable[[str], Database]


@pytest.fixture
def new_database(tmp_path: Path, catalogue: Catalogue, postgres: Postgres) -> Iterator[NewDatabase]:
    """new_database("sqlite"), new_database("postgres"): an empty one."""
    urls: list[str] = []

    def make(engine: str) -> Database:
        if engine == "sqlite":
            return open_database(DatabaseAddress.read(f"sqlite:///{tmp_path}/copy.db"), catalogue)
        urls.append(postgres.url())
        return open_database(DatabaseAddress.read(urls[-1]), catalogue)

    yield make
    for url in urls:
        postgres.give_back(url)


@pytest.fixture
def full(tmp_path: Path, catalogue: Catalogue, make_lead: MakeLead) -> Database:
    """A database with some of everything."""
    made = open_database(
        DatabaseAddress.read(f"sqlite:///{tmp_path}/full.db"),
        catalogue,
        announcing=True,
        forgotten=Forgotten(tmp_path / "forgotten", ["key"]),
    )
    made.leads.forget("AC-00000-00001")
    made.leads.put_all(
        [make_lead(utm_campaign="lente; „é”\n\u2028"), *(make_lead() for _ in range(2500))]
    )
    made.leads.put(make_lead())
    made.counters.add({Counted("2026-W47", "nl", "homepage", "opened"): 17})
    made.accounts.add("anna", "hashed", "session")
    made.barometers.freeze("2026-Q3", '{"total": 12}')
    with made.audit.alone() as lines:
        lines.put(AuditLine(1, "2026-11-22T10:00:00Z", "anna", "login", "", None, "seal"))
        lines.tie(Ends("", "seal", "seal"))
    made.rounds.add("a hash", "{}", "2026-11-30")
    made.rounds.answer("a hash", "another", StoredSheet("other", "3", None), "2026-11-22", 40)
    return made


def rows(copied: list[Copied]) -> dict[str, int]:
    return {each.table: each.rows for each in copied}


@pytest.mark.parametrize("other", ["sqlite", "postgres"])
def test_everything_that_lasts_arrives_and_comes_back_as_it_was(
    full: Database, new_database: NewDatabase, other: str, tmp_path: Path, catalogue: Catalogue
) -> None:
    there = new_database(other)
    told: list[int] = []
    copied = copy_all(full, there, told.append)
    assert rows(copied)["leads"] == 2502
    assert min(rows(copied).values()) == 1
    assert told[-1] == 2502
    assert list(there.leads.iterate(EVERYTHING)) == list(full.leads.iterate(EVERYTHING))
    assert there.leads.figures() == full.leads.figures()
    back = open_database(DatabaseAddress.read(f"sqlite:///{tmp_path}/back.db"), catalogue)
    assert copy_all(there, back) == copied


def test_a_copy_that_was_interrupted_goes_on(full: Database, new_database: NewDatabase) -> None:
    there = new_database("postgres")

    def cable(done: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        copy_all(full, there, cable)
    assert there.leads.count(EVERYTHING) == 1000
    told: list[int] = []
    copy_all(full, there, told.append)
    assert told == [2000, 2502]
    assert list(there.leads.iterate(EVERYTHING)) == list(full.leads.iterate(EVERYTHING))


def test_nothing_is_written_over_a_database_in_use(
    full: Database, new_database: NewDatabase
) -> None:
    there = new_database("sqlite")
    there.accounts.add("bert", "hashed", "another")
    with pytest.raises(StoreError, match=r"not empty \(accounts\)"):
        copy_all(full, there)
    assert there.accounts.names() == ["bert"]


def test_who_comes_or_goes_meanwhile_is_noticed_and_the_next_copy_is_whole(
    full: Database, new_database: NewDatabase, make_lead: MakeLead
) -> None:
    there = new_database("postgres")
    gone, *_ = full.leads.iterate(EVERYTHING)
    late = make_lead(reference="AC-00000-00000")

    def visitors(done: int) -> None:
        full.leads.put(late)
        full.leads.forget(gone.reference)

    with pytest.raises(StoreError, match="which has changed meanwhile"):
        copy_all(full, there, visitors)
    assert rows(copy_all(full, there))["leads"] == 2502
    assert there.leads.get(gone.reference) is None
    assert there.leads.get(late.reference) == late
