"""The question bank of one edition: its model and, for each language, every word of it."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from app.errors import BankError
from app.method.model import Model
from app.method.texts import result_text_ids
from app.method.toml_file import (
    as_table,
    check_braces,
    flatten,
    read_table,
    same_keys,
    same_placeholders,
)

_GLOSSARY, _PROFILE, _RESULTS = "glossary.toml", "profile.toml", "results.toml"

Texts = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Term:
    """A term of the trade with its explanation in one sentence."""

    id: str
    term: str
    forms: tuple[str, ...]
    text: str

    def occurs_in(self, text: str) -> bool:
        """Whether the text uses the term or one of its other forms, as whole words."""
        forms = "|".join(re.escape(form) for form in (self.term, *self.forms))
        return re.search(rf"(?<!\w)(?:{forms})(?!\w)", text, re.IGNORECASE) is not None


@dataclass(frozen=True, slots=True)
class Item:
    """One question: a stem, five options from low to high, and the terms to explain."""

    id: str
    dimension: str
    facet: str
    stem: str
    options: tuple[str, ...]
    terms: tuple[Term, ...]


@dataclass(frozen=True, slots=True)
class ProfileQuestion:
    """One question about the organisation; `options` maps option ids to their labels.

    `heading` and `meaning`: of the column that holds the answers.
    """

    key: str
    label: str
    hint: str
    heading: str
    meaning: str
    options: Mapping[str, str]


@dataclass(frozen=True)
class Language:
    """Everything written in one language; `code` is the folder's name, as in "nl"."""

    code: str
    items: Mapping[str, Item]
    profile: Mapping[str, ProfileQuestion]
    glossary: Mapping[str, Term]
    texts: Texts

    def items_of(self, dimension: str) -> list[Item]:
        """The items of one dimension, in the order of the facets."""
        return [item for item in self.items.values() if item.dimension == dimension]


@dataclass(frozen=True)
class Bank:
    """One edition: its model and all languages, English first."""

    model: Model
    languages: Mapping[str, Language]

    @cached_property
    def default_language(self) -> str:
        """The language for visitors whose own the bank does not have."""
        return next(iter(self.languages))


def load_bank(folder: Path, model: Model, pages: Mapping[str, Texts]) -> Bank:
    """Read the words of one edition, which has a folder for each language.

    `pages`: the texts of the pages by language, whose order is kept. Raises BankError naming the
    file and the key of anything missing, unknown or out of step.
    """
    text_ids = result_text_ids(model)
    languages = {c: _load_language(folder / c, model, pages[c], text_ids) for c in pages}
    first, *others = languages.values()
    for language in others:
        path = folder / language.code
        same_keys(path / _GLOSSARY, "term", language.glossary, first.glossary)
        for name, ids in ((_PROFILE, _column_texts(first.profile)), (_RESULTS, text_ids)):
            own = {text_id: language.texts[text_id] for text_id in ids}
            same_placeholders(path / name, own, first.texts, first.code)
    return Bank(model, languages)


def load_texts(path: Path, text_ids: Iterable[str]) -> Texts:
    """The texts of a file by their ids, which must be exactly these.

    Raises BankError, naming the text, also for a malformed placeholder.
    """
    texts = flatten(read_table(path), path)
    check_braces(path, texts)
    same_keys(path, "text", texts, list(text_ids))
    return texts


def _column_texts(profile: Mapping[str, ProfileQuestion]) -> Texts:
    """What the columns of profile questions are called and mean, by text id."""
    return {
        f"profile.{key}.{part}": text
        for key, question in profile.items()
        for part, text in (("heading", question.heading), ("meaning", question.meaning))
    }


def _load_language(folder: Path, model: Model, pages: Texts, text_ids: Iterable[str]) -> Language:
    glossary = _load_glossary(folder / _GLOSSARY)
    profile = _load_profile(folder / _PROFILE, model)
    columns = _column_texts(profile)
    check_braces(folder / _PROFILE, columns)
    return Language(
        code=folder.name,
        items=_load_items(folder / "items.toml", model, glossary.values()),
        profile=profile,
        glossary=glossary,
        texts={**pages, **columns, **load_texts(folder / _RESULTS, text_ids)},
    )


def _load_items(path: Path, model: Model, glossary: Iterable[Term]) -> dict[str, Item]:
    table = read_table(path)
    same_keys(path, "dimension", table, model.dimensions)
    items = {}
    for dimension in model.dimensions:
        facets = as_table(table[dimension], path, dimension)
        same_keys(path, dimension, facets, model.facets)
        for facet in model.facets:
            item_id = f"{dimension}.{facet}"
            texts = _texts_of(facets[facet], path, item_id)
            wanted = ["stem", *(f"options.{step}" for step in model.levels)]
            same_keys(path, item_id, texts, wanted)
            stem, *options = (texts[key] for key in wanted)
            used = tuple(term for term in glossary if term.occurs_in(" ".join(texts.values())))
            items[item_id] = Item(item_id, dimension, facet, stem, tuple(options), used)
    return items


def _load_profile(path: Path, model: Model) -> dict[str, ProfileQuestion]:
    table = read_table(path)
    same_keys(path, "question", table, model.profile)
    questions = {}
    for key, options in model.profile.items():
        entry = as_table(table[key], path, key)
        hint = entry.pop("hint", None)
        if not isinstance(hint, str):
            raise BankError(f"{path}: '{key}.hint' must be a text; it may be empty.")
        texts = _texts_of(entry, path, key)
        own = ["label", "heading", "meaning"]
        same_keys(path, key, texts, [*own, *(f"options.{option}" for option in options)])
        labels = {option: texts[f"options.{option}"] for option in options}
        label, heading, meaning = (texts[name] for name in own)
        questions[key] = ProfileQuestion(key, label, hint, heading, meaning, labels)
    return questions


def _load_glossary(path: Path) -> dict[str, Term]:
    terms = {}
    for key, entry in read_table(path).items():
        texts = _texts_of(entry, path, key)
        forms = [name for name in texts if name.startswith("forms.")]
        same_keys(path, key, texts, ["term", "text", *forms])
        spellings = tuple(texts[name] for name in forms)
        terms[key] = Term(key, texts["term"], spellings, texts["text"])
    return terms


def _texts_of(entry: Any, path: Path, key: str) -> dict[str, str]:
    try:
        return flatten(as_table(entry, path, key), path)
    except BankError as error:
        raise BankError(f"{error} (in '{key}')") from error
