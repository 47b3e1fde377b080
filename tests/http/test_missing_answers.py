"""Answers that are missing: named, linked, and nothing that was answered is lost."""

import pytest

from tests.interface import said
from tests.visitor import ITEMS, PROFILE, QUESTIONS, UNKNOWN, Visitor

LANGUAGES = ["en", "nl"]
ERROR = "Error:"
CHOOSE = {
    "role": "Choose the answer that comes closest.",
    "D1.practice": "Choose a description, or “I don’t know”.",
}


def stem(visitor: Visitor, language: str, name: str) -> str:
    """The words of a question, from the bank."""
    bank = visitor.site.services.bank.languages[language]
    return bank.profile[name].label if name in PROFILE else bank.items[name].stem


MISSING = {
    "one": QUESTIONS[7:8],
    "every other": QUESTIONS[::2],
    "all those between": QUESTIONS[1::2],
    "every one": QUESTIONS,
}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("names", MISSING.values(), ids=MISSING)
def test_each_missing_answer_is_named_and_linked_in_order_and_all_others_are_kept(
    visitor: Visitor, names: tuple[str, ...], language: str
) -> None:
    visitor.starts(language).answers(all=3, D4=[None, 1, 5])
    answered = {key: value for key, value in visitor.fields.items() if key in QUESTIONS}
    visitor.leaves_out(*names).submits()
    assert visitor.response.status_code == 422
    assert visitor.page.title.startswith(said(language, ERROR))
    assert visitor.page.summary.startswith(f"{len(names)} ")
    links = visitor.page.summary_links
    assert [link.words for link in links] == [stem(visitor, language, name) for name in names]
    targets = [link.target.removeprefix("#") for link in links]
    assert [visitor.page.name_at(target) for target in targets] == list(names)
    assert visitor.answered == {key: answered[key] for key in answered if key not in names}
    assert visitor.page.questions == list(QUESTIONS)
    assert visitor.site.leads() == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", ["role", "D1.practice"])
def test_the_question_itself_says_what_to_do(visitor: Visitor, name: str, language: str) -> None:
    visitor.starts(language).answers(all=3).leaves_out(name).submits()
    where = name.replace(".", "-")
    error = visitor.page.words_at(f"{where}-error")
    assert error.startswith(said(language, ERROR))
    assert said(language, CHOOSE[name]) in error
    (question,) = visitor.page.all(f".//fieldset[@id='{where}']")
    assert f"{where}-error" in question.attrib["aria-describedby"]


def test_what_is_answered_bears_no_error(visitor: Visitor) -> None:
    visitor.starts().answers(all=3).leaves_out("D1.practice").submits()
    errors = [
        e.attrib["id"] for e in visitor.page.all(".//p[@class='error']") if "".join(e.itertext())
    ]
    assert errors == ["D1-practice-error"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_missing_answer_is_all_it_takes_to_go_on(visitor: Visitor, language: str) -> None:
    visitor.starts(language).answers(all=3).leaves_out("stage", "D8.evidence").submits()
    visitor.changes(stage="mature", D8__evidence=UNKNOWN).submits()
    assert visitor.sent.status_code == 303
    lead = visitor.site.lead()
    assert (lead["stage"], lead["D8_evidence"], lead["D8_practice"]) == ("mature", None, 3)


def test_i_do_not_know_is_an_answer(visitor: Visitor) -> None:
    visitor.starts().answers(all=None).submits()
    assert visitor.sent.status_code == 303
    lead = visitor.site.lead()
    assert [lead[name.replace(".", "_")] for name in ITEMS] == [None] * len(ITEMS)


def test_an_untouched_form_reports_nothing(visitor: Visitor) -> None:
    page = visitor.starts("nl").page
    assert not page.title.startswith(said("nl", ERROR))
    assert page.summary == ""
    assert visitor.answered == {}


def test_every_question_offers_the_options_of_the_model(visitor: Visitor) -> None:
    page = visitor.starts().page
    profile = {
        key: list(options) for key, options in visitor.site.services.bank.model.profile.items()
    }
    assert {key: page.options(key) for key in PROFILE} == profile
    assert {tuple(page.options(name)) for name in ITEMS} == {("1", "2", "3", "4", "5", UNKNOWN)}
