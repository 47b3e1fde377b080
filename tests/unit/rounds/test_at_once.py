"""Several people at a round at the same moment, and people who try to get more out of it."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from unittest.mock import patch

import pytest

from app.database.database import Database
from app.database.engine import Connection
from app.database.rounds import RoundTable
from app.errors import RoundClosed, RoundError
from app.method.round import Mode
from app.rounds.rounds import CLOSED, Rounds
from app.rounds.setup import invitation_of, new_id, stored_as
from tests.unit.method.sheets import VENDOR, all_alike
from tests.unit.rounds.conftest import TOKENS, Clock, Take, counts_of, setup_of

ON_BOTH_ENGINES = True

Step = Callable[[], object]


def answered(rounds: Rounds, invitation: str) -> int:
    """How many answers the link of a closed round holds."""
    return sum(TOKENS.read(rounds.invited(invitation).token or "").counts.values())


def outcome(step: Step) -> object:
    """What comes of it, be it an error of ours."""
    try:
        return step()
    except RoundError as error:
        return type(error)


def while_in(first: Step, second: Step) -> tuple[object, object]:
    """Begin `second` elsewhere while `first` is in the middle of its transaction; both outcomes."""
    late: list[object] = []
    other = threading.Thread(target=lambda: late.append(outcome(second)))
    alone_with = RoundTable._alone_with

    @contextmanager
    def held(table: RoundTable, *ids: str) -> Iterator[Connection]:
        with alone_with(table, *ids) as connection:
            if other.ident is None:
                other.start()
                other.join(0.3)
                assert late == []  # it waits
            yield connection

    with patch.object(RoundTable, "_alone_with", held):
        early = outcome(first)
        other.join(30)
    return early, late[0]


def test_who_answers_while_the_round_is_being_closed_is_refused(
    rounds: Rounds, host: str, invitation: str, take: Take
) -> None:
    take(invitation, leadership=["444"], operations=["222"])
    closing, answering = while_in(
        lambda: rounds.close(host), lambda: take(invitation, other=["333"])
    )
    assert (closing, answering) == (True, RoundClosed)
    assert answered(rounds, invitation) == 2


def test_who_cancels_while_the_round_is_being_closed_comes_too_late(
    rounds: Rounds, host: str, invitation: str, take: Take
) -> None:
    take(invitation, leadership=["444"], operations=["222"])
    assert while_in(lambda: rounds.close(host), lambda: rounds.cancel(host)) == (True, False)
    assert answered(rounds, invitation) == 2


def test_an_answer_that_was_there_first_is_in_the_result(
    rounds: Rounds, host: str, invitation: str, take: Take
) -> None:
    take(invitation, leadership=["444"], operations=["222"])
    _, closing = while_in(lambda: take(invitation, other=["333"]), lambda: rounds.close(host))
    assert closing is True
    assert answered(rounds, invitation) == 3


@pytest.mark.parametrize("attempt", range(3))
def test_whatever_comes_first_no_answer_is_lost_silently(
    rounds: Rounds, host: str, invitation: str, take: Take, attempt: int
) -> None:
    take(invitation, leadership=["444"], operations=["222"])
    together = threading.Barrier(7)
    found: list[object] = []

    def does(step: Step) -> None:
        together.wait(30)
        found.append(outcome(step))

    steps: list[Step] = [lambda: take(invitation, other=["333"])] * 6
    steps.append(lambda: rounds.close(host))
    threads = [threading.Thread(target=does, args=[step]) for step in steps]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    accepted = sum(isinstance(each, list) for each in found)
    assert accepted + found.count(RoundClosed) == 6
    assert answered(rounds, invitation) == 2 + accepted


def test_what_is_taken_back_before_the_end_is_not_in_the_result(
    rounds: Rounds, host: str, invitation: str, take: Take
) -> None:
    mine, *_ = take(invitation, leadership=["444"], operations=["222", "333"])
    _, closing = while_in(lambda: rounds.withdraw(invitation, mine), lambda: rounds.close(host))
    assert closing is True
    assert answered(rounds, invitation) == 2


def test_nobody_is_told_that_answers_are_gone_while_they_go_into_the_result(
    rounds: Rounds, host: str, invitation: str, take: Take
) -> None:
    mine, *_ = take(invitation, leadership=["444"], operations=["222", "333"])

    def takes_back() -> bool:
        rounds.withdraw(invitation, mine)
        return rounds.invited(invitation).token is not None  # then the page says: closed

    assert while_in(lambda: rounds.close(host), takes_back) == (True, True)


def test_an_answer_to_a_round_that_is_being_cancelled_leaves_no_sheet(
    rounds: Rounds, host: str, invitation: str, take: Take, opened: Database
) -> None:
    while_in(lambda: take(invitation, other=["333"]), lambda: rounds.cancel(host))
    with opened.engine.reading() as connection:
        assert connection.execute("SELECT * FROM round_sheets").fetchall() == []


def test_a_round_that_two_close_at_once_is_closed_once(
    rounds: Rounds, host: str, invitation: str, take: Take, opened: Database
) -> None:
    take(invitation, leadership=["444"], operations=["222"])
    assert while_in(lambda: rounds.close(host), lambda: rounds.close(host)) == (True, False)
    assert counts_of(opened)[CLOSED] == 1


def test_a_round_that_two_prolong_at_once_is_prolonged_once(
    rounds: Rounds, clock: Clock, host: str, invitation: str, opened: Database
) -> None:
    now = clock.passes(8)
    there = threading.Barrier(2)
    prolong = RoundTable.prolong

    def both_have_looked(table: RoundTable, id: str, closes: str) -> bool:
        there.wait(30)
        return prolong(table, id, closes)

    found: list[bool] = []
    threads = [threading.Thread(target=lambda: found.append(rounds.prolong(host))) for _ in "ab"]
    with patch.object(RoundTable, "prolong", both_have_looked):
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(30)
    assert sorted(found) == [False, True]
    assert (rounds.invited(invitation).closes - now).days == 14


def test_the_chore_does_not_close_what_was_prolonged_meanwhile(
    rounds: Rounds, clock: Clock, host: str, invitation: str, take: Take, opened: Database
) -> None:
    take(invitation, leadership=["444"])
    today = clock.passes(8)
    due = opened.rounds.due(today.isoformat())
    assert rounds.prolong(host)
    take(invitation, operations=["222"])  # now there are enough
    with patch.object(RoundTable, "due", return_value=due):
        rounds.tend(today)
    assert rounds.invited(invitation).is_open


# --- Who tries to learn more ---------------------------------------------------------------------


def test_somebody_with_two_ids_is_two_people_and_everybody_sees_two(
    rounds: Rounds, host: str, invitation: str, take: Take
) -> None:
    take(invitation, leadership=["444", "444"])  # one person, two browsers
    assert rounds.invited(invitation).counts == {"leadership": 2}
    take(invitation, operations=["222"])
    seen = rounds.invited(invitation)
    assert (seen.answered, seen.setup.expected) == (3, 5)


@pytest.mark.parametrize("mode", ["open", "shielded"])
def test_who_took_back_was_never_there(rounds: Rounds, take: Take, mode: Mode) -> None:
    """Who watches the counts sees that somebody of a role has gone, and no more at the end."""
    rest = {"leadership": ["444", "433"], "operations": ["222", "231", "123"]}
    tokens = []
    for somebody_goes in (True, False):
        host = rounds.start(setup_of(mode), 7)
        invitation = invitation_of(host)
        mine = take(invitation, leadership=["511"]) if somebody_goes else []
        take(invitation, **rest)
        for id in mine:
            assert rounds.invited(invitation).counts == {"leadership": 3, "operations": 3}
            rounds.withdraw(invitation, id)
        assert rounds.invited(invitation).counts == {"leadership": 2, "operations": 3}
        rounds.close(host)
        tokens.append(rounds.invited(invitation).token)
    assert tokens[0] == tokens[1]


def test_nothing_comes_back_by_closing_again_with_one_answer_less(
    rounds: Rounds, host: str, invitation: str, take: Take
) -> None:
    (mine, _) = take(invitation, leadership=["444"], operations=["222"])
    rounds.close(host)
    token = rounds.invited(invitation).token
    rounds.withdraw(invitation, mine)
    assert not rounds.close(host)
    assert rounds.invited(invitation).token == token


def test_the_chance_to_answer_as_somebody_else_is_that_of_guessing_an_id(
    rounds: Rounds, invitation: str, take: Take
) -> None:
    (mine,) = take(invitation, leadership=["444"])
    for guessed in (new_id(), stored_as(mine), mine.lower(), mine[:-1]):
        rounds.withdraw(invitation, guessed)
        assert rounds.given_by(invitation, guessed) is None
    elsewhere = invitation_of(rounds.start(setup_of(), 7))
    rounds.withdraw(elsewhere, mine)
    assert rounds.given_by(elsewhere, mine) is None
    rounds.answer(elsewhere, mine, all_alike("111", VENDOR))
    given = rounds.given_by(invitation, mine)
    assert given is not None and given.answers == "444" * 8
