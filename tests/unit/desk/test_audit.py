"""The audit: lines in order, nothing in them that belongs to a lead, and no tampering unseen."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from app.database.audit import AuditTable
from app.database.leads import LeadStore
from app.desk.audit import Audit

ON_BOTH_ENGINES = True

KEY, OLD_KEY = "k" * 32, "o" * 32
NOW = datetime(2026, 11, 21, 7, 16, 5, 999, tzinfo=UTC)


@pytest.fixture
def audit(store: LeadStore) -> Audit:
    return Audit(AuditTable(store.engine), [KEY], lambda: NOW)


def tamper(store: LeadStore, *statements: str) -> None:
    """Change the database as somebody does who may write to it and hasn't the key."""
    with store.engine.writing() as connection:
        for statement in statements:
            connection.execute(statement)


def test_a_line_says_who_when_what_and_how_many(audit: Audit) -> None:
    audit.record("anna", "export", "kind=csv&level=3", 213)
    (entry,) = audit.entries()
    assert (entry.account, entry.action, entry.about) == ("anna", "export", "kind=csv&level=3")
    assert entry.count == 213
    assert entry.at == datetime(2026, 11, 21, 7, 16, 5, tzinfo=UTC)


def test_the_latest_come_first_and_pages_neither_overlap_nor_skip(audit: Audit) -> None:
    for number in range(7):
        audit.record("anna", "login", str(number))
    found: list[str] = []
    last = None
    while page := audit.entries(last, limit=3):
        found += [entry.about for entry in page]
        last = page[-1].id
    assert found == list("6543210")


LAST = "(SELECT max(id) FROM audit)"
CUT_OFF = f"DELETE FROM audit WHERE id = {LAST}"
TAMPERED = [
    pytest.param(["UPDATE audit SET count = 33 WHERE id = 4"], "line 4 ", id="a number changed"),
    pytest.param(["UPDATE audit SET at = '2026' WHERE id = 4"], "line 4 ", id="a time"),
    pytest.param(["UPDATE audit SET account = 'bram' WHERE id = 1"], "line 1 ", id="the first"),
    pytest.param(["UPDATE audit SET seal = NULL WHERE id = 4"], "line 4 ", id="a seal taken off"),
    pytest.param(["DELETE FROM audit WHERE id = 4"], "line 5 ", id="taken out"),
    pytest.param(["DELETE FROM audit WHERE id < 3"], "line 3 ", id="taken out at the beginning"),
    pytest.param([CUT_OFF], "its end", id="cut off at the end"),
    pytest.param(["DELETE FROM audit WHERE id > 2"], "its end", id="many cut off"),
    pytest.param(["DELETE FROM audit"], "its end", id="all of them"),
    pytest.param(
        [CUT_OFF, f"UPDATE audit_ends SET head = (SELECT seal FROM audit WHERE id = {LAST})"],
        "the record",
        id="cut off, and the note of the end changed",
    ),
    pytest.param(["DELETE FROM audit_ends"], "the record", id="the note of the ends taken out"),
    pytest.param(
        ["UPDATE audit SET id = 99 WHERE id = 4", "UPDATE audit SET id = 4 WHERE id = 5",
         "UPDATE audit SET id = 5 WHERE id = 99"],
        "line 4 ", id="two lines exchanged",
    ),
    pytest.param(
        ["INSERT INTO audit SELECT 9, at, account, action, about, count, seal FROM audit "
         "WHERE id = 4"],
        "line 9 ", id="a true line put in once more",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("statements", "where"), TAMPERED)
def test_what_was_tampered_with_is_named_and_stays_so_when_lines_are_added(
    audit: Audit, store: LeadStore, statements: list[str], where: str
) -> None:
    for number in range(8):
        audit.record("anna", "look", count=number)
    assert audit.verify().broken is None
    tamper(store, *statements)
    broken = audit.verify().broken
    assert broken is not None and broken.startswith(where)
    audit.record("anna", "look")
    assert audit.verify().broken is not None


def test_lines_from_before_the_chain_are_sealed_once_and_a_line_says_so(
    audit: Audit, store: LeadStore
) -> None:
    store.check()
    columns, row = "id, at, account, action, about", "'2026-01-01T00:00:00Z', 'anna', 'login', ''"
    rows = ", ".join(f"({number}, {row})" for number in (1, 2, 3))
    tamper(store, f"INSERT INTO audit ({columns}) VALUES {rows}")
    audit.record("bram", "login")
    said = [(entry.account, entry.action, entry.count) for entry in audit.entries()][:2]
    assert said == [("bram", "login", None), ("@program", "audit-begin", 3)]
    assert audit.verify() == (5, "2026-01-01T00:00:00Z", None)
    tamper(store, "UPDATE audit SET account = 'bram' WHERE id = 2")
    assert str(audit.verify().broken).startswith("line 2 ")


def test_an_older_key_verifies_and_without_it_the_line_is_named(
    audit: Audit, store: LeadStore
) -> None:
    Audit(AuditTable(store.engine), [OLD_KEY]).record("anna", "login")
    both = Audit(AuditTable(store.engine), [OLD_KEY, KEY])
    both.record("anna", "logout")
    assert both.verify().broken is None
    assert str(audit.verify().broken).startswith("line 1 ")


def test_pruning_keeps_the_chain_and_is_a_line_itself(store: LeadStore) -> None:
    now = NOW
    audit = Audit(AuditTable(store.engine), [KEY], lambda: now)
    for weeks in (105, 104, 50, 0):
        now = NOW - timedelta(weeks=weeks, days=1)
        audit.record("anna", "login", str(weeks))
    now = NOW
    assert audit.prune(date(2026, 11, 21), 104) == 2
    said = [(entry.account, entry.action, entry.about, entry.count) for entry in audit.entries()]
    assert said[0] == ("@program", "audit-prune", "2024-11-23", 2)
    assert [about for _, _, about, _ in said[1:]] == ["0", "50"]
    assert audit.verify().broken is None
    assert audit.prune(date(2026, 11, 21), 104) == 0
    tamper(store, "DELETE FROM audit WHERE id = 3")
    assert str(audit.verify().broken).startswith("line 4 ")


def test_pruning_does_not_mend_what_was_tampered_with(audit: Audit, store: LeadStore) -> None:
    for _ in range(3):
        audit.record("anna", "login")
    tamper(store, CUT_OFF)
    audit.prune(date(2030, 1, 1), 1)
    assert audit.verify().broken is not None


def test_many_who_write_at_once_make_one_chain(store: LeadStore, tmp_path: Path) -> None:
    audits = [Audit(AuditTable(store.engine), [KEY]) for _ in range(4)]

    def writes(number: int) -> None:
        audits[number % 4].record("anna", "look")
        store.close()  # this thread's connection

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(writes, range(40)))
    assert audits[0].verify()[0::2] == (40, None)
