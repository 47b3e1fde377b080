"""Accounts: who is let in, which sessions hold, and how often a password may be tried."""

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest

from app.database.accounts import AccountTable, AttemptTable
from app.database.leads import LeadStore
from app.desk.accounts import MOST, WINDOW, Accounts, Attempts
from app.errors import AccountError, LoginRefused, TooManyAttempts
from tests.unit.desk.conftest import QUICK, Clock

ON_BOTH_ENGINES = True

PASSWORD = "a few unrelated words"


@pytest.fixture
def accounts(accounts: Accounts) -> Accounts:
    """Anna and Bram have one."""
    accounts.add("anna", PASSWORD)
    accounts.add("bram", f"{PASSWORD} more")
    return accounts


def outcome(accounts: Accounts, name: str, password: str) -> str:
    """What trying this comes to: "in", "refused" or "throttled"."""
    try:
        accounts.enter(name, password)
    except LoginRefused:
        return "refused"
    except TooManyAttempts:
        return "throttled"
    return "in"


def test_an_account_is_entered_with_its_own_password(accounts: Accounts) -> None:
    assert accounts.enter("anna", PASSWORD).name == "anna"
    assert accounts.names() == ["anna", "bram"]


@pytest.mark.parametrize("typed", ["Anna", "ANNA", " anna "])
def test_a_name_is_known_however_it_is_written(accounts: Accounts, typed: str) -> None:
    assert accounts.enter(typed, PASSWORD).name == "anna"


@pytest.mark.parametrize(
    ("name", "password"),
    [
        pytest.param("anna", f"{PASSWORD} more", id="somebody else's password"),
        pytest.param("anna", "", id="no password"),
        pytest.param("anna", PASSWORD.upper(), id="capitals"),
        pytest.param("anna", PASSWORD * 5000, id="a very long one"),
        pytest.param("carla", PASSWORD, id="no such name"),
        pytest.param("", PASSWORD, id="no name"),
        pytest.param("anna\0", PASSWORD, id="a NUL"),
        pytest.param("\ud800", PASSWORD, id="half a character"),
        pytest.param("' OR 1=1 --", PASSWORD, id="SQL"),
    ],
)
def test_nobody_else_is_let_in(accounts: Accounts, name: str, password: str) -> None:
    with pytest.raises(LoginRefused) as caught:
        accounts.enter(name, password)
    assert caught.value.account == ("anna" if name == "anna" else None)
    assert str(caught.value) == "Name and password don't match."


def test_a_password_is_kept_only_as_a_slow_salted_hash(store: LeadStore, database: Path) -> None:
    accounts = Accounts(AccountTable(store.engine), Attempts(AttemptTable(store.engine), "a key"))
    for name in ("anna", "carla"):
        accounts.add(name, PASSWORD)
    with closing(sqlite3.connect(database)) as connection:
        rows = dict(connection.execute("SELECT name, password FROM accounts").fetchall())
    assert all(stored.startswith("scrypt:32768:8:1$") for stored in rows.values())
    assert rows["anna"] != rows["carla"]
    assert not any(PASSWORD.encode() in file.read_bytes() for file in database.parent.iterdir())


@pytest.mark.parametrize(
    ("name", "password", "said"),
    [
        pytest.param("anna", PASSWORD, "already", id="taken"),
        pytest.param("ANNA", PASSWORD, "already", id="taken in capitals"),
        pytest.param("", PASSWORD, "cannot be an account's name", id="no name"),
        pytest.param("an na", PASSWORD, "cannot be an account's name", id="a space in it"),
        pytest.param("carla", PASSWORD * 90, "1890 characters", id="too long a password"),
        pytest.param("x" * 81, PASSWORD, "cannot be an account's name", id="too long a name"),
        pytest.param("carla", "elevenchars", "11 characters", id="too short a password"),
    ],
)
def test_an_account_that_will_not_do_is_refused_in_words(
    accounts: Accounts, name: str, password: str, said: str
) -> None:
    with pytest.raises(AccountError, match=said):
        accounts.add(name, password)
    assert accounts.names() == ["anna", "bram"]


@pytest.mark.parametrize("change", ["remove", "end_sessions", "set_password"])
def test_what_is_done_to_nobody_says_so(accounts: Accounts, change: str) -> None:
    arguments = ("carla", PASSWORD) if change == "set_password" else ("carla",)
    with pytest.raises(AccountError, match="no account 'carla'"):
        getattr(accounts, change)(*arguments)


# --- Sessions ----------------------------------------------------------------------------------


def test_a_session_belongs_to_its_account(accounts: Accounts) -> None:
    anna, bram = accounts.enter("anna", PASSWORD), accounts.enter("bram", f"{PASSWORD} more")
    assert accounts.of_session(anna.session) == anna
    assert accounts.of_session(bram.session) == bram
    assert accounts.of_session("") is None


@pytest.mark.parametrize(
    "ends",
    [
        pytest.param(lambda all: all.end_sessions("anna"), id="a log-out"),
        pytest.param(lambda all: all.set_password("anna", PASSWORD), id="a new password"),
        pytest.param(lambda all: all.remove("anna"), id="a removal"),
    ],
)
def test_what_ends_the_sessions_of_one_leaves_the_others(accounts: Accounts, ends: object) -> None:
    anna, bram = accounts.enter("anna", PASSWORD), accounts.enter("bram", f"{PASSWORD} more")
    ends(accounts)  # type: ignore[operator]
    assert accounts.of_session(anna.session) is None
    assert accounts.of_session(bram.session) == bram


def test_an_account_made_anew_does_not_bring_back_old_sessions(accounts: Accounts) -> None:
    anna = accounts.enter("anna", PASSWORD)
    accounts.remove("anna")
    accounts.add("anna", PASSWORD)
    assert accounts.of_session(anna.session) is None


# --- Attempts ----------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["anna", "carla"], ids=["a name that is", "a name that isn't"])
def test_ten_wrong_passwords_throttle_that_name_alone(accounts: Accounts, name: str) -> None:
    tried = [outcome(accounts, name, "wrong") for _ in range(MOST + 2)]
    assert tried == ["refused"] * MOST + ["throttled"] * 2
    assert outcome(accounts, name.upper(), PASSWORD) == "throttled"
    assert outcome(accounts, "bram", f"{PASSWORD} more") == "in"


def test_a_throttled_account_opens_again_when_the_time_is_over(
    accounts: Accounts, clock: Clock
) -> None:
    for _ in range(MOST):
        outcome(accounts, "anna", "wrong")
        clock.waits(10)
    with pytest.raises(TooManyAttempts) as caught:
        accounts.enter("anna", PASSWORD)
    assert caught.value.seconds == WINDOW - 10 * MOST
    clock.waits(caught.value.seconds)
    assert outcome(accounts, "anna", PASSWORD) == "in"


def test_waiting_in_vain_does_not_make_the_wait_longer(accounts: Accounts, clock: Clock) -> None:
    for _ in range(MOST * 3):
        outcome(accounts, "anna", "wrong")
    clock.waits(WINDOW)
    assert outcome(accounts, "anna", PASSWORD) == "in"


def test_coming_in_forgives_the_mistakes_before(accounts: Accounts) -> None:
    for _ in range(3):
        tried = [outcome(accounts, "anna", "wrong") for _ in range(MOST - 1)]
        assert tried == ["refused"] * (MOST - 1)
        assert outcome(accounts, "anna", PASSWORD) == "in"


def test_a_new_password_lets_its_owner_in_at_once(accounts: Accounts) -> None:
    for _ in range(MOST):
        outcome(accounts, "anna", "wrong")
    accounts.set_password("anna", "words that are quite new")
    assert outcome(accounts, "anna", "words that are quite new") == "in"


def test_attempts_at_the_same_moment_count_each(accounts: Accounts) -> None:
    with ThreadPoolExecutor(4) as pool:
        tried = list(pool.map(lambda _: outcome(accounts, "anna", "wrong"), range(MOST + 6)))
    assert sorted(tried) == ["refused"] * MOST + ["throttled"] * 6


def test_all_processes_count_together(accounts: Accounts, store: LeadStore, clock: Clock) -> None:
    other = Accounts(
        AccountTable(store.engine), Attempts(AttemptTable(store.engine), "a key", clock), QUICK
    )
    tried = [outcome(each, "anna", "wrong") for each in (accounts, other) * (MOST // 2)]
    assert tried == ["refused"] * MOST
    assert [outcome(each, "anna", PASSWORD) for each in (accounts, other)] == ["throttled"] * 2


def test_what_was_typed_as_a_name_is_not_kept(accounts: Accounts, database: Path) -> None:
    outcome(accounts, "my-secret-typed-too-early", "wrong")
    files = [file.read_bytes() for file in database.parent.iterdir()]
    assert not any(b"my-secret" in content for content in files)
