"""Leads that came in a flood wait at the desk, apart from all others, until somebody decides."""

from collections.abc import Mapping
from io import BytesIO

import pytest

from app.database.filters import Filter
from app.leads.export.writing import export
from tests.cli.conftest import put
from tests.http.test_desk_pages import code, listed, week
from tests.interface import said
from tests.seller import Seller
from tests.site import Site

REAL, WAITING, TRIED = code(1), [code(2), code(3)], code(4)


@pytest.fixture
def site(site: Site) -> Site:
    """The usual site, with one real lead, two that came in a flood, and a test that did."""
    put(site, REAL, week=week(0), next_step="conversation")
    put(site, *WAITING, week=week(0), next_step="conversation", flags="speed flood")
    put(site, TRIED, week=week(0), test=1, flags="flood")
    return site


@pytest.fixture
def anna(site: Site) -> Seller:
    """Anna, at the desk."""
    return Seller.of(site).logs_in()


def flags(site: Site) -> Mapping[str, str]:
    return {row["reference"]: row["flags"] for row in site.leads()}


def last_noted(site: Site) -> tuple[str, str, str, int | None]:
    entry = site.services.audit.entries(limit=1)[0]
    return entry.account, entry.action, entry.about, entry.count


def test_what_came_in_a_flood_is_in_no_figure_list_alarm_or_export(anna: Seller) -> None:
    assert anna.opens("/desk").page.heading == "1 lead in the past 13 weeks"
    assert [code for code in WAITING if code in anna.page.text] == []
    assert REAL in anna.page.text
    assert listed(anna.opens("/desk/leads?test=1")) == [REAL]
    assert listed(anna.opens("/desk/leads?next_step=conversation")) == [REAL]
    assert "The file will hold 1 lead." in anna.opens("/desk/export").page.text
    here, out = anna.site.services, BytesIO()
    english = here.bank.languages["en"]
    export("jsonl", here.store, Filter(), here.catalogue, english, out)
    assert out.getvalue().count(b"\n") == 1
    assert here.store.figures().leads == 1


@pytest.mark.parametrize("language", ["en", "nl"])
def test_the_overview_says_calmly_how_many_wait_and_leads_to_them(
    anna: Seller, language: str
) -> None:
    page = anna.opens(f"/desk?ui={language}").page
    (look,) = [each for each in page.links if each.words == said(language, "Look at them")]
    assert sorted(listed(anna.opens(look.target))) == [*WAITING, TRIED]
    assert said(language, "Let them in") in anna.page.text
    one = anna.opens(f"/desk/leads/{WAITING[0]}?ui={language}").page
    assert said(language, "Let it in") in one.text


def test_all_are_let_in_with_one_click_and_the_audit_knows_how_many(anna: Seller) -> None:
    for _ in range(2):  # whoever does it twice did it once
        anna.opens("/desk").sends("/desk/flood/let-in")
        assert anna.status == 303
        assert last_noted(anna.site) == ("anna", "let-in", "", 3)
    assert set(flags(anna.site).values()) == {"", "speed"}
    anna.opens(anna.response.headers["Location"])
    assert anna.page.heading == "3 leads in the past 13 weeks"
    assert "They are let in" in anna.page.text
    assert "flood" not in anna.page.text
    assert "Let in what came in a flood" in anna.opens("/desk/audit").page.text


def test_one_is_let_in_with_one_click_and_the_others_go_on_waiting(anna: Seller) -> None:
    anna.opens(f"/desk/leads/{WAITING[0]}").sends(f"/desk/leads/{WAITING[0]}/let-in")
    assert anna.response.headers["Location"] == f"/desk/leads/{WAITING[0]}"
    assert last_noted(anna.site) == ("anna", "let-in", "", 1)
    assert flags(anna.site)[WAITING[0]] == "speed"
    assert "Let it in" not in anna.opens(f"/desk/leads/{WAITING[0]}").page.text
    assert "2 leads came in a flood" in anna.opens("/desk").page.text


def test_all_are_deleted_bytes_and_all_and_no_other_lead_is(anna: Seller) -> None:
    anna.opens("/desk").sends("/desk/flood/delete")
    assert last_noted(anna.site) == ("anna", "delete", "flood", 3)
    assert [row["reference"] for row in anna.site.leads()] == [REAL]
    folder = anna.site.database.parent
    bytes_left = b"".join(file.read_bytes() for file in folder.glob("leads.db*"))
    assert [code for code in (*WAITING, TRIED) if code.encode() in bytes_left] == []
    assert "They are deleted" in anna.opens(anna.response.headers["Location"]).page.text


@pytest.mark.parametrize("path", ["/desk/flood/let-in", "/desk/flood/delete"])
def test_nobody_decides_without_an_account_or_from_another_page(site: Site, path: str) -> None:
    stranger = Seller(site).opens(path, method="POST", data={})
    assert stranger.response.headers["Location"].startswith("/desk/login")
    assert Seller.of(site).logs_in().opens(path, method="POST", data={}).status == 400
    assert len(flags(site)) == 4
    assert "flood" in flags(site)[WAITING[0]]


def test_the_command_line_can_ask_for_what_waits(site: Site) -> None:
    def total(*words: str) -> str:
        return site.runs("leads", "stats", *words).stdout.splitlines()[0]

    assert total() == "leads: 1"
    assert total("--flood", "only") == "leads: 2"
    assert total("--flood", "too", "--include-test") == "leads: 4"
    site.runs("leads", "export", "--flood", "only", str(site.folder / "flood.csv"))
    assert last_noted(site)[2:] == ("kind=csv&flood=only", 2)
    site.runs("leads", "purge", "--weeks", "1", "--yes")
    assert len(flags(site)) == 4
