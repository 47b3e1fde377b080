"""A round over HTTP: started, answered, closed, looked at; and nowhere else to be found."""

import re
from unittest.mock import patch

import pytest

from app.errors import StoreUnavailable
from tests.page import Page
from tests.seller import Seller
from tests.site import OpenSite, Site
from tests.visitor import DIMENSIONS, ITEMS, PROFILE, Fields, Visitor

FACTS = {key: option for key, option in PROFILE.items() if key != "role"}
LEADERSHIP = ("333", "332", "343")  # the worked check of method.md E, on D1
OPERATIONS = ("221", "222", "112")


class Host:
    """Somebody who starts a round, with colleagues who answer it."""

    def __init__(self, site: Site, language: str = "en", address: str = "192.0.2.7") -> None:
        self.visitor = Visitor(site, address=address)
        self.site, self.language = site, language
        self.page = self.invitation = ""

    def starts(self, mode: str, **changes: str) -> "Host":
        fields = {**FACTS, "mode": mode, "expected": "6", "days": "7", **changes}
        self.visitor.posts(f"/{self.language}/round", data=fields)
        assert self.visitor.response.status_code == 303, self.visitor.response.text
        self.page = self.visitor.response.headers["Location"]
        return self.looks()

    def looks(self) -> "Host":
        self.visitor.opens(self.page)
        found = re.search(r"/[a-z]{2}/round/join/[0-9a-f]{24}", self.visitor.response.text)
        self.invitation = found[0] if found else self.invitation
        return self

    def asks(self, role: str, d1: str = "333", rest: str = "333") -> Visitor:
        """A colleague who answers; in view is what they see then."""
        colleague = Visitor(self.site).opens(f"{self.invitation}/questions")
        fields = {**colleague.page.fields, "role": role, **answers(d1, rest)}
        if "agreed" in colleague.response.text:
            fields["agreed"] = "yes"
        colleague.posts(colleague.page.action, data=fields)
        if colleague.response.status_code == 303:
            colleague.opens(colleague.response.headers["Location"])
        return colleague

    def closes(self) -> Visitor:
        """Close the round; in view is the result."""
        self.visitor.posts(f"{self.page}/close")
        self.looks()
        ways = [link.target for link in self.visitor.page.links if "/round/result/" in link.target]
        return self.visitor.opens(ways[0]) if ways else self.visitor


def answers(d1: str, rest: str) -> Fields:
    given = dict(zip(ITEMS, d1 + rest * (len(DIMENSIONS) - 1), strict=True))
    return {name: "unknown" if mark == "?" else mark for name, mark in given.items()}


def worked(host: Host) -> Visitor:
    """The worked check of the method."""
    host.starts("open")
    for role, several in (("leadership", LEADERSHIP), ("operations", OPERATIONS)):
        for d1 in several:
            host.asks(role, d1)
    return host.closes()


@pytest.fixture
def host(open_site: OpenSite) -> Host:
    return Host(open_site())


def test_the_worked_check_is_the_first_thing_to_talk_about(host: Host) -> None:
    result = worked(host)
    assert result.page.heading == "Talk first about Strategy & Vision"
    assert "Leadership: Structured Operations: Reactive" in result.page.text
    assert "Leadership: 3 · Operations: 3" in result.page.text
    assert "What did you each have in mind?" in result.page.text


def test_a_round_speaks_dutch(open_site: OpenSite) -> None:
    host = Host(open_site(), "nl")
    result = worked(host)
    assert result.page.language == "nl"
    assert result.page.heading == "Bespreek eerst Strategie & Visie"
    host.visitor.opens("/nl/round/who-sees-what")
    assert "Wie wat ziet" in host.visitor.page.heading


def test_a_radar_and_a_meeting_view_come_with_the_result(host: Host) -> None:
    result = worked(host)
    address = result.response.request.path
    for kind in ("svg", "png"):
        assert result.opens(f"{address}/radar.{kind}").response.status_code == 200
        assert "immutable" in result.response.headers["Cache-Control"]
    meeting = result.opens(f"{address}/meeting").page
    slides = [e.attrib["id"] for e in meeting.all(".//section[@id]")]
    assert slides == [f"slide-{n}" for n in range(1, 10)]  # the last is for the commitment
    assert "Strategy & Vision" in meeting.text


def test_an_open_round_asks_everybody_to_agree_first(host: Host) -> None:
    host.starts("open")
    colleague = Visitor(host.site).opens(f"{host.invitation}/questions")
    fields = {**colleague.page.fields, "role": "other", **answers("333", "333")}
    colleague.posts(colleague.page.action, data=fields)
    assert colleague.response.status_code == 422
    assert "An open round needs your agreement." in colleague.page.text
    host.looks()
    assert "2 more people have to answer" in host.visitor.page.text


def shielded(host: Host, leadership: int, operations: int, other: int = 0) -> Host:
    host.starts("shielded", expected="12")
    for role, count in (("leadership", leadership), ("operations", operations), ("other", other)):
        for number in range(count):
            host.asks(role, ("444", "543", "434")[number % 3])
    return host


def test_a_shielded_round_with_too_few_shows_nothing_anywhere(host: Host) -> None:
    shielded(host, 4, 0)
    result = host.closes()
    assert "1 more person has to answer" in result.page.text
    joined = Visitor(host.site).opens(host.invitation)
    assert joined.response.status_code == 200  # the invitation, and no result
    assert not [link for link in joined.page.links if "result" in link.target]


def test_below_its_threshold_a_role_is_in_no_output(host: Host) -> None:
    result = shielded(host, 4, 5).closes()
    address = result.response.request.path
    pages = [address, f"{address}/meeting", address.replace("/en/", "/nl/")]
    for path in pages:
        text = result.opens(path).response.text
        assert not re.search(r"(Leadership|Operations|Operatie): <b>", text)
        assert not re.search(r"(Leadership|Operations): [A-Z]", text)
    aggregate = host.site.services.round_tokens.read(address.rpartition("/")[2])
    assert all(set(each.scores) <= {"all"} for each in aggregate.dimensions.values())
    assert aggregate.people == ()
    with_roles = result.opens(f"{address}/radar.svg").response.data
    # What is drawn has no line for a role: the same picture as that of a round without roles.
    alike = shielded(Host(host.site, address="192.0.2.8"), 0, 0, 9).closes()
    alike.opens(f"{alike.response.request.path}/radar.svg")
    assert alike.response.data == with_roles


def test_roles_of_five_are_shown(host: Host) -> None:
    result = shielded(host, 5, 5).closes()
    assert re.search(r"Leadership: (Structured|Optimised)", result.page.text)
    assert not re.search(r"[0-9][.,⅓⅔]", result.page.text)


# --- Whose is what -------------------------------------------------------------------------------


def test_nobody_sees_an_answer_before_closing_and_all_see_how_many(host: Host) -> None:
    host.starts("open")
    host.asks("leadership", "555", "555")
    for way in (host.page, host.invitation):
        text = Visitor(host.site).opens(way).page.text
        assert "Leadership 1 Operations 0 Another role 0 Expected 6" in text
        assert "Optimising" not in text


def test_a_participant_takes_the_answers_back(host: Host) -> None:
    host.starts("open")
    mine = host.asks("leadership")
    own = mine.response.request.path
    mine.posts(f"{own}/withdraw")
    mine.opens(mine.response.headers["Location"])
    assert mine.page.heading == "Your answers are taken back"
    assert "Leadership 0" in Visitor(host.site).opens(host.invitation).page.text


def test_a_round_that_lost_an_answer_meanwhile_stays_open_and_says_so(host: Host) -> None:
    host.starts("open")
    mine = host.asks("leadership")
    host.asks("operations")
    host.looks()
    mine.posts(f"{mine.response.request.path}/withdraw")
    host.visitor.posts(f"{host.page}/close")
    host.visitor.opens(host.visitor.response.headers["Location"])
    assert "The round stays open: meanwhile somebody has taken" in host.visitor.page.text
    assert "1 more person has to answer" in host.visitor.page.text


def test_closing_leads_to_the_result_however_often_it_is_pressed(host: Host) -> None:
    host.starts("open")
    host.asks("leadership")
    host.asks("operations")
    ways = {host.visitor.posts(f"{host.page}/close").response.headers["Location"] for _ in range(2)}
    assert len(ways) == 1
    assert "/round/result/" in ways.pop()


def test_a_participants_own_result_is_an_ordinary_one_without_a_record(host: Host) -> None:
    host.starts("open")
    mine = host.asks("leadership", "444", "444")
    (way,) = [link.target for link in mine.page.links if "/result/" in link.target]
    mine.opens(way.partition("localhost")[2] or way)
    assert mine.page.level == "Optimised"
    assert host.site.services.store.count() == 0


def test_eight_taps_say_what_the_other_side_would(host: Host) -> None:
    host.starts("open")
    mine = host.asks("leadership", "444", "444")
    host.asks("operations", "222", "222")
    own = mine.response.request.path
    mine.posts(f"{own}/expect", data={"D1": "3"})
    assert mine.response.status_code == 422
    mine.posts(f"{own}/expect", data=dict.fromkeys(DIMENSIONS, "4"))
    text = host.closes().page.text
    assert "Leadership thought that operations would say: Optimised. They said: Reactive." in text


def test_sending_the_same_form_twice_is_one_answer(host: Host) -> None:
    host.starts("open")
    colleague = Visitor(host.site).opens(f"{host.invitation}/questions")
    fields = {**colleague.page.fields, "role": "other", "agreed": "yes", **answers("333", "333")}
    action = colleague.page.action
    for _ in range(2):
        assert colleague.posts(action, data=fields).response.status_code == 303
    assert "Another role 1" in Visitor(host.site).opens(host.invitation).page.text


def test_who_comes_too_late_keeps_their_own_result(host: Host) -> None:
    host.starts("open")
    late = Visitor(host.site).opens(f"{host.invitation}/questions")
    fields = {**late.page.fields, "role": "other", "agreed": "yes", **answers("333", "333")}
    action = late.page.action
    host.asks("leadership")
    host.asks("operations")
    host.closes()
    late.posts(action, data=fields)
    late.opens(late.response.headers["Location"])
    assert late.page.heading == "The round is closed"
    assert "See your own result" in late.page.text
    late.opens(host.invitation)
    assert "/round/result/" in late.response.headers["Location"]


def test_a_cancelled_round_is_gone_for_everybody(host: Host) -> None:
    host.starts("open")
    host.asks("leadership")
    host.visitor.posts(f"{host.page}/cancel")
    for way in (host.page, host.invitation, f"{host.invitation}/questions"):
        gone = Visitor(host.site).opens(way)
        assert gone.response.status_code == 404
        assert gone.page.heading == "We can’t find this round"


def test_the_desk_knows_how_many_rounds_were_opened_and_closed_and_nothing_else(
    host: Host,
) -> None:
    worked(host)
    Host(host.site, address="192.0.2.8").starts("open")
    seller = Seller.of(host.site).logs_in()
    page = seller.opens("/desk?ui=en").page
    assert "Rounds among colleagues: 2 opened, 1 closed." in page.text
    assert "0 leads in the past" in page.heading


# --- Nowhere else --------------------------------------------------------------------------------


def test_a_round_is_in_no_list_figure_export_or_log(
    host: Host, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level("DEBUG")
    result = worked(host)
    here = host.site.services
    assert here.store.count() == 0
    assert list(here.store.iterate()) == []
    assert list(here.spool.leads()) == []
    assert here.database.outbox.waiting().messages == 0
    assert set(here.database.counters.sums()) == {"rounds:opened", "rounds:closed"}
    assert set(here.funnel.figures().steps.values()) == {0}
    said = caplog.text + "".join(capfd.readouterr())
    for part in (host.page, host.invitation, result.response.request.path, *LEADERSHIP):
        assert part not in said


@pytest.mark.parametrize("method", ["get", "insert"])
def test_while_the_store_is_away_the_answers_stay_in_the_form(host: Host, method: str) -> None:
    host.starts("open")
    colleague = Visitor(host.site).opens(f"{host.invitation}/questions")
    fields = {**colleague.page.fields, "role": "operations", "agreed": "yes"}
    fields |= answers("123", "345")
    table = type(host.site.services.database.rounds)
    away = StoreUnavailable("away")
    with patch.object(table, "get" if method == "get" else "answer", side_effect=away):
        colleague.posts(colleague.page.action, data=fields)
    assert colleague.response.status_code == 503
    assert "Not received yet: send them again" in colleague.page.text
    kept = colleague.page.fields
    assert {name: kept[name] for name in fields if name != "ticket"} == {
        name: value for name, value in fields.items() if name != "ticket"
    }
    again = colleague.posts(colleague.page.action, data=kept)
    assert again.response.status_code == 303


ODD = '{"edition": 1, "mode": "open", "facts": ["role"], "expected": 4}'


@pytest.mark.parametrize("setup", ["none", "{}", "[1]", "{", ODD])
def test_nonsense_sent_while_the_store_is_away_is_refused(host: Host, setup: str) -> None:
    host.starts("open")
    table = type(host.site.services.database.rounds)
    with patch.object(table, "get", side_effect=StoreUnavailable("away")):
        host.visitor.posts(f"{host.invitation}/questions", data={"setup": setup})
    assert host.visitor.response.status_code == 400


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"mode": "open", "expected": "13"}, "An open round is for 2 to 12 people."),
        ({"mode": "shielded", "expected": "4"}, "A shielded round is for 5 to 40 people."),
        ({"expected": "1"}, "Give a number from 2 to 40."),
        ({"expected": "many"}, "Give a number from 2 to 40."),
        ({"days": "31"}, "Give a number from 1 to 30."),
        ({"mode": "both"}, "Choose one of the two."),
        ({"type": "nonsense"}, "Choose the answer that comes closest."),
    ],
)
def test_a_round_that_makes_no_sense_is_not_started(host: Host, changes: Fields, said: str) -> None:
    fields = {**FACTS, "mode": "open", "expected": "4", "days": "7", **changes}
    host.visitor.posts("/en/round", data=fields)
    assert host.visitor.response.status_code == 422
    assert said in host.visitor.page.text


def test_a_change_of_language_keeps_what_is_filled_in(host: Host) -> None:
    fields = {"expected": "99", "days": "9", "type": "saas", "language": "nl"}
    page = host.visitor.posts("/nl/round", data=fields).page
    assert host.visitor.response.status_code == 200
    assert page.language == "nl"
    assert {name: page.fields[name] for name in ("expected", "days", "type")} == {
        name: fields[name] for name in ("expected", "days", "type")
    }
    assert not page.all(".//*[@id='summary']")


@pytest.mark.parametrize(
    ("expected", "said"), [("4", "An open round."), ("5", "A shielded round.")]
)
def test_who_chooses_no_mode_gets_the_one_that_protects(
    host: Host, expected: str, said: str
) -> None:
    fields = {**FACTS, "expected": expected, "days": "7"}
    host.visitor.posts("/en/round", data=fields)
    assert said in host.visitor.opens(host.visitor.response.headers["Location"]).page.text


def test_a_client_opens_fifty_rounds_a_day(open_site: OpenSite) -> None:
    site = open_site()
    fields = {**FACTS, "mode": "open", "expected": "4", "days": "7"}
    busy, other = Visitor(site, address="192.0.2.9"), Visitor(site, address="192.0.2.10")
    codes = [busy.posts("/en/round", data=fields).response.status_code for _ in range(51)]
    assert codes == [303] * 50 + [429]
    assert busy.page.heading == "Enough rounds for today"
    assert other.posts("/en/round", data=fields).response.status_code == 303


def test_every_page_of_a_round_is_kept_by_nobody_and_may_be_framed(open_site: OpenSite) -> None:
    host = Host(open_site())
    result = worked(host)
    result_way = result.response.request.path
    ways = ["/en/round", "/en/round/who-sees-what", host.page, result_way, f"{result_way}/meeting"]
    for way in ways:
        headers = Visitor(host.site).opens(way).response.headers
        assert headers["X-Robots-Tag"] == "noindex"
        assert headers["Cache-Control"] == "private, no-store"
        assert "frame-ancestors 'none'" not in headers["Content-Security-Policy"]


def test_facts_are_taken_from_an_own_result(host: Host) -> None:
    visitor = Visitor(host.site).starts().answers(all=3).submits()
    token = visitor.result_path.rpartition("/")[2]
    fields = visitor.opens(f"/en/round?result={token}").page.fields
    assert {key: fields[key] for key in FACTS} == FACTS
    assert "role" not in fields


@pytest.mark.parametrize("token", ["", "x", "a.b", "é", "W10.abc"])
def test_a_damaged_round_link_says_so(host: Host, token: str) -> None:
    found = host.visitor.opens(f"/en/round/result/{token or 'none'}")
    assert found.response.status_code == 404


@pytest.mark.parametrize("mode", ["open", "shielded"])
def test_the_invitation_can_be_pasted_and_scanned(host: Host, mode: str) -> None:
    host.starts(mode)
    page: Page = host.visitor.page
    (code,) = page.all(".//img")
    assert code.attrib["src"].startswith("data:image/svg+xml")
    assert host.invitation in page.text
