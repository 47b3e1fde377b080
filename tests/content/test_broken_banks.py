"""A broken, missing or superfluous key in any question file stops start-up with file and key."""

import shutil
import tomllib
from collections.abc import Callable
from copy import deepcopy
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from app.errors import BankError
from app.leads.columns import catalogue_of
from app.method.editions import load_editions
from tests.content.files import FILES, LANGUAGES, NAMES, NEWEST
from tests.content.files import place as file_of
from tests.unit.method.toml_writer import Place, places, put, read, remove, write

# Two places in each file, by name: one to break near its beginning, one deep inside.
DEEP: dict[str, list[Place]] = {
    "glossary.toml": [("onboarding", "text"), ("crm", "term")],
    "items.toml": [("D1", "direction", "stem"), ("D8", "evidence", "options")],
    "pages.toml": [("intro", "title"), ("columns", "week", "meaning")],
    "profile.toml": [("role", "label"), ("model", "options", "unsure")],
    "results.toml": [("levels", "1", "blind_spot"), ("dimensions", "D8", "step", "4")],
}
# Languages take turns: what reads one of them reads them all.
CASES = [
    (language, name, place)
    for name in NAMES
    for language, place in zip(LANGUAGES, DEEP[name], strict=False)
]
EACH_FILE = [(LANGUAGES[number % len(LANGUAGES)], name) for number, name in enumerate(NAMES)]


def name_of(place: Place) -> str:
    return ".".join(map(str, place))


IDS = [f"{language}/{name}: {name_of(place)}" for language, name, place in CASES]
each_place = pytest.mark.parametrize(("language", "name", "place"), CASES, ids=IDS)
each_file = pytest.mark.parametrize(("language", "name"), EACH_FILE)


_parsed = cache(tomllib.loads)


@pytest.fixture(autouse=True)
def each_text_is_parsed_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """A test breaks one file; to parse all the others again takes most of its time."""
    monkeypatch.setattr(tomllib, "loads", lambda text, **how: deepcopy(_parsed(text, **how)))


@pytest.fixture
def questions(tmp_path: Path) -> Path:
    """A copy of all question files but those of a language."""
    folder = tmp_path / "questions"
    for missing in (folder / "pages", folder / NEWEST.name):
        missing.mkdir(parents=True)
    shutil.copy(NEWEST / "model.toml", folder / NEWEST.name)
    return folder


def learn(questions: Path, language: str, called: str = "") -> None:
    """Copy the files of this language too, perhaps as those of another."""
    code = called or language
    shutil.copytree(NEWEST / language, questions / NEWEST.name / code)
    shutil.copy(file_of(language, "pages.toml"), file_of(code, "pages.toml", questions))


@pytest.fixture
def every_language(questions: Path) -> Path:
    """A copy of all question files."""
    for language in LANGUAGES:
        learn(questions, language)
    return questions


def load(questions: Path) -> None:
    load_editions(questions, lambda model: catalogue_of(model).text_ids)


def complaint(questions: Path, language: str, name: str) -> str:
    """What loading says; it names the file."""
    with pytest.raises(BankError) as caught:
        load(questions)
    named, _, said = str(caught.value).partition(": ")
    assert Path(named) == file_of(language, name, questions)
    return said


def broken(
    questions: Path, language: str, name: str, change: Callable[[dict[str, Any]], None]
) -> str:
    """What loading says after this change to one file, when there is no other language."""
    learn(questions, language)
    file = file_of(language, name, questions)
    table = read(file)
    change(table)
    write(file, table)
    return complaint(questions, language, name)


def at(table: Any, place: Place) -> Any:
    for key in place:
        table = table[key]
    return table


def test_the_copy_loads_as_it_is_also_when_written_anew(every_language: Path) -> None:
    load(every_language)
    for language, name in FILES:
        file = file_of(language, name, every_language)
        write(file, read(file))
    load(every_language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_one_language_is_enough(questions: Path, language: str) -> None:
    learn(questions, language)
    load(questions)


@each_place
def test_a_missing_key(questions: Path, language: str, name: str, place: Place) -> None:
    said = broken(questions, language, name, lambda table: remove(table, place))
    assert str(place[-1]) in said and str(place[0]) in said


@each_place
def test_a_key_too_many(questions: Path, language: str, name: str, place: Place) -> None:
    beside = (*place[:-1], "superfluous")
    said = broken(questions, language, name, lambda table: put(table, beside, "A text."))
    assert "superfluous" in said and str(place[0]) in said


@each_file
def test_a_key_too_many_at_the_top(questions: Path, language: str, name: str) -> None:
    said = broken(questions, language, name, lambda table: put(table, ("superfluous",), "A text."))
    assert "superfluous" in said


@pytest.mark.parametrize(
    ("language", "name"), [each for each in EACH_FILE if each[1] != "glossary.toml"]
)
def test_a_table_too_many_at_the_top(questions: Path, language: str, name: str) -> None:
    """All but a term, which is missed in the other language alone."""
    table, place = {"term": "Superfluous", "text": "A text."}, ("superfluous",)
    said = broken(questions, language, name, lambda content: put(content, place, table))
    assert "superfluous" in said


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_term_too_many_is_missed_in_the_other_language(
    every_language: Path, language: str
) -> None:
    file = file_of(language, "glossary.toml", every_language)
    content = read(file)
    put(content, ("superfluous",), content["crm"])
    write(file, content)
    with pytest.raises(BankError, match=r"glossary\.toml.*superfluous"):
        load(every_language)


@each_place
@pytest.mark.parametrize(
    "wrong",
    ["", " \n", 5, True, 1.5, {"a": {"b": "c"}}, [], ["one", 2], [["one"]]],
    ids=["empty", "blank", "number", "true", "half", "tables", "nothing", "mixed", "nested"],
)
def test_a_value_of_the_wrong_kind(
    questions: Path, language: str, name: str, place: Place, wrong: object
) -> None:
    said = broken(questions, language, name, lambda table: put(table, place, wrong))
    assert str(place[0]) in said


@each_file
@pytest.mark.parametrize("wrong", ["text", 5, [], ["one"]], ids=["text", "5", "empty", "array"])
def test_a_table_that_is_none(questions: Path, language: str, name: str, wrong: object) -> None:
    first = next(iter(read(file_of(language, name))))
    assert first in broken(questions, language, name, lambda table: put(table, (first,), wrong))


@each_file
def test_a_text_is_missed_wherever_it_stood(questions: Path, language: str, name: str) -> None:
    """Not just those two: texts from all over the file, taken away one at a time."""
    learn(questions, language)
    file = file_of(language, name, questions)
    whole = file.read_bytes()
    texts = [
        place
        for place in places(read(file))
        if isinstance(at(read(file), place), str) and "forms" not in place
    ]
    assert len(texts) > 20
    for place in texts[:: len(texts) // 4]:
        table = read(file)
        remove(table, place)
        write(file, table)
        said = complaint(questions, language, name)
        assert any(str(key) in said for key in place if isinstance(key, str))
        file.write_bytes(whole)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("change", "key"),
    [
        pytest.param(lambda options: options.pop(), "options.5", id="four"),
        pytest.param(lambda options: options.append("Sixth."), "options.6", id="six"),
    ],
)
def test_not_five_options(
    questions: Path, language: str, change: Callable[[list[str]], None], key: str
) -> None:
    place = ("D4", "practice", "options")
    said = broken(questions, language, "items.toml", lambda table: change(at(table, place)))
    assert "D4.practice" in said and key in said


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param("{level}", "{levle}", id="renamed"),
        pytest.param("{level}", "level", id="gone"),
        pytest.param("{level}", "{level} {low}", id="one too many"),
        pytest.param("{level}", "{level", id="not closed"),
        pytest.param("{level}", "level}", id="not opened"),
        pytest.param("{level}", "{level:d}", id="with a format"),
        pytest.param("{level}", "{level!r}", id="with a conversion"),
        pytest.param("{level}", "{level.real}", id="with an attribute"),
        pytest.param("{level}", "{}", id="without a name"),
        pytest.param("{level}", "{0}", id="with a number"),
    ],
)
def test_a_broken_placeholder(every_language: Path, language: str, before: str, after: str) -> None:
    place = ("range", "single")
    file = file_of(language, "results.toml", every_language)
    table = read(file)
    text = at(table, place)
    assert before in text
    put(table, place, text.replace(before, after))
    write(file, table)
    with pytest.raises(BankError, match=r"results\.toml.*range\.single"):
        load(every_language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_broken_placeholder_when_there_is_no_other_language(
    questions: Path, language: str
) -> None:
    said = broken(
        questions, language, "results.toml", lambda t: put(t, ("range", "single"), "At {level")
    )
    assert "range.single" in said


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_text_that_stands_in_two_files(questions: Path, language: str) -> None:
    said = broken(
        questions, language, "pages.toml", lambda table: put(table, ("words",), {"and": "und"})
    )
    assert "words.and" in said


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("heading", ["{", "{level}"], ids=["not closed", "not in the other"])
def test_a_broken_placeholder_in_the_heading_of_a_column(
    every_language: Path, language: str, heading: str
) -> None:
    file = file_of(language, "profile.toml", every_language)
    table = read(file)
    put(table, ("role", "heading"), heading)
    write(file, table)
    with pytest.raises(BankError, match=r"profile\.toml.*profile\.role\.heading"):
        load(every_language)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("hint", [None, 5, ["a"]], ids=["missing", "a number", "an array"])
def test_a_hint_that_is_no_text(questions: Path, language: str, hint: object) -> None:
    def change(table: dict[str, Any]) -> None:
        put(table, ("type", "hint"), hint) if hint else remove(table, ("type", "hint"))

    assert "type.hint" in broken(questions, language, "profile.toml", change)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_term_by_another_name(every_language: Path, language: str) -> None:
    file = file_of(language, "glossary.toml", every_language)
    table = read(file)
    table["customer-system"] = table.pop("crm")
    write(file, table)
    with pytest.raises(BankError, match=r"glossary\.toml.*crm"):
        load(every_language)


@each_file
@pytest.mark.parametrize(
    ("content", "said"),
    [
        pytest.param(None, "cannot be read", id="missing"),
        pytest.param(b"title =", "not valid TOML", id="half a line"),
        pytest.param(b"title = '\xe9'", "not UTF-8", id="Latin-1"),
        pytest.param(b"", "missing", id="empty"),
    ],
)
def test_a_file_that_is_none(
    every_language: Path, language: str, name: str, content: bytes | None, said: str
) -> None:
    file = file_of(language, name, every_language)
    file.unlink()
    if content is not None:
        file.write_bytes(content)
    if name == "glossary.toml" and content == b"":
        # No terms at all: the other language has terms that this one lacks.
        with pytest.raises(BankError, match=r"glossary\.toml.*sponsor"):
            load(every_language)
        return
    assert said in complaint(every_language, language, name)


@pytest.mark.parametrize("name", NAMES)
def test_a_language_that_lacks_a_file(questions: Path, name: str) -> None:
    learn(questions, "en")
    learn(questions, "en", called="de")
    load(questions)
    file_of("de", name, questions).unlink()
    assert "cannot be read" in complaint(questions, "de", name)
