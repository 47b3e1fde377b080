"""What the SQLite store adds: one file, many writers, nothing lost, nothing left behind."""

import os
import random
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from app.database.filters import Filter
from app.database.leads import LeadStore
from app.database.sqlite.migrations import MIGRATIONS
from app.errors import NewerSchema, StoreUnavailable
from app.leads.column import Column
from app.leads.in_words import SCORE
from app.leads.record import Catalogue, Lead
from tests.stores import sqlite_store
from tests.unit.leads.conftest import ANY, MakeLead
from tests.unit.leads.invented import ROOT

MARKER = "zebra-crossing-4711"


@contextmanager
def looking_into(database: Path) -> Iterator[sqlite3.Connection]:
    """The database as another program sees it."""
    with closing(sqlite3.connect(database, isolation_level=None)) as connection:
        yield connection


def started(command: str, database: Path, seed: int, count: int) -> "subprocess.Popen[str]":
    """A process of its own that is ready to write, and begins at a line on its standard input."""
    arguments = [command, str(database), str(database.with_name("spool")), str(seed), str(count)]
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.unit.leads.invented", *arguments],
        cwd=ROOT,
        text=True,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    return process


def everything_in(database: Path) -> bytes:
    """All bytes of the database and of what SQLite keeps beside it."""
    return b"".join(path.read_bytes() for path in database.parent.glob(f"{database.name}*"))


def open_files() -> set[str]:
    """What this process has open."""
    folder = Path("/proc/self/fd")
    return {str(link.readlink()) for link in folder.iterdir() if link.is_symlink()}


def test_the_table_has_the_columns_of_the_catalogue_and_no_others(
    store: LeadStore, database: Path, catalogue: Catalogue
) -> None:
    store.check()
    types = {"text": "TEXT", "integer": "INTEGER", "real": "REAL", "flag": "INTEGER"}
    with looking_into(database) as connection:
        rows = connection.execute(
            'SELECT name, type, "notnull", pk FROM pragma_table_info("leads")'
        )
        assert rows.fetchall() == [
            (column.name, types[column.kind], int(column.required), int(index == 0))
            for index, column in enumerate(catalogue.columns)
        ]


def test_the_file_is_for_us_alone_and_its_folder_is_made(store: LeadStore, database: Path) -> None:
    assert not database.parent.exists()
    store.check()
    assert database.stat().st_mode & 0o077 == 0


def test_every_connection_is_set_for_safety(store: LeadStore, database: Path) -> None:
    with store.engine.reading() as connection:
        values = {
            name: connection.execute(f"PRAGMA {name}").fetchone()[0]
            for name in ("journal_mode", "synchronous", "secure_delete", "busy_timeout")
        }
    full = 2
    assert values == {
        "journal_mode": "wal",
        "synchronous": full,
        "secure_delete": 1,
        "busy_timeout": 5000,
    }


def test_scanning_the_table_does_not_tell_who_came_first(
    store: LeadStore, database: Path, make_lead: MakeLead
) -> None:
    leads = [make_lead() for _ in range(500)]
    for lead in leads:
        store.put(lead)
    arrived = [lead.reference for lead in leads]
    with looking_into(database) as connection:
        scanned = [row[0] for row in connection.execute("SELECT reference FROM leads")]
        with pytest.raises(sqlite3.OperationalError, match="rowid"):
            connection.execute("SELECT rowid FROM leads")
    assert scanned == sorted(arrived)
    assert scanned != arrived


def test_twenty_at_once_with_the_same_lead_make_one_row(
    store: LeadStore, make_lead: MakeLead
) -> None:
    lead = make_lead()
    with ThreadPoolExecutor(20) as threads:
        list(threads.map(store.put, [lead] * 20))
    assert list(store.iterate(Filter(include_test=True))) == [lead]


def test_eight_processes_write_without_ever_finding_it_locked(
    store: LeadStore, database: Path
) -> None:
    writers = [started("put", database, seed, 150) for seed in range(8)]
    for writer in writers:
        print(file=writer.stdin, flush=True)
    outcomes = [(*writer.communicate(timeout=300), writer.returncode) for writer in writers]
    assert [error for _, error, _ in outcomes] == [""] * 8
    assert [code for _, _, code in outcomes] == [0] * 8
    printed = {reference for output, _, _ in outcomes for reference in output.split()}
    assert len(printed) == 8 * 150
    assert {lead.reference for lead in store.iterate()} == printed


def test_a_transaction_that_reads_before_it_writes_waits_its_turn(
    store: LeadStore, make_lead: MakeLead
) -> None:
    store.put(make_lead(reference="AC-1", level=0))

    def count_up(_: int) -> None:
        with store.engine.writing() as connection:
            (level,) = connection.execute("SELECT level FROM leads").fetchone()
            connection.execute("UPDATE leads SET level = ?", (level + 1,))

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(count_up, range(200)))
    assert [lead["level"] for lead in store.iterate()] == [200]


def test_four_processes_that_start_at_once_make_the_tables_once(
    store: LeadStore, database: Path, catalogue: Catalogue
) -> None:
    for attempt in range(3):
        shutil.rmtree(database.parent, ignore_errors=True)
        starters = [started("check", database, seed, 0) for seed in range(4)]
        for starter in starters:
            print(file=starter.stdin, flush=True)
        outcomes = [(*starter.communicate(timeout=300), starter.returncode) for starter in starters]
        assert outcomes == [("", "", 0)] * 4, attempt
        with looking_into(database) as connection:
            assert connection.execute("PRAGMA user_version").fetchone() == (len(MIGRATIONS),)
            names = connection.execute("SELECT name FROM pragma_table_info('leads')").fetchall()
        assert [name for (name,) in names] == list(catalogue.names)


def test_a_database_of_a_newer_version_is_refused_and_left_alone(
    store: LeadStore, database: Path, make_lead: MakeLead
) -> None:
    database.parent.mkdir()
    with looking_into(database) as connection:
        connection.execute("PRAGMA user_version = 99")
    for use in (store.check, lambda: store.put(make_lead()), store.count):
        with pytest.raises(NewerSchema, match=r"version 99.*[Ss]tart the newer version"):
            use()
    with looking_into(database) as connection:
        assert connection.execute("SELECT count(*) FROM sqlite_schema").fetchone() == (0,)


def test_a_column_that_the_catalogue_gains_is_added_to_an_older_database(
    store: LeadStore, database: Path, catalogue: Catalogue, make_lead: MakeLead
) -> None:
    lead = make_lead()
    store.put(lead)
    extra = Column(
        "D9_score",
        "real",
        lambda _: None,
        ANY,
        SCORE,
        "outcome",
        texts="columns.score",
        dimension="D9",
    )
    larger = Catalogue(catalogue.editions, (*catalogue.columns, extra))
    newer = sqlite_store(database, larger)
    newer.put(Lead({**lead.values, "reference": "AC-NEW", "D9_score": 2.5}))
    assert newer.get(lead.reference) == Lead({**lead.values, "D9_score": None})
    store.put(lead)  # and the older program goes on beside it
    assert {each["D9_score"] for each in newer.iterate()} == {None, 2.5}
    newer.close()


@pytest.mark.parametrize("deletion", ["forget", "purge"])
def test_after_a_deletion_the_bytes_are_in_neither_the_file_nor_the_log(
    store: LeadStore, database: Path, make_lead: MakeLead, deletion: str
) -> None:
    store.put_all([make_lead() for _ in range(300)])
    lead = make_lead(week="2020-W01", utm_campaign=MARKER)
    store.put(lead)
    store.put(make_lead(reference=lead.reference, week="2020-W01", utm_campaign=MARKER + "-2"))
    assert MARKER.encode() in everything_in(database)
    if deletion == "forget":
        assert store.forget(lead.reference)
    else:
        assert store.purge("2020-W02") == 1
    assert MARKER.encode() not in everything_in(database)
    assert store.count() == 300


def test_bytes_that_a_long_read_has_held_on_to_go_with_the_next_check(
    hasty_store: LeadStore, database: Path, make_lead: MakeLead, caplog: pytest.LogCaptureFixture
) -> None:
    lead = make_lead(utm_campaign=MARKER)
    hasty_store.put(lead)
    with looking_into(database) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM leads").fetchall()
        assert hasty_store.forget(lead.reference)
        assert MARKER.encode() in everything_in(database)
        assert "until the next check" in caplog.text
    hasty_store.check()
    assert MARKER.encode() not in everything_in(database)


def test_parent_and_child_of_a_fork_both_go_on_writing(
    store: LeadStore, database: Path, make_lead: MakeLead
) -> None:
    before, of_child, after = (make_lead() for _ in range(3))
    store.put(before)
    assert str(database) in open_files()
    child = os.fork()
    if child == 0:  # os._exit: pytest must not finish twice
        try:
            assert str(database) not in open_files()
            store.put(of_child)
            store.close()
        except BaseException:
            os._exit(1)
        os._exit(0)
    store.put(after)
    assert os.waitpid(child, 0)[1] == 0
    store.put(after)
    found = {lead.reference for lead in store.iterate()}
    assert found == {before.reference, of_child.reference, after.reference}
    with looking_into(database) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_a_database_that_was_removed_under_the_program_is_made_anew(
    store: LeadStore, database: Path, make_lead: MakeLead
) -> None:
    store.put(make_lead())
    shutil.rmtree(database.parent)
    lead = make_lead()
    store.put(lead)
    with looking_into(database) as connection:
        assert connection.execute("SELECT reference FROM leads").fetchall() == [(lead.reference,)]


def directory_in_place(database: Path) -> None:
    database.mkdir(parents=True)


def file_in_place_of_folder(database: Path) -> None:
    database.parent.write_text("")


def no_database(database: Path) -> None:
    database.parent.mkdir()
    database.write_bytes(b"This is no database. " * 500)


def damaged(database: Path) -> None:
    database.parent.mkdir()
    with looking_into(database) as connection:
        connection.execute("CREATE TABLE t (x)")
    content = bytearray(database.read_bytes())
    content[100:] = random.Random(1).randbytes(len(content) - 100)
    database.write_bytes(content)


@pytest.mark.parametrize(
    ("spoil", "says"),
    [
        pytest.param(directory_in_place, "opened|directory", id="a folder in place of the file"),
        pytest.param(file_in_place_of_folder, "File exists", id="a file in place of the folder"),
        pytest.param(no_database, "not a SQLite database", id="another kind of file"),
        pytest.param(damaged, "damaged", id="a damaged file"),
    ],
)
def test_a_database_that_cannot_be_used_is_unavailable_and_says_why(
    hasty_store: LeadStore, database: Path, make_lead: MakeLead, spoil: object, says: str
) -> None:
    assert callable(spoil)
    spoil(database)
    for use in (hasty_store.check, lambda: hasty_store.put(make_lead()), hasty_store.count):
        with pytest.raises(StoreUnavailable, match=says) as failure:
            use()
        assert isinstance(failure.value.__cause__, sqlite3.Error | OSError)


def test_a_locked_database_is_unavailable_for_writing_until_it_is_released(
    hasty_store: LeadStore, database: Path, make_lead: MakeLead
) -> None:
    hasty_store.put(make_lead())
    with looking_into(database) as other:
        other.execute("BEGIN IMMEDIATE")
        for use in (hasty_store.check, lambda: hasty_store.put(make_lead())):
            with pytest.raises(StoreUnavailable, match="locked"):
                use()
        assert hasty_store.count() == 1
    hasty_store.put(make_lead())
    assert hasty_store.count() == 2


def test_an_iteration_that_fails_half_way_says_so(
    hasty_store: LeadStore, database: Path, make_lead: MakeLead
) -> None:
    hasty_store.put_all([make_lead() for _ in range(1001)])
    reading = hasty_store.iterate()
    next(reading)
    shutil.rmtree(database.parent)
    database.parent.write_text("")
    with pytest.raises(StoreUnavailable):
        list(reading)


def test_taking_in_leads_does_not_load_what_only_figures_need(
    store: LeadStore, database: Path
) -> None:
    store.check()
    program = f"""if True:
        import random, sys
        from pathlib import Path
        from app.leads.columns import catalogue_of
        from app.method.model_file import load_model
        from tests.stores import open_store
        from tests.unit.leads.invented import invented_lead
        model = load_model(Path("questions/1"))
        store = open_store("sqlite:///{database}", catalogue_of(model))
        lead = invented_lead(model, catalogue_of(model), random.Random(1))
        store.check(); store.put(lead); assert store.get(lead.reference) == lead
        store.forget(lead.reference)
        print({{"sqlite_utils", "numpy"}} & set(sys.modules))
    """
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout == "set()\n"
