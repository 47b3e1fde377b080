"""Changing a result over HTTP, without JavaScript: the form filled in, the same code, one lead."""

from typing import Any

import pytest

from app.method.token import reference_code
from tests.interface import said
from tests.site import NONCE, OpenSite, ticket
from tests.visitor import QUESTIONS, UNKNOWN, Visitor

LANGUAGES = ["en", "nl"]
VARIED: dict[str, Any] = {
    "D1": [3, 3, 2], "D2": [4, 3, 3], "D3": [2, 3, 2], "D4": [4, 4, 3],
    "D5": [2, 2, 1], "D6": [3, None, None], "D7": [5, 4, 4], "D8": [3, 4, 3],
}  # fmt: skip


def finished(visitor: Visitor, query: str = "") -> str:
    """Where the form is that is filled in from the result of somebody who has just finished."""
    visitor.starts(query=query).answers(**VARIED).changes(ticket=ticket_of(visitor, 3600))
    return f"{visitor.submits().result_path}/change"


def ticket_of(visitor: Visitor, age: float) -> str:
    """The ticket of the form in view, as if it was handed out so many seconds ago."""
    opened = visitor.site.services.tickets.read(visitor.fields["ticket"])
    assert opened is not None
    return ticket(age, opened.nonce, opened.attribution)


def opens_form(visitor: Visitor, address: str) -> Visitor:
    """Open a form that is filled in, on whichever device."""
    visitor.opens(address)
    assert visitor.response.status_code == 200, address
    visitor.fields = dict(visitor.page.fields)
    return visitor


def questions_shown(visitor: Visitor) -> list[str]:
    """The questions that can be seen."""
    page = visitor.page
    sections = [e for e in page.all(".//section") if "hidden" not in e.attrib]
    found = [e for section in sections for e in section.iterfind(".//fieldset")]
    return [e.attrib["data-name"] for e in found if "hidden" not in e.attrib]


@pytest.mark.parametrize("language", LANGUAGES)
def test_i_change_an_answer_from_my_link_on_another_device_and_keep_my_code(
    visitor: Visitor, language: str
) -> None:
    address = finished(visitor, "?source=mail&utm_campaign=autumn").replace("/en/", f"/{language}/")
    reference, before = visitor.reference, visitor.site.lead()
    other = opens_form(Visitor(visitor.site, address="198.51.100.7"), address)
    assert other.answered == {name: other.fields[name] for name in QUESTIONS}
    assert (other.answered["D6.practice"], other.answered["D7.direction"]) == (UNKNOWN, "5")
    assert questions_shown(other) == list(QUESTIONS)
    assert reference in other.page.text
    assert said(language, "Change your answers") == other.page.heading
    other.changes(D4__practice="1").submits()
    assert (other.sent.status_code, other.reference) == (303, reference)
    after = visitor.site.lead()
    assert (before["D4_practice"], after["D4_practice"]) == (4, 1)
    kept = ("source", "utm_campaign", "test", "D7_direction", "role")
    assert [after[name] for name in kept] == [before[name] for name in kept]
    assert after["source"] == "mail"


def test_the_result_leads_to_its_form_and_to_an_empty_one(visitor: Visitor) -> None:
    finished(visitor)
    links = {link.words: link.target for link in visitor.page.links}
    assert links["Change my answers"] == f"{visitor.result_path}/change"
    assert links["Start again"] == "/en/"


def test_in_somebodys_page_the_way_stays_in_its_frame_and_looks(visitor: Visitor) -> None:
    visitor.starts(query="?embed=1&accent=0a5").answers(all=2).submits()
    links = {link.words: link.target for link in visitor.page.links}
    opens_form(visitor, links["Change my answers"])
    framed_by = visitor.response.headers["Content-Security-Policy"].partition("frame-ancestors ")[2]
    assert framed_by == "'self'"
    assert visitor.submits().sent.status_code == 303
    assert "embed=1" in visitor.result_path and "accent=00aa55" in visitor.result_path


def test_a_form_with_answers_is_kept_and_found_no_more_than_the_result(visitor: Visitor) -> None:
    opens_form(visitor, finished(visitor))
    assert visitor.response.headers["Cache-Control"] == "private, no-store"
    assert visitor.response.headers["X-Robots-Tag"] == "noindex"


def test_a_quick_small_change_is_neither_refused_nor_called_hurried(open_site: OpenSite) -> None:
    visitor = Visitor(open_site(min_fill_seconds=600))
    opens_form(visitor, finished(visitor))
    assert "speed" not in visitor.site.lead()["flags"].split()
    visitor.changes(D1__practice="4").took(2, *[0] * 7).submits()
    assert visitor.sent.status_code == 303
    lead = visitor.site.lead()
    assert (lead["D1_practice"], "speed" in lead["flags"].split()) == (4, False)


@pytest.mark.parametrize(("seconds", "flagged"), [(0, True), (30, False)], ids=["again", "read"])
def test_who_hurried_then_is_believed_once_they_read(
    visitor: Visitor, seconds: int, flagged: bool
) -> None:
    visitor.starts().answers(**VARIED).took(*[0] * 8).submits()
    assert "speed" in visitor.site.lead()["flags"].split()
    opens_form(visitor, f"{visitor.result_path}/change").took(*[seconds] * 8).submits()
    assert ("speed" in visitor.site.lead()["flags"].split()) == flagged


def test_a_result_of_one_s_own_does_not_vouch_for_another_form(visitor: Visitor) -> None:
    finished(visitor)
    token = visitor.result_path.rpartition("/")[2]
    visitor.starts().answers(**VARIED).took(*[0] * 8).changes(result=token, ticket=ticket())
    visitor.submits()
    rows = {row["reference"]: row for row in visitor.site.leads()}
    assert "speed" in rows[reference_code(NONCE)]["flags"].split()


def test_a_change_is_no_further_visit_in_the_funnel(visitor: Visitor) -> None:
    address = finished(visitor)
    before = visitor.site.counted()
    opens_form(visitor, address)
    visitor.site.lets_pass(60)
    told = visitor.fields["told"].split()
    assert {"opened", "started", "profile", "D1", "D8"} <= set(told)  # so the wizard says nothing
    visitor.changes(D1__practice="4").submits()
    assert visitor.site.counted() == before


def test_a_try_stays_a_try_when_it_is_changed(visitor: Visitor) -> None:
    visitor.starts(query="?test=1").answers(**VARIED).submits()
    opens_form(visitor, f"{visitor.result_path}/change").submits()
    assert visitor.site.lead()["test"] == 1


def test_a_lead_that_was_deleted_comes_back_only_when_the_form_is_sent(visitor: Visitor) -> None:
    address = finished(visitor)
    visitor.forgets()
    opens_form(visitor, address)
    assert visitor.site.leads() == []
    reference = visitor.submits().reference
    assert visitor.site.lead()["reference"] == reference


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_i_did_not_know_is_asked_alone_and_the_rest_goes_along(
    visitor: Visitor, language: str
) -> None:
    address = finished(visitor).replace("/en/", f"/{language}/")
    opens_form(visitor, f"{address}?only=unknown")
    assert questions_shown(visitor) == ["D6.practice", "D6.evidence"]
    heading = "Beantwoord nog 2 vragen" if language == "nl" else "Answer 2 more questions"
    assert visitor.page.heading == heading
    visitor.changes(D6__practice="2").submits()
    lead = visitor.site.lead()
    assert [lead[f"D6_{facet}"] for facet in ("direction", "practice", "evidence")] == [3, 2, None]
    assert lead["D7_direction"] == 5
    opens_form(visitor, f"{visitor.result_path}/change?only=unknown")
    heading = "Beantwoord nog 1 vraag" if language == "nl" else "Answer 1 more question"
    assert visitor.page.heading == heading


def test_where_everything_is_known_all_of_it_is_asked(visitor: Visitor) -> None:
    visitor.starts().answers(all=2).submits()
    opens_form(visitor, f"{visitor.result_path}/change?only=unknown")
    assert questions_shown(visitor) == list(QUESTIONS)


def test_the_other_language_asks_the_same_questions_with_the_same_answers(
    visitor: Visitor,
) -> None:
    opens_form(visitor, f"{finished(visitor)}?only=unknown")
    reference = visitor.page.words_at("start").split()
    visitor.changes(D6__practice="2").presses_language()
    assert questions_shown(visitor) == ["D6.practice", "D6.evidence"]
    assert visitor.answered["D6.practice"] == "2"
    assert visitor.page.words_at("start").split()[-1] != reference[-1]  # in Dutch
    visitor.submits()
    assert visitor.site.lead()["D6_practice"] == 2


def test_a_question_that_is_left_out_is_shown_with_the_others(visitor: Visitor) -> None:
    opens_form(visitor, f"{finished(visitor)}?only=unknown").leaves_out("D2.evidence").submits()
    assert visitor.response.status_code == 422
    assert questions_shown(visitor) == ["D2.evidence", "D6.practice", "D6.evidence"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_damaged_link_fills_in_nothing(visitor: Visitor, language: str) -> None:
    address = finished(visitor).replace("/en/", f"/{language}/").replace("/change", "x/change")
    assert visitor.opens(address).response.status_code == 404
    visitor.starts().answers(all=2).changes(result="x", only="unknown").submits()
    assert visitor.sent.status_code == 303
