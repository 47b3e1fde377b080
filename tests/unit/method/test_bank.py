"""The loaded bank: items with their terms, languages in order."""

import shutil
from collections.abc import Iterable
from pathlib import Path

import pytest

from app.errors import BankError
from app.leads.columns import catalogue_of
from app.method.bank import Bank, Term
from app.method.editions import load_editions
from app.method.model import Model
from app.method.toml_file import placeholders
from tests.unit.method.sheets import QUESTIONS

KPI = Term("kpi", "KPI", ("KPIs", "key figures"), "A figure.")


def columns(model: Model) -> Iterable[str]:
    return catalogue_of(model).text_ids


@pytest.mark.parametrize(
    ("text", "uses"),
    [
        pytest.param("An agreed set of KPIs.", True, id="another form"),
        pytest.param("Which KPI?", True, id="the term itself"),
        pytest.param("a kpi, then", True, id="in small letters"),
        pytest.param("Key figures decide.", True, id="a form of two words"),
        pytest.param("A KPI-free zone", True, id="before a hyphen"),
        pytest.param("The KPIsland", False, id="the beginning of another word"),
        pytest.param("A MKPI", False, id="the end of another word"),
        pytest.param("key  figures", False, id="two spaces"),
    ],
)
def test_a_term_is_found_as_a_whole_word_in_any_of_its_forms(text: str, uses: bool) -> None:
    assert KPI.occurs_in(text) == uses


def test_items_stand_in_the_order_of_the_model_with_five_options(bank: Bank) -> None:
    for language in bank.languages.values():
        assert tuple(language.items) == bank.model.item_ids
        assert all(len(item.options) == 5 for item in language.items.values())
        for dimension in bank.model.dimensions:
            items = language.items_of(dimension)
            assert [item.id for item in items] == [
                f"{dimension}.{facet}" for facet in bank.model.facets
            ]


def test_an_item_carries_the_terms_that_its_words_use(bank: Bank) -> None:
    item = bank.languages["en"].items["D7.practice"]
    assert {"deal-registration", "portal", "crm", "self-service"} <= {t.id for t in item.terms}
    assert "pipeline" not in {term.id for term in item.terms}


def test_english_comes_first_whatever_the_alphabet_says(tmp_path: Path) -> None:
    folder = tmp_path / "questions"
    shutil.copytree(QUESTIONS, folder)
    shutil.copytree(folder / "1" / "en", folder / "1" / "de")
    shutil.copy(folder / "pages" / "en.toml", folder / "pages" / "de.toml")
    loaded = load_editions(folder, columns).current
    assert list(loaded.languages)[:2] == ["en", "de"]
    assert loaded.default_language == "en"


def test_without_english_the_first_language_is_the_default(tmp_path: Path) -> None:
    folder = tmp_path / "questions"
    shutil.copytree(QUESTIONS, folder)
    shutil.rmtree(folder / "1" / "en")
    (folder / "pages" / "en.toml").unlink()
    assert load_editions(folder, columns).current.default_language == "nl"


@pytest.mark.parametrize(
    ("gone", "said"),
    [
        pytest.param("1", "no folder of an edition", id="no edition"),
        pytest.param("1/nl", r"1/nl/glossary.toml: cannot be read", id="an edition's language"),
        pytest.param("pages/nl.toml", r"pages/nl.toml: cannot be read", id="a language's pages"),
    ],
)
def test_what_is_not_there_stops_the_start(tmp_path: Path, gone: str, said: str) -> None:
    folder = tmp_path / "questions"
    shutil.copytree(QUESTIONS, folder)
    (folder / gone).rename(tmp_path / "gone")
    with pytest.raises(BankError, match=said):
        load_editions(folder, columns)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        pytest.param("Nothing.", set(), id="none"),
        pytest.param("From {low} to {high}, {low}!", {"low", "high"}, id="two"),
        pytest.param("{{low}}", set(), id="braces that are meant"),
    ],
)
def test_placeholders_are_the_names_in_braces(text: str, names: set[str]) -> None:
    assert placeholders(text) == names


@pytest.mark.parametrize(
    "text",
    ["{low", "low}", "{}", "{0}", "{low:d}", "{low!r}", "{low.real}", "{low[0]}", "{ low}"],
)
def test_braces_that_hold_anything_but_a_name_are_an_error(text: str) -> None:
    with pytest.raises(ValueError, match=r"must be a name|expected|Single"):
        placeholders(text)
