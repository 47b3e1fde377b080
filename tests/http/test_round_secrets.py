"""What can be learnt of a round that should not be: before it closes, by trickery, or elsewhere."""

import base64
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import date, timedelta

import pytest

from app.errors import TokenError
from app.method.round_token import RoundTokens
from app.rounds.setup import invitation_of, new_id, stored_as
from tests.http.test_round_along import commits
from tests.http.test_rounds import Host, answers, worked
from tests.seller import Seller
from tests.site import OpenSite, Site
from tests.visitor import DIMENSIONS, Visitor
from tests.workbook import sheets_of

SECRET = "whsec_" + base64.b64encode(bytes(32)).decode()
_READS = re.compile(r"SELECT\b(?:(?!\bFROM\b).)*(\banswers\b|\bexpected\b|(?<!\()\*)", re.DOTALL)


@pytest.fixture
def host(open_site: OpenSite) -> Host:
    return Host(open_site())


@pytest.fixture
def statements(host: Host) -> Iterator[list[str]]:
    """Every statement that reaches the database, from here on."""
    found: list[str] = []
    engine = host.site.services.database.engine
    with engine.reading() as connection:
        assert isinstance(connection, sqlite3.Connection)
        connection.set_trace_callback(found.append)
    yield found
    connection.set_trace_callback(None)


def reading_answers(statements: list[str]) -> list[str]:
    """Those that read what somebody has answered or expected."""
    return [sql for sql in statements if "round_sheets" in sql and _READS.match(sql)]


def others_look_everywhere(host: Host, mine: str) -> None:
    """Everything that anybody but a participant can open of a round, and send to it."""
    visitor, join = Visitor(host.site), host.invitation
    # Somebody with a result of their own, and no seat in this round.
    token = mine.rpartition("/")[2]
    stranger = f"{join}/mine/{new_id()}/{token}"
    for way in (host.page, join, f"{join}/questions", stranger, f"{host.page}?after=close"):
        assert visitor.opens(way).response.status_code in {200, 303}
    for way in (f"{host.page}/close", f"{host.page}/prolong", f"{stranger}/withdraw"):
        assert visitor.posts(way).response.status_code == 303
    visitor.posts(f"{stranger}/expect", data=dict.fromkeys(DIMENSIONS, "4"))
    assert visitor.response.status_code == 303
    for fields in ({}, {"language": "nl"}):  # nothing answered; the other language
        assert visitor.posts(f"{join}/questions", data=fields).response.status_code in {200, 400}
    for way in ("/en/round", "/en/round/who-sees-what", "/readyz", "/desk?ui=en"):
        visitor.opens(way)
    desk = Seller.of(host.site).logs_in()
    for way in ("/desk?ui=en", "/desk/leads", "/desk/export", "/desk/barometer", "/desk/audit"):
        assert desk.opens(way).status == 200
    host.site.services.rounds.tend(date.today())


@pytest.mark.parametrize("mode", ["open", "shielded"])
def test_before_closing_nothing_but_ones_own_page_reads_an_answer(
    host: Host, mode: str, statements: list[str]
) -> None:
    host.starts(mode)
    mine = host.asks("leadership", "543", "543").response.request.path
    statements.clear()
    others_look_everywhere(host, mine)
    own = stored_as(mine.split("/mine/")[1].partition("/")[0])
    assert any("round_sheets" in sql for sql in statements)  # they are counted
    assert [sql for sql in reading_answers(statements) if own in sql] == []
    # A stranger's page asks for what the stranger gave, by an id that nobody else has.
    assert all("participant = '" in sql for sql in reading_answers(statements))
    statements.clear()
    Visitor(host.site).opens(mine)
    assert len(reading_answers(statements)) == 1


def test_a_round_that_waits_for_answers_is_not_read_either(
    host: Host, statements: list[str]
) -> None:
    host.starts("shielded", expected="6")
    for _ in range(4):
        host.asks("operations")
    round_ = stored_as(host.invitation.rpartition("/")[2])
    with closing(sqlite3.connect(host.site.database)) as connection, connection:
        yesterday = (date.today() - timedelta(days=2)).isoformat()
        connection.execute("UPDATE rounds SET closes = ? WHERE id = ?", (yesterday, round_))
    statements.clear()
    for way in (host.page, host.invitation):
        assert "1" in Visitor(host.site).opens(way).page.text
    host.site.services.rounds.tend(date.today())
    assert any("round_sheets" in sql for sql in statements)
    assert reading_answers(statements) == []


def test_what_is_seen_before_closing_does_not_depend_on_the_answers(open_site: OpenSite) -> None:
    site, seen = open_site(), []
    for d1, rest in (("111", "111"), ("543", "5?4")):
        host = Host(site).starts("shielded")
        for role in ("leadership", "operations", "other", "other"):
            host.asks(role, d1, rest)
        host.visitor.posts(f"{host.page}/close")  # one too few
        refused = host.visitor.response.headers["Location"].partition("?")[2]
        texts = [Visitor(site).opens(way).page.text for way in (host.page, host.invitation)]
        ids = re.compile(rf"{host.page.rpartition('/')[2]}|{host.invitation.rpartition('/')[2]}")
        seen.append([refused, *(ids.sub("…", text) for text in texts)])
    assert seen[0] == seen[1]


# --- By trickery ---------------------------------------------------------------------------------


def test_a_host_who_fills_all_seats_but_one_of_an_open_round_reads_the_last_exactly(
    host: Host,
) -> None:
    """Exact score and levels: why everybody sees the counts per role before they answer."""
    host.starts("open")
    host.asks("leadership", "111", "111")
    before = Visitor(host.site).opens(host.invitation).page.text
    assert "Leadership 1 Operations 0 Another role 0 Expected 6" in before
    host.asks("operations", "443", "433")
    token = host.closes().response.request.path.rpartition("/")[2]
    found = host.site.services.round_tokens.read(token)
    assert float(found.dimensions["D1"].scores["operations"]) == pytest.approx(11 / 3)
    form = Visitor(host.site)
    again = Host(host.site, address="192.0.2.8").starts("open")
    for language, hint in (
        ("en", "If you are the only one in your role, your exact position can be read"),
        ("nl", "Ben je de enige in je rol, dan is aan het beeld van de groep precies af te lezen"),
    ):
        form.opens(f"{again.invitation.replace('/en/', f'/{language}/')}/questions")
        assert hint in form.page.text


def test_a_form_sent_again_after_taking_back_is_one_answer_again(host: Host) -> None:
    """Only somebody who holds the form, with every answer in it, can do that."""
    host.starts("open")
    colleague = Visitor(host.site).opens(f"{host.invitation}/questions")
    fields = {**colleague.page.fields, "role": "other", "agreed": "yes", **answers("333", "333")}
    action = colleague.page.action
    own = colleague.posts(action, data=fields).response.headers["Location"]
    colleague.posts(f"{own}/withdraw")
    assert "Another role 0" in Visitor(host.site).opens(host.invitation).page.text
    for _ in range(2):
        assert colleague.posts(action, data=fields).response.headers["Location"] == own
    assert "Another role 1" in Visitor(host.site).opens(host.invitation).page.text


def test_who_comes_too_late_is_told_that_nothing_of_it_counts(host: Host) -> None:
    host.starts("open")
    late = Visitor(host.site).opens(f"{host.invitation}/questions")
    fields = {**late.page.fields, "role": "other", "agreed": "yes", **answers("333", "333")}
    action = late.page.action
    in_time = host.asks("leadership").response.request.path
    host.asks("operations")
    counts = host.site.services.round_tokens.read(
        host.closes().response.request.path.rpartition("/")[2]
    ).counts
    late.opens(late.posts(action, data=fields).response.headers["Location"])
    assert "What you sent just now came after the end." in late.page.text
    assert counts == {"leadership": 1, "operations": 1}
    assert "came after the end" not in late.opens(in_time).page.text


def test_no_page_of_a_participant_leads_to_the_host(host: Host) -> None:
    host.starts("open")
    secret, invitation = (way.rpartition("/")[2] for way in (host.page, host.invitation))
    assert invitation_of(secret) == invitation  # one way; and this is the other:
    for guessed in (invitation, stored_as(invitation), invitation[:16], invitation_of(invitation)):
        for way in ("", "/close", "/cancel", "/prolong"):
            ask = host.visitor.posts if way else host.visitor.opens
            ask(f"/en/round/host/{guessed}{way}")
            assert host.visitor.response.status_code in {303, 404}
            assert "/round/result/" not in host.visitor.response.headers.get("Location", "")
    mine = host.asks("leadership")
    pages = [mine.response.text]
    pages += [
        Visitor(host.site).opens(f"{host.invitation}{way}").response.text
        for way in ("", "/questions")
    ]
    host.asks("operations")
    assert "Leadership 1 Operations 1" in mine.opens(host.invitation).page.text  # not cancelled
    result = host.closes()
    pages += [result.response.text, mine.opens(result.response.request.path).response.text]
    assert not any(secret in page for page in pages)


def test_each_kind_of_link_opens_its_own_page_and_no_other(host: Host) -> None:
    closed = worked(host)
    round_ = closed.response.request.path.rpartition("/")[2]
    commitment = commits(closed).rpartition("/")[2]
    visitor = Visitor(host.site).starts().answers(all=3).submits()
    result = visitor.result_path.rpartition("/")[2]
    invitation = host.invitation
    for way in (
        f"/en/round/result/{result}",
        f"/en/round/result/{result}/meeting",
        f"/en/round/result/{result}/radar.svg",
        f"/en/result/{round_}",
        f"/en/commitment/{round_}",
        f"/en/again/{round_}",
        f"/en/result/{result}/since/{round_}",
        f"/en/round?result={round_}",
        f"{invitation}/mine/{new_id()}/{round_}",
        f"/en/round/commitment/{round_}",
        f"/en/round/result/{commitment}",
        f"/en/commitment/{commitment}",
        f"/en/round?round={commitment}",
    ):
        assert visitor.opens(way).response.status_code == 404, way


def test_a_round_link_opens_letter_for_letter_or_not_at_all(host: Host) -> None:
    tokens: RoundTokens = host.site.services.round_tokens
    token = worked(host).response.request.path.rpartition("/")[2]
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    changed = [
        token[:place] + other + token[place + 1 :]
        for place in range(len(token))
        for other in (alphabet if place > len(token) - 3 else "A.=")
        if other != token[place]
    ]
    for forged in (*changed, f"{token}=", f"{token}A", f"{token}.", token.swapcase()):
        with pytest.raises(TokenError):
            tokens.read(forged)
    assert tokens.read(token).mode == "open"


# --- Elsewhere -----------------------------------------------------------------------------------


def given_away(site: Site) -> list[object]:
    """All that leaves the check: files, figures, what waits for the webhook or in the spool."""
    site.services.gathered.flush()
    files = {}
    for kind in ("csv", "jsonl", "xlsx"):
        file = site.folder / f"given.{kind}"
        assert site.runs("leads", "export", str(file), "--format", kind).exit_code == 0
        files[kind] = file.read_bytes()
        file.unlink()
    _about, *workbook = [(sheet.name, sheet.rows) for sheet in sheets_of(files.pop("xlsx"))]
    here = site.services
    return [
        files,
        workbook,
        site.leads(),  # all that a barometer is made of
        here.store.figures_of_period("2000-W01", "2100-W01"),
        here.funnel.figures().steps,
        here.database.outbox.waiting().messages,
        site.spooled(),
        {name: count for name, count in site.counted().items() if not name.startswith("rounds:")},
    ]


def test_a_round_changes_nothing_of_what_leaves_the_check(open_site: OpenSite) -> None:
    site = open_site(lead_webhook_url="http://127.0.0.1:9/", lead_webhook_secret=SECRET)
    Visitor(site).starts().answers(all=4).submits()
    before = given_away(site)
    assert site.services.database.outbox.waiting().messages == 1
    worked(Host(site))
    cancelled = Host(site, address="192.0.2.8").starts("shielded")
    mine = cancelled.asks("operations")
    mine.posts(f"{mine.response.request.path}/withdraw")
    cancelled.visitor.posts(f"{cancelled.page}/cancel")
    assert site.counted()["rounds:opened"] == 2
    assert given_away(site) == before
    assert {name for name in site.counted() if "round" in name} == {
        "rounds:opened",
        "rounds:closed",
    }
