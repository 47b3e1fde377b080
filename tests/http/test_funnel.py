"""The funnel counts visits, with JavaScript and without; reloads and robots don't inflate it."""

import http.client
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.desk.funnel import FunnelFigures
from app.leads.attribution import Attribution
from app.leads.weeks import iso_week
from tests.examples import many
from tests.http.served import Served, served
from tests.site import OpenSite, Site, ticket
from tests.visitor import DIMENSIONS, Visitor

STEPS = ("opened", "started", "profile", *DIMENSIONS)
WHOLE = {**dict.fromkeys(STEPS, 1), "finished": 1}
MINUTES = [
    ("40", "minutes:5-8"),
    ("5", "minutes:<5"),
    ("70", "minutes:8-12"),
    ("100", "minutes:12-20"),
    ("900", "minutes:20+"),
]


@pytest.fixture
def site(open_site: OpenSite) -> Site:
    """A site of its own for each test: what was counted once isn't counted again."""
    return open_site()


def tells(visitor: Visitor, *steps: str, language: str = "en", ticket: str | None = None) -> None:
    """Do what the wizard does when steps are done; the form then remembers it."""
    for step in steps:
        data = {"ticket": ticket or visitor.fields["ticket"], "steps": step}
        visitor.posts(f"/{language}/step", data=data)
        assert (visitor.response.status_code, visitor.response.data) == (204, b"")
    visitor.again()


def without_minutes(counted: dict[str, int]) -> dict[str, int]:
    return {name: count for name, count in counted.items() if not name.startswith("minutes:")}


def figures(site: Site) -> FunnelFigures:
    site.services.gathered.flush()
    return site.services.funnel.figures()


def test_opening_the_page_alone_counts_nothing(site: Site) -> None:
    visitor = Visitor(site, headers={"User-Agent": "a robot that collects pages"})
    for path in ("/", "/en/", "/nl/", "/en/?source=homepage", "/en/method"):
        visitor.opens(path)
    assert site.counted() == {}


def test_the_wizard_tells_each_step_and_the_rest_is_seen_in_what_is_sent(site: Site) -> None:
    visitor = Visitor(site).starts().answers(all=3).took(*[40] * 8)
    told = STEPS[:-1]
    tells(visitor, *told)
    assert site.counted() == dict.fromkeys(told, 1)
    tells(visitor, " ".join(STEPS[::-1]))
    assert site.counted() == dict.fromkeys(STEPS, 1)
    visitor.changes(told=" ".join(told)).submits()
    assert site.counted() == {**WHOLE, "minutes:5-8": 1}


def test_without_javascript_the_server_counts_all_of_it(site: Site) -> None:
    Visitor(site).starts().answers(all=3).submits()
    assert without_minutes(site.counted()) == WHOLE


def test_without_javascript_an_unfinished_form_counts_as_far_as_it_got(site: Site) -> None:
    visitor = Visitor(site).starts().answers(all=3).leaves_out("role", "D3.practice", "D8.evidence")
    visitor.submits()
    done = [step for step in STEPS if step not in ("profile", "D3", "D8")]
    assert site.counted() == dict.fromkeys(done, 1)
    assert visitor.fields["told"].split() == done
    visitor.answers(all=3).submits()
    assert without_minutes(site.counted()) == WHOLE


def test_what_was_told_to_another_process_is_not_counted_again(open_site: OpenSite) -> None:
    """Another process remembers nothing of this one; the form itself does."""
    visitor = Visitor(open_site()).starts().answers(all=3).leaves_out("D8.evidence").submits()
    fields = {**visitor.fields, "D8.evidence": "3"}
    other = Visitor(open_site())
    other.posts("/en/", data=fields)
    visitor.site.services.gathered.flush()
    assert without_minutes(other.site.counted()) == WHOLE
    third = Visitor(open_site()).posts("/en/", data={**fields, "D1.practice": "5"})
    assert without_minutes(third.site.counted())["finished"] == 1


def test_a_step_that_is_told_again_counts_once(site: Site) -> None:
    visitor = Visitor(site).starts()
    tells(visitor, *["opened"] * 5, "started", "opened", language="en")
    tells(visitor, "opened", language="nl")
    assert site.counted() == {"opened": 1, "started": 1}


def test_sending_twice_and_correcting_counts_once(site: Site) -> None:
    visitor = Visitor(site).starts().answers(all=3).submits()
    visitor.again().submits()
    visitor.again().changes(D1__practice="5").submits()
    assert without_minutes(site.counted()) == WHOLE
    assert figures(site).timed == 1


def test_everybody_counts_for_themselves(site: Site) -> None:
    for _ in range(3):
        Visitor(site).starts().answers(all=3).submits()
    tells(Visitor(site).starts(), "opened")
    assert without_minutes(site.counted()) == dict.fromkeys(WHOLE, 3) | {"opened": 4}


def test_counts_are_kept_by_week_language_and_source(site: Site) -> None:
    tells(Visitor(site).starts("nl", "?source=homepage&utm_source=x"), "opened", language="nl")
    tells(Visitor(site).starts("en", "?source=Not(A)Label"), "opened")
    site.services.gathered.flush()
    with closing(sqlite3.connect(site.database)) as connection:
        rows = connection.execute("SELECT * FROM counters ORDER BY language").fetchall()
    week = iso_week(datetime.now(UTC).date())
    assert rows == [(week, "en", "", "opened", 1), (week, "nl", "homepage", "opened", 1)]


@pytest.mark.parametrize(("seconds", "band"), MINUTES)
def test_the_time_is_counted_as_a_band(site: Site, seconds: str, band: str) -> None:
    Visitor(site).starts().answers(all=3).took(*[seconds] * 8).submits()
    assert site.counted()[band] == 1


def test_without_javascript_the_time_is_that_since_the_form_was_opened(site: Site) -> None:
    Visitor(site).starts().answers(all=3).changes(ticket=ticket(age=600)).submits()
    assert site.counted()["minutes:8-12"] == 1


@pytest.mark.parametrize(
    "sent",
    [
        pytest.param({"steps": "opened"}, id="no ticket"),
        pytest.param({"steps": "opened", "ticket": "x"}, id="a forged ticket"),
        pytest.param({"steps": "opened", "ticket": ticket(keys=["k" * 40])}, id="a stranger's"),
        pytest.param({"steps": "opened", "ticket": ticket(age=90_000)}, id="an expired ticket"),
        pytest.param({"ticket": ticket()}, id="no step"),
        pytest.param({"steps": "finished", "ticket": ticket()}, id="what only we can know"),
        pytest.param({"steps": "minutes:<5", "ticket": ticket()}, id="a time"),
        pytest.param({"steps": "D9", "ticket": ticket()}, id="an unknown step"),
        pytest.param({"steps": "x" * 9000, "ticket": ticket()}, id="a long one"),
    ],
)
def test_what_does_not_come_from_a_form_of_ours_is_not_counted(
    site: Site, sent: dict[str, str]
) -> None:
    assert Visitor(site).posts("/en/step", data=sent).response.status_code == 204
    assert site.counted() == {}


def test_our_own_tests_are_not_counted(site: Site) -> None:
    visitor = Visitor(site).starts(query="?test=1&source=homepage").answers(all=3)
    tells(visitor, "opened")
    visitor.submits()
    assert site.lead()["test"] == 1
    assert site.counted() == {}


@pytest.mark.parametrize(
    "fields", [{"note": "spam"}, {"ticket": "forged"}, {"ticket": ticket(age=90_000)}]
)
def test_a_form_that_is_refused_counts_nothing(site: Site, fields: dict[str, str]) -> None:
    Visitor(site).starts().answers(all=3).changes(**fields).submits()
    assert site.counted() == {}


def test_a_change_of_language_counts_nothing_and_forgets_nothing(site: Site) -> None:
    visitor = Visitor(site).starts().answers(all=3).changes(told="opened started")
    visitor.presses_language()
    assert visitor.fields["told"] == "opened started"
    assert site.counted() == {}


def test_who_tells_too_often_is_not_counted_and_not_told_so(open_site: OpenSite) -> None:
    site = open_site(step_limit="5 per minute")
    for _ in range(9):
        tells(Visitor(site).starts(), "opened")
    assert site.counted() == {"opened": 5}
    tells(Visitor(site, address="192.0.2.9").starts(), "opened")
    assert site.counted() == {"opened": 6}


def test_a_store_that_is_away_loses_no_count(site: Site) -> None:
    site.database.parent.write_text("in the way")
    tells(Visitor(site).starts(), "opened")
    assert not site.services.gathered.flush()
    site.database.parent.unlink()
    assert site.counted() == {"opened": 1}


@many(100)
@given(st.binary(max_size=200) | st.dictionaries(st.text(max_size=9), st.text(max_size=40)))
def test_whatever_is_told_is_answered_alike(fuzzed: Site, data: bytes | dict[str, str]) -> None:
    response = Visitor(fuzzed).posts("/nl/step", data=data).response
    assert response.status_code == 204
    assert response.headers["Cache-Control"] == "no-store"


@many(60)
@given(st.text(max_size=400))
def test_whatever_a_form_says_was_told_does_no_harm(fuzzed: Site, told: str) -> None:
    visitor = Visitor(fuzzed).starts().answers(all=3).leaves_out("role").changes(told=told)
    assert visitor.submits().response.status_code == 422
    assert len(visitor.fields["told"]) < 400


def test_two_processes_count_and_a_stop_in_peace_loses_nothing(tmp_path: Path) -> None:
    visits = 40
    forms = [
        {"ticket": ticket(nonce=n, attribution=Attribution(source="homepage")), "steps": "opened"}
        for n in range(visits)
    ]
    with served(tmp_path, WEB_CONCURRENCY="2") as server, ThreadPoolExecutor(8) as people:
        assert set(people.map(lambda form: _tell(server, form), forms)) == {204}
    assert server.workers_seen == 2
    with closing(sqlite3.connect(tmp_path / "leads.db")) as connection:
        rows = connection.execute("SELECT source, name, count FROM counters").fetchall()
    assert rows == [("homepage", "opened", visits)]


def _tell(server: Served, form: dict[str, str]) -> int:
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=300)
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    connection.request("POST", "/en/step", urlencode(form), headers)
    response = connection.getresponse()
    response.read()
    connection.close()
    return response.status


def test_whoever_invents_a_source_for_every_ticket_adds_few_rows(open_site: OpenSite) -> None:
    sites = open_site(), open_site()  # two processes with one database
    for number in range(600):
        site = sites[number % 2]
        steps = " ".join(STEPS)
        invented = ticket(nonce=number, attribution=Attribution(f"invented-{number}-a"))
        Visitor(site).posts("/en/step", data={"ticket": invented, "steps": steps})
        if number % 150 == 149:
            site.services.gathered.flush()
    for site in sites:
        site.services.gathered.flush()
    with closing(sqlite3.connect(sites[0].database)) as connection:
        rows = connection.execute("SELECT source, name, count FROM counters").fetchall()
    assert len(rows) == 201 * len(STEPS)
    assert sum(count for source, name, count in rows if name == "opened") == 600
