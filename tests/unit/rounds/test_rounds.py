"""The life of a round, on both engines: opened, answered, closed once, and gone without a trace."""

from pathlib import Path

import pytest

from app.database.database import Database
from app.errors import RoundClosed, RoundFull, RoundGone
from app.rounds.rounds import CLOSED, OPENED, Rounds
from app.rounds.setup import invitation_of, new_id, stored_as
from tests.postgres import Postgres
from tests.unit.method.sheets import MODEL, VENDOR, all_alike
from tests.unit.rounds.conftest import TOKENS, Clock, Take, counts_of, setup_of

ON_BOTH_ENGINES = True


def test_a_round_counts_its_answers_by_role_and_closes_into_a_link(
    rounds: Rounds, host: str, invitation: str, take: Take, opened: Database
) -> None:
    take(invitation, leadership=["444"], operations=["222", "333"])
    assert rounds.invited(invitation).counts == {"leadership": 1, "operations": 2}
    assert rounds.close(host)
    closed = rounds.invited(invitation)
    assert closed.token
    assert TOKENS.read(closed.token).counts == {"leadership": 1, "operations": 2}
    assert counts_of(opened) == {OPENED: 1, CLOSED: 1}


def test_a_round_closes_once_and_is_never_reopened(
    rounds: Rounds, host: str, invitation: str, take: Take
) -> None:
    take(invitation, leadership=["444"], operations=["222"])
    assert rounds.close(host)
    assert not rounds.close(host)
    assert not rounds.prolong(host)
    with pytest.raises(RoundClosed):
        take(invitation, other=["333"])


def test_who_answers_again_with_the_same_id_replaces_the_answers(
    rounds: Rounds, invitation: str, take: Take
) -> None:
    (mine,) = take(invitation, leadership=["444"])
    rounds.expect(invitation, mine, dict.fromkeys(MODEL.dimensions, 2))
    rounds.answer(invitation, mine, all_alike("333", {**VENDOR, "role": "leadership"}))
    # The same side still thinks the same of the other; another side would be asked anew.
    assert rounds.given_by(invitation, mine) == ("leadership", "333" * 8, "2" * 8)
    rounds.answer(invitation, mine, all_alike("222", {**VENDOR, "role": "operations"}))
    assert rounds.invited(invitation).counts == {"operations": 1}
    given = rounds.given_by(invitation, mine)
    assert given == ("operations", "222" * 8, None)


def test_answers_can_be_taken_back(rounds: Rounds, invitation: str, take: Take) -> None:
    (mine,) = take(invitation, leadership=["444"])
    rounds.withdraw(invitation, mine)
    assert rounds.invited(invitation).counts == {}
    assert rounds.given_by(invitation, mine) is None


def test_what_the_other_side_is_expected_to_say_reaches_the_link(
    rounds: Rounds, host: str, invitation: str, take: Take
) -> None:
    (mine, _) = take(invitation, leadership=["444"], operations=["222"])
    rounds.expect(invitation, mine, dict.fromkeys(MODEL.dimensions, 4))
    rounds.close(host)
    token = rounds.invited(invitation).token or ""
    assert TOKENS.read(token).dimensions["D1"].expected == {"leadership": 4}


def test_an_open_round_takes_twelve(rounds: Rounds, invitation: str, take: Take) -> None:
    (first, *_) = take(invitation, operations=["333"] * 12)
    with pytest.raises(RoundFull):
        take(invitation, operations=["333"])
    rounds.answer(invitation, first, all_alike("222"))  # a correction is no thirteenth


def test_a_shielded_round_takes_forty(rounds: Rounds, take: Take) -> None:
    invitation = invitation_of(rounds.start(setup_of("shielded"), 7))
    take(invitation, operations=["333"] * 40)
    with pytest.raises(RoundFull):
        take(invitation, operations=["333"])


def test_too_few_show_nothing_however_the_round_ends(
    rounds: Rounds, clock: Clock, take: Take
) -> None:
    host = rounds.start(setup_of("shielded"), 7)
    invitation = invitation_of(host)
    take(invitation, operations=["333"] * 4)
    assert not rounds.close(host)
    assert rounds.invited(invitation).missing == 1
    assert not rounds.prolong(host)  # its time isn't over
    rounds.tend(clock.passes(8))
    waiting = rounds.invited(invitation)
    assert (waiting.token, waiting.over, waiting.missing) == (None, True, 1)
    with pytest.raises(RoundClosed):
        take(invitation, operations=["333"])
    assert rounds.prolong(host)
    take(invitation, operations=["333"])
    assert rounds.close(host)


def test_a_round_is_prolonged_once_and_then_gone(
    rounds: Rounds, clock: Clock, host: str, invitation: str
) -> None:
    clock.passes(8)
    assert rounds.prolong(host)
    assert not rounds.prolong(host)
    rounds.tend(clock.passes(15))
    with pytest.raises(RoundGone):
        rounds.invited(invitation)


def test_a_round_that_nobody_prolongs_is_deleted(
    rounds: Rounds, clock: Clock, invitation: str, take: Take
) -> None:
    take(invitation, leadership=["444"])
    rounds.tend(clock.passes(7 + 14))
    assert rounds.invited(invitation).answered == 1
    rounds.tend(clock.passes(1))
    with pytest.raises(RoundGone):
        rounds.invited(invitation)


@pytest.mark.parametrize("who", ["the chore", "a visit"])
def test_the_clock_closes_a_round_after_its_last_day(
    rounds: Rounds, clock: Clock, invitation: str, take: Take, who: str
) -> None:
    take(invitation, leadership=["444"], operations=["222"])
    rounds.tend(clock.passes(7))
    assert rounds.invited(invitation).is_open
    later = clock.passes(1)
    if who == "the chore":
        rounds.tend(later)
    assert rounds.invited(invitation).token


def test_the_invitation_leads_to_the_result_for_ninety_days(
    rounds: Rounds, clock: Clock, host: str, invitation: str, take: Take
) -> None:
    take(invitation, leadership=["444"], operations=["222"])
    rounds.close(host)
    token = rounds.invited(invitation).token or ""
    rounds.tend(clock.passes(90))
    assert rounds.invited(invitation).token == token
    rounds.tend(clock.passes(1))
    with pytest.raises(RoundGone):
        rounds.invited(invitation)
    assert TOKENS.read(token).mode == "open"  # the link itself lives on


def test_a_cancelled_round_is_gone(rounds: Rounds, host: str, invitation: str, take: Take) -> None:
    (mine,) = take(invitation, leadership=["444"])
    rounds.cancel(host)
    with pytest.raises(RoundGone):
        rounds.hosted(host)
    assert rounds.given_by(invitation, mine) is None


def test_a_closed_round_cannot_be_cancelled(
    rounds: Rounds, host: str, invitation: str, take: Take
) -> None:
    take(invitation, leadership=["444"], operations=["222"])
    rounds.close(host)
    assert not rounds.cancel(host)
    assert rounds.invited(invitation).token


def test_an_id_that_nobody_was_given_opens_nothing(rounds: Rounds, invitation: str) -> None:
    for guessed in (new_id(), "", stored_as(invitation), invitation[:-1]):
        with pytest.raises(RoundGone):
            rounds.invited(guessed)
    with pytest.raises(RoundGone):
        rounds.hosted(invitation)  # the invitation makes nobody the host


def test_ids_hold_ninety_six_random_bits_and_only_their_hashes_are_stored(
    rounds: Rounds, host: str, invitation: str, take: Take, opened: Database
) -> None:
    (mine,) = take(invitation, leadership=["444"])
    assert len(host) == len(mine) == 16
    assert len(invitation) == 24
    with opened.engine.reading() as connection:
        rows = [
            *connection.execute("SELECT * FROM rounds").fetchall(),
            *connection.execute("SELECT * FROM round_sheets").fetchall(),
        ]
    stored = repr([tuple(row) for row in rows])
    assert not any(id in stored for id in (host, invitation, mine))


# --- Without a trace -----------------------------------------------------------------------------

ANSWERS = ("431", "134", "252", "525", "143", "341")
MARKS = [(answers * 8).encode() for answers in ANSWERS]


def on_disk(opened: Database, request: pytest.FixtureRequest) -> bytes:
    """All that the files of the database hold; PostgreSQL's log is not ours."""
    if request.getfixturevalue("engine") == "sqlite":
        folder = request.getfixturevalue("tmp_path") / "data"
        return b"".join(file.read_bytes() for file in sorted(Path(folder).iterdir()))
    server: Postgres = request.getfixturevalue("postgres")
    with opened.engine.reading() as connection:
        connection.execute("CHECKPOINT")
        (path,) = connection.execute("SELECT pg_relation_filepath('rounds')").fetchone()
    (found,) = server.folder.rglob(path)
    return b"".join(file.read_bytes() for file in sorted(found.parent.iterdir()))


@pytest.mark.parametrize("end", ["close", "cancel"])
def test_after_the_end_no_byte_of_a_sheet_is_left_on_the_disk(
    rounds: Rounds, take: Take, opened: Database, end: str, request: pytest.FixtureRequest
) -> None:
    hosts = [rounds.start(setup_of("shielded"), 7) for _ in range(4)]
    for host in hosts:
        take(invitation_of(host), leadership=list(ANSWERS), operations=list(ANSWERS) * 5)
    there = on_disk(opened, request)
    assert all(mark in there for mark in MARKS)  # so that the search is known to find them
    for host in hosts:
        getattr(rounds, end)(host)
    left = on_disk(opened, request)
    assert [mark for mark in MARKS if mark in left] == []


def test_what_is_taken_back_leaves_no_byte_either(
    rounds: Rounds,
    invitation: str,
    take: Take,
    opened: Database,
    request: pytest.FixtureRequest,
) -> None:
    mine, *_ = take(invitation, leadership=["431"], operations=["222"] * 11)
    assert MARKS[0] in on_disk(opened, request)
    rounds.withdraw(invitation, mine)
    assert MARKS[0] not in on_disk(opened, request)


def test_a_night_later_the_disk_is_tidied_of_rounds_too(
    rounds: Rounds, host: str, invitation: str, take: Take, opened: Database
) -> None:
    opened.engine.tidy()
    assert opened.engine.tidy() is False
    take(invitation, leadership=["431"], operations=["222"])
    assert opened.engine.tidy() is True
    assert opened.engine.tidy() is False
    rounds.close(host)
    assert opened.engine.tidy() is True
