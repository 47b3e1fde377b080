"""How often one client may send the form, and that nobody is taken for somebody else."""

import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
import urllib3

from app.config import Settings
from app.web.limits import client_key, network
from tests.http.served import served
from tests.interface import said
from tests.site import SECRET_KEY, OpenSite, Site, ticket
from tests.visitor import ITEMS, PROFILE, Visitor

TOO_QUICK = "A little too quick"
AS_SERVED = Settings(secret_key=SECRET_KEY)


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


def test_the_key_of_a_client_holds_no_address_and_depends_on_the_salt(site: Site) -> None:
    def key(address: str, salt: bytes = b"s" * 32) -> str:
        with site.app.test_request_context(environ_base={"REMOTE_ADDR": address}):
            return client_key(salt)

    assert key("192.0.2.1") == key("192.0.2.1")
    assert len({key("192.0.2.1"), key("192.0.2.2"), key("192.0.2.1", b"t" * 32)}) == 3
    assert "192" not in key("192.0.2.1")


def test_a_redis_that_is_away_does_not_stop_a_visitor(open_site: OpenSite) -> None:
    site = open_site(redis_url="redis://127.0.0.1:1/0", submission_limit="2 per minute")
    assert statuses(Visitor(site), 3) == [303, 303, 429]


# --- What is one client ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "counted"),
    [
        ("192.0.2.1", "192.0.2.1"),
        ("192.0.2.1:51234", "192.0.2.1"),
        ("2001:db8:0:7::1", "2001:db8:0:7::/64"),
        ("2001:db8:0:7:ffff:ffff:ffff:ffff", "2001:db8:0:7::/64"),
        ("2001:db8:0:8::1", "2001:db8:0:8::/64"),
        ("[2001:db8:0:7::2]:443", "2001:db8:0:7::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("[::ffff:192.0.2.1]:80", "192.0.2.1"),
        ("2002:c000:201:5::9", "192.0.2.1"),
        ("64:ff9b::192.0.2.1", "192.0.2.1"),
        ("unknown", ""),
        ("_hidden", ""),
        ("192.0.2.256", ""),
        ("1" * 9000, ""),
        ("", ""),
    ],
)
def test_an_ipv6_network_is_one_client_and_so_is_all_that_is_no_address(
    written: str, counted: str
) -> None:
    assert network(written) == counted


def sends(site: Site, nonce: int, **how: Any) -> int:
    """Somebody sends a filled form, quicker than by way of the page; what came of it."""
    fields = {**PROFILE, **dict.fromkeys(ITEMS, "3"), "ticket": ticket(nonce=nonce)}
    return Visitor(site, **how).posts(data=fields).response.status_code


def test_200_forms_from_one_ipv6_network_are_limited_like_those_of_one_visitor(
    open_site: OpenSite,
) -> None:
    site = open_site(submission_limit="20 per hour")
    came = [sends(site, n, address=f"2001:db8:1:2:{n:x}:{n:x}::{n:x}") for n in range(200)]
    assert (came.count(303), came.count(429)) == (20, 180)
    assert len(site.leads()) == 20


def test_80_forwarded_values_that_are_no_address_count_as_one_client(open_site: OpenSite) -> None:
    site = open_site(submission_limit="3 per hour", proxy_hops=1)
    came = [sends(site, n, headers={"X-Forwarded-For": f"unknown-{n}"}) for n in range(80)]
    assert (came.count(303), came.count(429)) == (3, 77)


def test_two_processes_allow_one_limit_together(tmp_path: Path) -> None:
    """A minute's limit, and that of the next minute where the machine is slow."""

    def post(number: int) -> int:
        with urllib3.PoolManager(retries=False, timeout=300) as client:
            return client.request("POST", address, fields={"n": str(number)}, redirect=False).status

    with served(tmp_path, WEB_CONCURRENCY="2") as server, ThreadPoolExecutor(8) as people:
        address, begun = f"http://127.0.0.1:{server.port}/en/", time.monotonic()
        came = list(people.map(post, range(150)))
        minutes = 1 + int(time.monotonic() - begun) // 60
        assert server.workers_seen == 2
    assert set(came) == {400, 429}
    assert came.count(400) <= 60 * minutes


def test_40_people_at_one_office_finish_in_ten_minutes(open_site: OpenSite) -> None:
    site = open_site(submission_limit=AS_SERVED.submission_limit)
    assert [sends(site, n) for n in range(40)] == [303] * 40
    assert [lead["flags"] for lead in site.leads() if "flood" in lead["flags"]] == []
    assert len(site.leads()) == 40


# --- More leads than can be real ---------------------------------------------------------------


@pytest.fixture
def crowded(open_site: OpenSite) -> Site:
    """A site that believes two new leads an hour, from everybody together."""
    return open_site(flood_limit="2 per hour")


def flooding(site: Site) -> list[bool]:
    """Whether each lead carries the flag, as the leads are stored."""
    return [("flood" in str(lead["flags"]).split()) for lead in site.leads()]


def finishes(site: Site, nonce: int, answer: int = 3) -> Visitor:
    """Somebody, at an address of their own, sends the form that was handed out as this one."""
    visitor = Visitor(site, address=f"198.51.100.{nonce}").starts().answers(all=answer)
    return visitor.changes(ticket=ticket(nonce=nonce)).submits()


def test_above_the_ceiling_leads_are_stored_with_a_flag(crowded: Site) -> None:
    for nonce in range(1, 6):
        assert finishes(crowded, nonce).sent.status_code == 303
    assert sorted(flooding(crowded)) == [False, False, True, True, True]


def test_a_correction_is_not_counted_and_keeps_the_flag_as_it_is(crowded: Site) -> None:
    first = finishes(crowded, 1).reference
    for answer in (1, 2, 4, 5):
        finishes(crowded, 1, answer)
    finishes(crowded, 2)
    last = finishes(crowded, 3).reference
    finishes(crowded, 3, answer=1)
    finishes(crowded, 1, answer=1)
    flags = {lead["reference"]: str(lead["flags"]).split() for lead in crowded.leads()}
    assert "flood" in flags[last]
    assert "flood" not in flags[first]
    assert sorted(flooding(crowded)) == [False, False, True]


def test_trying_the_check_out_is_no_flood(crowded: Site) -> None:
    for _ in range(4):
        Visitor(crowded).starts(query="?test=1").answers(all=3).submits()
    finishes(crowded, 1)
    assert flooding(crowded) == [False] * 5


@pytest.mark.parametrize("language", ["en", "nl"])
def test_who_comes_in_a_flood_sees_the_same_page_but_for_the_receipt(
    crowded: Site, language: str
) -> None:
    def sees() -> Visitor:
        return Visitor(crowded).starts(language).answers(all=3).submits()

    before = sees()
    sees()
    after = sees()
    words = [
        each.page.words_at("result").replace(each.reference, "").replace(each.result_path, "")
        for each in (before, after)
    ]
    assert words[0] == words[1]
    flood = crowded.text(language, "values.flags.flood")
    assert [flood in each.page.words_at("stored") for each in (before, after)] == [False, True]
