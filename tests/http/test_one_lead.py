"""However often a form is sent, it is one lead: the one with the last answers."""

import http.client
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import urlencode

from tests.http.served import Served, served
from tests.site import Site, ticket
from tests.visitor import ITEMS, PROFILE, Visitor

POSTS = 20


def test_sending_twice_gives_one_lead_and_the_same_result(visitor: Visitor) -> None:
    visitor.starts().answers(all=2)
    first = visitor.submits().result_path
    assert visitor.again().submits().result_path == first
    assert visitor.site.lead()["reference"] == visitor.reference


def test_going_back_and_correcting_an_answer_replaces_the_lead(visitor: Visitor) -> None:
    visitor.starts().answers(all=2)
    first = visitor.submits().result_path
    reference = visitor.reference
    visitor.again().changes(D4__practice="5", role="operations").submits()
    assert visitor.result_path != first
    assert visitor.reference == reference
    lead = visitor.site.lead()
    assert (lead["reference"], lead["D4_practice"], lead["role"]) == (reference, 5, "operations")
    assert lead["D4_direction"] == 2


def test_going_back_and_sending_in_the_other_language_replaces_the_lead(visitor: Visitor) -> None:
    visitor.starts("en").answers(all=2).submits()
    visitor.again().presses_language().submits()
    assert visitor.site.lead()["language"] == "nl"


def test_another_form_is_another_lead(visitor: Visitor) -> None:
    for _ in range(3):
        visitor.starts().answers(all=2).submits()
    assert len(visitor.site.leads()) == 3


def test_two_people_never_get_the_same_ticket(site: Site) -> None:
    tickets = [Visitor(site).starts(language).fields["ticket"] for language in ("en", "nl") * 5]
    assert len(set(tickets)) == len(tickets)


def test_a_bookmarked_result_survives_a_purge_of_the_leads(visitor: Visitor) -> None:
    result = visitor.starts().answers(all=4).submits().result_path
    words = visitor.page.words_at("result")
    visitor.site.services.store.forget(visitor.reference)
    assert visitor.site.leads() == []
    assert visitor.opens(result).page.words_at("result") == words


def test_twenty_posts_at_once_give_one_lead_and_twenty_identical_results(tmp_path: Path) -> None:
    with served(tmp_path, WEB_CONCURRENCY="2") as server:
        body = _body(ticket())
        with ThreadPoolExecutor(POSTS) as people:
            answers = list(people.map(lambda _: _post(server, body), range(POSTS)))
        assert {status for status, _location in answers} == {303}
        assert len({location for _status, location in answers}) == 1
        assert len(server.leads()) == 1
        status, _ = _post(server, body.replace("D1.practice=3", "D1.practice=4"))
        assert status == 303
        (lead,) = server.leads()
        assert lead["D1_practice"] == 4
    assert server.workers_seen == 2


def _body(ticket: str) -> str:
    return urlencode({**PROFILE, **dict.fromkeys(ITEMS, "3"), "ticket": ticket})


def _post(server: Served, body: str) -> tuple[int, str | None]:
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=300)
    try:
        connection.request(
            "POST", "/en/", body, {"Content-Type": "application/x-www-form-urlencoded"}
        )
        response = connection.getresponse()
        response.read()
        return response.status, response.headers["Location"]
    finally:
        connection.close()
