"""Answer sheets as JSON lines: what is scored, what is refused, and what is said about it."""

import json
from fractions import Fraction
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.errors import SheetError
from app.method.lines import score_line
from app.method.model import Model
from app.method.scoring import assess
from app.method.sheet import AnswerSheet
from tests.examples import many
from tests.unit.method.sheets import MODEL, WORKED, invented_sheets

LINE = WORKED["P2"].line
ANSWERS: dict[str, Any] = LINE["answers"]
PROFILE: dict[str, Any] = LINE["profile"]
KEYS = (
    *("id", "level", "range", "index", "gated", "levers", "scores", "dimension_levels"),
    *("park", "hold", "not_assessed", "claim_notes", "flags", "target", "to_target"),
)


def scored(line: bytes) -> Any:
    """What `score` prints for a line, as whoever reads it finds it."""
    return json.loads(msgspec.json.encode(score_line(MODEL, line)))


def written(**changes: Any) -> bytes:
    """The line of the mature SaaS vendor, but for these keys."""
    return json.dumps({**LINE, **changes}).encode()


def with_first(*answers: Any) -> bytes:
    """That line with other answers for D1."""
    return written(answers={**ANSWERS, "D1": list(answers)})


def line_of(given_sheet: AnswerSheet) -> bytes:
    answers = {d: list(facets) for d, facets in given_sheet.answers.items()}
    return json.dumps({"profile": given_sheet.profile, "answers": answers}).encode()


@pytest.mark.parametrize("name", WORKED)
def test_a_worked_sheet_is_scored_as_the_method_says(name: str) -> None:
    worked = WORKED[name]
    found = scored(json.dumps({"id": name, **worked.line}).encode())
    assert tuple(found) == KEYS
    assert found["id"] == name
    for key, value in worked.expected.items():
        assert found[key] == value


def test_a_result_is_written_in_the_promised_shapes() -> None:
    found = scored(written(id=7))
    assert found == {
        "id": 7,
        "level": 3,
        "range": [3, 3],
        "index": "51/16",
        "gated": False,
        "levers": ["D2", "D6"],
        "scores": {
            "D1": "11/3",
            "D2": "7/3",
            "D3": "10/3",
            "D4": "13/3",
            "D5": "3",
            "D6": "8/3",
            "D7": "4",
            "D8": "10/3",
        },
        "dimension_levels": {
            **{"D1": 4, "D2": 2, "D3": 3, "D4": 4},
            **{"D5": 3, "D6": 3, "D7": 4, "D8": 3},
        },
        "park": ["D1", "D3", "D4", "D7", "D8"],
        "hold": ["D5"],
        "not_assessed": [],
        "claim_notes": [],
        "flags": [],
        "target": [4, 5],
        "to_target": "below",
    }


def test_what_does_not_exist_is_null_or_an_empty_list() -> None:
    found = scored(json.dumps(WORKED["E8"].line).encode())
    assert [found[key] for key in ("id", "level", "range", "index", "to_target")] == [None] * 5
    assert [found[key] for key in ("levers", "park", "hold", "claim_notes")] == [[]] * 4
    assert (found["scores"]["D4"], found["dimension_levels"]["D4"]) == (None, None)
    assert found["not_assessed"] == ["D4", "D7"]
    assert (found["gated"], found["target"]) == (False, [3, 3])


@pytest.mark.parametrize(
    "given_id",
    ["P2", "", "é\u2028\0", 0, -7, 2**80, None],
    ids=["text", "empty", "odd characters", "zero", "negative", "a large number", "null"],
)
def test_the_id_comes_back_as_it_was_given(given_id: Any) -> None:
    assert scored(written(id=given_id))["id"] == given_id


def test_the_order_of_the_dimensions_in_a_line_does_not_matter() -> None:
    turned = dict(reversed(ANSWERS.items()))
    assert scored(written(answers=turned)) == scored(written())


def test_keys_that_nobody_asked_for_are_left_alone() -> None:
    more = written(title="A vendor", expected={"level": 3}, profile={**PROFILE, "size": 3})
    assert scored(more) == scored(written())


@pytest.mark.parametrize(
    ("seconds", "hurried"),
    [
        pytest.param(None, False, id="unknown"),
        pytest.param([20] * 8, False, id="calm"),
        pytest.param([5.5, 5.5, *[30] * 6], True, id="two quick pages"),
        pytest.param([0] * 8, True, id="no time at all"),
        pytest.param([1e300] * 8, False, id="for ever"),
    ],
)
def test_seconds_a_page_raise_the_flag_for_speed(seconds: Any, hurried: bool) -> None:
    assert ("speed" in scored(written(page_seconds=seconds))["flags"]) == hurried


@pytest.mark.parametrize(
    ("line", "place"),
    [
        pytest.param(b"", "truncated", id="an empty line"),
        pytest.param(b"{", "truncated", id="half a brace"),
        pytest.param(written()[:-1], "truncated", id="cut off"),
        pytest.param(written() + b",", "byte", id="more than a line"),
        pytest.param(b"\xef\xbb\xbf" + written(), "byte 0", id="a byte order mark"),
        pytest.param(b'{"id": "\xe9"}', "utf-8", id="Latin-1"),
        pytest.param(b'{"id": "\\ud800 and more"}', "byte", id="half a character"),
        pytest.param(b"[]", "object", id="a list"),
        pytest.param(b"null", "object", id="null"),
        pytest.param(b"7", "object", id="a number"),
        pytest.param(written(id=1.5), "id", id="an id with a point"),
        pytest.param(written(id=True), "id", id="an id that is true"),
        pytest.param(written(id=[1]), "id", id="an id that is a list"),
        pytest.param(json.dumps({"answers": ANSWERS}).encode(), "profile", id="no profile"),
        pytest.param(json.dumps({"profile": PROFILE}).encode(), "answers", id="no answers"),
        pytest.param(written(profile=None), "profile", id="a profile of null"),
        pytest.param(written(profile={}), "role", id="an empty profile"),
        pytest.param(written(profile={**PROFILE, "band": 7}), "profile.band", id="a band of 7"),
        pytest.param(written(profile={**PROFILE, "band": "7"}), "profile.band", id="no such band"),
        pytest.param(written(profile={**PROFILE, "type": None}), "profile.type", id="no type"),
        pytest.param(written(answers=None), "answers", id="answers of null"),
        pytest.param(written(answers=[[3, 3, 3]] * 8), "answers", id="a list of answers"),
        pytest.param(
            written(answers={d: each for d, each in ANSWERS.items() if d != "D4"}),
            "answers.D4",
            id="a dimension is missing",
        ),
        pytest.param(
            written(answers={**ANSWERS, "D9": [1, 2, 3]}), "answers.D9", id="a ninth dimension"
        ),
        pytest.param(written(answers={**ANSWERS, "x" * 5000: [1, 2, 3]}), "xxx", id="a long name"),
        pytest.param(written(answers={**ANSWERS, "D1": {}}), "answers.D1", id="an object for D1"),
        pytest.param(written(answers={**ANSWERS, "D1": None}), "answers.D1", id="null for D1"),
        pytest.param(written(answers={**ANSWERS, "D1": "333"}), "answers.D1", id="text for D1"),
        pytest.param(with_first(3, 3), "answers.D1", id="two answers"),
        pytest.param(with_first(3, 3, 3, 3), "answers.D1", id="four answers"),
        pytest.param(with_first(0, 3, 3), "answers.D1: direction", id="nought"),
        pytest.param(with_first(3, 6, 3), "answers.D1: practice", id="six"),
        pytest.param(with_first(3, 3, -1), "answers.D1: evidence", id="less than nothing"),
        pytest.param(with_first(3.0, 3, 3), "answers.D1: direction", id="three with a point"),
        pytest.param(with_first(3.5, 3, 3), "answers.D1: direction", id="three and a half"),
        pytest.param(with_first("3", 3, 3), "answers.D1: direction", id="three as text"),
        pytest.param(with_first(True, 3, 3), "answers.D1: direction", id="true is not one"),
        pytest.param(with_first([3], 3, 3), "answers.D1: direction", id="a list in the list"),
        pytest.param(with_first(10**400, 3, 3), "answers.D1: direction", id="a huge number"),
        pytest.param(
            written().replace(b"[4, 4, 3]", b"[" + b"9" * 5000 + b", 4, 3]"),
            "answers",
            id="a number of 5,000 digits",
        ),
        pytest.param(written(page_seconds=7), "page_seconds", id="one number of seconds"),
        pytest.param(written(page_seconds=[1] * 7), "page_seconds", id="seconds of seven pages"),
        pytest.param(written(page_seconds=[1] * 9), "page_seconds", id="seconds of nine pages"),
        pytest.param(written(page_seconds=[-1] * 8), "page_seconds", id="seconds backwards"),
        pytest.param(written(page_seconds=[None] * 8), "page_seconds", id="seconds of null"),
        pytest.param(written(page_seconds=[True] * 8), "page_seconds", id="seconds of true"),
        pytest.param(written(page_seconds=["9"] * 8), "page_seconds", id="seconds as text"),
        pytest.param(written(page_seconds=[float("nan")] * 8), "byte", id="NaN"),
        pytest.param(written(page_seconds=[float("inf")] * 8), "byte", id="Infinity"),
        pytest.param(
            written(page_seconds=["HUGE"]).replace(b'"HUGE"', b"1e999"),
            "page_seconds",
            id="more seconds than a float holds",
        ),
        pytest.param(b"[" * 100_000, "array", id="brackets without end"),
        pytest.param(
            b'{"more": ' + b"[" * 100_000 + b"]" * 100_000 + b", " + written()[1:],
            "depth",
            id="brackets within brackets where nobody looks",
        ),
        pytest.param(
            written(answers={**ANSWERS, "D1": "HERE"}).replace(
                b'"HERE"', b"[" * 100_000 + b"]" * 100_000
            ),
            "depth",
            id="brackets within brackets for D1",
        ),
    ],
)
def test_what_is_no_answer_sheet_is_refused_with_the_place(line: bytes, place: str) -> None:
    with pytest.raises(SheetError) as caught:
        score_line(MODEL, line)
    message = str(caught.value)
    assert place in message
    assert message.endswith(".")
    assert len(message) < 250


@pytest.mark.parametrize("key", PROFILE)
def test_a_profile_without_one_of_its_keys_is_refused_by_name(key: str) -> None:
    left = {name: value for name, value in PROFILE.items() if name != key}
    with pytest.raises(SheetError, match=rf"profile\.{key} is missing"):
        score_line(MODEL, written(profile=left))


@given(line=st.binary(max_size=200))
def test_any_bytes_are_refused_and_nothing_worse(line: bytes) -> None:
    with pytest.raises(SheetError):
        score_line(MODEL, line)


ANYTHING = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=5)
    | st.integers(1, 5),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from([*MODEL.dimensions, *PROFILE, "x"]), inner, max_size=4)
    ),
    max_leaves=8,
)


@many(300)
@given(
    key=st.sampled_from(["id", "profile", "answers", "page_seconds", "D1", "D1.1", "role"]),
    value=ANYTHING,
)
def test_anything_in_any_place_is_scored_or_refused(key: str, value: Any) -> None:
    places = {
        "D1": {"answers": {**ANSWERS, "D1": value}},
        "D1.1": {"answers": {**ANSWERS, "D1": [3, value, 3]}},
        "role": {"profile": {**PROFILE, "role": value}},
    }
    try:
        found = scored(written(**places.get(key, {key: value})))
    except SheetError:
        return
    assert tuple(found) == KEYS


def test_any_sheet_is_scored_exactly(model: Model) -> None:
    for filled in invented_sheets(200, seed=6):
        if filled.hurried:
            continue
        found, expected = score_line(model, line_of(filled)), assess(model, filled)
        assert found["level"] == expected.level
        assert found["levers"] == expected.levers
        index = found["index"]
        assert (None if index is None else Fraction(index)) == expected.index
