"""What the tests of the desk share: a database like the real one, and a clock of our own."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.database.accounts import AccountTable, AttemptTable
from app.database.leads import LeadStore
from app.desk.accounts import Accounts, Attempts
from app.leads.columns import catalogue_of
from app.method.model_file import load_model
from tests.stores import open_store

# As the real one, but for what it costs.
QUICK = "scrypt:1024:8:1"
QUESTIONS = Path(__file__).parents[3] / "questions"


class Clock:
    """Stands still until somebody waits."""

    def __init__(self) -> None:
        self.now = 1_800_000_000.0

    def __call__(self) -> float:
        return self.now

    def waits(self, seconds: float) -> None:
        self.now += seconds


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def store(database_url: str) -> Iterator[LeadStore]:
    catalogue = catalogue_of(load_model(QUESTIONS / "1"))
    opened = open_store(database_url, catalogue)
    yield opened
    opened.close()


@pytest.fixture
def accounts(store: LeadStore, clock: Clock) -> Accounts:
    attempts = Attempts(AttemptTable(store.engine), "a key", clock)
    return Accounts(AccountTable(store.engine), attempts, QUICK)
