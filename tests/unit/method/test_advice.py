"""What the report says: every sentence exists in every language and fits what was answered."""

import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from typing import Any

import pytest
from hypothesis import given

from app.method.advice import Advice, advice_on
from app.method.bank import Bank
from app.method.messages import Message, say
from app.method.model import Model
from app.method.scoring import Assessment, assess
from app.method.sheet import AnswerSheet
from tests.examples import many
from tests.unit.method.sheets import (
    QUESTIONS,
    VENDOR,
    WORKED,
    all_alike,
    sheet,
    sheets,
)

LANGUAGES = sorted(path.stem for path in (QUESTIONS / "pages").iterdir())


def messages(part: Any) -> Iterator[Message]:
    """Every message in a report, however deep."""
    if isinstance(part, Message):
        yield part
    elif isinstance(part, list | tuple):
        for each in part:
            yield from messages(each)
    elif is_dataclass(part):
        for field in fields(part):
            yield from messages(getattr(part, field.name))


def ids(part: Any) -> list[str]:
    return [each.id for each in messages(part)]


def report(model: Model, given_sheet: AnswerSheet) -> Advice:
    return advice_on(model, assess(model, given_sheet))


# Every sentence, in every language


@many(400)
@given(given_sheet=sheets())
def test_every_sentence_exists_in_every_language_and_shows_no_decimals(
    model: Model, bank: Bank, given_sheet: AnswerSheet
) -> None:
    said = list(messages(report(model, given_sheet)))
    assert len(said) > 12
    for language in bank.languages.values():
        for each in said:
            sentence = say(language, each)
            assert sentence
            assert not re.search(r"[{}]|\d[.,]\d|Fraction|None", sentence), each


def test_the_languages_are_those_on_disk(bank: Bank) -> None:
    assert sorted(bank.languages) == LANGUAGES
    assert {"en", "nl"} <= set(LANGUAGES)


# Sentences that are said of one case or another; the others stand on every page of their level.
CASES = (
    "range.",
    "position.",
    "reason.",
    "fragility.",
    "lever.",
    "target.",
    "conversation.",
    "notes.",
    "status.",
    "cycle.",
    "no_level.",
    "levels.",
    "dimensions.",
    "advice.",
    "report.verdict.",
    "report.strengths.",
    "report.pattern.ahead",
    "report.next.begin",
)
NEVER_SAID = {
    # A range that begins at the level needs an index half a step above the threshold.
    "position.early",
    # So rare that no invented sheet has it: everything at the highest level is a lever.
    "report.verdict.begin",
}
RARE = [sheet("111 111 343 343 343 343 343 343"), sheet("111 343 343 343 343 343 343 343")]
SAID_BY_TEMPLATES = re.compile(
    r"dimensions\.D\d\.(name|indicator)|levels\.\d\.name|target\.horizon|lever\.upkeep"
    r"|report\.strengths\.heading"
)


def test_every_sentence_of_the_report_is_said_to_somebody(
    model: Model, bank: Bank, assessed: list[Assessment]
) -> None:
    all_of_them = [*(assess(model, rare) for rare in RARE), *assessed]
    said = {text_id for each in all_of_them for text_id in ids(advice_on(model, each))}
    written = {
        text_id
        for text_id in bank.languages["en"].texts
        if text_id.startswith(CASES) and not SAID_BY_TEMPLATES.fullmatch(text_id)
    }
    assert written - said == NEVER_SAID


# What is said when


@pytest.mark.parametrize("level", range(1, 6))
def test_a_level_brings_its_own_headline_pattern_steps_and_warnings(
    model: Model, level: int
) -> None:
    said = report(model, all_alike(f"{level}" * 3))
    own = f"levels.{level}"
    assert said.level == level
    assert ids(said.headline) == [f"{own}.name"]
    assert ids(said.pattern) == [f"{own}.pattern", f"{own}.blind_spot"]
    assert ids(said.next_steps) == (
        ["report.next.begin_of", "report.next.agree"] if level < 5 else ["advice.keep"]
    )
    assert ids(said.not_yet) == [f"{own}.not_yet"]
    assert ids(said.watch) == [f"{own}.watch"]


def test_what_a_lever_leaves_for_later_is_of_its_own_level(
    model: Model, assessed: list[Assessment]
) -> None:
    levels = set()
    for each in assessed[:300]:
        for lever in advice_on(model, each).levers:
            part = "not_yet" if lever.level < 3 else "not_yet_high"
            assert lever.not_yet == Message(f"dimensions.{lever.dimension}.{part}")
            levels.add(lever.level)
    assert levels == {1, 2, 3, 4}


def test_without_a_level_the_report_says_what_to_find_out_and_nothing_of_levels(
    model: Model,
) -> None:
    said = report(model, WORKED["E8"].sheet)
    assert said.level is None
    assert ids(said.headline) == ["no_level.name"]
    assert said.range == Message(
        "no_level.why",
        (("answered", 14), ("items", 24), ("answers_needed", 16), ("dimensions_needed", 6)),
    )
    assert ids(said.find_out) == ["dimensions.D4.find_out", "dimensions.D7.find_out"]
    assert ids(said.next_steps) == ["no_level.next"]
    for part in (said.pattern, said.reason, said.fragility, said.levers, said.park, said.hold):
        assert part == []
    assert (said.not_yet, said.watch) == ([], [])
    assert ids(said.target) == ["target.product"]
    assert ids(said.questions) == ["dimensions.D4.ask", "dimensions.D7.ask"]


def test_the_status_of_the_picture_is_said_in_full_always(model: Model) -> None:
    for name in WORKED:
        said = report(model, WORKED[name].sheet)
        aspects = ["indicative", "one_person", "too_high", "diagnosis", "map", "audit", "talk"]
        assert ids(said.picture) == [f"status.{aspect}" for aspect in aspects]
        assert ids(said.cycle) == ["cycle.here", "cycle.next", "cycle.return"]


@pytest.mark.parametrize(
    ("name", "said"),
    [
        pytest.param("P2", Message("range.single", (("level", "levels.3.name"),)), id="one level"),
        pytest.param(
            "P1",
            Message("range.two", (("low", "levels.1.name"), ("high", "levels.2.name"))),
            id="two levels",
        ),
    ],
)
def test_the_range_is_said_in_words(model: Model, name: str, said: Message) -> None:
    assert report(model, WORKED[name].sheet).range == said


def test_a_range_of_three_levels_names_all_of_them(model: Model) -> None:
    said = report(model, all_alike("?33")).range
    values = {"low": "levels.2.name", "level": "levels.3.name", "high": "levels.4.name"}
    assert said == Message("range.three", tuple(values.items()))


def test_a_level_that_is_held_back_says_by_what_and_from_where(model: Model) -> None:
    said = report(model, WORKED["E7"].sheet).reason
    assert said == [
        Message(
            "reason.gated",
            (
                ("average", "levels.4.name"),
                ("dimensions", ("dimensions.D8.name",)),
                ("level", "levels.3.name"),
            ),
        )
    ]


def test_all_dimensions_that_hold_the_level_back_are_named(model: Model) -> None:
    said = report(model, sheet("555 222 555 444 555 444 444 212")).reason[0]
    brakes = dict(said.values)["dimensions"]
    assert brakes == ("dimensions.D2.name", "dimensions.D8.name")


def test_a_level_that_is_not_held_back_says_that_it_is_the_average(model: Model) -> None:
    assert ids(report(model, WORKED["P2"].sheet).reason) == ["reason.average", "position.middle"]
    assert ids(report(model, WORKED["P1"].sheet).reason) == ["reason.average"]


def test_each_lever_says_the_step_from_its_own_level_to_the_next(model: Model) -> None:
    said = report(model, WORKED["P3"].sheet).levers
    assert [(each.dimension, each.level, each.step.id) for each in said] == [
        ("D5", 2, "dimensions.D5.step.2"),
        ("D6", 3, "dimensions.D6.step.3"),
        ("D8", 3, "dimensions.D8.step.3"),
    ]


MATURE = {**VENDOR, "stage": "mature", "band": "51-250", "model": "ecosystem"}
GROW = {**VENDOR, "model": "ecosystem"}


@pytest.mark.parametrize(
    ("given_sheet", "reasons"),
    [
        pytest.param(WORKED["E7"].sheet, {"D8": "lever.blocking"}, id="two levels behind"),
        pytest.param(
            sheet("222 112 222 333 222 222 221 222", GROW),
            {"D2": "lever.prerequisite", "D7": "lever.focus"},
            id="another lever rests on it",
        ),
        pytest.param(
            WORKED["P2"].sheet,
            {"D2": "lever.focus", "D6": "lever.weight"},
            id="the step leans on both",
        ),
        pytest.param(
            sheet("333 333 333 333 333 333 333 333", VENDOR),
            {"D2": "lever.focus", "D4": "lever.weight", "D6": "lever.missing"},
            id="the business model asks for no more",
        ),
        pytest.param(
            sheet("333 444 444 222 444 444 333 333", GROW),
            {"D4": "lever.weight", "D7": "lever.missing", "D1": "lever.missing"},
            id="it weighs most, or is not there yet",
        ),
    ],
)
def test_each_lever_says_the_strongest_reason_that_holds(
    model: Model, given_sheet: AnswerSheet, reasons: dict[str, str]
) -> None:
    said = {each.dimension: each.reason.id for each in report(model, given_sheet).levers}
    assert said == reasons


@pytest.mark.parametrize(
    ("level", "said"),
    [
        pytest.param(2, ["target.unsure", "target.below", "target.horizon"], id="below"),
        pytest.param(3, ["target.unsure", "target.inside"], id="at its beginning"),
        pytest.param(4, ["target.unsure", "target.inside"], id="at its end"),
        pytest.param(5, ["target.unsure", "target.above"], id="above"),
    ],
)
def test_the_horizon_is_said_as_what_comes_next_never_as_a_verdict(
    model: Model, level: int, said: list[str]
) -> None:
    found = report(model, all_alike(f"{level}" * 3, {**VENDOR, "model": "unsure"})).target
    assert ids(found) == said
    assert dict(found[0].values) == {"low": "levels.3.name", "high": "levels.4.name"}
    if "target.below" in said:
        assert dict(found[1].values)["next"] == f"levels.{level + 1}.name"


@pytest.mark.parametrize("role", ["leadership", "operations", "other"])
def test_the_conversation_starts_from_the_role_and_asks_about_the_levers(
    model: Model, role: str
) -> None:
    worked = WORKED["P2"].sheet
    given_sheet = replace(worked, profile={**worked.profile, "role": role})
    found = report(model, given_sheet)
    said = ids([*found.conversation, *found.questions])
    asked = ["dimensions.D2.ask", "dimensions.D6.ask"]
    assert said == ["conversation.intro", f"conversation.{role}", *asked]


def test_notes_mention_claims_dimension_by_dimension_and_every_flag(model: Model) -> None:
    said = report(model, WORKED["P3"].sheet).notes
    assert ids(said) == ["notes.claims_ahead"] + ["notes.claim"] * 3
    named = [dict(each.values)["dimension"] for each in said[1:]]
    assert named == ["dimensions.D1.name", "dimensions.D5.name", "dimensions.D8.name"]
    unknown = report(model, WORKED["E8"].sheet).notes
    assert unknown == [Message("notes.many_unknown", (("count", 10),))]


def test_the_radar_rows_name_levels_and_leave_out_what_was_not_assessed(model: Model) -> None:
    rows = report(model, WORKED["E8"].sheet).radar
    assert [row.dimension for row in rows] == model.dimensions
    assert [row.level for row in rows] == [4, 3, 3, None, 2, 3, None, 3]
    # "What you intend and do" of D4 rests on one answer; there is no axis to draw it on.
    assert [row.claim_level for row in rows] == [4, 4, 3, None, 2, 3, None, 3]


def test_the_radar_rows_say_where_more_is_claimed(model: Model) -> None:
    rows = report(model, WORKED["P2"].sheet).radar
    assert [row.ahead for row in rows] == [True, True, True, True, False, True, False, True]


def test_what_is_set_aside_says_what_it_gives_or_costs(model: Model) -> None:
    said = report(model, sheet("555 444 333 222 444 222 222 222"))
    lines = {each.dimension: each for each in [*said.park, *said.hold]}
    assert ids(lines["D1"]) == ["advice.keep"]
    assert ids(lines["D2"]) == ["report.others.strong", "dimensions.D2.strong"]
    assert ids(lines["D8"]) == ["report.others.weak", "dimensions.D8.weak"]
    between = report(model, WORKED["P3"].sheet)
    lines = {each.dimension: each for each in [*between.park, *between.hold]}
    assert ids(lines["D3"]) == ["dimensions.D3.about"]
