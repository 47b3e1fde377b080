"""The report: which sections there are and in which order, in words of every language."""

import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from typing import Any

import pytest
from hypothesis import given

from app.method.advice import advice_on
from app.method.bank import Bank
from app.method.model import Model
from app.method.report import Levers, Report, Sentence, Table
from app.method.scoring import assess
from app.method.sections import report_of
from app.method.sheet import AnswerSheet
from tests.examples import many
from tests.unit.method.sheets import WORKED, all_alike, sheets


def report(model: Model, bank: Bank, sheet: AnswerSheet, language: str = "en") -> Report:
    return report_of(advice_on(model, assess(model, sheet)), bank.languages[language])


def words(part: Any) -> Iterator[str]:
    """Every text in a report, however deep."""
    if isinstance(part, str):
        yield part
    elif isinstance(part, tuple):
        for each in part:
            yield from words(each)
    elif is_dataclass(part):
        for field in fields(part):
            yield from words(getattr(part, field.name))


def ids(said: Report, *, folded: bool) -> list[str]:
    return [section.id for section in said.sections if section.folded is folded]


@pytest.mark.parametrize("language", ["en", "nl"])
def test_with_a_level_there_are_levers_and_a_next_step(
    model: Model, bank: Bank, language: str
) -> None:
    said = report(model, bank, WORKED["P2"].sheet, language)
    assert ids(said, folded=False) == ["radar", "strengths", "levers", "next", "pattern"]
    assert ids(said, folded=True)[:1] == ["reason"]
    assert ids(said, folded=True)[-2:] == ["cycle", "picture"]
    texts = bank.languages[language].texts
    (_about, levers) = said.section("levers").blocks  # type: ignore[union-attr]
    assert isinstance(levers, Levers)
    assert [lever.name for lever in levers.items] == [
        texts[f"dimensions.{d}.name"] for d in ("D2", "D6")
    ]
    assert "2" in said.section("levers").heading  # type: ignore[union-attr]
    assert texts["levels.4.name"] in said.section("next").heading  # type: ignore[union-attr]


def test_without_a_level_it_says_what_to_find_out_and_nothing_of_a_level(
    model: Model, bank: Bank
) -> None:
    said = report(model, bank, all_alike("???"))
    assert said.level is None
    assert ids(said, folded=False) == ["radar", "find_out", "next"]
    assert not {"reason", "others"} & set(ids(said, folded=True))
    assert said.section("next").heading == "Next step"  # type: ignore[union-attr]


def test_the_radar_is_a_row_a_dimension_in_the_order_of_the_model(model: Model, bank: Bank) -> None:
    table, target, caption = report(model, bank, WORKED["P2"].sheet).section("radar").blocks  # type: ignore[union-attr]
    assert isinstance(table, Table)
    texts = bank.languages["en"].texts
    names = [texts[f"dimensions.{d}.name"] for d in model.dimensions]
    names[1], names[5] = f"{names[1]} (lever 1)", f"{names[5]} (lever 2)"
    assert [row[0] for row in table.rows] == names
    assert target == Sentence("Where your business model points: Optimised and Optimising.")
    assert caption == Sentence(texts["report.radar.caption"], quiet=True)
    assert {len(row) for row in table.rows} == {len(table.headings)} == {3}


@pytest.mark.parametrize(("facets", "said"), [("333", False), ("332", True), ("334", False)])
def test_the_dashed_line_is_explained_where_it_lies_outside(
    model: Model, bank: Bank, facets: str, said: bool
) -> None:
    blocks = report(model, bank, all_alike(facets)).section("radar").blocks  # type: ignore[union-attr]
    caption = bank.languages["en"].texts["report.radar.caption"]
    assert (Sentence(caption, quiet=True) in blocks) == said


@many(200)
@given(sheet=sheets())
def test_every_section_says_something_in_every_language(
    model: Model, bank: Bank, sheet: AnswerSheet
) -> None:
    shapes = []
    for language in bank.languages:
        said = report(model, bank, sheet, language)
        shapes.append([(s.id, [block.kind for block in s.blocks]) for s in said.sections])
        assert all(section.blocks for section in said.sections)
        assert all(section.heading for section in said.sections)
        assert not [text for text in words(said) if re.search(r"[{}]", text)]
    assert all(shape == shapes[0] for shape in shapes)
