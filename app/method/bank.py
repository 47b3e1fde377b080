"""The question bank: the model and, for each language, every word that a visitor reads."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from app.errors import BankError
from app.method.edition import is_released
from app.method.model import Model
from app.method.model_file import load_model
from app.method.texts import required_text_ids
from app.method.toml_file import as_table, flatten, placeholders, read_table, same_keys

_TEXT_FILES = ("results.toml", "pages.toml")


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
    """One question about the organisation; `options` maps option ids to their labels."""

    key: str
    label: str
    hint: str
    options: Mapping[str, str]


@dataclass(frozen=True)
class Language:
    """Everything written in one language; `code` is the folder's name, as in "nl"."""

    code: str
    items: Mapping[str, Item]
    profile: Mapping[str, ProfileQuestion]
    glossary: Mapping[str, Term]
    texts: Mapping[str, str]

    def items_of(self, dimension: str) -> list[Item]:
        """The items of one dimension, in the order of the facets."""
        return [item for item in self.items.values() if item.dimension == dimension]


@dataclass(frozen=True)
class Bank:
    """The model and all languages, English first."""

    model: Model
    languages: Mapping[str, Language]

    @cached_property
    def default_language(self) -> str:
        """The language for visitors whose own is not spoken here."""
        return next(iter(self.languages))


def load_bank(folder: Path, more_text_ids: Callable[[Model], Iterable[str]]) -> Bank:
    """Read `questions/`: model.toml, released.toml and one folder a language.

    `more_text_ids`: the texts that other parts of the program need besides the method's own.
    Raises BankError naming the file and the key of anything missing, unknown or out of step, or
    changed since its edition was released.
    """
    model = load_model(folder / "model.toml")
    is_released(model, folder)
    codes = sorted((path.name for path in folder.iterdir() if path.is_dir()), key=_english_first)
    if not codes:
        raise BankError(f"{folder}: there is no folder with a language in it.")
    text_ids = [*required_text_ids(model), *more_text_ids(model)]
    languages = {code: _load_language(folder / code, model, text_ids) for code in codes}
    for code in codes[1:]:
        _same_words(folder / code, languages[code], languages[codes[0]])
    return Bank(model, languages)


def _english_first(code: str) -> tuple[bool, str]:
    return code != "en", code


def _load_language(folder: Path, model: Model, text_ids: Iterable[str]) -> Language:
    glossary = _load_glossary(folder / "glossary.toml")
    return Language(
        code=folder.name,
        items=_load_items(folder / "items.toml", model, glossary.values()),
        profile=_load_profile(folder / "profile.toml", model),
        glossary=glossary,
        texts=_load_texts(folder, text_ids),
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
        same_keys(path, key, texts, ["label", *(f"options.{option}" for option in options)])
        labels = {option: texts[f"options.{option}"] for option in options}
        questions[key] = ProfileQuestion(key, texts["label"], hint, labels)
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


def _load_texts(folder: Path, text_ids: Iterable[str]) -> dict[str, str]:
    texts: dict[str, str] = {}
    for path in (folder / name for name in _TEXT_FILES):
        for text_id, text in flatten(read_table(path), path).items():
            if text_id in texts:
                raise BankError(f"{path}: text '{text_id}' stands in {_TEXT_FILES[0]} too.")
            try:
                placeholders(text)
            except ValueError as error:
                raise BankError(f"{path}: text '{text_id}' has a broken brace: {error}.") from error
            texts[text_id] = text
    same_keys(folder / " and ".join(_TEXT_FILES), "text", texts, list(text_ids))
    return texts


def _texts_of(entry: Any, path: Path, key: str) -> dict[str, str]:
    try:
        return flatten(as_table(entry, path, key), path)
    except BankError as error:
        raise BankError(f"{error} (in '{key}')") from error


def _same_words(folder: Path, language: Language, reference: Language) -> None:
    """Hold a language against the first one: the same terms, the same placeholders."""
    same_keys(folder / "glossary.toml", "term", language.glossary, reference.glossary)
    for text_id, text in language.texts.items():
        found, wanted = placeholders(text), placeholders(reference.texts[text_id])
        if found != wanted:
            raise BankError(
                f"{folder / ' and '.join(_TEXT_FILES)}: text '{text_id}' has placeholders "
                f"{sorted(found)}, but {reference.code} has {sorted(wanted)}."
            )
