"""Counting words, syllables and minutes, and finding what breaks the limits (method.md A)."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from app.method.bank import Bank, Item, Language
from app.method.reading import (
    about_minutes,
    find_faults,
    item_text,
    minutes_to_read,
    reading_ease,
    words,
)


@pytest.mark.parametrize(
    ("text", "count"),
    [
        pytest.param("", 0, id="nothing"),
        pytest.param("How does it work?", 4, id="a question"),
        pytest.param("We don’t co-sell.", 3, id="apostrophe and hyphen stay inside a word"),
        pytest.param("D’you – really – mind?", 3, id="dashes are no words"),
        pytest.param("“KPI’s”, (e.g. 24)", 3, id="quotes, brackets and numbers"),
        pytest.param("één geïntegreerd café", 3, id="accents"),
    ],
)
def test_words_are_counted_as_a_reader_would(text: str, count: int) -> None:
    assert len(words(text)) == count


def made_of(english: Language, code: str, stem: str, options: tuple[str, ...]) -> Language:
    """A language in which every item reads the same."""
    items = {
        item_id: replace(item, stem=stem, options=options)
        for item_id, item in english.items.items()
    }
    return replace(english, code=code, items=items)


@pytest.mark.parametrize(
    ("code", "ease"),
    [
        # Six sentences, 12 words, 18 syllables: 2 words a sentence, 1.5 syllables a word.
        pytest.param("en", 206.835 - 1.015 * 2 - 84.6 * 1.5, id="Flesch"),
        pytest.param("nl", 206.835 - 0.93 * 2 - 77 * 1.5, id="Flesch-Douma"),
    ],
)
def test_reading_ease_follows_the_formula_of_the_language(
    bank: Bank, code: str, ease: float
) -> None:
    plain = made_of(bank.languages["en"], code, "de win-ter", ("de win-ter",) * 5)
    assert reading_ease(plain) == pytest.approx(ease)


def test_a_language_without_a_formula_has_no_reading_ease(bank: Bank) -> None:
    english = bank.languages["en"]
    german = replace(english, code="de")
    assert reading_ease(german) is None
    assert list(find_faults(german, english)) == []


def test_minutes_count_every_word_decision_and_page(bank: Bank) -> None:
    english = bank.languages["en"]
    shorter = made_of(english, "en", "One.", ("Two.",) * 5)
    fewer = sum(len(words(item_text(item))) for item in english.items.values()) - 24 * 6
    assert minutes_to_read(english) - minutes_to_read(shorter) == pytest.approx(fewer / 210)
    first = dict(list(shorter.items.items())[:3])
    # 7 dimensions and 21 items less: 126 words, 21 decisions of 4 s, 7 pages of 2 s.
    less = minutes_to_read(shorter) - minutes_to_read(replace(shorter, items=first))
    assert less == pytest.approx(126 / 210 + 21 * 4 / 60 + 7 * 2 / 60)


def test_minutes_count_the_profile_and_the_introduction(bank: Bank) -> None:
    english = bank.languages["en"]
    without = replace(english, profile={})
    asked = [[each.label, each.hint, *each.options.values()] for each in english.profile.values()]
    count = sum(len(words(text)) for texts in asked for text in texts)
    less = minutes_to_read(english) - minutes_to_read(without)
    assert less == pytest.approx(count / 210 + 5 * 3 / 60)
    briefer = replace(english, texts={**english.texts, "intro.lead": "See."})
    fewer = len(words(english.texts["intro.lead"])) - 1
    assert minutes_to_read(english) - minutes_to_read(briefer) == pytest.approx(fewer / 210)


def test_the_time_is_said_in_whole_minutes_and_never_less_than_it_takes(bank: Bank) -> None:
    for language in bank.languages.values():
        said = about_minutes(language)
        assert minutes_to_read(language) <= said < minutes_to_read(language) + 2


# Every limit, broken one by one


def with_item(language: Language, change: Callable[[Item], Item]) -> Language:
    items = dict(language.items)
    items["D4.practice"] = change(items["D4.practice"])
    return replace(language, items=items)


def words_of(count: int) -> str:
    return " ".join(["day"] * count)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        pytest.param(lambda item: replace(item, stem=words_of(12)), None, id="a stem of 12"),
        pytest.param(
            lambda item: replace(item, stem=words_of(13)), "D4.practice: the stem", id="13"
        ),
        pytest.param(
            lambda item: replace(item, options=(*item.options[:4], words_of(12))),
            None,
            id="an option of 12",
        ),
        pytest.param(
            lambda item: replace(item, options=(*item.options[:4], words_of(13))),
            "D4.practice: option 5",
            id="an option of 13",
        ),
        pytest.param(
            lambda item: replace(item, stem=words_of(5), options=(words_of(12),) * 5),
            None,
            id="an item of 65",
        ),
        pytest.param(
            lambda item: replace(item, stem=words_of(6), options=(words_of(12),) * 5),
            "D4.practice: has 66 words",
            id="an item of 66",
        ),
    ],
)
def test_an_item_that_is_too_long_is_named(
    bank: Bank, change: Callable[[Item], Item], said: str | None
) -> None:
    changed = with_item(bank.languages["en"], change)
    faults = [fault for fault in find_faults(changed, changed) if "D4.practice" in fault]
    assert len(faults) == (0 if said is None else 1)
    assert all(said is not None and said in fault for fault in faults)


def of_length(english: Language, length: int) -> Language:
    """A language whose items all have so many characters."""
    return made_of(english, "de", "x" * (length - 10), ("y",) * 5)


@pytest.mark.parametrize(
    ("length", "breaks"),
    [
        pytest.param(74, True, id="0.74"),
        pytest.param(75, False, id="0.75"),
        pytest.param(135, False, id="1.35"),
        pytest.param(136, True, id="1.36"),
    ],
)
def test_items_much_shorter_or_longer_than_in_the_first_language_are_named(
    bank: Bank, length: int, breaks: bool
) -> None:
    english = bank.languages["en"]
    faults = list(find_faults(of_length(english, length), of_length(english, 100)))
    told = [fault for fault in faults if "times as long" in fault]
    assert len(told) == (24 if breaks else 0)
    assert all(f"{length / 100:.2f}" in fault for fault in told)


@pytest.mark.parametrize(
    ("each", "said"),
    [
        # 24 items of one stem word and five options of `each` words.
        pytest.param(11, "", id="56 words an item"),
        pytest.param(12, "61.0 words on average", id="61 words an item"),
        pytest.param(12, "all items together have 1464 words", id="1,464 words in all"),
    ],
)
def test_a_bank_that_is_too_long_is_told(bank: Bank, each: int, said: str) -> None:
    long = made_of(bank.languages["en"], "de", "Day?", (words_of(each),) * 5)
    faults = " ".join(find_faults(long, long))
    assert ("words on average" in faults) == bool(said)
    assert ("all items together" in faults) == bool(said)
    assert said in faults


def test_a_bank_that_reads_badly_is_told(bank: Bank) -> None:
    heavy = made_of(bank.languages["en"], "en", "Organisational?", ("Characteristically.",) * 5)
    assert any("reading ease" in fault for fault in find_faults(heavy, heavy))


def test_a_check_that_takes_too_long_is_told(bank: Bank) -> None:
    english = bank.languages["en"]
    endless = {"intro.lead": words_of(400)}
    long = replace(english, texts={**english.texts, **endless})
    assert any("minutes to read" in fault for fault in find_faults(long, english))


def test_a_term_that_no_item_uses_is_told(bank: Bank) -> None:
    english = bank.languages["en"]
    term = next(iter(english.glossary.values()))
    more = replace(english, glossary={**english.glossary, "mdf": replace(term, id="mdf")})
    assert list(find_faults(more, english)) == ["glossary term 'mdf' occurs in no item"]
