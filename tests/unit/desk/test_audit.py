"""The audit: lines in order, and nothing in them that belongs to a lead."""

from datetime import UTC, datetime

import pytest

from app.desk.audit import Audit
from app.leads.store import LeadStore


@pytest.fixture
def audit(store: LeadStore) -> Audit:
    return Audit(store.connections, lambda: datetime(2026, 11, 21, 7, 16, 5, 999, tzinfo=UTC))


def test_a_line_says_who_when_what_and_how_many(audit: Audit) -> None:
    audit.record("anna", "export", "kind=csv&level=3", 213)
    (entry,) = audit.entries()
    assert (entry.account, entry.action, entry.about) == ("anna", "export", "kind=csv&level=3")
    assert entry.count == 213
    assert entry.at == datetime(2026, 11, 21, 7, 16, 5, tzinfo=UTC)


def test_what_it_came_to_can_be_written_afterwards(audit: Audit) -> None:
    first, second = (audit.record("anna", "export") for _ in range(2))
    audit.counted(first, 7)
    assert {entry.id: entry.count for entry in audit.entries()} == {first: 7, second: None}


def test_the_latest_come_first_and_pages_neither_overlap_nor_skip(audit: Audit) -> None:
    written = [audit.record("anna", "login") for _ in range(7)]
    found: list[int] = []
    while page := audit.entries(found[-1] if found else None, limit=3):
        found += [entry.id for entry in page]
    assert found == written[::-1]
