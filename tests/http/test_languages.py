"""Two languages: which one a visitor gets, and that changing it costs nothing."""

import pytest

from app.leads.attribution import Attribution
from app.method.token import reference_code
from tests.page import Link
from tests.site import NONCE, Site, ticket
from tests.visitor import QUESTIONS, Visitor

OTHER = {"en": "nl", "nl": "en"}
NAMES = {"en": "English", "nl": "Nederlands"}


@pytest.mark.parametrize(
    ("accepted", "language"),
    [
        pytest.param("nl", "nl", id="Dutch"),
        pytest.param("nl-BE,nl;q=0.9", "nl", id="Dutch of Belgium"),
        pytest.param("nl-BE", "nl", id="only Dutch of Belgium"),
        pytest.param("NL-nl", "nl", id="capitals"),
        pytest.param("en-GB,en;q=0.9,nl;q=0.8", "en", id="English rather than Dutch"),
        pytest.param("en;q=0.8,nl;q=0.9", "nl", id="Dutch rather than English"),
        pytest.param("fr,de;q=0.9,nl;q=0.1", "nl", id="the only one that we speak"),
        pytest.param("fr-FR,fr;q=0.9", "en", id="none that we speak"),
        pytest.param("*", "en", id="any"),
        pytest.param("nl;q=0", "en", id="anything but Dutch"),
        pytest.param("", "en", id="empty"),
        pytest.param(None, "en", id="not said"),
        pytest.param("nl;q=x,;;,,=", "en", id="gibberish"),
        pytest.param("x" * 5000, "en", id="very long"),
    ],
)
def test_the_start_leads_to_the_language_that_the_browser_asks_for(
    site: Site, accepted: str | None, language: str
) -> None:
    headers = {} if accepted is None else {"Accept-Language": accepted}
    response = Visitor(site, headers=headers).opens("/").response
    assert (response.status_code, response.headers["Location"]) == (302, f"/{language}/")
    assert "Accept-Language" in response.headers["Vary"]


@pytest.mark.parametrize(
    "query",
    [
        "source=homepage",
        "utm_source=news&utm_medium=mail&utm_campaign=autumn+2026",
        "utm_source=first&utm_source=second&utm_source=",
        "fbclid=a%2Fb&gclid=%26%3D%3F%23&x=%C3%A9&y=%FF%00",
        "flag",
        "a=b?c/d:e@f",
        "lang=nl",
        "endpoint=x&values=y&self=z",
        "_external=1&_scheme=ftp&_anchor=a&_method=POST",
    ],
    ids=[
        "a source",
        "a campaign",
        "several values",
        "strange bytes",
        "no value",
        "marks",
        "a lang",
        "names of Python's",
        "names of Flask's",
    ],
)
def test_the_start_keeps_the_query_byte_for_byte(visitor: Visitor, query: str) -> None:
    assert visitor.opens(f"/?{query}").response.headers["Location"] == f"/en/?{query}"
    visitor.opens(f"/en/?{query}")
    assert visitor.response.status_code == 200


def test_what_was_not_quoted_in_a_query_is_quoted_on_the_way(visitor: Visitor) -> None:
    visitor.opens("/", query_string='a="<é>\x7f|')
    assert visitor.response.headers["Location"] == "/en/?a=%22%3C%C3%A9%3E%7F%7C"


@pytest.mark.parametrize("language", ["en", "nl"])
def test_an_address_without_its_slash_leads_on_with_the_query(
    visitor: Visitor, language: str
) -> None:
    response = visitor.opens(f"/{language}?source=homepage&a=b").response
    assert response.status_code == 308
    assert response.headers["Location"].endswith(f"/{language}/?source=homepage&a=b")


@pytest.mark.parametrize("language", ["en", "nl"])
def test_the_address_wins_over_the_browser(site: Site, language: str) -> None:
    visitor = Visitor(site, headers={"Accept-Language": OTHER[language]})
    assert visitor.starts(language).page.language == language
    assert visitor.page.heading == site.text(language, "intro.title")


@pytest.mark.parametrize("language", ["en", "nl"])
def test_the_language_button_takes_the_answers_along(visitor: Visitor, language: str) -> None:
    visitor.starts(language, "?source=homepage").answers(all=5, D2=[1, None, 2])
    visitor.took(*range(21, 29)).leaves_out("role", "D7.practice")
    answered = dict(visitor.fields)
    visitor.presses_language()
    assert visitor.response.status_code == 200
    assert visitor.page.language == OTHER[language]
    assert visitor.page.summary == ""
    assert visitor.page.title == Visitor(visitor.site).starts(OTHER[language]).page.title
    assert visitor.fields == answered
    assert visitor.site.leads() == []
    visitor.changes(role="other", D7__practice="4").submits()
    lead = visitor.site.lead()
    assert (lead["language"], lead["source"], lead["role"]) == (
        OTHER[language],
        "homepage",
        "other",
    )


def test_there_and_back_again_changes_nothing(visitor: Visitor) -> None:
    answered = dict(visitor.starts("en").answers(all=2).fields)
    visitor.presses_language().presses_language()
    assert (visitor.page.language, visitor.fields) == ("en", answered)


def test_an_empty_form_changes_its_language_without_a_reproach(visitor: Visitor) -> None:
    visitor.starts("nl").presses_language()
    assert visitor.response.status_code == 200
    assert (visitor.page.language, visitor.page.summary) == ("en", "")


@pytest.mark.parametrize("handed_in", [ticket(48 * 3600), "forged"], ids=["expired", "forged"])
def test_changing_the_language_is_never_an_error_and_renews_the_ticket(
    visitor: Visitor, handed_in: str
) -> None:
    visitor.starts("nl").answers(all=5).changes(ticket=handed_in).presses_language()
    assert (visitor.response.status_code, visitor.page.summary) == (200, "")
    assert len(visitor.answered) == len(QUESTIONS)
    assert visitor.submits().sent.status_code == 303


def test_an_expired_ticket_keeps_its_reference_across_languages(visitor: Visitor) -> None:
    old = ticket(48 * 3600, attribution=Attribution("homepage"))
    visitor.starts("nl").answers(all=5).changes(ticket=old).presses_language().submits()
    assert visitor.reference == reference_code(NONCE)
    assert visitor.site.lead()["source"] == "homepage"


@pytest.mark.parametrize("language", ["en", "nl"])
def test_the_result_in_the_other_language_is_the_same_result(
    visitor: Visitor, language: str
) -> None:
    path = visitor.starts(language).answers(all=4).submits().result_path
    reference, heading = visitor.reference, visitor.page.heading
    other = next(link for link in visitor.page.links if link.words == NAMES[OTHER[language]])
    assert other.target == path.replace(f"/{language}/", f"/{OTHER[language]}/")
    visitor.opens(other.target)
    assert (visitor.response.status_code, visitor.page.language) == (200, OTHER[language])
    assert visitor.reference == reference
    assert visitor.page.heading != heading


@pytest.mark.parametrize("page", ["method", "privacy"])
def test_the_other_pages_lead_to_themselves_in_the_other_language(
    visitor: Visitor, page: str
) -> None:
    query = "source=a&source=b&_external=1&_scheme=javascript&endpoint=x&lang=en&token=y"
    links = visitor.opens(f"/en/{page}?{query}").page.links
    assert Link("Nederlands", f"/nl/{page}?{query}") in links


@pytest.mark.parametrize("language", ["en", "nl"])
@pytest.mark.parametrize("page", ["", "method", "privacy"])
def test_every_page_says_its_language(visitor: Visitor, language: str, page: str) -> None:
    assert visitor.opens(f"/{language}/{page}").page.language == language
