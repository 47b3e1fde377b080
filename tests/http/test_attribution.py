"""Where a visitor came from reaches the lead as clean labels, and nothing else does."""

import pytest

from app.leads.attribution import LABELS, Attribution
from tests.site import OpenSite, ticket
from tests.visitor import Visitor


def labels(visitor: Visitor, query: str) -> dict[str, object]:
    """What of the query is in the lead."""
    visitor.starts("nl", query).answers(all=3).submits()
    lead = visitor.site.lead()
    return {name: lead[name] for name in LABELS if lead[name] is not None}


@pytest.mark.parametrize(
    ("query", "kept"),
    [
        pytest.param("", {}, id="nothing"),
        pytest.param(
            "?source=homepage&utm_source=news&utm_medium=mail&utm_campaign=autumn-2026",
            dict(zip(LABELS, ("homepage", "news", "mail", "autumn-2026"), strict=True)),
            id="all four",
        ),
        pytest.param("?source=Home-Page", {"source": "home-page"}, id="capitals in the source"),
        pytest.param("?source=" + "y" * 41, {}, id="a long source"),
        pytest.param("?source=" + "y" * 40, {"source": "y" * 40}, id="a source that just fits"),
        pytest.param("?utm_campaign=Najaar+2026", {"utm_campaign": "najaar-2026"}, id="a space"),
        pytest.param("?source=jan-jansen-0612345678", {}, id="a telephone number"),
        pytest.param("?utm_medium=NL91ABNA0417164300", {}, id="an account number"),
        pytest.param("?utm_campaign=name(at)host", {}, id="a disguised e-mail address"),
        pytest.param("?utm_source=ann@example.com", {}, id="an e-mail address"),
        pytest.param("?utm_source=ann%2540example.com", {}, id="a hidden e-mail address"),
        pytest.param("?utm_medium==cmd|a!A1", {}, id="a formula"),
        pytest.param("?utm_source=a&utm_source=b", {"utm_source": "a"}, id="two values"),
        pytest.param("?utm_source=&source=", {}, id="empty"),
        pytest.param("?gclid=123&email=ann&utm_term=secret&ref=x", {}, id="what is not asked for"),
        pytest.param("?UTM_SOURCE=news", {}, id="another name"),
    ],
)
def test_labels_reach_the_lead_cleaned(
    visitor: Visitor, query: str, kept: dict[str, object]
) -> None:
    assert labels(visitor, query) == kept


def test_labels_travel_from_the_start_through_errors_and_languages(visitor: Visitor) -> None:
    start = visitor.opens("/?source=partner-page&utm_campaign=autumn").response
    query = start.headers["Location"].partition("?")[2]
    visitor.starts("en", f"?{query}").answers(all=3).leaves_out("role").submits()
    visitor.changes(role="other").presses_language().submits()
    lead = visitor.site.lead()
    assert (lead["source"], lead["utm_campaign"]) == ("partner-page", "autumn")


def test_a_ticket_of_an_earlier_version_brings_no_looser_label(visitor: Visitor) -> None:
    loose = Attribution("jan-jansen-0612345678", "Spring 2026", "ann@example.com", "x" * 80)
    visitor.starts().answers(all=3).changes(ticket=ticket(attribution=loose)).submits()
    lead = visitor.site.lead()
    assert [lead[name] for name in LABELS] == [None, "spring-2026", None, None]


@pytest.mark.parametrize(
    ("query", "kept"), [("?source=fair", "fair"), ("?source=blog", "other"), ("", None)]
)
def test_where_the_operator_names_sources_no_other_counts(
    open_site: OpenSite, query: str, kept: str | None
) -> None:
    site = open_site(sources=("homepage", "fair"))
    Visitor(site).starts("en", query).answers(all=3).submits()
    assert site.lead()["source"] == kept
    old = ticket(attribution=Attribution("blog"), nonce=1)
    Visitor(site).starts().answers(all=3).changes(ticket=old).submits()
    assert sorted(str(row["source"]) for row in site.leads()) == sorted([str(kept), "other"])


def test_labels_in_the_address_of_the_post_are_not_looked_at(visitor: Visitor) -> None:
    visitor.starts("nl", "?source=first").answers(all=3)
    visitor.posts("/nl/?source=second", data=visitor.fields)
    assert visitor.site.lead()["source"] == "first"


def test_nothing_in_the_lead_came_from_a_header(visitor: Visitor) -> None:
    heard = "s3cr3t"
    stranger = Visitor(
        visitor.site,
        address="203.0.113.77",
        headers={
            "User-Agent": heard, "Referer": f"https://{heard}/?utm_source={heard}",
            "Cookie": f"utm_source={heard}", "X-Forwarded-For": "203.0.113.78", "Origin": heard,
        },
    )  # fmt: skip
    stranger.starts("nl").answers(all=3).submits()
    text = (visitor.site.database.read_bytes() + _log_of(visitor)).decode("latin-1")
    assert stranger.reference in text
    assert heard not in text
    assert "203.0.113" not in text


def _log_of(visitor: Visitor) -> bytes:
    log = visitor.site.database.with_name("leads.db-wal")
    return log.read_bytes() if log.exists() else b""


@pytest.mark.parametrize("language", ["en", "nl"])
def test_the_marketers_page_offers_the_sources_that_count(
    open_site: OpenSite, language: str
) -> None:
    marketer = Visitor(open_site(sources=("homepage", "fair")))
    (select,) = marketer.opens(f"/embed?ui={language}").page.all(".//select[@id='source']")
    assert [option.attrib["value"] for option in select] == ["", "homepage", "fair"]
    assert 'source="fair"' in marketer.opens(f"/embed?ui={language}&source=fair").page.text
    page = marketer.opens(f"/embed?ui={language}&source=blog").page
    (select,) = page.all(".//select[@id='source']")
    assert [each.attrib["value"] for each in select if "selected" in each.attrib] == ["blog"]
    assert select.attrib["aria-invalid"] == "true"
    assert select.attrib["aria-describedby"] == "source-hint source-error"
    assert len(page.words_at("source-error")) > 40
    assert 'source="blog"' not in page.text


def test_the_marketers_page_gives_the_label_that_will_reach_the_lead(visitor: Visitor) -> None:
    assert 'source="home-page"' in visitor.opens("/embed?source=Home+Page").page.text
    page = visitor.opens("/embed?source=jan-0612345678").page
    (field,) = page.all(".//input[@id='source']")
    assert (field.attrib["value"], field.attrib["aria-invalid"]) == ("jan-0612345678", "true")
    assert 'source="jan' not in page.text
