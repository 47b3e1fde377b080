"""All editions of the question bank: links open in their own, new answers go into the newest."""

import shutil
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from app.errors import BankError
from app.method.bank import Bank, Language, Texts, load_bank, load_texts
from app.method.edition import check_released
from app.method.model import Model
from app.method.model_file import load_model
from app.method.page_texts import page_text_ids
from app.method.toml_file import same_placeholders

_PAGES = "pages"


@dataclass(frozen=True)
class Editions:
    """Every edition by its number, the oldest first."""

    banks: Mapping[int, Bank]

    @cached_property
    def current(self) -> Bank:
        """The newest edition: its questions are asked now."""
        return self.banks[max(self.banks)]

    @cached_property
    def models(self) -> tuple[Model, ...]:
        """The model of every edition, the newest last."""
        return tuple(bank.model for bank in self.banks.values())

    def of(self, edition: object) -> Bank:
        """The edition with this number; the newest if there is no such edition."""
        return next((b for number, b in self.banks.items() if number == edition), self.current)

    @cached_property
    def languages(self) -> Mapping[str, Language]:
        """The words for whatever is stored, from any edition: newer wording replaces older."""
        return {code: self._all_words(code) for code in self.current.languages}

    def _all_words(self, code: str) -> Language:
        every = [bank.languages[code] for bank in self.banks.values()]
        profile, texts = dict(every[-1].profile), dict(every[-1].texts)
        for older in reversed(every[:-1]):
            texts = {**older.texts, **texts}
            for key, question in older.profile.items():
                newer = profile.get(key, question)
                options = {**newer.options, **_without(question.options, newer.options)}
                profile[key] = replace(newer, options=options)
        return replace(every[-1], profile=profile, texts=texts)


def load_editions(folder: Path, more_text_ids: Callable[[Model], Iterable[str]]) -> Editions:
    """Read `questions/`: a folder for each edition, released.toml, and the texts of the pages.

    `more_text_ids`: the page texts that other parts of the program need besides the method's own.
    Raises BankError naming the file and the key of anything missing, unknown or out of step, or
    changed since its edition was released.
    """
    models = _load_models(folder)
    check_released(models, folder)
    text_ids = [*page_text_ids(models[-1]), *more_text_ids(models[-1])]
    pages = _load_pages(folder / _PAGES, _languages(folder), text_ids)
    return Editions({m.edition: load_bank(folder / str(m.edition), m, pages) for m in models})


def copy_newest(editions: Editions, folder: Path) -> int:
    """Begin a new edition as a copy of the newest; return its number."""
    newest = editions.current.model.edition
    shutil.copytree(folder / str(newest), folder / str(newest + 1))
    return newest + 1


def _load_models(folder: Path) -> list[Model]:
    names = [path.name for path in folder.iterdir() if path.is_dir() and path.name.isdecimal()]
    models = [load_model(folder / name) for name in sorted(names, key=int)]
    if not models:
        raise BankError(f"{folder}: holds no folder of an edition, such as '1'.")
    for model in models:
        for key in ("dimensions", "steps"):
            if getattr(model, key) != getattr(models[0], key):
                raise BankError(
                    f"{folder / str(model.edition) / 'model.toml'}: '{key}' must be the same in "
                    "every edition; the framework defines it."
                )
    return models


def _languages(folder: Path) -> list[str]:
    """Every language that anything is written in, English first; each must be complete."""
    found = {path.stem for path in (folder / _PAGES).glob("*.toml")}
    found |= {path.name for path in folder.glob("[0-9]*/*") if path.is_dir()}
    if not found:
        raise BankError(f"{folder / _PAGES}: holds no file of a language, such as 'en.toml'.")
    return sorted(found, key=lambda code: (code != "en", code))


def _load_pages(folder: Path, codes: list[str], text_ids: Iterable[str]) -> dict[str, Texts]:
    """The texts of the pages, by language."""
    first, *others = codes
    pages = {code: load_texts(folder / f"{code}.toml", text_ids) for code in codes}
    for code in others:
        same_placeholders(folder / f"{code}.toml", pages[code], pages[first], first)
    return pages


def _without(options: Mapping[str, str], known: Mapping[str, str]) -> dict[str, str]:
    return {option: label for option, label in options.items() if option not in known}
