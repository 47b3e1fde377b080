"""Result tokens and reference codes: what was written is read, and nothing else is."""

import random
import string
from dataclasses import replace
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.errors import OutdatedEdition, TokenError
from app.method.commitment import Commitment
from app.method.sheet import AnswerSheet
from app.method.token import NONCE_BITS, ResultTokens, parse_reference, reference_code
from tests.examples import many
from tests.site import NONCE, SECRET_KEY
from tests.unit.method.sheets import MODEL, WORKED, all_alike, invented, sheet, sheets

KEY, OLD_KEY, OTHER_KEY = "k" * 32, "o" * 32, "x" * 32
TOKENS = ResultTokens([MODEL], [KEY])
nonces = st.integers(0, 2**NONCE_BITS - 1)
ALPHABET = string.ascii_letters + string.digits + "-_."
ODD = ALPHABET + "=+/ %\n\0éſ\ud800"


def refused(token: str) -> bool:
    try:
        TOKENS.read(token)
    except TokenError as error:
        return not isinstance(error, OutdatedEdition)
    return False


@many(300)
@given(given_sheet=sheets(), nonce=nonces)
def test_what_was_written_is_read_again(given_sheet: AnswerSheet, nonce: int) -> None:
    assert TOKENS.read(TOKENS.write(given_sheet, nonce)) == (given_sheet, nonce)


@pytest.mark.parametrize(
    "given_sheet",
    [
        pytest.param(sheet("??? " * 8), id="nothing known"),
        pytest.param(all_alike("111"), id="the lowest"),
        pytest.param(all_alike("555"), id="the highest"),
        pytest.param(sheet("??? " * 8, hurried=True), id="nothing known, in a hurry"),
    ],
)
@pytest.mark.parametrize("nonce", [0, 2**NONCE_BITS - 1], ids=["no bits", "all bits"])
def test_the_edges_are_read_again_too(given_sheet: AnswerSheet, nonce: int) -> None:
    read, number = TOKENS.read(TOKENS.write(given_sheet, nonce))
    assert (read, number) == (given_sheet, nonce)
    assert list(read.answers) == MODEL.dimensions


@given(given_sheet=sheets(), nonce=nonces)
def test_a_token_is_short_and_needs_no_escaping(given_sheet: AnswerSheet, nonce: int) -> None:
    token = TOKENS.write(given_sheet, nonce)
    assert len(token) <= 80
    assert set(token) <= set(ALPHABET)


def test_the_same_sheet_and_nonce_give_the_same_token() -> None:
    written = {TOKENS.write(WORKED["P2"].sheet, 7) for _ in range(3)}
    assert len(written) == 1


@pytest.mark.parametrize("seed", range(3))
def test_no_character_can_be_changed(seed: int) -> None:
    token = TOKENS.write(invented(random.Random(seed)), seed * 987654321)
    changed = [
        token[:at] + odd + token[at + 1 :]
        for at in range(len(token))
        for odd in ODD
        if odd != token[at]
    ]
    assert [each for each in changed if not refused(each)] == []


@pytest.mark.parametrize("seed", range(3))
def test_no_character_can_be_left_out_or_put_in(seed: int) -> None:
    token = TOKENS.write(invented(random.Random(seed)), seed * 987654321)
    shorter = [token[:at] for at in range(len(token))]
    shorter += [token[at:] for at in range(1, len(token))]
    shorter += [token[:at] + token[at + 1 :] for at in range(len(token))]
    longer = [
        token[:at] + odd * n + token[at:]
        for at in range(len(token) + 1)
        for odd in ODD
        for n in (1, 4)
    ]
    assert [each for each in [*shorter, *longer] if not refused(each)] == []


@given(text=st.text(max_size=120))
def test_a_text_that_is_no_token_is_refused(text: str) -> None:
    assert refused(text)


@given(text=st.text(alphabet=ALPHABET, max_size=80))
def test_a_text_that_looks_like_a_token_is_refused(text: str) -> None:
    assert refused(text)


def test_half_of_one_token_does_not_go_with_half_of_another() -> None:
    mine, other = TOKENS.write(all_alike("111"), 1), TOKENS.write(all_alike("555"), 1)
    assert refused(mine.partition(".")[0] + "." + other.partition(".")[2])


def test_a_token_signed_with_another_key_is_refused() -> None:
    assert refused(ResultTokens([MODEL], [OTHER_KEY]).write(all_alike("333"), 5))


def test_an_older_key_still_opens_and_the_newest_one_signs() -> None:
    before = ResultTokens([MODEL], [OLD_KEY])
    after = ResultTokens([MODEL], [OLD_KEY, KEY])
    sheet_of_then = WORKED["P1"].sheet
    assert after.read(before.write(sheet_of_then, 3)) == (sheet_of_then, 3)
    assert TOKENS.read(after.write(sheet_of_then, 3)) == (sheet_of_then, 3)
    with pytest.raises(TokenError):
        before.read(after.write(sheet_of_then, 3))


def test_a_true_token_of_another_edition_is_outdated_and_a_forged_one_is_not() -> None:
    other = msgspec.structs.replace(MODEL, edition=MODEL.edition + 1)
    given_sheet = replace(WORKED["P1"].sheet, edition=other.edition)
    token = ResultTokens([other], [KEY]).write(given_sheet, 3)
    with pytest.raises(OutdatedEdition):
        TOKENS.read(token)
    assert ResultTokens([MODEL, other], [KEY]).read(token) == (given_sheet, 3)
    assert refused(ResultTokens([other], [OTHER_KEY]).write(given_sheet, 3))


# Links that people have kept, as they were written at the time, the newest first; they stand here
# for ever. After three of today come three from before some items of edition 1 were corrected, and
# the very first, which don't say which shape they were written by.
KEPT = [
    (
        WORKED["P1"].sheet,
        NONCE,
        "AAHCW542AqXD8B1-mwxuYoG6T97cmA.WTRSQGRgaYG9fm0PlxNBtQBYf6iDHvfmb0Z4sx_kERo",
    ),
    (
        WORKED["P2"].sheet,
        7,
        "AAHCW542AAAAAAAAByRsJR8hatj3xQ.erYhfcD5zSiz6_AZKCe4StVSm1Lc7F6wjsQ0wu7tOU8",
    ),
    (
        sheet("??? " * 8, hurried=True),
        2**NONCE_BITS - 1,
        "AAHCW542A________-MSSy5o9AAAAA.jbRaSzr_gl_Gi0qE2AlEPj423rR-cOV2fGsc-b_igrI",
    ),
    (
        WORKED["P1"].sheet,
        NONCE,
        "AAEVyMaTAqXD8B1-mwxuYoG6T97cmA.cqmJFqChwgvVLLJ_JMq1Qa5kV5uF3un6KMqAM7ubxU4",
    ),
    (
        WORKED["P2"].sheet,
        7,
        "AAEVyMaTAAAAAAAAByRsJR8hatj3xQ.qOOQc0r8vJPojsIDVKchm149pxV6ha_W8reFJ2I5iQk",
    ),
    (
        sheet("??? " * 8, hurried=True),
        2**NONCE_BITS - 1,
        "AAEVyMaTA________-MSSy5o9AAAAA.QxkvKAB1gvqScitM6M6gMx9VSv5yXEcqJ0PauETxyzM",
    ),
    (
        WORKED["P1"].sheet,
        NONCE,
        "AAECpcPwHX6bDG5igbpP3tyY.7WeHLBy21llUTRDtNWdMGP4A98g4Tqux736ayACUmWk",
    ),
    (WORKED["P2"].sheet, 7, "AAEAAAAAAAAHJGwlHyFq2PfF.10HsO7-Z0aVF5XLQ19bixYTQDWUYtsSahH9BIc0j4HA"),
    (
        sheet("??? " * 8, hurried=True),
        2**NONCE_BITS - 1,
        "AAED________4xJLLmj0AAAA.BtasGMMlDHgTMjuJp7ZoxyP64qiaQnianhDFkYhFpOA",
    ),
]


@pytest.mark.parametrize(
    ("given_sheet", "nonce", "token"),
    [pytest.param(*kept, id=kept[2][:12]) for kept in KEPT],
)
def test_a_link_that_was_kept_opens_for_ever(
    given_sheet: AnswerSheet, nonce: int, token: str
) -> None:
    assert ResultTokens([MODEL], [SECRET_KEY]).read(token) == (given_sheet, nonce)


def test_the_newest_of_them_are_written_today_too() -> None:
    today = ResultTokens([MODEL], [SECRET_KEY])
    assert [today.write(*kept[:2]) for kept in KEPT[:3]] == [kept[2] for kept in KEPT[:3]]


def test_no_link_of_today_is_read_with_another_meaning() -> None:
    other = msgspec.structs.replace(MODEL, revisions={**MODEL.revisions, "D1.practice": 2})
    with pytest.raises(OutdatedEdition):
        ResultTokens([other], [SECRET_KEY]).read(KEPT[0][2])


MARKETPLACE = ["vendor", "marketplace", "isv", "saas", "si", "msp", "other"]


@pytest.mark.parametrize(
    "token",
    [
        pytest.param(KEPT[-1][2], id="one of the first"),
        pytest.param(
            ResultTokens([MODEL], [SECRET_KEY]).write(WORKED["P1"].sheet, 1), id="of today"
        ),
    ],
)
@pytest.mark.parametrize(
    "change",
    [
        pytest.param({"profile": {**MODEL.profile, "type": MARKETPLACE}}, id="an option put in"),
        pytest.param({"dimensions": MODEL.dimensions[::-1]}, id="another order"),
        pytest.param({"focus": {**MODEL.focus, "1": ["D1"]}}, id="another number"),
        pytest.param({"edition": MODEL.edition + 1}, id="another edition"),
    ],
)
def test_no_link_is_read_by_another_shape_than_it_was_written_by(
    token: str, change: dict[str, Any]
) -> None:
    other = ResultTokens([msgspec.structs.replace(MODEL, **change)], [SECRET_KEY])
    with pytest.raises(OutdatedEdition):
        other.read(token)


@pytest.mark.parametrize(
    ("nonce", "code"),
    [
        pytest.param(0, "AC-00000-00000", id="no bits"),
        pytest.param(1, "AC-00000-00001", id="one"),
        pytest.param(31, "AC-00000-0000Z", id="the last digit"),
        pytest.param(32, "AC-00000-00010", id="carried over"),
        pytest.param(2**25, "AC-00001-00000", id="the second group"),
        pytest.param(2**NONCE_BITS - 1, "AC-ZZZZZ-ZZZZZ", id="all bits"),
    ],
)
def test_a_nonce_is_written_as_a_reference_code(nonce: int, code: str) -> None:
    assert reference_code(nonce) == code


@given(one=nonces, other=nonces)
def test_different_nonces_have_different_codes(one: int, other: int) -> None:
    assert (reference_code(one) == reference_code(other)) == (one == other)


@given(nonce=nonces)
def test_a_reference_code_is_read_back_however_it_is_typed(nonce: int) -> None:
    code = reference_code(nonce)
    assert parse_reference(code) == code
    assert parse_reference(code.lower()) == code
    assert parse_reference(code.replace("-", "")) == code
    assert parse_reference(f"  {code.replace('-', ' ')}\n") == code
    assert parse_reference(code.removeprefix("AC-")) == code
    assert parse_reference(code.replace("0", "O").replace("1", "l")) == code
    assert parse_reference(code.replace("0", "o").replace("1", "I")) == code


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        pytest.param("AC-ACACA-CACAC", "AC-ACACA-CACAC", id="a code of the letters A and C"),
        pytest.param("acaca-cacac", "AC-ACACA-CACAC", id="the same without the letters in front"),
        pytest.param("ac 0123o il89z", "AC-01230-1189Z", id="read aloud"),
        pytest.param("AC-00000-0000U", None, id="a letter that is not used"),
        pytest.param("AC-00000-00", None, id="too short"),
        pytest.param("AC-00000-000000", None, id="too long"),
        pytest.param("BC-00000-00000", None, id="other letters in front"),
        pytest.param("", None, id="nothing"),
        pytest.param("AC-", None, id="only the letters in front"),
        pytest.param("AC-٠٠٠٠٠-٠٠٠٠٠", None, id="digits of another script"),
        pytest.param("AC-²²²²²-²²²²²", None, id="small digits"),
    ],
)
def test_what_cannot_be_a_reference_is_none(typed: str, code: str | None) -> None:
    assert parse_reference(typed) == code


@given(text=st.text())
def test_any_text_is_a_reference_or_none(text: str) -> None:
    found = parse_reference(text)
    assert found is None or parse_reference(found) == found


# --- Commitments -------------------------------------------------------------------------------


days = st.integers(700_000, 800_000)
commitments = st.builds(Commitment, st.sampled_from(MODEL.dimensions), days, days)


@many(200)
@given(given_sheet=sheets(), nonce=nonces, commitment=commitments)
def test_a_commitment_is_read_again_with_its_result(
    given_sheet: AnswerSheet, nonce: int, commitment: Commitment
) -> None:
    token = TOKENS.write_commitment(given_sheet, nonce, commitment)
    assert TOKENS.read_earlier(token) == (given_sheet, nonce, commitment)
    assert len(token) <= 95
    assert set(token) <= set(ALPHABET)
    assert refused(token)


@many(50)
@given(given_sheet=sheets(), nonce=nonces)
def test_a_result_comes_without_a_commitment(given_sheet: AnswerSheet, nonce: int) -> None:
    token = TOKENS.write(given_sheet, nonce)
    assert TOKENS.read_earlier(token) == (given_sheet, nonce, None)


def test_a_commitment_of_other_keys_or_of_a_shape_that_is_gone_is_refused() -> None:
    commitment = Commitment("D4", 740_000, 740_180)
    sheet = WORKED["P2"].sheet
    foreign = ResultTokens([MODEL], [OTHER_KEY]).write_commitment(sheet, 7, commitment)
    with pytest.raises(TokenError):
        TOKENS.read_earlier(foreign)
    gone = msgspec.structs.replace(MODEL, revisions={**MODEL.revisions, "D1.direction": 99})
    of_old = ResultTokens([gone], [KEY]).write_commitment(sheet, 7, commitment)
    with pytest.raises(OutdatedEdition):
        TOKENS.read_earlier(of_old)
    both = ResultTokens([MODEL], [OLD_KEY, KEY])
    kept = ResultTokens([MODEL], [OLD_KEY]).write_commitment(sheet, 7, commitment)
    assert both.read_earlier(kept).commitment == commitment


# Written on the day that commitments came: it opens for ever.
FROZEN_COMMITMENT = (
    "AwALSqAAC0tUAAHCW542AqXD8B1-myRsJR8hatj3xQ.nHfZ1QErg5mHmTzCyS6bUvCFGENy89p6OHK2hfc3fNQ"
)


def test_a_commitment_of_the_first_day_opens() -> None:
    held = TOKENS.read_earlier(FROZEN_COMMITMENT)
    assert held == (WORKED["P2"].sheet, NONCE, Commitment("D4", 740_000, 740_180))
