"""A message of the report → a sentence in one language."""

from collections.abc import Sequence

from app.method.bank import Language
from app.method.report import Message


def say(language: Language, message: Message) -> str:
    """The sentence of a message, with its placeholders filled in.

    A numeral is written as a numeral; a text id as its text; several ids as a list ("A, B and C").
    """
    values = {name: _filling(language, value) for name, value in message.values}
    return language.texts[message.id].format(**values)


def listed(language: Language, words: Sequence[str]) -> str:
    """Several words as a list: "A, B and C"."""
    *first, last = words
    return f"{', '.join(first)} {language.texts['words.and'].strip()} {last}" if first else last


def _filling(language: Language, value: int | str | tuple[str, ...]) -> str:
    if isinstance(value, int):
        return str(value)
    ids = (value,) if isinstance(value, str) else value
    return listed(language, [language.texts[text_id] for text_id in ids])
