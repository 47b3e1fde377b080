"""The words of the interface: each translated, none left over, every text id there is."""

import re
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import jinja2
import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po
from jinja2 import nodes

from app.errors import BankError
from app.leads.columns import catalogue_of
from app.method.bank import Bank
from app.method.editions import load_editions
from app.web.i18n import load_catalogue
from tests.content.files import LANGUAGES, QUESTIONS, ROOT, TRANSLATIONS

TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
TRANSLATED = [code for code in LANGUAGES if code != "en"]
PLACEHOLDERS = re.compile(r"%\(\w+\)[a-z]|\{\w+\}")


@cache
def catalogue(code: str) -> Catalog:
    with (TRANSLATIONS / f"{code}.po").open("rb") as source:
        return read_po(source, abort_invalid=True)


@pytest.fixture(scope="module")
def extracted(tmp_path_factory: pytest.TempPathFactory) -> Catalog:
    """What pybabel finds in the templates and the program."""
    file = tmp_path_factory.mktemp("extracted") / "messages.pot"
    command = "babel.messages.frontend -q extract -F pyproject.toml -k lazy_gettext -o"
    subprocess.run(
        [sys.executable, "-m", *command.split(), str(file), "."],
        cwd=ROOT,
        check=True,
        timeout=300,
    )
    with file.open("rb") as source:
        return read_po(source)


def messages(found: Catalog) -> list[Message]:
    """All of its messages but the header."""
    return [message for message in found if message.id]


def forms(parts: object) -> list[str]:
    """A message or its translation: the singular, and the plural when there is one."""
    return [parts] if isinstance(parts, str) else [str(part) for part in parts]  # type: ignore[attr-defined]


def test_there_is_something_to_translate_and_somebody_did(extracted: Catalog) -> None:
    assert len(messages(extracted)) > 100
    assert TRANSLATED


def test_catalogues_and_languages_are_the_same() -> None:
    assert sorted(path.stem for path in TRANSLATIONS.iterdir()) == TRANSLATED
    assert {path.suffix for path in TRANSLATIONS.iterdir()} == {".po"}


@pytest.mark.parametrize("code", TRANSLATED)
def test_every_message_is_translated_and_none_is_left_over(code: str, extracted: Catalog) -> None:
    wanted = {str(message.id) for message in messages(extracted)}
    translated = {
        str(message.id)
        for message in messages(catalogue(code))
        if all(forms(message.string)) and not message.fuzzy
    }
    assert wanted - translated == set()
    assert {str(message.id) for message in messages(catalogue(code))} - wanted == set()
    assert catalogue(code).obsolete == {}


@pytest.mark.parametrize("code", TRANSLATED)
def test_a_translation_has_the_placeholders_of_its_message(code: str) -> None:
    compared = 0
    for message in messages(catalogue(code)):
        # The singular may do without the number that the plural has.
        one, many = (set(PLACEHOLDERS.findall(forms(message.id)[at])) for at in (0, -1))
        first, *others = [set(PLACEHOLDERS.findall(form)) for form in forms(message.string)]
        assert first in (one, many), message.id
        assert all(other == many for other in others), message.id
        compared += bool(many)
    assert compared > 5


@pytest.mark.parametrize("code", TRANSLATED)
def test_a_translation_is_no_copy_and_ends_as_its_message_does(code: str) -> None:
    same = []
    for message in messages(catalogue(code)):
        for source, translation in zip(forms(message.id), forms(message.string), strict=True):
            assert source[-1] in ".?:…" or translation[-1] not in ".?:…", source
            assert source[-1] not in ".?:…" or translation[-1] == source[-1], source
            same += [source] if source == translation else []
    assert len(same) <= 4


@pytest.mark.parametrize("code", TRANSLATED)
def test_a_catalogue_names_its_own_language_and_plurals(code: str) -> None:
    found = catalogue(code)
    assert str(found.locale) == code
    assert found.num_plurals >= 1
    for message in messages(found):
        count = found.num_plurals if isinstance(message.id, tuple) else 1
        assert len(forms(message.string)) == count


@pytest.mark.parametrize(
    ("content", "said"),
    [
        pytest.param(None, "cannot be read", id="missing"),
        pytest.param(b'msgid "a"\nmsgstr "\xe9"', "not a valid", id="Latin-1"),
        pytest.param(b"Dear Sir or Madam,\n", "not a valid", id="a letter"),
    ],
)
def test_a_broken_catalogue_is_refused_by_name(
    tmp_path: Path, content: bytes | None, said: str
) -> None:
    file = tmp_path / "de.po"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(BankError, match=said) as caught:
        load_catalogue(file)
    assert str(file) in str(caught.value)


# The ids of texts that templates name


def bank() -> Bank:
    return load_editions(QUESTIONS, lambda model: catalogue_of(model).text_ids).current


TEXT_IDS = set(bank().languages["en"].texts)
HEADS = {text_id.partition(".")[0] for text_id in TEXT_IDS}
# In "dimensions.%s.name" and 'facets.' ~ facet: what is filled in is one part of an id.
FILLED_IN = re.compile(r"%[sd]")


def parsed(template: Path) -> nodes.Template:
    return jinja2.Environment(extensions=["jinja2.ext.i18n"]).parse(template.read_text("utf-8"))


def named_ids(template: Path) -> Iterator[str]:
    """Every string in a template that is a text id or the pattern of one."""
    tree = parsed(template)
    addresses = [
        string
        for call in tree.find_all(nodes.Call)
        if isinstance(call.node, nodes.Name) and call.node.name in ("url_for", "asset")
        for string in call.find_all(nodes.Const)
    ]
    for constant in tree.find_all(nodes.Const):
        value = constant.value
        if not isinstance(value, str) or any(constant is address for address in addresses):
            continue
        if value.partition(".")[0] in HEADS and re.fullmatch(r"[a-z_]+\.([\w%]+\.?)*", value):
            yield value


def exists(text_id: str) -> bool:
    """Whether there is such a text, or for a pattern or a beginning at least one."""
    pattern = r"\w+".join(map(re.escape, FILLED_IN.split(text_id)))
    if text_id.endswith("."):
        pattern += r"\w+(\.\w+)*"
    return any(re.fullmatch(pattern, each) for each in TEXT_IDS)


def test_templates_name_text_ids() -> None:
    assert len({text_id for template in TEMPLATES for text_id in named_ids(template)}) > 20


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_every_text_id_that_a_template_names_exists(template: Path) -> None:
    assert [text_id for text_id in named_ids(template) if not exists(text_id)] == []


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_a_template_asks_for_texts_only_by_an_id_that_can_be_checked(template: Path) -> None:
    """`text(…)` gets a literal, a pattern, or a name that a literal above it has."""
    for call in parsed(template).find_all(nodes.Call):
        if isinstance(call.node, nodes.Name) and call.node.name == "text":
            assert isinstance(call.args[0], nodes.Const | nodes.Mod | nodes.Concat | nodes.Name)


@pytest.mark.parametrize(
    ("text_id", "there"),
    [
        ("intro.title", True),
        ("intro.titel", False),
        ("dimensions.%s.name", True),
        ("dimensions.%s.nome", False),
        ("facets.", True),
        ("facts.", False),
    ],
)
def test_the_search_for_text_ids_sees_what_it_should(text_id: str, there: bool) -> None:
    assert exists(text_id) == there
