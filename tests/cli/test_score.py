"""`flask score`: answer sheets as JSON Lines in, results as JSON Lines out."""

import json
import random
from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import event, given
from hypothesis import strategies as st

from tests.examples import many
from tests.site import PERSONAS, Site
from tests.visitor import DIMENSIONS, PROFILE

Sheet = dict[str, Any]

KEYS = [
    "id", "level", "range", "index", "gated", "levers", "scores", "dimension_levels", "park",
    "hold", "not_assessed", "claim_notes", "flags", "target", "to_target",
]  # fmt: skip


def sheet(**changed: Any) -> Sheet:
    """A sheet that is answered with threes."""
    return {"profile": dict(PROFILE), "answers": {d: [3, 3, 3] for d in DIMENSIONS}, **changed}


def with_answer(answer: object) -> Sheet:
    given = sheet()
    given["answers"]["D4"] = answer
    return given


def line(given: Mapping[str, Any]) -> str:
    return f"{json.dumps(given)}\n"


@pytest.mark.parametrize("persona", PERSONAS, ids=[persona["id"] for persona in PERSONAS])
def test_a_worked_sheet_gives_what_was_worked_out(site: Site, persona: Sheet) -> None:
    (result,) = site.scores(persona)
    assert list(result) == KEYS
    assert result["id"] == persona["id"]
    expected = persona["expected"]
    assert {key: result[key] for key in expected} == expected
    if expected["level"] is None:
        assert (result["range"], result["index"], result["levers"]) == (None, None, [])


def test_scores_and_index_are_exact_fractions(site: Site) -> None:
    (result,) = site.scores(PERSONAS[1])
    assert result["index"] == "51/16"
    assert result["scores"]["D1"] == "11/3"
    assert result["scores"]["D5"] == "3"
    (unknown,) = site.scores(PERSONAS[4])
    assert unknown["scores"]["D7"] is None
    assert unknown["not_assessed"] == ["D4", "D7"]


def test_results_come_in_the_order_of_the_lines(site: Site) -> None:
    results = site.scores(*PERSONAS, *reversed(PERSONAS))
    ids = [persona["id"] for persona in PERSONAS]
    assert [result["id"] for result in results] == [*ids, *reversed(ids)]


@pytest.mark.parametrize("given", [7, "seven", None], ids=["number", "text", "none"])
def test_an_id_comes_back_as_it_was_given(site: Site, given: object) -> None:
    (result,) = site.scores(sheet(id=given))
    assert result["id"] == given


def test_seconds_a_page_raise_the_flag(site: Site) -> None:
    slow, quick, unknown = site.scores(
        sheet(page_seconds=[30] * 8), sheet(page_seconds=[2.5] * 8), sheet(page_seconds=None)
    )
    assert "speed" in quick["flags"]
    assert "speed" not in slow["flags"] + unknown["flags"]


NOTHING_TO_SCORE = {"nothing": "", "line breaks": "\n\n\r\n", "spaces": "  \n\t\n"}


@pytest.mark.parametrize("given", NOTHING_TO_SCORE.values(), ids=NOTHING_TO_SCORE)
def test_nothing_to_score_is_no_error(site: Site, given: str) -> None:
    result = site.runs("score", given=given)
    assert (result.exit_code, result.stdout, result.stderr) == (0, "", "")


FORMS = {
    "no line break at the end": line(sheet()).rstrip("\n"),
    "blank lines between": "\n \n" + line(sheet()) + "\n\n",
    "Windows line ends": line(sheet()).replace("\n", "\r\n"),
    "spaces around it": f"  {line(sheet()).strip()}  \n",
    "other keys": line(sheet(expected={}, title="…", note=None)),
}


@pytest.mark.parametrize("given", FORMS.values(), ids=FORMS)
def test_a_line_may_be_written_in_many_ways(site: Site, given: str) -> None:
    result = site.runs("score", given=given)
    assert (result.exit_code, result.stderr) == (0, "")
    assert json.loads(result.stdout)["level"] == 3


BAD = [
    pytest.param("{", "line 2:", id="broken JSON"),
    pytest.param("[]", "line 2:", id="a list"),
    pytest.param("3", "line 2:", id="a number"),
    pytest.param("null", "line 2:", id="null"),
    pytest.param(line({"profile": PROFILE}), "answers", id="no answers"),
    pytest.param(line({"answers": sheet()["answers"]}), "profile", id="no profile"),
    pytest.param(line(sheet(profile={**PROFILE, "band": "7"})), "profile.band", id="no option"),
    pytest.param(line(sheet(profile={**PROFILE, "role": 7})), "profile.role", id="a number there"),
    pytest.param(line(sheet(profile={})), "role", id="an empty profile"),
    pytest.param(line(sheet(answers={"D1": [1, 1, 1]})), "answers.D2 is missing", id="a gap"),
    pytest.param(line(sheet(answers=sheet()["answers"] | {"D9": []})), "answers.D9", id="D9"),
    pytest.param(line(with_answer([1, 2])), "answers.D4", id="two answers"),
    pytest.param(line(with_answer([0, 2, 2])), "direction must be", id="zero"),
    pytest.param(line(with_answer([6, 2, 2])), "answers.D4", id="six"),
    pytest.param(line(with_answer([2, 2.5, 2])), "practice must be", id="a fraction"),
    pytest.param(line(with_answer([2, 2, "3"])), "evidence must be", id="text"),
    pytest.param(line(with_answer([True, 2, 2])), "answers.D4", id="true"),
    pytest.param(line(with_answer("333")), "answers.D4", id="no list"),
    pytest.param(line(sheet(page_seconds=[1] * 7)), "page_seconds", id="seven pages"),
    pytest.param(line(sheet(page_seconds=[-1] * 8)), "page_seconds", id="negative seconds"),
    pytest.param(line(sheet(id={})), "id", id="an id that is none"),
    pytest.param("[" * 100_000, "line 2:", id="deep nesting"),
    pytest.param("x" * 1_000_000, "line 2:", id="a megabyte"),
]  # fmt: skip


@pytest.mark.parametrize(("bad", "said"), BAD)
def test_a_bad_line_is_named_and_the_others_are_still_scored(
    site: Site, bad: str, said: str
) -> None:
    given = line(sheet(id=1)) + bad.rstrip("\n") + "\n" + line(sheet(id=3))
    result = site.runs("score", given=given)
    assert result.exit_code == 1
    assert [json.loads(each)["id"] for each in result.stdout.splitlines()] == [1, 3]
    (complaint,) = result.stderr.splitlines()
    assert complaint.startswith("line 2: ")
    assert said in complaint
    assert len(complaint) < 300


def test_bytes_that_are_not_utf_8_are_a_bad_line(site: Site) -> None:
    result = site.runs("score", given=b'{"id": "\xff"}\n\xff\xfe\n' + line(sheet()).encode())
    assert result.exit_code == 1
    assert len(result.stdout.splitlines()) == 1
    assert [each[:7] for each in result.stderr.splitlines()] == ["line 1:", "line 2:"]


def test_lines_are_counted_with_the_blank_ones(site: Site) -> None:
    assert site.runs("score", given="\n\n\n{\n").stderr.startswith("line 4: ")


@many(50)
@given(data=st.binary(max_size=200).filter(lambda data: data.strip()))
def test_bytes_that_are_no_sheet_are_named_line_by_line(fuzzed: Site, data: bytes) -> None:
    result = fuzzed.runs("score", given=data)
    assert (result.exit_code, result.stdout) == (1, "")
    lines = [number for number, each in enumerate(data.split(b"\n"), 1) if each.strip()]
    assert result.stderr.count("line ") >= len(lines)
    for number in lines:
        assert f"line {number}: " in result.stderr


values = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=5)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=9),
        st.dictionaries(st.sampled_from([*PROFILE, *DIMENSIONS]), inner),
    ),
    max_leaves=12,
)
places = st.sampled_from([("profile",), ("answers",), ("page_seconds",), ("id",)]).flatmap(
    lambda top: st.sampled_from([top, (*top, "D3"), (*top, "role")])
)


@many(50)
@given(place=places, value=values)
def test_a_sheet_with_anything_in_it_is_scored_or_named(
    fuzzed: Site, place: tuple[str, ...], value: Any
) -> None:
    changed = sheet()
    inner = changed.setdefault(place[0], {})
    if len(place) == 1 or not isinstance(inner, dict):
        changed[place[0]] = value
    else:
        inner[place[1]] = value
    result = fuzzed.runs("score", given=line(changed))
    event(f"exit code {result.exit_code}")
    assert isinstance(result.exception, SystemExit | None)
    if result.exit_code == 0:
        assert json.loads(result.stdout).keys() == set(KEYS)
    else:
        assert (result.exit_code, result.stdout) == (1, "")
        assert result.stderr.startswith("line 1: ")


def test_a_thousand_sheets_with_unknowns_go_through(site: Site) -> None:
    chance = random.Random(20261121)
    model = site.services.bank.model
    sheets = [
        {
            "id": number,
            "profile": {key: chance.choice(options) for key, options in model.profile.items()},
            "answers": {d: chance.choices([None, 1, 2, 3, 4, 5], k=3) for d in DIMENSIONS},
        }
        for number in range(1000)
    ]
    results = site.scores(*sheets)
    assert [result["id"] for result in results] == list(range(1000))
    assert {result["level"] for result in results} >= {None, 1, 2, 3}
    for result in results:
        low, high = result["range"] or (None, None)
        assert (low is None) == (result["level"] is None)
        assert low is None or low <= result["level"] <= high
        listed = [*result["levers"], *result["park"], *result["hold"], *result["not_assessed"]]
        assert result["level"] is None or sorted(listed) == list(DIMENSIONS)
