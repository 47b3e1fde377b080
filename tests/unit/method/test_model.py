"""model.toml: what it says, and that each broken key stops loading with its name."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from app.errors import BankError
from app.method.model import Model
from app.method.model_file import load_model
from tests.unit.method.second_opinion import FOCUS, PREREQUISITES, STAGE, TYPE
from tests.unit.method.sheets import QUESTIONS
from tests.unit.method.toml_writer import Place, parent, places, put, read, remove, write

FILE = QUESTIONS / "1" / "model.toml"
PLACES = list(places(read(FILE)))
TABLES = [place for place in PLACES if isinstance(parent(read(FILE), (*place, "")), dict)]
# What may be left out: shifts of nothing, prerequisites that a dimension doesn't have, items that
# were never revised, entries of lists that are as long as they are.
OPTIONAL = re.compile(
    r"(type_shifts|prerequisites)\.\w+$|type_shifts\.\w+\.D\d|revisions|.*\.\d+(\..*)?$"
)
NEEDED = re.compile(r"type_shifts\.\w+$|targets\.\w+\.\d|stage_adjustments\.\d\.\w+$")


def name(place: Place) -> str:
    return ".".join(map(str, place))


def is_needed(place: Place) -> bool:
    return NEEDED.match(name(place)) is not None or OPTIONAL.match(name(place)) is None


def edition_in(tmp_path: Path) -> Path:
    """Where the model of the first edition is."""
    (tmp_path / "1").mkdir()
    return tmp_path / "1" / "model.toml"


def complaint(tmp_path: Path, change: Callable[[dict[str, Any]], None]) -> str:
    """What loading says of the model with this change."""
    table = read(FILE)
    change(table)
    file = edition_in(tmp_path)
    write(file, table)
    with pytest.raises(BankError) as caught:
        load_model(file.parent)
    named, _, said = str(caught.value).partition(": ")
    assert named == str(file)
    return said


def test_the_model_that_is_written_back_is_the_model(tmp_path: Path, model: Model) -> None:
    file = edition_in(tmp_path)
    write(file, read(FILE))
    assert load_model(file.parent) == model


def test_there_are_keys_to_break() -> None:
    assert len([place for place in PLACES if is_needed(place)]) > 70


@pytest.mark.parametrize("place", [p for p in PLACES if is_needed(p)], ids=name)
def test_a_missing_key_stops_loading(tmp_path: Path, place: Place) -> None:
    key = [each for each in place if isinstance(each, str)][-1]
    assert key in complaint(tmp_path, lambda table: remove(table, place))


@pytest.mark.parametrize(
    "place", [p for p in PLACES if is_needed(p) and isinstance(p[-1], str)], ids=name
)
def test_a_key_by_another_name_stops_loading(tmp_path: Path, place: Place) -> None:
    def rename(table: dict[str, Any]) -> None:
        inside = parent(table, place)
        inside["renamed"] = inside.pop(place[-1])

    said = complaint(tmp_path, rename)
    assert str(place[-1]) in said or "renamed" in said


@pytest.mark.parametrize("place", [(), *TABLES], ids=lambda place: name(place) or "top")
def test_a_key_too_many_stops_loading(tmp_path: Path, place: Place) -> None:
    assert "superfluous" in complaint(tmp_path, lambda t: put(t, (*place, "superfluous"), 1))


@pytest.mark.parametrize("place", PLACES, ids=name)
@pytest.mark.parametrize("wrong", [{"a": {}}, [[]], True], ids=["a table", "an array", "true"])
def test_a_value_of_the_wrong_kind_stops_loading(
    tmp_path: Path, place: Place, wrong: object
) -> None:
    said = complaint(tmp_path, lambda table: put(table, place, wrong))
    keys = [str(each) for each in place if isinstance(each, str)]
    assert all(key in said for key in keys)


@pytest.mark.parametrize(
    "number", ["nan", "inf", "-inf", "1/0", "a third"], ids=lambda text: text.replace("/", " over ")
)
@pytest.mark.parametrize(
    "place", [("level", "tolerance"), ("stage_weights", "grow", "D3")], ids=["a rule", "a weight"]
)
def test_a_number_that_is_none_stops_loading(
    tmp_path: Path, place: tuple[str, ...], number: str
) -> None:
    value: object = number if number[0] in "1a" else float(number)
    assert place[-1] in complaint(tmp_path, lambda table: put(table, place, value))


@pytest.mark.parametrize(
    ("place", "value", "key"),
    [
        pytest.param(("edition",), 0, "edition", id="edition nought"),
        pytest.param(("edition",), -1, "edition", id="a negative edition"),
        pytest.param(("edition",), 65536, "edition", id="an edition too large for a token"),
        pytest.param(("facets",), ["practice", "direction", "evidence"], "facets", id="turned"),
        pytest.param(("facets",), ["direction", "practice"], "facets", id="two facets"),
        pytest.param(("dimensions", 8), "D8", "dimensions", id="a dimension twice"),
        pytest.param(("dimensions", 7), "D9", "D9", id="a dimension without weights"),
        pytest.param(("steps",), 4, "focus", id="fewer steps than levels have a focus"),
        pytest.param(("steps",), 0, "focus", id="no steps"),
        pytest.param(("profile", "role", 1), "leadership", "profile.role", id="an option twice"),
        pytest.param(("profile", "stage", 1), "growth", "growth", id="a stage without weights"),
        pytest.param(("profile", "type", 1), "startup", "startup", id="a type without shifts"),
        pytest.param(("profile", "model", 1), "shop", "shop", id="a model without target"),
        pytest.param(("stage_adjustments", 0, "stage"), "old", "[0].stage", id="no such stage"),
        pytest.param(("stage_adjustments", 1, "bands", 0), "9", "[1].bands", id="no such band"),
        pytest.param(
            ("stage_adjustments", 1, "effective"), "x", "[1].effective", id="no such outcome"
        ),
        pytest.param(("stage_weights", "grow", "D3"), 0, "stage_weights.grow.D3", id="weight 0"),
        pytest.param(("stage_weights", "grow", "D1"), -1, "stage_weights.grow.D1", id="weight −1"),
        pytest.param(("type_shifts", "msp", "D1"), -1, "type_shifts.msp", id="shifted below 0"),
        pytest.param(("type_shifts", "msp", "D9"), 1, "type_shifts.msp", id="a shift of D9"),
        pytest.param(("focus", "1", 0), "D9", "focus.1", id="a focus on D9"),
        pytest.param(("focus", "1", 0), "D2", "focus.1", id="a focus twice"),
        pytest.param(("focus", "5"), ["D1"], "focus '5'", id="a focus above the highest"),
        pytest.param(("prerequisites", "D3", 0), "D9", "prerequisites.D3", id="resting on D9"),
        pytest.param(("prerequisites", "D3", 0), "D3", "prerequisites.D3", id="resting on itself"),
        pytest.param(("prerequisites", "D9"), ["D1"], "prerequisites", id="D9 resting on D1"),
        pytest.param(("targets", "product"), [4, 3], "targets.product", id="a target turned"),
        pytest.param(("targets", "product"), [0, 3], "targets.product", id="a target too low"),
        pytest.param(("targets", "product"), [3, 6], "targets.product", id="a target too high"),
        pytest.param(("score", "facets_needed"), 0, "facets_needed", id="no facets needed"),
        pytest.param(("score", "facets_needed"), 4, "facets_needed", id="four facets needed"),
        pytest.param(("score", "evidence_lead"), -1, "evidence_lead", id="evidence pulled down"),
        pytest.param(("level", "tolerance"), 1, "tolerance", id="tolerance of a level"),
        pytest.param(("level", "tolerance"), "-1/3", "tolerance", id="less than no tolerance"),
        pytest.param(("level", "gate"), -1, "gate", id="a gate below the weakest"),
        pytest.param(("level", "dimensions_needed"), 9, "dimensions_needed", id="9 needed of 8"),
        pytest.param(("level", "answers_needed"), 25, "answers_needed", id="25 needed of 24"),
        pytest.param(("range", "down"), "-1/2", "down", id="a range turned"),
        pytest.param(("lever", "most"), -1, "most", id="fewer than no levers"),
        pytest.param(("lever", "most"), "3", "most", id="a whole number as text"),
        pytest.param(("flag", "short_pages"), 1.5, "short_pages", id="half a page"),
    ],
)
def test_a_value_that_cannot_be_stops_loading(
    tmp_path: Path, place: Place, value: object, key: str
) -> None:
    assert key in complaint(tmp_path, lambda table: put(table, place, value))


@pytest.mark.parametrize(
    ("content", "said"),
    [
        pytest.param(b"version =", "not valid TOML", id="half a line"),
        pytest.param(b"version = '\xe9'", "not UTF-8", id="Latin-1"),
        pytest.param(b"", "version", id="empty"),
        pytest.param(None, "cannot be read", id="missing"),
    ],
)
def test_a_file_that_is_no_model_stops_loading_by_name(
    tmp_path: Path, content: bytes | None, said: str
) -> None:
    file = edition_in(tmp_path)
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(BankError, match=said) as caught:
        load_model(file.parent)
    assert str(file) in str(caught.value)


# What it says, held against method.md


def test_stage_rows_hand_out_eight_points_and_shifts_sum_to_nothing(model: Model) -> None:
    for stage, row in model.stage_weights.items():
        assert sum(row.values()) == 8
        assert [int(weight * 100) for weight in row.values()] == STAGE[stage]
    for kind, shifts in model.type_shifts.items():
        assert sum(shifts.values()) == 0
        assert [int(shifts.get(d, 0) * 100) for d in model.dimensions] == TYPE[kind]


def test_focus_prerequisites_and_targets_are_those_of_the_method(model: Model) -> None:
    assert {int(level): focus for level, focus in model.focus.items()} | {5: []} == FOCUS
    assert model.prerequisites == PREREQUISITES
    targets = {"product": (3, 3), "platform": (4, 5), "ecosystem": (5, 5), "unsure": (3, 4)}
    assert model.targets == targets


def test_the_profile_has_the_options_of_the_method(model: Model) -> None:
    assert model.profile == {
        "role": ["leadership", "operations", "other"],
        "type": ["vendor", "isv", "saas", "si", "msp", "other"],
        "stage": ["start", "grow", "mature"],
        "band": ["1-10", "11-50", "51-250", "250+"],
        "model": ["product", "platform", "ecosystem", "unsure"],
    }


def test_the_items_are_eight_dimensions_by_three_facets_in_order(model: Model) -> None:
    assert len(model.item_ids) == 24
    assert model.item_ids[:4] == ("D1.direction", "D1.practice", "D1.evidence", "D2.direction")
    assert model.item_ids[-1] == "D8.evidence"
