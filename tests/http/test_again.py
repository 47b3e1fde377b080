"""Taking the check again over HTTP, without JavaScript: commitment, carried result, comparison."""

from io import BytesIO
from typing import Any

import pytest
from icalendar import Calendar
from pypdf import PdfReader

from app.method.sheet import AnswerSheet
from app.web.check.calendar import months_later, today
from tests.interface import said
from tests.later import days_later
from tests.page import words_of
from tests.site import PERSONAS
from tests.visitor import ITEMS, PROFILE, Visitor

LANGUAGES = ["en", "nl"]
RESULT_OF_MINE: dict[str, Any] = {"D4": [2, 2, 1]}


@pytest.fixture
def mine(visitor: Visitor) -> Visitor:
    """Somebody on their result, with Enablement among the levers."""
    return visitor.starts().answers(all=3, **RESULT_OF_MINE).submits()


def commits(visitor: Visitor, lever: str = "D4", months: int = 6) -> str:
    """Choose a lever and a day; the address of what comes of it."""
    visitor._sends(visitor._form_of("commit"), {"lever": lever, "months": str(months)})
    assert visitor.sent.status_code == 303
    return str(visitor.sent.headers["Location"])


def pastes(visitor: Visitor, link: str) -> Visitor:
    return visitor._sends(visitor._form_of("compare"), {"link": link})


def takes_again(visitor: Visitor, address: str) -> Visitor:
    """Open the form that leads on from an earlier result, and keep what it holds."""
    visitor.opens(address)
    assert visitor.is_at_the_form, visitor.response.status
    visitor.fields = dict(visitor.page.fields)
    return visitor


def opening(visitor: Visitor) -> str:
    """What stands before the verdict."""
    (box,) = visitor.page.all(".//section[@id='opening']")
    return words_of(box)


def token_in(path: str) -> str:
    return path.partition("?")[0].rpartition("/")[2]


# --- The commitment ----------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("months", [3, 6, 9])
def test_a_commitment_is_a_link_and_nothing_else(
    visitor: Visitor, language: str, months: int
) -> None:
    visitor.starts(language).answers(all=3, **RESULT_OF_MINE).submits()
    leads = visitor.site.leads()
    address = commits(visitor, months=months)
    on = months_later(today(), months)
    assert f"{on.day} " in visitor.page.heading and str(on.year) in visitor.page.heading
    assert visitor.site.text(language, "dimensions.D4.name") in visitor.page.text
    assert f"http://localhost{address}" in visitor.page.text
    assert visitor.site.leads() == leads
    held = visitor.site.services.tokens.read_earlier(token_in(address))
    assert held.commitment is not None
    assert (held.commitment.lever, held.commitment.on) == ("D4", on.toordinal())
    assert visitor.response.headers["Cache-Control"] == "private, no-store"


def test_only_ones_own_levers_and_the_offered_dates_can_be_chosen(mine: Visitor) -> None:
    action = mine._form_of("commit")
    for wrong in ({"lever": "D4", "months": "1"}, {"lever": "D9", "months": "3"}, {}):
        assert mine.posts(action, data=wrong).response.status_code == 400


def test_without_a_level_there_is_no_lever_to_commit_to(visitor: Visitor) -> None:
    visitor.starts().answers().submits()
    forms = [each.attrib["action"] for each in visitor.page.all(".//form[@method='post']")]
    assert not [each for each in forms if each.endswith("/commit")]
    assert [each for each in forms if "/compare" in each]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_calendar_holds_the_day_and_the_link(visitor: Visitor, language: str) -> None:
    visitor.starts(language).answers(all=3, **RESULT_OF_MINE).submits()
    address = commits(visitor, months=9)
    response = visitor.opens(f"{address}/again.ics").response
    (event,) = Calendar.from_ical(response.data).walk("VEVENT")
    assert event["url"] == f"http://localhost{address}"
    assert str(event["url"]) in str(event["description"])
    assert visitor.site.text(language, "dimensions.D4.name") in str(event["description"])
    assert event.decoded("dtstart") == months_later(today(), 9)
    assert event["summary"] == said(language, "Did it move? The Alliance Check again")
    assert list(event.walk("VALARM")) == []
    assert visitor.opens(f"{address}/again.ics").response.data == response.data


def test_the_pdf_of_a_commitment_begins_with_it(mine: Visitor) -> None:
    address = commits(mine)
    pdf = PdfReader(BytesIO(mine.opens(f"{address}/alliance-check.pdf").response.data))
    text = " ".join(pdf.pages[0].extract_text().split())
    assert "You chose Enablement: days until a partner’s first result of its own." in text
    assert text.index("You chose Enablement") < text.index("Indicative level")
    assert 2 <= len(pdf.pages) <= 4
    notes = [note.get_object() for page in pdf.pages for note in page.annotations or []]
    assert f"http://localhost{address}" in {note["/A"]["/URI"] for note in notes}


def test_a_result_link_is_no_commitment_and_the_other_way_round(mine: Visitor) -> None:
    result, commitment = token_in(mine.result_path), token_in(commits(mine))
    assert mine.opens(f"/en/commitment/{result}").response.status_code == 404
    assert mine.opens(f"/en/result/{commitment}").response.status_code == 404
    assert mine.opens(f"/en/commitment/{commitment}x").response.status_code == 404
    assert mine.opens(f"/en/again/{commitment}x").response.status_code == 404


# --- The check again ---------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_commitment_opened_on_its_day_leads_to_what_has_moved(
    visitor: Visitor, language: str
) -> None:
    visitor.starts(language).answers(all=3, **RESULT_OF_MINE).submits()
    address, text = commits(visitor, months=6), visitor.site.text
    first = visitor.site.lead()
    with days_later((months_later(today(), 6) - today()).days - 1):
        assert visitor.opens(address).response.status_code == 200
    with days_later((months_later(today(), 6) - today()).days):
        takes_again(visitor, visitor.opens(address).response.headers["Location"])
        assert visitor.page.heading == text(language, "report.moved.did_it")
        assert text(language, "dimensions.D4.name") in visitor.page.text
        assert {name: visitor.fields[name] for name in PROFILE} == PROFILE
        assert not set(ITEMS) & visitor.fields.keys()
        visitor.answers(all=3).submits()
        mine_then = visitor.result_path
        links = {each.words: each.target for each in visitor.page.links}
        assert said(language, "That was less than three months ago") not in links
        visitor.opens(links[said(language, "I did")])
    assert text(language, "report.moved.did_it") in opening(visitor)
    assert text(language, "report.moved.forward") in opening(visitor)
    assert visitor.page.text.index(opening(visitor)) < visitor.page.text.index(visitor.page.heading)
    assert "/since/" in mine_then
    before, after = sorted(visitor.site.leads(), key=lambda lead: lead["repeat"])
    assert before == first
    assert (before["repeat"], after["repeat"]) == (0, 1)
    assert before["reference"] != after["reference"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_after_six_months_two_have_moved_and_one_has_not(visitor: Visitor, language: str) -> None:
    """D1 and D4 by a full step, D2 by two thirds: that may be chance."""
    text = visitor.site.text
    then: dict[str, Any] = {"D1": [2, 2, 2], "D2": [2, 2, 2], "D4": [2, 2, 2]}
    visitor.starts(language).answers(all=3, **then).submits()
    address = commits(visitor, months=6)
    with days_later(183):
        takes_again(visitor, address.replace("/commitment/", "/again/"))
        visitor.answers(all=3, D1=[3, 3, 3], D2=[3, 3, 2], D4=[3, 3, 3]).submits()
        ways = {each.words: each.target for each in visitor.page.links}
        visitor.opens(ways[said(language, "I did")])

    def name(dimension: str) -> str:
        return text(language, f"dimensions.{dimension}.name")

    levels = {"before": text(language, "levels.2.name"), "now": text(language, "levels.3.name")}
    step = text(language, "report.moved.step").format(**levels)
    (box,) = visitor.page.all(".//section[@id='opening']")
    terms = [words_of(term) for term in box.iterfind(".//dt")]
    assert terms == [name("D1"), name("D4")]
    assert [words_of(each) for each in box.iterfind(".//dd")] == [step] * 2
    joined = {"en": " and ", "nl": " en "}[language]
    rest = [name(dimension) for dimension in ("D2", "D3", "D5", "D6", "D7", "D8")]
    left = ", ".join(rest[:-1]) + joined + rest[-1]
    assert text(language, "report.moved.which.unclear").format(dimensions=left) in opening(visitor)
    assert text(language, "report.moved.back") not in opening(visitor)
    assert text(language, "report.moved.sharper") not in opening(visitor)
    own = text(language, "report.moved.own.forward")
    assert own.format(dimension=name("D4"), **levels) in opening(visitor)


def test_a_commitment_taken_up_too_early_is_not_judged(mine: Visitor) -> None:
    address = commits(mine, months=3)
    with days_later(80):
        takes_again(mine, address.replace("/commitment/", "/again/"))
        mine.answers(all=5).submits()
        way = mine.result_path
        assert way.endswith("/early")
        for other in (way, way.replace("/early", "/same"), way.removesuffix("/early")):
            mine.opens(other)
            while mine.response.status_code == 302:
                mine.opens(mine.response.headers["Location"])
            assert mine.site.text("en", "report.moved.whole.early") in opening(mine)
            assert mine.site.text("en", "report.moved.forward") not in opening(mine)
            assert "Change who answered then" not in mine.page.text


@pytest.mark.parametrize("persona", [each["id"] for each in PERSONAS])
def test_any_result_can_be_taken_again(visitor: Visitor, persona: str) -> None:
    (sheet,) = [each for each in PERSONAS if each["id"] == persona]
    visitor.starts().answers_as(sheet).submits()
    earlier = token_in(visitor.result_path)
    (again,) = {link.target for link in visitor.page.links if link.words == "Take it again"}
    takes_again(visitor, again).answers(profile=sheet["profile"], all=4).submits()
    assert visitor.result_path.endswith(f"/since/{earlier}")
    for relation in ("same", "other", "early"):
        page = visitor.opens(f"{visitor.result_path}/{relation}")
        assert page.response.status_code == 200
        assert visitor.site.text("en", "report.moved.heading") in opening(visitor)


def test_missing_answers_and_another_language_keep_the_earlier_result(mine: Visitor) -> None:
    earlier = token_in(mine.result_path)
    takes_again(mine, f"/en/again/{earlier}").submits()
    assert (mine.sent.status_code, mine.fields["since"]) == (422, earlier)
    mine.presses_language()
    assert mine.fields["since"] == earlier
    mine.answers(all=4).submits()
    assert mine.result_path.endswith(f"/since/{earlier}")


def test_a_forged_earlier_result_is_left_out(visitor: Visitor) -> None:
    visitor.starts().answers(all=3).changes(since="forged").submits()
    assert "/since/" not in visitor.result_path
    assert visitor.site.lead()["repeat"] == 0


def test_a_repeat_stays_one_however_it_is_changed(mine: Visitor) -> None:
    earlier = token_in(mine.result_path)
    takes_again(mine, f"/en/again/{earlier}").answers(all=4).submits()
    token = mine.result_path.partition("/since/")[0].rpartition("/")[2]
    takes_again(mine, f"/en/result/{token}/change").changes(D1__practice="5").submits()
    assert "/since/" not in mine.result_path
    assert sorted(lead["repeat"] for lead in mine.site.leads()) == [0, 1]
    takes_again(mine, f"/en/result/{token}/change?since={earlier}").submits()
    assert mine.result_path.endswith(f"/since/{earlier}")
    assert len(mine.site.leads()) == 2


def test_in_a_frame_everything_keeps_its_looks(visitor: Visitor) -> None:
    visitor.starts(query="?embed=1&accent=0a5").answers(all=3, **RESULT_OF_MINE).submits()
    address = commits(visitor)
    assert "embed=1" in address and "accent=00aa55" in address
    (again,) = {e.target for e in visitor.page.links if e.words == "Take the check again now"}
    takes_again(visitor, again).answers(all=4).submits()
    assert "embed=1" in visitor.result_path
    assert "frame-ancestors 'self'" in visitor.response.headers["Content-Security-Policy"]


# --- Comparing ---------------------------------------------------------------------------------


def other_result(visitor: Visitor, nonce: int = 5) -> str:
    """The token of somebody's result of once."""
    site = visitor.site.services
    sheet, _nonce = site.tokens.read(token_in(visitor.result_path))
    lower = {d: type(f)(2, 2, 2) for d, f in sheet.answers.items()}
    return site.tokens.write(AnswerSheet(sheet.profile, lower, edition=sheet.edition), nonce)


@pytest.mark.parametrize(
    "link",
    [
        "https://check.example/en/result/{token}",
        "  https://check.example/nl/result/{token}?embed=1#stored ",
        "{token}",
        "https://check.example/en/result/{token}/change",
        "https://check.example/en/result/{token}/since/elsewhere/same",
    ],
)
def test_a_pasted_link_is_compared(mine: Visitor, link: str) -> None:
    token = other_result(mine)
    pastes(mine, link.format(token=token))
    assert mine.result_path.endswith(f"/since/{token}")
    assert said("en", "I did") in {each.words for each in mine.page.links}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("link", ["", "something else", "https://x.example/en/result/a.b", "é" * 9])
def test_a_bad_link_is_explained_and_kept(visitor: Visitor, language: str, link: str) -> None:
    visitor.starts(language).answers(all=3).submits()
    pastes(visitor, link)
    assert visitor.response.status_code == 422
    assert visitor.page.fields["link"] == link
    sentence = (
        "This is not a result link of ours, or part of it is missing. "
        "Copy the whole link once more."
    )
    assert said(language, sentence) in visitor.page.text


def test_who_reloads_the_page_of_a_bad_link_by_its_address_sees_the_result(mine: Visitor) -> None:
    result = mine.result_path
    mine.opens(f"{result}/compare")
    assert (mine.response.status_code, mine.response.headers["Location"]) == (303, result)


def test_a_result_is_not_compared_with_itself(mine: Visitor) -> None:
    pastes(mine, f"https://check.example{mine.result_path}")
    assert mine.response.status_code == 422
    assert "This is the result that you are looking at." in mine.page.text


def test_it_is_said_plainly_that_a_link_holds_every_answer(mine: Visitor) -> None:
    assert "A result link holds every answer. Paste only a link of your own" in mine.page.text


def test_pictures_and_paper_of_a_comparison_show_both(mine: Visitor) -> None:
    token, path = other_result(mine), mine.result_path
    way = f"{path}/since/{token}/same"
    drawn = mine.opens(f"{way}/radar.svg").response
    assert drawn.mimetype == "image/svg+xml"
    assert drawn.data != mine.opens(f"{path}/radar.svg").response.data
    assert mine.opens(f"{way}/radar.png").response.mimetype == "image/png"
    said_there = opening(mine.opens(way))
    paper = PdfReader(BytesIO(mine.opens(f"{way}/alliance-check.pdf").response.data))
    text = "".join("".join(page.extract_text().split()) for page in paper.pages)
    for sentence in ("Taken together, you have clearly moved forward", "Moved forward"):
        assert sentence in said_there
        assert "".join(sentence.split()) in text
    assert text.index("Whathasmoved") < text.index("Indicativelevel")
    assert 2 <= len(paper.pages) <= 4
    assert mine.opens(f"{way}x").response.status_code == 404
