"""What the tests of the desk share: a database like the real one, and a clock of our own."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.desk.accounts import Accounts
from app.desk.attempts import Attempts
from app.leads.columns import catalogue_of
from app.leads.opening import open_store
from app.leads.store import LeadStore
from app.method.model_file import load_model

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
def store(tmp_path: Path) -> Iterator[LeadStore]:
    catalogue = catalogue_of(load_model(QUESTIONS / "1"))
    opened = open_store(f"sqlite:///{tmp_path / 'leads.db'}", catalogue)
    yield opened
    opened.close()


@pytest.fixture
def accounts(store: LeadStore, clock: Clock) -> Accounts:
    attempts = Attempts(store.connections, "a key", clock)
    return Accounts(store.connections, attempts, QUICK)
