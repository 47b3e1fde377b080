"""A round: what colleagues see together, worked out by hand, and what nobody may see."""

import random
from dataclasses import replace
from fractions import Fraction

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.errors import OutdatedEdition, TokenError
from app.method.aggregating import aggregate, roles_shown
from app.method.commitment import Commitment
from app.method.disagreement import spread, word_for
from app.method.model import Model
from app.method.round import (
    ALL,
    FEWEST,
    SIDES,
    Aggregate,
    Mode,
    Participant,
    Together,
    missing,
)
from app.method.round_token import RoundTokens
from app.method.scoring import dimension_score
from app.method.whole import whole_of
from tests.unit.method.sheets import MODEL, VENDOR, all_alike, sheet, sheets

FACTS = {key: option for key, option in VENDOR.items() if key != "role"}
KEYS = ["a-key-for-rounds-in-tests-0123456789"]


def someone(role: str, answers: str = "333", **expected: int) -> Participant:
    """A participant who answers every dimension alike."""
    return Participant(all_alike(answers, {**VENDOR, "role": role}), expected)


def together(mode: Mode, *participants: Participant) -> Aggregate:
    return aggregate(MODEL, mode, FACTS, participants)


def of_d1(mode: Mode, scores: dict[str, list[str]]) -> Aggregate:
    """A round whose answers on D1 are these, by role, and alike on all others."""
    rest = " 333" * 7
    return together(
        mode,
        *(
            Participant(sheet(answers + rest, {**VENDOR, "role": role}))
            for role, several in scores.items()
            for answers in several
        ),
    )


def test_the_worked_check_of_the_method_is_one_to_talk_about() -> None:
    leadership = ["333", "332", "343"]  # 3, 2⅔, 3⅓
    operations = ["221", "222", "112"]  # 1⅔, 2, 1⅓
    found = of_d1("open", {"leadership": leadership, "operations": operations})
    seen = found.dimensions["D1"]
    assert seen.scores == {"leadership": 3, "operations": Fraction(5, 3)}
    assert seen.gap == Fraction(4, 3)
    scores = [Fraction(n, 3) for n in (9, 8, 10, 5, 6, 4)]
    assert spread(scores) == Fraction(2, 3)
    assert seen.word == "talk"
    assert found.order[0] == "D1"
    assert seen.consensus == Fraction(7, 3)


def test_all_together_is_the_mean_of_the_role_medians() -> None:
    scores = {"leadership": ["555"], "operations": ["333", "333"], "other": ["111"] * 3}
    assert of_d1("open", scores).dimensions["D1"].consensus == 3
    alone = of_d1("open", {"leadership": ["555"], "other": ["111"] * 3})
    assert alone.dimensions["D1"].consensus == 3


@pytest.mark.parametrize(
    ("gap", "deviation", "word"),
    [
        ("1", "0", "talk"),
        ("-1", "0", "talk"),
        ("0", "4/5", "between"),
        ("0", "5/6", "talk"),
        ("1/2", "0", "between"),
        ("1/3", "2/5", "agreement"),
        ("1/3", "1/2", "between"),
        (None, "2/5", "agreement"),
        (None, "5/6", "talk"),
    ],
)
def test_a_word_follows_from_gap_and_spread(gap: str | None, deviation: str, word: str) -> None:
    assert word_for(None if gap is None else Fraction(gap), Fraction(deviation)) == word


def test_a_facet_is_named_where_the_sides_lie_two_steps_apart() -> None:
    found = of_d1("open", {"leadership": ["541"], "operations": ["331"]})
    assert found.dimensions["D1"].facets == ("direction",)


def test_an_open_round_shows_each_persons_levels_beside_the_role() -> None:
    found = together("open", someone("operations", "222"), someone("leadership", "444"))
    assert [(p.role, set(p.levels.values())) for p in found.people] == [
        ("leadership", {4}),
        ("operations", {2}),
    ]
    assert found.counts == {"leadership": 1, "operations": 1}


def test_what_a_side_expected_stands_beside_what_the_other_said() -> None:
    guess = dict.fromkeys(MODEL.dimensions, 4)
    found = together("open", someone("leadership", "333", **guess), someone("operations", "222"))
    assert found.dimensions["D1"].expected == {"leadership": 4}


def test_a_dimension_that_too_few_know_says_nothing() -> None:
    found = of_d1("open", {"leadership": ["333"], "operations": ["???"]})
    assert found.dimensions["D1"].word is None
    assert found.dimensions["D1"].scores == {}


# --- Shielded ------------------------------------------------------------------------------------


def several(**roles: int) -> list[Participant]:
    return [someone(role) for role, count in roles.items() for _ in range(count)]


@pytest.mark.parametrize("mode", ["open", "shielded"])
def test_too_few_show_nothing(mode: Mode) -> None:
    few = several(leadership=FEWEST[mode] - 1)
    assert missing(mode, len(few)) == 1
    with pytest.raises(ValueError, match="participants"):
        together(mode, *few)


@pytest.mark.parametrize(
    ("counts", "shown"),
    [
        ({"leadership": 4, "operations": 9}, set()),
        ({"leadership": 5, "operations": 5}, {"leadership", "operations"}),
        ({"leadership": 5, "operations": 5, "other": 1}, set()),
        ({"leadership": 2, "operations": 5, "other": 3}, {"operations"}),
        ({"operations": 6}, {"operations"}),
    ],
)
def test_a_role_stands_alone_only_where_nothing_can_be_subtracted(
    counts: dict[str, int], shown: set[str]
) -> None:
    assert roles_shown(counts) == shown
    found = together("shielded", *several(**counts))
    assert set(found.dimensions["D1"].scores) == {ALL, *shown}


def test_a_shielded_round_holds_levels_and_words_and_nothing_else() -> None:
    guess = dict.fromkeys(MODEL.dimensions, 2)
    leaders = [someone("leadership", answers, **guess) for answers in ("432", "332", "443")] * 2
    others = [someone("operations", answers) for answers in ("121", "222", "113")] * 2
    found = together("shielded", *leaders, *others)
    assert found.people == ()
    for seen in found.dimensions.values():
        assert all(score in MODEL.levels for score in seen.scores.values())
        assert seen.facets == ()
        assert seen.expected == {"leadership": 2}


def test_a_shielded_role_that_partly_does_not_know_is_not_shown_there() -> None:
    known, unknown = ["333"] * 4, ["???"]
    found = of_d1("shielded", {"leadership": known + unknown, "operations": ["222"] * 5})
    assert set(found.dimensions["D1"].scores) == {ALL}
    assert set(found.dimensions["D2"].scores) == {ALL, "leadership", "operations"}


def test_the_order_of_a_shielded_round_tells_no_more_than_its_words_and_levels() -> None:
    one = of_d1("shielded", {"leadership": ["333"] * 5, "operations": ["332"] * 5})
    other = of_d1("shielded", {"leadership": ["333"] * 5, "operations": ["333"] * 5})
    assert one.dimensions == other.dimensions
    assert one.order == other.order


# --- Properties ----------------------------------------------------------------------------------

expectations: st.SearchStrategy[dict[str, int]] = st.one_of(
    st.just({}), st.fixed_dictionaries(dict.fromkeys(MODEL.dimensions, st.integers(1, 5)))
)
participants = st.builds(Participant, sheets(), expectations)
rounds = st.lists(participants, min_size=5, max_size=12)
twelve = st.lists(participants, min_size=12, max_size=12)
modes = st.sampled_from(["open", "shielded"])


@given(modes, rounds, st.randoms(use_true_random=False))
def test_the_order_of_participants_changes_nothing(
    mode: Mode, participants: list[Participant], chance: random.Random
) -> None:
    """Not a letter of the link: who answered first, or sits where in the table, is not in it."""
    shuffled = participants.copy()
    chance.shuffle(shuffled)
    one, other = together(mode, *participants), together(mode, *shuffled)
    assert one.people == other.people
    tokens = RoundTokens([MODEL], KEYS)
    assert tokens.write(one) == tokens.write(other)


@given(modes, rounds)
def test_a_round_link_says_what_the_round_came_to(
    mode: Mode, participants: list[Participant]
) -> None:
    tokens = RoundTokens([MODEL], KEYS)
    found = together(mode, *participants)
    assert tokens.read(tokens.write(found)) == found
    assert whole_of(MODEL, found).scores.keys() == set(MODEL.dimensions)


ROSTERS = [(5, 5, 0), (5, 4, 0), (4, 4, 4), (6, 5, 1), (5, 0, 0), (5, 2, 5), (6, 6, 0), (3, 2, 0)]


def placed(participant: Participant, role: str) -> Participant:
    """The same answers in another role."""
    answered = participant.sheet
    profile = {**answered.profile, "role": role}
    return replace(participant, sheet=replace(answered, profile=profile))


@given(st.sampled_from(ROSTERS), twelve)
def test_below_a_threshold_nothing_is_in_the_link(
    roster: tuple[int, int, int], participants: list[Participant]
) -> None:
    counts = zip(MODEL.profile["role"], roster, strict=True)
    roles = [role for role, count in counts for _ in range(count)]
    people = [placed(each, role) for each, role in zip(participants, roles, strict=False)]
    tokens = RoundTokens([MODEL], KEYS)
    found = tokens.read(tokens.write(together("shielded", *people)))
    assert found.people == ()
    for dimension, seen in found.dimensions.items():
        knowing = [
            p.role for p in people if dimension_score(MODEL, p.sheet.answers[dimension]) is not None
        ]
        if len(knowing) < 5:
            assert seen == Together()
            continue
        shown = seen.scores.keys() - {ALL}
        for everybody in (roles, knowing):
            assert all(everybody.count(role) >= 5 for role in shown)
            left = sum(role not in shown for role in everybody)
            assert left == 0 or left >= 5 or not shown
        for side in seen.expected:
            assert set(SIDES) <= shown
            assert sum(p.role == side and bool(p.expected) for p in people) >= 5
        assert set(seen.scores.values()) <= set(map(Fraction, MODEL.levels))
        assert seen.facets == ()


# Written before rounds were public: they open for ever.
FROZEN_OPEN = (
    ".eJztjcsOwiAQRf9l1mMsIDX2VwgLWkhtUoFQqjGm_-7UuKgmPuJadufewx3FEBou650TJSCE6DzgBfI5Oqjg6LwNifI"
    "hm3YO2hROhLXxloixlSwID8G6njimYMcmw0QLvTPWpWHfRajEbTiZ3AU_EE6oVPHkgIBHC-RazEska42Kf_T_9jub9AI"
    "ZchS4QYklbilRy-8I4v6Aqp-axW0E9rLhXzRaXwHFmMzt.BmiUINFf5QwPIqj_ZT4oWwWbfC6h7R1Hmoml4Mq_YJU"
)
FROZEN_SHIELDED = (
    ".eJztzEEOgjAQheG7zHpMKKUYuQrpojATJKm0KUVjDHd36krjEXT5T1-_XiGMtRlOrFtAWM8ze2ICfEC-R4YOrrxQSOU"
    "tu6kcphRukoNbSEqpg6kkL4HYS8cUaBsz7CJ4dsRJzAidQQiRk8tzWFbJHfu-ko3z5ZcW4X0NDXzuof4SGyGsxb_yI8q"
    "LUVijxgYNtni05fwEYgrbWA.PdZSWs8DOy0QFq4HuE0ej70ya2EteNaHngRKWpVsclg"
)
FROZEN_COMMITMENT = (
    ".eJztkcsOgjAURP9l1tdIWx7BtX_RdAG0QRKkpKDGGP7di3GBJj7i2u7OzOl0Ua2xFaBM5XmsKIsjIWNDglDJpMydSkH"
    "wvetAF4zn3mGDo-usD5wPY1HPQR38ibEsOsskxCqJGPfeupa5D94eqhETL7SusC4Mu6bHRt2GQzE2vhsYJ9I6enKg8Gg"
    "hWat5iWVjSMuP_t9-Z7Me8WdLUhRTQillnOjldYK6H3D1U7N4myBeNvKLxpgrehjRVw.cdN1cbx42pL1FScUvlt5uG9s"
    "MLxqWncD6Yup0tplDP0"
)


def test_links_of_the_first_day_open_for_ever() -> None:
    tokens = RoundTokens([MODEL], KEYS)
    worked = of_d1(
        "open", {"leadership": ["333", "332", "343"], "operations": ["221", "222", "112"]}
    )
    assert tokens.read(FROZEN_OPEN) == worked
    expecting = someone("leadership", "444", **dict.fromkeys(MODEL.dimensions, 4))
    ten = together("shielded", *[expecting] * 5, *[someone("operations", "222")] * 5)
    assert tokens.read(FROZEN_SHIELDED) == ten
    committed = tokens.read_commitment(FROZEN_COMMITMENT)
    assert committed == (worked, Commitment("D1", 739943, 740124))


def test_a_link_signed_with_another_key_is_refused() -> None:
    with pytest.raises(TokenError):
        RoundTokens([MODEL], ["another-key-0123456789-0123456789-01"]).read(FROZEN_OPEN)


def test_a_round_link_of_another_shape_is_outdated(model: Model) -> None:
    changed = msgspec.structs.replace(model, dimensions=list(reversed(model.dimensions)))
    token = RoundTokens([changed], KEYS).write(
        replace(together("open", *several(leadership=2)), edition=1)
    )
    with pytest.raises(OutdatedEdition):
        RoundTokens([model], KEYS).read(token)


# --- The whole -----------------------------------------------------------------------------------


def test_levers_come_from_the_mean_of_the_two_sides() -> None:
    found = together("open", someone("leadership", "444"), someone("operations", "222"))
    whole = whole_of(MODEL, found)
    assert set(whole.scores.values()) == {Fraction(3)}
    assert whole.level == 3
    assert whole.range == (2, 3)  # 3 − 0.75 and 3 + 0.5
    assert whole.levers


def test_a_shielded_round_reckons_with_levels() -> None:
    found = together("shielded", *several(leadership=5), *[someone("operations", "332")] * 5)
    whole = whole_of(MODEL, found)
    assert set(whole.scores.values()) <= {Fraction(level) for level in MODEL.levels}


def test_without_enough_dimensions_there_is_no_level() -> None:
    known = sheet("333 333 333 333 333 ??? ??? ???", VENDOR)
    whole = whole_of(MODEL, together("open", Participant(known), Participant(known)))
    assert (whole.level, whole.range, whole.levers) == (None, None, ())
