"""Messages: what to say, as a text id with its values, and how that becomes a sentence."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.method.bank import Language
from app.method.sheet import Profile


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


def short(label: str) -> str:
    """What stands before the explanation: "Product: they sell it" → "Product"."""
    return label.partition(":")[0].partition(" (")[0]


def _filling(language: Language, value: int | str | tuple[str, ...]) -> str:
    if isinstance(value, int):
        return str(value)
    ids = (value,) if isinstance(value, str) else value
    return listed(language, [language.texts[text_id] for text_id in ids])


@dataclass(frozen=True, slots=True)
class Words:
    """What a report says, in one language."""

    language: Language

    def __call__(self, said: Message | str) -> str:
        """The sentence of a message, or a text that takes no values, by its id."""
        return say(self.language, message(said) if isinstance(said, str) else said)

    def name(self, dimension: str) -> str:
        """What a dimension is called."""
        return self(dimension_name(dimension))

    def ranked(self, dimension: str, levers: Sequence[str]) -> str:
        """What a dimension is called, with its number where it is a lever."""
        if dimension not in levers:
            return self.name(dimension)
        rank = levers.index(dimension) + 1
        return self(message("report.radar.lever", name=dimension_name(dimension), rank=rank))

    def level(self, level: int | None) -> str | None:
        """What a level is called; None where there is none."""
        return None if level is None else self(level_name(level))

    def role(self, option: str) -> str:
        """What a role is called."""
        return short(self.language.profile["role"].options[option])

    def read_for(self, profile: Profile) -> str:
        """The facts that answers were read with, without the explanations in their options."""
        asked = self.language.profile
        known = {key: short(asked[key].options[profile[key]]) for key in ("type", "stage", "band")}
        return self.language.texts["report.read_for"].format(**known)

    def answer(self, dimension: str, facet: str, answer: int | None) -> str:
        """What was answered to a question, and the option one step up."""
        item = self.language.items[f"{dimension}.{facet}"]
        if answer is None:
            return self.language.texts["report.levers.nobody_knew"].format(stem=item.stem)
        chosen, following = item.options[answer - 1 : answer + 1]
        return self.language.texts["report.levers.answer"].format(option=chosen, next=following)
