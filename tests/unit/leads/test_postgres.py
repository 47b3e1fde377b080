"""What holds for PostgreSQL alone: many machines, a server that goes away, order on the disk."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest

from app.database.address import DatabaseAddress
from app.database.counters import Counted
from app.database.database import Database, open_database
from app.database.filters import Filter
from app.database.postgres.connection import translated
from app.database.postgres.engine import PostgresEngine
from app.errors import NewerSchema, StoreError, StoreUnavailable
from app.leads.column import Column
from app.leads.forgotten import Forgotten
from app.leads.in_words import AS_IT_IS
from app.leads.record import Catalogue
from tests.postgres import Postgres
from tests.stores import open_store
from tests.unit.leads.conftest import ANY, MakeLead


@pytest.fixture
def url(postgres: Postgres) -> Iterator[str]:
    made = postgres.url()
    yield made
    postgres.give_back(made)


@pytest.fixture
def here(url: str, catalogue: Catalogue, forgotten: Forgotten) -> Database:
    address = DatabaseAddress.read(url)
    return open_database(address, catalogue, announcing=True, forgotten=forgotten)


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ("a = ? AND b = :name_2", "a = %s AND b = %(name_2)s"),
        ("name LIKE 'minutes:%' AND x = :x", "name LIKE 'minutes:%%' AND x = %(x)s"),
        ("SELECT '?' || cast(:a AS TEXT), b::int", "SELECT '?' || cast(%(a)s AS TEXT), b::int"),
    ],
)
def test_places_for_values_are_written_as_psycopg_wants_them(ours: str, theirs: str) -> None:
    assert translated(ours) == theirs


def test_twenty_at_once_on_two_machines_make_one_row_and_one_message(
    here: Database, url: str, catalogue: Catalogue, make_lead: MakeLead
) -> None:
    there = open_database(DatabaseAddress.read(url), catalogue, announcing=True)
    lead = make_lead()
    with ThreadPoolExecutor(8) as threads:
        list(threads.map(lambda which: which.leads.put(lead), [here, there] * 10))
    assert list(here.leads.iterate()) == [lead]
    assert here.outbox.waiting().messages == 1


def test_a_message_is_claimed_by_one_of_many(here: Database, make_lead: MakeLead) -> None:
    here.leads.put_all([make_lead() for _ in range(20)], announced=True)
    here.outbox.hurry()
    with ThreadPoolExecutor(8) as threads:
        claimed = list(threads.map(lambda _: here.outbox.claim(1.0, 60.0), range(24)))
    found = [message.reference for message in claimed if message]
    assert len(found) == len(set(found)) == 20


def test_two_hundred_sources_a_week_hold_for_all_machines_together(
    here: Database, url: str, catalogue: Catalogue
) -> None:
    there = open_database(DatabaseAddress.read(url), catalogue)

    def opened(number: int) -> None:
        counters = (here, there)[number % 2].counters
        counters.add({Counted("2026-W47", "en", f"label-{number}", "opened"): 1})

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(opened, range(240)))
    with here.engine.reading() as connection:
        (kept,) = connection.execute("SELECT count(DISTINCT source) FROM counters").fetchone()
    assert kept == 201
    assert here.counters.sums() == {"opened": 240}


def test_the_order_on_the_disk_tells_nothing_after_tidying(
    here: Database, url: str, make_lead: MakeLead
) -> None:
    arrived = [make_lead() for _ in range(30)]
    for lead in arrived:
        here.leads.put(lead)
    here.leads.forget(arrived.pop().reference)
    for number in range(30):
        here.leads.forget(f"AC-{number:05}-00000")
    assert here.leads.tidy() is True
    assert here.leads.tidy() is False
    with psycopg.connect(url) as outside:
        hashes = [row[0] for row in outside.execute("SELECT hash FROM forgotten ORDER BY ctid")]
        rows = outside.execute("SELECT reference, xmin::text FROM leads ORDER BY ctid").fetchall()
        pages = outside.execute("SELECT pg_relation_size('leads') / 8192").fetchone()
    assert [reference for reference, _ in rows] == sorted(lead.reference for lead in arrived)
    assert len({writer for _, writer in rows}) == 1
    assert len(hashes) == 31
    assert hashes == sorted(hashes)
    assert pages is not None
    assert pages[0] < 5  # nothing of what was rewritten is left
    here.leads.put(arrived[0])
    assert here.leads.tidy() is True


def test_tidying_adds_up_the_tallies_and_leaves_none_of_what_has_gone(
    here: Database, url: str, make_lead: MakeLead
) -> None:
    leads = [make_lead(source="fair", level=3) for _ in range(20)]
    here.leads.put_all([*leads, make_lead(source="only-here")])
    (gone,) = here.leads.page(Filter(having={"source": "only-here"}), None, 1).leads
    here.leads.forget(gone.reference)
    before = here.leads.figures_of_period("2000-W01", "2100-W01")
    assert (before.leads, before.counts["source"]) == (20, {"fair": 20})
    assert here.leads.tidy() is True
    assert here.leads.figures_of_period("2000-W01", "2100-W01") == before
    with psycopg.connect(url) as outside:
        rows = outside.execute("SELECT source, leads FROM tallies ORDER BY language").fetchall()
    assert {source for source, _ in rows} == {"fair"}
    assert len(rows) == len({lead["language"] for lead in leads})


def test_who_counts_under_the_same_label_waits_for_nobody(
    url: str, catalogue: Catalogue, make_lead: MakeLead
) -> None:
    hasty = DatabaseAddress.read(url.replace("connect_timeout=60", "connect_timeout=1"))
    here, there = (open_database(hasty, catalogue) for _ in range(2))
    leads = [make_lead(source="fair", level=3, language="nl") for _ in range(2)]
    here.leads.put(leads[0])
    with here.engine.writing() as connection:
        connection.execute("UPDATE leads SET level = 4")  # and doesn't say yet that it is done
        there.leads.put(leads[1])
    assert there.leads.figures().counts["level"] == {3: 1, 4: 1}
    assert there.leads.figures_of_period("2000-W01", "2100-W01").counts["level"] == {3: 1, 4: 1}


def test_a_server_that_goes_and_comes_back_is_used_again_by_the_same_process(
    catalogue: Catalogue, make_lead: MakeLead
) -> None:
    postgres = Postgres()
    try:
        store = open_store(postgres.url(), catalogue)
        store.put(make_lead(reference="AC-1"))
        postgres.stop()
        with pytest.raises(StoreUnavailable):
            store.put(make_lead(reference="AC-2"))
        postgres.start()
        store.put(make_lead(reference="AC-3"))
        assert [lead.reference for lead in store.iterate()] == ["AC-1", "AC-3"]
    finally:
        postgres.remove()


def test_connections_that_were_cut_are_replaced(
    here: Database, url: str, make_lead: MakeLead
) -> None:
    here.leads.put(make_lead())
    with psycopg.connect(url, autocommit=True) as outside:
        outside.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
    here.leads.put(make_lead())
    assert here.leads.count(Filter(include_test=True)) == 2


def test_who_waits_for_a_row_waits_no_longer_than_told(
    url: str, catalogue: Catalogue, make_lead: MakeLead
) -> None:
    database = open_database(
        DatabaseAddress.read(url.replace("connect_timeout=60", "connect_timeout=1")), catalogue
    )
    lead = make_lead()
    database.leads.put(lead)
    with psycopg.connect(url) as outside:
        outside.execute("SELECT 1 FROM leads FOR UPDATE")
        with pytest.raises(StoreUnavailable, match="timeout"):
            database.leads.put(lead)
    database.leads.put(lead)


def test_several_that_start_at_once_make_the_tables_once(
    url: str, catalogue: Catalogue, make_lead: MakeLead
) -> None:
    databases = [open_database(DatabaseAddress.read(url), catalogue) for _ in range(4)]
    together = threading.Barrier(4)

    def starts(database: Database) -> None:
        together.wait()
        database.engine.check()

    with ThreadPoolExecutor(4) as threads:
        list(threads.map(starts, databases))
    databases[0].leads.put(make_lead())


def test_the_table_grows_with_the_catalogue_and_loosens_what_that_has_lost(
    here: Database, url: str, catalogue: Catalogue, make_lead: MakeLead
) -> None:
    lead = make_lead()
    here.leads.put(lead)
    extra = Column(
        "extra", "text", lambda _: "new", ANY, AS_IT_IS, "visit", required=True, older="o'ld"
    )
    larger = open_store(url, Catalogue(catalogue.editions, (*catalogue.columns, extra)))
    found = larger.get(lead.reference)
    assert found is not None
    assert found.values == {**lead.values, "extra": "o'ld"}
    here.leads.put(make_lead())  # by a program that has not been replaced yet
    here_again = open_store(url, catalogue)
    here_again.put(make_lead())
    assert here_again.count(Filter(include_test=True)) == 3


def test_a_database_ahead_of_the_program_is_left_alone(
    here: Database, url: str, catalogue: Catalogue
) -> None:
    here.engine.check()
    with psycopg.connect(url) as outside:
        outside.execute("UPDATE schema_state SET version = 99")
    with pytest.raises(NewerSchema, match="99"):
        open_store(url, catalogue).check()


def test_what_is_refused_is_said_without_repeating_a_value(here: Database) -> None:
    here.barometers.freeze("2026-Q3", "{}")
    with pytest.raises(StoreError) as refused, here.engine.writing() as connection:
        connection.execute("INSERT INTO barometers VALUES (?, ?)", ("2026-Q3", "secret"))
    assert "2026-Q3" not in str(refused.value)
    with pytest.raises(StoreError, match="made once"), here.engine.writing() as connection:
        connection.execute("DELETE FROM barometers")


def test_a_text_that_cannot_be_written_is_found_nowhere(here: Database) -> None:
    assert here.leads.count(Filter(having={"source": "a\0b"})) == 0
    assert here.leads.count(Filter(having={"source": "a\ud800b"})) == 0


def test_over_a_network_the_address_asks_for_tls_unless_it_says_otherwise(
    catalogue: Catalogue,
) -> None:
    def says(url: str) -> str:
        return PostgresEngine(url, catalogue).conninfo

    assert "sslmode=require" in says("postgresql://sales:secret@db.example/leads")
    assert "sslmode=verify-full" in says("postgresql://db.example/leads?sslmode=verify-full")
    assert "sslmode" not in says("postgresql://localhost/leads")
    assert "statement_timeout=30000" in says("postgresql://localhost/leads")
