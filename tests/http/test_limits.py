"""How often one client may send the form, and that nobody is taken for somebody else."""

import pytest

from app.web.limits import client_key
from tests.interface import said
from tests.site import OpenSite, Site
from tests.visitor import Visitor

TOO_QUICK = "A little too quick"


@pytest.fixture
def site(open_site: OpenSite) -> Site:
    """A site that takes three forms a minute."""
    return open_site(submission_limit="3 per minute")


def statuses(visitor: Visitor, count: int) -> list[int]:
    """Send a form so often; what came of it."""
    visitor.starts().answers(all=3)
    return [visitor.again().submits().sent.status_code for _ in range(count)]


@pytest.mark.parametrize("language", ["en", "nl"])
def test_who_sends_too_often_gets_a_page_that_says_so_and_nothing_more_is_stored(
    site: Site, language: str
) -> None:
    visitor = Visitor(site)
    assert statuses(visitor, 3) == [303] * 3
    visitor.starts(language).answers(all=1).submits()
    assert visitor.response.status_code == 429
    assert visitor.page.heading == said(language, TOO_QUICK)
    assert visitor.page.language == language
    assert len(site.leads()) == 1


def test_everybody_else_can_go_on(site: Site) -> None:
    assert statuses(Visitor(site, address="192.0.2.1"), 4) == [303, 303, 303, 429]
    assert statuses(Visitor(site, address="192.0.2.2"), 4) == [303, 303, 303, 429]
    assert statuses(Visitor(site, address="2001:db8::1"), 1) == [303]


def test_both_languages_and_every_outcome_count_together(site: Site) -> None:
    visitor = Visitor(site)
    assert visitor.starts("en").answers(all=3).submits().sent.status_code == 303
    assert visitor.starts("nl").submits().sent.status_code == 422
    assert visitor.changes(ticket="x").submits().sent.status_code == 400
    assert visitor.starts("nl").answers(all=3).submits().sent.status_code == 429


def test_reading_is_never_limited(site: Site) -> None:
    visitor = Visitor(site)
    statuses(visitor, 4)
    result = Visitor(site, address="192.0.2.9").starts().answers(all=3).submits().result_path
    for path in ("/", "/en/", "/nl/method", "/nl/privacy", "/healthz", "/readyz", result) * 5:
        assert visitor.opens(path).response.status_code in (200, 302)


def test_the_answers_are_still_in_the_form_after_the_limit(site: Site) -> None:
    visitor = Visitor(site)
    statuses(visitor, 3)
    visitor.starts().answers(all=4).submits()
    assert visitor.response.status_code == 429
    visitor.again()
    assert visitor.is_at_the_form
    assert len(visitor.fields) > 24


@pytest.mark.parametrize(
    "header", ["X-Forwarded-For", "X-Real-IP", "Forwarded", "X-Client-IP", "True-Client-IP"]
)
def test_without_a_proxy_a_spoofed_address_does_not_make_another_client(
    site: Site, header: str
) -> None:
    spoofers = [Visitor(site, headers={header: f"203.0.113.{n}"}) for n in range(4)]
    assert [statuses(each, 1) for each in spoofers] == [[303], [303], [303], [429]]


def test_behind_a_proxy_the_address_that_it_saw_is_the_client(open_site: OpenSite) -> None:
    site = open_site(submission_limit="1 per minute", proxy_hops=1)

    def post(forwarded: str) -> int:
        visitor = Visitor(site, address="10.0.0.1", headers={"X-Forwarded-For": forwarded})
        return statuses(visitor, 1)[0]

    assert post("203.0.113.1") == 303
    assert post("203.0.113.2") == 303
    assert post("203.0.113.1") == 429
    # Whoever writes more in front is still the one whom the proxy saw.
    assert post("198.51.100.7, 203.0.113.1") == 429
    assert post("203.0.113.9, 198.51.100.7, 203.0.113.2") == 429


def test_a_proxy_that_says_nothing_counts_as_the_client_itself(open_site: OpenSite) -> None:
    site = open_site(submission_limit="1 per minute", proxy_hops=1)
    assert statuses(Visitor(site, address="10.0.0.1"), 2) == [303, 429]
    assert statuses(Visitor(site, address="10.0.0.2"), 1) == [303]


def test_the_key_of_a_client_holds_no_address_and_depends_on_the_secret(site: Site) -> None:
    def key(address: str, secret: str = "s" * 32) -> str:
        with site.app.test_request_context(environ_base={"REMOTE_ADDR": address}):
            return client_key(secret)

    assert key("192.0.2.1") == key("192.0.2.1")
    assert len({key("192.0.2.1"), key("192.0.2.2"), key("192.0.2.1", "t" * 32)}) == 3
    assert "192" not in key("192.0.2.1")


def test_a_redis_that_is_away_does_not_stop_a_visitor(open_site: OpenSite) -> None:
    site = open_site(redis_url="redis://127.0.0.1:1/0", submission_limit="2 per minute")
    assert statuses(Visitor(site), 3) == [303, 303, 429]
