"""A released edition stays what it was: ids in order and every number; words may be corrected."""

import shutil
from pathlib import Path
from typing import Any

import pytest

from app.errors import BankError
from app.method.edition import released_shapes, shape_of
from app.method.editions import load_editions
from app.method.model_file import load_model
from tests.content.files import LANGUAGES, QUESTIONS
from tests.site import OpenSite
from tests.unit.method.test_bank import columns
from tests.unit.method.toml_writer import Place, put, read, remove, write


@pytest.fixture
def questions(tmp_path: Path) -> Path:
    """A copy of all question files."""
    return Path(shutil.copytree(QUESTIONS, tmp_path / "questions"))


def changed(questions: Path, *changes: tuple[Place, Any]) -> Path:
    """The same folder, with these values of model.toml changed; None takes one away."""
    table = read(questions / "1" / "model.toml")
    for place, value in changes:
        if value is None:
            remove(table, place)
        else:
            put(table, place, value)
    write(questions / "1" / "model.toml", table)
    return questions


def with_marketplace(questions: Path) -> Path:
    """An option more, put in before others, with all that the check asks of one."""
    types = read(questions / "1" / "model.toml")["profile"]["type"]
    changed(
        questions,
        (("profile", "type"), [types[0], "marketplace", *types[1:]]),
        (("type_shifts", "marketplace"), {}),
    )
    for language in LANGUAGES:
        file = questions / "1" / language / "profile.toml"
        table = read(file)
        put(table, ("type", "options", "marketplace"), "A marketplace")
        write(file, table)
    return questions


def test_our_own_edition_is_released_as_it_stands() -> None:
    assert released_shapes(QUESTIONS)["1"] == shape_of(load_model(QUESTIONS / "1"))


def test_an_option_put_in_without_a_new_edition_stops_the_start(questions: Path) -> None:
    with pytest.raises(BankError) as caught:
        load_editions(with_marketplace(questions), columns)
    said = str(caught.value)
    assert said.startswith(f"{questions / '1' / 'model.toml'}: edition 1 is released")
    assert "'profile.type' was 'vendor, isv, saas" in said
    assert "'vendor, marketplace, isv, saas" in said
    assert "`flask --app wsgi bank new-edition`" in said


@pytest.mark.parametrize(
    ("place", "value", "said"),
    [
        pytest.param(("score", "evidence_lead"), 2, "'score.evidence_lead' was '1'", id="a rule"),
        pytest.param(("level", "tolerance"), "1/4", "'level.tolerance' was '1/3'", id="a fraction"),
        pytest.param(
            ("stage_weights", "grow", "D8"), 1, "'stage_weights.grow.D8' was '3/4'", id="a weight"
        ),
        pytest.param(
            ("type_shifts", "isv", "D1"),
            "1/8",
            "'type_shifts.isv.D1' is new: '1/8'",
            id="a new one",
        ),
        pytest.param(
            ("prerequisites", "D7"), None, "'prerequisites.D7' was 'D2' and is gone", id="one gone"
        ),
        pytest.param(("focus", "1", 0), "D4", "'focus.1' was 'D1, D2, D3'", id="a name in a list"),
        pytest.param(
            ("stage_adjustments", 1, "bands", 0), "1-10", "adjustments.2.bands", id="deep"
        ),
        pytest.param(("targets", "product", 1), 4, "'targets.product' was '3, 3'", id="a target"),
    ],
)
def test_each_key_that_changed_is_named(
    questions: Path, place: Place, value: Any, said: str
) -> None:
    with pytest.raises(BankError) as caught:
        load_editions(changed(questions, (place, value)), columns)
    assert said in str(caught.value)
    assert str(caught.value).count(" was '") + str(caught.value).count(" is new") == 1


def test_the_profile_is_asked_in_one_order(questions: Path) -> None:
    table = read(questions / "1" / "model.toml")
    table["profile"] = dict(reversed(table["profile"].items()))
    write(questions / "1" / "model.toml", table)
    with pytest.raises(BankError, match=r"'profile' must begin with role, type, .*, in order"):
        load_editions(questions, columns)


def test_the_same_numbers_written_otherwise_are_the_same_edition(questions: Path) -> None:
    table = read(questions / "1" / "model.toml")
    table["stage_weights"] = dict(reversed(table["stage_weights"].items()))
    table["lever"]["third"] = "8/10"
    table["version"] = "1.1"
    write(questions / "1" / "model.toml", table)
    load_editions(questions, columns)


def test_a_typo_may_be_corrected_in_a_released_edition(questions: Path) -> None:
    file = questions / "1" / "en" / "items.toml"
    table = read(file)
    put(table, ("D1", "direction", "stem"), "Is this spelt as it should be?")
    write(file, table)
    load_editions(questions, columns)


def test_a_new_edition_is_begun_changed_and_released_by_command(
    questions: Path, open_site: OpenSite
) -> None:
    site = open_site(questions=questions)
    assert "edition 1: released" in site.runs("bank", "check").stdout
    assert site.runs("bank", "new-edition").exit_code == 0
    again = open_site(questions=questions)
    assert "edition 2: not released yet" in again.runs("bank", "check").stdout
    refused = again.runs("bank", "new-edition")
    assert (refused.exit_code, "Edition 2 is not released yet" in refused.stderr) == (1, True)
    assert again.runs("bank", "release").exit_code == 0
    refused = again.runs("bank", "release")
    assert (refused.exit_code, "already released" in refused.stderr) == (1, True)
    shutil.rmtree(questions / "2")
    with pytest.raises(BankError, match="edition 2 was released and is gone"):
        load_editions(questions, columns)


def test_only_the_newest_edition_may_be_unreleased(questions: Path) -> None:
    for number in ("2", "3"):
        shutil.copytree(questions / "1", questions / number)
    with pytest.raises(BankError, match="edition 2 was never released"):
        load_editions(questions, columns)


def test_the_frameworks_dimensions_are_those_of_every_edition(questions: Path) -> None:
    shutil.copytree(questions / "1", questions / "2")
    table = read(questions / "2" / "model.toml")
    table["dimensions"].reverse()
    write(questions / "2" / "model.toml", table)
    with pytest.raises(BankError, match="'dimensions' must be the same in every edition"):
        load_editions(questions, columns)
