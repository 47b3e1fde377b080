"""After the result: the receipt is the stored row, deleting deletes, the next step is recorded."""

import json
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from app.leads.attribution import Attribution
from app.variables import framers
from tests.interface import said
from tests.page import words_of
from tests.site import PERSONAS, OpenSite, Row, Site, ticket
from tests.visitor import Visitor

LANGUAGES = ["en", "nl"]
CAMPAIGN = "zebra-crossing-4711"
NOTHING = "Nothing is stored. There is no record under your reference code."
DELETED = "Your record is deleted"
WILL_BE_DELETED = "Your record will be deleted"
UNKNOWN = "That cannot be looked up just now. Try again in a few minutes; you can ask us to delete it all the same."  # fmt: skip  # noqa: E501
WAITING = "It is waiting for our database"


@pytest.fixture(scope="module")
def impatient(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A site of their own for these tests, since some of them take its database away."""
    site = Site(tmp_path_factory.mktemp("impatient"))
    site.grows_impatient()
    yield site
    site.close()


@pytest.fixture
def site(impatient: Site) -> Site:
    """It has no leads yet."""
    impatient.forgets_everything()
    return impatient


@contextmanager
def without_database(site: Site) -> Iterator[None]:
    """The folder of the database is gone, and comes back."""
    site.services.store.close()
    folder, kept = site.database.parent, site.database.parent.with_suffix(".kept")
    if folder.exists():
        folder.rename(kept)
    folder.write_text("in the way")
    yield
    folder.unlink()
    if kept.exists():
        kept.rename(folder)


def receipt(visitor: Visitor) -> Row:
    """The raw values on the page, by column."""
    rows = visitor.page.all(".//*[@id='stored']//tbody/tr")
    cells = [[words_of(code) for code in row.iterfind(".//code")] for row in rows]
    assert all(len(each) == 2 for each in cells)
    return {name: json.loads(raw) for name, raw in cells}


def in_words(visitor: Visitor) -> dict[str, str]:
    """What the page says that each value means, by column."""
    rows = visitor.page.all(".//*[@id='stored']//tbody/tr")
    return {
        words_of(row.findall(".//code")[0]): (row.findall("td")[0].text or "").strip()
        for row in rows
    }


def notice(visitor: Visitor) -> str:
    """What the page says on top; "" when it says nothing."""
    return " ".join(words_of(each) for each in visitor.page.all(".//*[@id='notice']"))


def everything_in(folder: Path) -> bytes:
    """All bytes of all files: database, write-ahead log, spool."""
    return b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())


def finished(site: Site, language: str = "en", sheet: int = 2) -> Visitor:
    """A visitor on a result whose lead bears a label that can be searched for."""
    marked = ticket(attribution=Attribution(source="homepage", utm_campaign=CAMPAIGN))
    visitor = Visitor(site).starts(language).answers_as(PERSONAS[sheet])
    return visitor.changes(ticket=marked).submits()


# --- Receipt -----------------------------------------------------------------------------------


@pytest.mark.parametrize("persona", range(len(PERSONAS)), ids=[each["id"] for each in PERSONAS])
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_receipt_is_the_row_column_by_column(site: Site, language: str, persona: int) -> None:
    visitor = finished(site, language, persona)
    row = site.lead()
    assert list(receipt(visitor)) == site.columns()
    assert receipt(visitor) == row
    assert {name: type(value) for name, value in receipt(visitor).items()} == {
        name: type(value) for name, value in row.items()
    }


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_receipt_says_in_words_what_was_answered(site: Site, language: str) -> None:
    visitor = Visitor(site).starts(language).answers(all=2, D4=[4, None, 1]).submits()
    words = in_words(visitor)
    items = site.services.bank.languages[language].items
    assert words["D4_direction"] == f"4: {items['D4.direction'].options[3]}"
    assert words["D4_practice"] == {"en": "I don’t know", "nl": "Weet ik niet"}[language]
    assert words["D8_evidence"] == f"2: {items['D8.evidence'].options[1]}"
    profile = site.services.bank.languages[language].profile
    assert words["type"] == profile["type"].options["saas"]
    assert words["levers"].split(", ")[0].lower() == next(
        "".join(e.itertext()).lower() for e in visitor.page.all(".//ol[@class='levers']/li/h3")
    )


def test_the_receipt_shows_what_is_stored_now_not_what_the_link_says(site: Site) -> None:
    visitor = finished(site)
    first = visitor.result_path
    assert "differs from the result" not in visitor.page.text
    visitor.again().changes(D1__practice="5").submits()
    assert visitor.result_path != first
    assert "differs from the result" not in visitor.page.text
    assert receipt(visitor.opens(first)) == site.lead()
    assert site.lead()["D1_practice"] == 5
    assert "What is stored differs from the result on this page" in visitor.page.text


def test_a_label_with_markup_in_it_stays_a_label(site: Site) -> None:
    visitor, label = finished(site, "en"), "<b>&quot;é\u202e"
    with closing(sqlite3.connect(site.database)) as connection, connection:
        connection.execute("UPDATE leads SET utm_campaign = ?", (label,))  # by other hands
    assert receipt(visitor.opens(visitor.result_path))["utm_campaign"] == label


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_lead_that_was_purged_leaves_a_receipt_of_nothing(site: Site, language: str) -> None:
    visitor = finished(site, language)
    path, shown = visitor.result_path, visitor.page.words_at("result")
    site.services.store.purge("9999-W01")
    assert said(language, NOTHING) in visitor.opens(path).page.words_at("stored")
    assert visitor.page.words_at("result") == shown
    assert visitor.page.all(".//*[@id='receipt']") == []
    assert notice(visitor) == ""


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_store_that_is_away_hides_the_receipt_and_nothing_else(site: Site, language: str) -> None:
    visitor = finished(site, language)
    shown = visitor.page.words_at("result")
    with without_database(site):
        visitor.opens(visitor.result_path)
        assert visitor.response.status_code == 200
        assert visitor.page.words_at("result") == shown
        assert said(language, UNKNOWN) in visitor.page.words_at("stored")
        assert receipt(visitor) == {}


def test_a_lead_that_waits_has_a_receipt_too(site: Site) -> None:
    with without_database(site):
        visitor = finished(site)
        (waiting,) = site.spooled()
        shown = receipt(visitor)
        assert {name: value for name, value in shown.items() if value is not None} == waiting
        assert WAITING in visitor.page.words_at("stored")
    assert Visitor(site).opens("/readyz").response.status_code == 200
    assert shown == site.lead()


# --- Forgetting --------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_deleting_leaves_no_byte_behind_and_the_result_stays(site: Site, language: str) -> None:
    for _ in range(40):
        Visitor(site).starts().answers(all=3).submits()
    visitor = finished(site, language)
    path, shown, reference = visitor.result_path, visitor.page.words_at("result"), visitor.reference
    assert CAMPAIGN.encode() in everything_in(site.folder)
    visitor.forgets()
    assert visitor.sent.status_code == 303
    assert said(language, DELETED) in notice(visitor)
    assert said(language, NOTHING) in visitor.page.words_at("stored")
    assert visitor.page.words_at("result") == shown
    assert CAMPAIGN.encode() not in everything_in(site.folder)
    assert reference.encode() not in everything_in(site.folder)
    assert len(site.leads()) == 40
    assert notice(visitor.opens(path)) == ""


def test_deleting_twice_is_as_good_as_once(site: Site) -> None:
    visitor = finished(site)
    result, form = visitor.result_path, f"{visitor.result_path}/forget"
    for _ in range(3):
        assert visitor.posts(form).response.status_code == 303
        visitor.opens(visitor.response.headers["Location"])
        assert DELETED in notice(visitor)
    assert site.leads() == []
    assert receipt(visitor.opens(result)) == {}


def test_whoever_holds_the_link_can_delete_in_either_language(site: Site) -> None:
    path = finished(site, "en").result_path.replace("/en/", "/nl/")
    somebody = Visitor(site, address="203.0.113.9").opens(path).forgets()
    assert said("nl", DELETED) in notice(somebody)
    assert site.leads() == []


def test_a_lead_that_waits_is_deleted_and_never_comes_back(site: Site) -> None:
    with without_database(site):
        other = Visitor(site).starts().answers(all=1).submits()
        form = f"{finished(site).result_path}/forget"
        assert CAMPAIGN.encode() in everything_in(site.folder)
        for _ in range(2):
            visitor = Visitor(site).posts(form)
            assert WILL_BE_DELETED in notice(visitor.opens(visitor.response.headers["Location"]))
            assert CAMPAIGN.encode() not in everything_in(site.folder)
    assert Visitor(site).opens("/readyz").response.get_json()["spooled"] is False
    assert site.lead()["reference"] == other.reference
    assert CAMPAIGN.encode() not in everything_in(site.folder)


def test_a_stored_lead_is_deleted_when_the_store_is_back(site: Site) -> None:
    visitor = finished(site)
    path = visitor.result_path
    with without_database(site):
        assert WILL_BE_DELETED in notice(visitor.forgets())
        assert CAMPAIGN not in json.dumps(site.spooled())
        assert WILL_BE_DELETED not in notice(visitor.opens(path))
        assert "as soon as our database" in visitor.page.words_at("stored")
    Visitor(site).starts().answers(all=3).submits()  # the next visitor brings it about
    assert len(site.leads()) == 1
    assert CAMPAIGN.encode() not in everything_in(site.folder)
    assert NOTHING in visitor.opens(path).page.words_at("stored")


def test_only_sending_the_answers_again_stores_them_again(site: Site) -> None:
    visitor = finished(site)
    result = visitor.result_path
    visitor.forgets()
    for path in (result, f"{result}/radar.png", "/en/", result):
        visitor.opens(path)
    assert site.leads() == []
    again = finished(site)
    assert again.result_path == result
    assert receipt(again) == site.lead()


def test_a_notice_says_what_is_true_whatever_the_address_claims(site: Site) -> None:
    path = finished(site).result_path
    visitor = Visitor(site)
    for claim in ("forget", "next", "x", ""):
        assert notice(visitor.opens(f"{path}?after={claim}")) == ""
    assert len(site.leads()) == 1


# --- Next step ---------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("step", ["conversation", "assessment"])
def test_a_step_towards_us_is_recorded_and_carries_the_reference(
    open_site: OpenSite, language: str, step: str
) -> None:
    site = open_site(contact_url="https://contact.example/talk")
    visitor = finished(site, language)
    visitor.picks(step)
    assert site.lead()["next_step"] == step
    way = urlsplit(visitor.sent.headers["Location"])
    assert (visitor.sent.status_code, way.netloc) == (303, "contact.example")
    assert parse_qs(way.query) == {"ref": [site.lead()["reference"]]}
    visitor.opens(f"/{language}/result/{token_of(visitor)}")
    chosen = site.text(language, f"values.next_step.{step}")
    assert chosen in visitor.page.words_at("result")
    assert receipt(visitor)["next_step"] == step


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_yet_is_recorded_and_leads_back(site: Site, language: str) -> None:
    visitor = finished(site, language).picks("nothing")
    assert site.lead()["next_step"] == "nothing"
    assert visitor.page.language == language
    assert said(language, "Noted: nothing for now") in notice(visitor)
    assert receipt(visitor) == site.lead()


def test_the_last_choice_counts_and_survives_a_correction(site: Site) -> None:
    visitor = finished(site)
    visitor.picks("conversation").picks("nothing").picks("assessment")
    assert site.lead()["next_step"] == "assessment"
    finished(site, sheet=1)
    assert site.lead()["next_step"] == "assessment"


def test_a_choice_waits_with_the_lead_while_the_store_is_away(site: Site) -> None:
    with without_database(site):
        visitor = finished(site).picks("conversation")
        assert visitor.sent.status_code == 303
        assert receipt(visitor.opens(f"/en/result/{token_of(visitor)}"))["next_step"] == (
            "conversation"
        )
    Visitor(site).opens("/readyz")
    assert site.lead()["next_step"] == "conversation"


def test_a_choice_without_a_lead_still_leads_to_us_and_stores_nothing(site: Site) -> None:
    visitor = finished(site).forgets()
    visitor.picks("conversation")
    assert "ref=AC-" in visitor.sent.headers["Location"]
    assert notice(visitor.picks("nothing")) == ""
    assert site.leads() == []


@pytest.mark.parametrize("form", [{}, {"step": "x"}, {"step": ""}, {"stap": "nothing"}])
def test_a_choice_that_nobody_offered_is_refused(site: Site, form: dict[str, str]) -> None:
    visitor = finished(site)
    path = visitor.result_path
    assert visitor.posts(f"{path}/next", data=form).response.status_code == 400
    assert site.lead()["next_step"] is None
    other = visitor.page.all(".//nav//a")[0].attrib["href"]
    assert other == path.replace("/en/", "/nl/")


# --- Both --------------------------------------------------------------------------------------


@pytest.mark.parametrize("what", ["next", "forget"])
def test_without_a_true_link_nothing_happens(site: Site, what: str) -> None:
    true = token_of(finished(site))
    for token in ("x", f"{true}x", true[:-1]):
        visitor = Visitor(site).posts(f"/en/result/{token}/{what}", data={"step": "nothing"})
        assert visitor.response.status_code == 404
    assert site.lead()["next_step"] is None


@pytest.mark.parametrize("what", ["next", "forget"])
def test_opening_the_address_of_a_button_does_nothing(site: Site, what: str) -> None:
    visitor = finished(site)
    path = visitor.result_path
    assert visitor.opens(f"{path}/{what}").response.status_code == 405
    assert len(site.leads()) == 1


def test_in_a_frame_the_look_is_carried_on_and_whoever_may_frame_the_check_may_frame_this(
    open_site: OpenSite,
) -> None:
    site = open_site(embed_origins=framers("https://host.example"))
    visitor = Visitor(site).starts(query="?embed=1&accent=aa0000").answers(all=3).submits()
    for press in ("nothing", "forget"):
        visitor = visitor.forgets() if press == "forget" else visitor.picks(press)
        for response in (visitor.sent, visitor.response):
            policy = response.headers["Content-Security-Policy"]
            assert "frame-ancestors 'self' https://host.example" in policy
        assert "is-embedded" in visitor.page.all(".")[0].attrib["class"]
        assert "accent=aa0000" in visitor.sent.headers["Location"]


def test_the_language_switch_after_deleting_shows_the_same(site: Site) -> None:
    visitor = finished(site).forgets()
    visitor.opens(visitor.page.all(".//nav//a")[0].attrib["href"])
    assert visitor.page.language == "nl"
    assert said("nl", DELETED) in notice(visitor)


def test_who_presses_too_often_has_to_wait(open_site: OpenSite) -> None:
    site = open_site(submission_limit="3 per minute")
    form = f"{finished(site).result_path}/forget"
    visitor = Visitor(site)
    assert [visitor.posts(form).response.status_code for _ in "1234"] == [303, 303, 303, 429]
    assert Visitor(site, address="192.0.2.77").posts(form).response.status_code == 303


def token_of(visitor: Visitor) -> str:
    """The token of the result in view."""
    action = visitor.page.all(".//form[@method='post']")[0].attrib["action"]
    found = re.search(r"/result/([^/]+)/", action)
    assert found
    return found[1]
