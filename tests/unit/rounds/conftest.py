"""What the tests of rounds share: rounds in a real database, and a clock that they move."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta

import pytest

from app.database.address import DatabaseAddress
from app.database.database import Database, open_database
from app.leads.columns import catalogue_of
from app.method.editions import load_editions
from app.method.round import Mode
from app.method.round_token import RoundTokens
from app.rounds.rounds import Rounds
from app.rounds.setup import Setup, invitation_of, new_id
from tests.unit.method.sheets import QUESTIONS, VENDOR, all_alike

EDITIONS = load_editions(QUESTIONS, lambda model: catalogue_of(model).text_ids)
TOKENS = RoundTokens(EDITIONS.models, ["a-key-for-rounds-in-tests-0123456789"])
FACTS = {key: option for key, option in VENDOR.items() if key != "role"}


class Clock:
    """A day that passes when a test says so."""

    def __init__(self) -> None:
        self.day = date(2026, 11, 22)

    def __call__(self) -> date:
        return self.day

    def passes(self, days: int) -> date:
        """So many days later."""
        self.day += timedelta(days=days)
        return self.day


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def opened(database_url: str) -> Iterator[Database]:
    """The database of this test."""
    made = open_database(DatabaseAddress.read(database_url), catalogue_of(*EDITIONS.models))
    yield made
    made.engine.close()


@pytest.fixture
def rounds(opened: Database, clock: Clock) -> Rounds:
    return Rounds(opened.rounds, opened.counters, EDITIONS, TOKENS, clock)


def setup_of(mode: Mode = "open", expected: int = 5) -> Setup:
    return Setup(EDITIONS.current.model.edition, mode, FACTS, expected)


@pytest.fixture
def host(rounds: Rounds) -> str:
    """The host of an open round of seven days."""
    return rounds.start(setup_of(), 7)


@pytest.fixture
def invitation(host: str) -> str:
    return invitation_of(host)


Take = Callable[..., list[str]]


@pytest.fixture
def take(rounds: Rounds) -> Take:
    """take(invitation, leadership=["333"], …): so many take part; their ids."""

    def answer(invitation: str, **roles: list[str]) -> list[str]:
        ids = []
        for role, several in roles.items():
            for answers in several:
                ids.append(new_id())
                rounds.answer(invitation, ids[-1], all_alike(answers, {**VENDOR, "role": role}))
        return ids

    return answer


def counts_of(opened: Database) -> Mapping[str, int]:
    return opened.counters.sums()
