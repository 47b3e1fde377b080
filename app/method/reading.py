"""How long the check takes to read and how easily it reads: the limits of method.md A."""

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from app.method.bank import Item, Language

# Silent reading, for words as long as ours (Brysbaert 2019; Sui et al. 2021).
WORDS_PER_MINUTE = 210
SECONDS_PER_DECISION = 4
SECONDS_PER_PROFILE_QUESTION = 3
SECONDS_PER_PAGE_TURN = 2
SLOWER = 1.1  # between the average reader and a slow one (175 words a minute)

STEM_WORDS = 12
OPTION_WORDS = 12
ITEM_WORDS = 65
MEAN_ITEM_WORDS = 56
BANK_WORDS = 1350
LENGTH_RATIO = (0.75, 1.35)
MINUTES = 10.0


@dataclass(frozen=True, slots=True)
class Ease:
    """A reading-ease formula: base − sentence × words a sentence − syllable × syllables a word."""

    base: float
    sentence: float
    syllable: float
    least: float
    hyphenation: str


EASE = {
    "en": Ease(206.835, 1.015, 84.6, 50, "en_GB"),  # Flesch
    "nl": Ease(206.835, 0.93, 77.0, 45, "nl_NL"),  # Flesch-Douma
}


def words(text: str) -> list[str]:
    """The words of a text; "co-sell" and "don't" are one word each."""
    return re.findall(r"\w+(?:[-’'&.]\w+)*", text)


def item_text(item: Item) -> str:
    """Stem and options as one text."""
    return " ".join((item.stem, *item.options))


def minutes_to_read(language: Language) -> float:
    """Minutes that the whole check takes an average reader who reads every word."""
    texts = [item_text(item) for item in language.items.values()]
    for question in language.profile.values():
        texts += [question.label, question.hint, *question.options.values()]
    intro = [text for text_id, text in language.texts.items() if text_id.startswith("intro.")]
    count = sum(len(words(text)) for text in [*texts, *intro])
    pages = len({item.dimension for item in language.items.values()}) + 2
    seconds = (
        count / WORDS_PER_MINUTE * 60
        + len(language.items) * SECONDS_PER_DECISION
        + len(language.profile) * SECONDS_PER_PROFILE_QUESTION
        + pages * SECONDS_PER_PAGE_TURN
    )
    return seconds / 60


def about_minutes(language: Language) -> int:
    """The whole minutes that visitors are told: rounded up, with time for a slow reader."""
    return math.ceil(minutes_to_read(language) * SLOWER)


def reading_ease(language: Language) -> float | None:
    """Flesch (English) or Flesch-Douma (Dutch) over all items; None for other languages."""
    formula = EASE.get(language.code)
    if formula is None:
        return None
    sentences = [text for item in language.items.values() for text in (item.stem, *item.options)]
    found = [word for sentence in sentences for word in words(sentence)]
    syllables = sum(_syllables(word, formula.hyphenation) for word in found)
    per_sentence = len(found) / len(sentences)
    return (
        formula.base - formula.sentence * per_sentence - formula.syllable * syllables / len(found)
    )


@cache
def _syllables(word: str, hyphenation: str) -> int:
    # Not imported at the top: only `bank check` and the tests count syllables.
    import pyphen

    parts = re.split(r"[-’'&.]", word)
    dictionary = pyphen.Pyphen(lang=hyphenation)
    return sum(len(dictionary.positions(part)) + 1 for part in parts if part)


def find_faults(language: Language, reference: Language) -> Iterator[str]:
    """Every limit that this language breaks, in a sentence each.

    `reference`: the language whose lengths the items are compared with.
    """
    counts = []
    for item in language.items.values():
        counts.append(len(words(item_text(item))))
        yield from _item_faults(item, reference.items[item.id], counts[-1])
    if sum(counts) > BANK_WORDS:
        yield f"all items together have {sum(counts)} words; at most {BANK_WORDS}"
    if sum(counts) / len(counts) > MEAN_ITEM_WORDS:
        mean = sum(counts) / len(counts)
        yield f"an item has {mean:.1f} words on average; at most {MEAN_ITEM_WORDS}"
    ease, formula = reading_ease(language), EASE.get(language.code)
    if ease is not None and formula is not None and ease < formula.least:
        yield f"reading ease is {ease:.1f}; at least {formula.least:g}"
    if minutes_to_read(language) > MINUTES:
        yield f"takes {minutes_to_read(language):.1f} minutes to read; at most {MINUTES:g}"
    used = {term.id for item in language.items.values() for term in item.terms}
    for term in language.glossary.keys() - used:
        yield f"glossary term '{term}' occurs in no item"


def _item_faults(item: Item, reference: Item, count: int) -> Iterator[str]:
    if len(words(item.stem)) > STEM_WORDS:
        yield f"{item.id}: the stem has {len(words(item.stem))} words; at most {STEM_WORDS}"
    for number, option in enumerate(item.options, 1):
        length = len(words(option))
        if length > OPTION_WORDS:
            yield f"{item.id}: option {number} has {length} words; at most {OPTION_WORDS}"
    if count > ITEM_WORDS:
        yield f"{item.id}: has {count} words; at most {ITEM_WORDS}"
    ratio = len(item_text(item)) / len(item_text(reference))
    if not LENGTH_RATIO[0] <= ratio <= LENGTH_RATIO[1]:
        yield f"{item.id}: is {ratio:.2f} times as long as in the reference language"
