"""Every question file is a test case: keys, lengths and readability (method.md A)."""

import re
from functools import cache
from string import Formatter

import pyphen
import pytest

from app.leads.columns import catalogue_of
from app.method.bank import Bank
from app.method.editions import load_editions
from app.method.reading import find_faults
from tests.content.files import (
    DIMENSIONS,
    FACETS,
    FILES,
    ITEMS,
    LANGUAGES,
    NAMES,
    NEWEST,
    QUESTIONS,
    all_texts,
    item,
    read,
    texts,
)

FORMULAS = {  # base, times words a sentence, times syllables a word, least, hyphenation
    "en": (206.835, 1.015, 84.6, 50, "en_GB"),
    "nl": (206.835, 0.93, 77.0, 45, "nl_NL"),
}


@pytest.fixture(scope="module")
def bank() -> Bank:
    return load_editions(QUESTIONS, lambda model: catalogue_of(model).text_ids).current


def length(text: str) -> int:
    """Words as a word processor counts them; a dash that stands alone is none."""
    return len([word for word in text.split() if any(char.isalnum() for char in word)])


def item_words(language: str, dimension: str, facet: str) -> int:
    stem, options = item(language, dimension, facet)
    return length(stem) + sum(map(length, options))


def test_there_are_question_files_in_english_and_dutch() -> None:
    assert {"en", "nl"} <= set(LANGUAGES)
    assert len(FILES) >= 10


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_language_has_its_files_and_no_others(language: str) -> None:
    found = [path.name for path in (NEWEST / language).iterdir()]
    assert sorted([*found, "pages.toml"]) == list(NAMES)


@pytest.mark.parametrize(("language", "name"), FILES)
def test_a_file_has_the_same_keys_in_every_language(language: str, name: str) -> None:
    def keys(code: str) -> set[str]:
        # A term has as many other forms as its language needs.
        return {key for key in texts(read(code, name)) if ".forms." not in key}

    assert keys(language) == keys("en")
    assert keys("en")


@pytest.mark.parametrize(("language", "name"), FILES)
def test_no_text_is_empty_or_untidy(language: str, name: str) -> None:
    for key, text in texts(read(language, name)).items():
        if not key.endswith(".hint") and key != "words.and":
            assert text == text.strip() != "", key
        assert "  " not in text, key
        assert not re.search(r"[ ,;:]$|\s[,.;:?]", text.strip()), key


@pytest.mark.parametrize(("language", "name"), FILES)
def test_a_text_has_the_same_placeholders_in_every_language(language: str, name: str) -> None:
    def placeholders(text: str) -> set[str]:
        return {field for _, field, _, _ in Formatter().parse(text) if field is not None}

    english = texts(read("en", name))
    for key, text in texts(read(language, name)).items():
        if ".forms." not in key:
            assert placeholders(text) == placeholders(english[key]), key


@pytest.mark.parametrize("language", LANGUAGES)
def test_there_are_24_items_of_one_stem_and_five_options(language: str) -> None:
    table = read(language, "items.toml")
    assert list(table) == DIMENSIONS
    assert [list(facets) for facets in table.values()] == [FACETS] * 8
    for dimension, facet in ITEMS:
        stem, options = item(language, dimension, facet)
        assert stem.endswith("?"), stem
        assert len(set(options)) == 5
        assert all(option.endswith(".") for option in options), options


@pytest.mark.parametrize("language", LANGUAGES)
def test_stems_and_options_are_short(language: str) -> None:
    for dimension, facet in ITEMS:
        stem, options = item(language, dimension, facet)
        assert length(stem) <= 12, stem
        for option in options:
            assert length(option) <= 12, option
        assert item_words(language, dimension, facet) <= 65, (dimension, facet)


@pytest.mark.parametrize("language", LANGUAGES)
def test_all_items_together_are_read_in_time(language: str) -> None:
    counts = [item_words(language, *each) for each in ITEMS]
    assert sum(counts) <= 1350
    assert sum(counts) / len(counts) <= 56
    asked = texts(read(language, "profile.toml")).items()
    of_columns = (".heading", ".meaning")
    profile = sum(length(text) for key, text in asked if not key.endswith(of_columns))
    intro = sum(map(length, texts(read(language, "pages.toml")["intro"]).values()))
    reading = (sum(counts) + profile + intro) / 210 * 60
    seconds = reading + 24 * 4 + 5 * 3 + 10 * 2
    assert seconds <= 600


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("dimension", "facet"), ITEMS)
def test_an_item_is_about_as_long_as_in_english(language: str, dimension: str, facet: str) -> None:
    def characters(code: str) -> int:
        stem, options = item(code, dimension, facet)
        return len(stem) + sum(map(len, options))

    assert 0.75 <= characters(language) / characters("en") <= 1.35
    words = item_words(language, dimension, facet) / item_words("en", dimension, facet)
    assert 0.7 <= words <= 1.4


@pytest.mark.parametrize("language", [code for code in LANGUAGES if code in FORMULAS])
def test_the_items_read_easily(language: str) -> None:
    base, a_sentence, a_word, least, hyphenation = FORMULAS[language]
    hyphenate = pyphen.Pyphen(lang=hyphenation)

    @cache
    def syllables(word: str) -> int:
        return hyphenate.inserted(word, "-").count("-") + 1

    sentences = [
        sentence
        for each in ITEMS
        for stem, options in [item(language, *each)]
        for sentence in (stem, *options)
    ]
    words = [word.strip("“”‘’.,:;?()") for sentence in sentences for word in sentence.split()]
    ease = base - a_sentence * len(words) / len(sentences)
    ease -= a_word * sum(map(syllables, words)) / len(words)
    assert ease >= least


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_application_finds_no_fault_either(bank: Bank, language: str) -> None:
    assert list(find_faults(bank.languages[language], bank.languages["en"])) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_profile_asks_five_closed_questions(language: str) -> None:
    table = read(language, "profile.toml")
    options = {key: list(question["options"]) for key, question in table.items()}
    assert options == {
        "role": ["leadership", "operations", "other"],
        "type": ["vendor", "isv", "saas", "si", "msp", "other"],
        "stage": ["start", "grow", "mature"],
        "band": ["1-10", "11-50", "51-250", "250+"],
        "model": ["product", "platform", "ecosystem", "unsure"],
    }
    labels = [question["label"] for question in table.values()]
    assert all(label.endswith("?") for label in labels), labels


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_term_of_the_glossary_is_used_in_an_item(language: str) -> None:
    items = "\n".join(texts(read(language, "items.toml")).values()).lower()
    for key, entry in read(language, "glossary.toml").items():
        forms = [entry["term"], *entry.get("forms", [])]
        found = [form for form in forms if re.search(rf"\b{re.escape(form.lower())}\b", items)]
        assert found, f"{key}: none of {forms}"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_other_form_of_a_term_is_used_in_an_item(language: str) -> None:
    items = "\n".join(texts(read(language, "items.toml")).values()).lower()
    for entry in read(language, "glossary.toml").values():
        for form in entry.get("forms", []):
            assert re.search(rf"\b{re.escape(form.lower())}\b", items), form


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_term_is_explained_in_one_sentence(language: str) -> None:
    for key, entry in read(language, "glossary.toml").items():
        assert entry["text"].endswith("."), key
        assert entry["text"].count(".") == 1, key
        assert length(entry["text"]) <= 25, key


def test_no_two_languages_are_the_same_text() -> None:
    for language in LANGUAGES:
        if language != "en":
            english, other = all_texts("en"), all_texts(language)
            same = [key for key in english.keys() & other.keys() if english[key] == other[key]]
            assert len(same) < len(english) / 10, same
