"""Messages: what to say, as a text id with its values, and how that becomes a sentence."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.method.bank import Language


@dataclass(frozen=True, slots=True)
class Message:
    """A text id and what goes into its placeholders: a numeral, a text id, or several of them."""

    id: str
    values: tuple[tuple[str, int | str | tuple[str, ...]], ...] = ()


def message(text_id: str, **values: int | str | tuple[str, ...]) -> Message:
    """A message with its values named."""
    return Message(text_id, tuple(values.items()))


def level_name(level: int) -> str:
    """The text id of a level's name."""
    return f"levels.{level}.name"


def dimension_name(dimension: str) -> str:
    """The text id of a dimension's name."""
    return f"dimensions.{dimension}.name"


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
