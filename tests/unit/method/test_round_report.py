"""The report of a round: what it is called, what it says first, in words of every language."""

import random
import re
from dataclasses import replace
from fractions import Fraction

import pytest

from app.method.bank import Bank
from app.method.commitment import Commitment
from app.method.report import Report, Standings
from app.method.round import FEWEST, Aggregate, Mode, Participant, Together, Word
from app.method.round_report import report_of_round
from app.method.round_token import RoundTokens
from app.method.whole import whole_of
from tests.unit.method.sheets import MODEL, VENDOR, colleagues
from tests.unit.method.test_report import words
from tests.unit.method.test_round import FACTS, KEYS, together


def report(bank: Bank, found: Aggregate, language: str = "en") -> Report:
    return report_of_round(MODEL, found, whole_of(MODEL, found), bank.languages[language])


def worded(talk: int, between: int, agreement: int) -> Aggregate:
    """A round of which this is to be said of so many dimensions, one after the other."""
    said: list[Word | None] = ["talk"] * talk
    said += ["between"] * between
    said += ["agreement"] * agreement
    said += [None] * (len(MODEL.dimensions) - len(said))
    three = {"leadership": Fraction(3), "operations": Fraction(3)}
    dimensions = {
        d: Together(word, three if word else {})
        for d, word in zip(MODEL.dimensions, said, strict=True)
    }
    counts = {"leadership": 1, "operations": 1}
    return Aggregate(MODEL.edition, "open", FACTS, counts, dimensions, tuple(MODEL.dimensions))


@pytest.mark.parametrize(
    ("given", "title"),
    [
        ((1, 0, 7), "Talk first about Strategy & Vision"),
        ((0, 3, 5), "You see it much the same way"),
        ((0, 4, 4), "No large differences"),
        ((0, 5, 1), "No large differences"),
        ((0, 0, 1), "Find out first who knows"),
    ],
)
def test_the_title_is_what_most_of_the_round_says(
    bank: Bank, given: tuple[int, int, int], title: str
) -> None:
    assert report(bank, worded(*given)).title == title


def test_three_are_talked_about_first_and_more_can_wait(bank: Bank) -> None:
    said = report(bank, worded(5, 1, 0))
    sections = {section.id: section for section in said.opening}
    assert list(sections) == ["who", "talk", "more", "between", "unknown"]
    counts = {
        name: sum(len(b.items) for b in section.blocks if isinstance(b, Standings))
        for name, section in sections.items()
    }
    assert counts == {"who": 0, "talk": 3, "more": 2, "between": 1, "unknown": 0}
    assert sections["more"].folded


@pytest.mark.parametrize("mode", ["open", "shielded"])
def test_every_round_can_be_told_in_every_language(bank: Bank, mode: Mode) -> None:
    chance = random.Random(7)
    for _ in range(60):
        people = [
            Participant(
                replace(sheet, profile={**VENDOR, "role": chance.choice(MODEL.profile["role"])}),
                {d: chance.randint(1, 5) for d in MODEL.dimensions if guesses},
            )
            for sheet in colleagues(chance, chance.randint(FEWEST[mode], 12))
            for guesses in [chance.random() < 0.3]
        ]
        found = together(mode, *people)
        shapes = []
        for language in bank.languages:
            said = report(bank, found, language)
            parts = (*said.opening, *said.sections)
            assert all(part.heading and part.blocks for part in parts)
            assert not [text for text in words(said) if re.search(r"[{}]|None", text)]
            shapes.append([(part.id, [block.kind for block in part.blocks]) for part in parts])
        assert all(shape == shapes[0] for shape in shapes)
        assert ("people" in dict(shapes[0])) == (mode == "open")


def test_a_commitment_comes_back_from_its_link_as_it_was_made() -> None:
    found = worded(1, 0, 7)
    tokens, promise = RoundTokens([MODEL], KEYS), Commitment("D4", 739000, 739180)
    assert tokens.read_commitment(tokens.write_commitment(found, promise)) == (found, promise)
