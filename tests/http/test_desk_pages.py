"""The pages of the desk: what they say is what is stored."""

import csv
import re
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from io import StringIO
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from app.leads.export.apart import AT_ONCE
from app.leads.record import Lead
from app.leads.spool_lines import Forget
from app.leads.values import Value
from app.leads.weeks import iso_week
from app.method.token import parse_reference
from tests.cli.conftest import put
from tests.interface import said
from tests.seller import Seller
from tests.site import PERSONAS, Row, Site
from tests.unit.leads.test_export_apart import taken
from tests.visitor import FACETS, Visitor


def code(number: int) -> str:
    return f"AC-00000-{number:05d}"


def week(ago: int) -> str:
    """The ISO week of so many weeks ago."""
    return iso_week(datetime.now(UTC).date() - timedelta(weeks=ago))


@pytest.fixture
def anna(site: Site) -> Seller:
    """Anna, at the desk."""
    return Seller.of(site).logs_in()


def listed(seller: Seller) -> list[str]:
    """The references on the page, in order."""
    rows = seller.page.all(".//tbody/tr/th/a")
    return ["".join(row.itertext()) for row in rows]


def walked(seller: Seller, path: str) -> list[str]:
    """Everything that the list shows from this page on, page by page, to the end and back."""
    forth, seen = [], []
    seller.opens(path)
    while True:
        seen.append(listed(seller))
        forth += seen[-1]
        older = [a.attrib["href"] for a in seller.page.all(".//a[@rel='next']")]
        if not older:
            break
        seller.opens(older[0])
    for page in seen[-2::-1]:
        (newer,) = [a.attrib["href"] for a in seller.page.all(".//a[@rel='prev']")]
        assert listed(seller.opens(newer)) == page
    return forth


# --- The list ----------------------------------------------------------------------------------


def test_the_list_shows_every_lead_once_newest_week_first_page_by_page(anna: Seller) -> None:
    for ago in range(4):
        put(anna.site, *(code(100 * ago + n) for n in range(20)), week=week(ago))
    shown = walked(anna, "/desk/leads")
    rows = sorted(anna.site.leads(), key=lambda row: row["reference"])
    rows.sort(key=lambda row: row["week"], reverse=True)
    assert shown == [row["reference"] for row in rows]
    assert anna.opens("/desk/leads").page.heading == "80 leads found"


FILTERS: dict[str, tuple[str, Callable[[Row], bool]]] = {
    "level": ("3", lambda row: row["level"] == 3),
    "level, none": ("0", lambda row: row["level"] is None),
    "type": ("saas", lambda row: row["type"] == "saas"),
    "stage": ("mature", lambda row: row["stage"] == "mature"),
    "band": ("11-50", lambda row: row["band"] == "11-50"),
    "language": ("nl", lambda row: row["language"] == "nl"),
    "source": ("Fair", lambda row: row["source"] == "fair"),
    "source, none": ("-", lambda row: row["source"] is None),
    "next_step": ("conversation", lambda row: row["next_step"] == "conversation"),
    "next_step, none": ("-", lambda row: row["next_step"] is None),
    "first_week": (week(1), lambda row: row["week"] >= week(1)),
    "last_week": (week(1), lambda row: row["week"] <= week(1)),
}


@pytest.fixture
def stocked(anna: Seller) -> Seller:
    """Anna, with leads of every kind, and a test among them."""
    for n, _worked in enumerate(PERSONAS):
        put(
            anna.site,
            code(n),
            persona=n,
            week=week(n % 3),
            language=("en", "nl")[n % 2],
            source=(None, "fair", "homepage")[n % 3],
            next_step=(None, "conversation", "nothing", "assessment")[n % 4],
        )
    put(anna.site, code(99), test=1)
    return anna


@pytest.mark.parametrize("name", FILTERS)
def test_a_filter_in_the_address_shows_those_leads_and_no_others(
    stocked: Seller, name: str
) -> None:
    value, wanted = FILTERS[name]
    rows = [row for row in stocked.site.leads() if not row["test"]]
    found = {row["reference"] for row in rows if wanted(row)}
    assert 0 < len(found) < len(rows)
    stocked.opens("/desk/leads", query_string={name.partition(",")[0]: value})
    assert set(listed(stocked)) == found


def test_filters_work_together_and_each_can_be_taken_away(stocked: Seller) -> None:
    stocked.opens("/desk/leads?language=nl&level=3")
    rows = [r for r in stocked.site.leads() if r["language"] == "nl" and r["level"] == 3]
    assert set(listed(stocked)) == {row["reference"] for row in rows}
    links = [urlsplit(a.attrib["href"]) for a in stocked.page.all(".//ul[@class='chosen']//a")]
    assert [parse_qs(link.query) for link in links] == [{"level": ["3"]}, {"language": ["nl"]}, {}]


def test_tests_are_shown_only_when_asked_for(stocked: Seller) -> None:
    assert code(99) not in listed(stocked.opens("/desk/leads"))
    assert code(99) in listed(stocked.opens("/desk/leads?test=1"))


def test_empty_fields_of_the_form_do_not_stay_in_the_address(stocked: Seller) -> None:
    stocked.opens("/desk/leads?level=3&source=&type=&first_week=&ui=nl")
    assert stocked.response.headers["Location"] == "/desk/leads?level=3&ui=nl"


@pytest.mark.parametrize(
    "query",
    [
        "first_week=2026-W99",
        "last_week=last+week",
        "source=%3Cb%3E",
        "source=a@b",
        "level=9",
        "level=x",
        "type=%27",
        "after=x",
        "after=2026-W47.AC-1",
        "next_step=%00",
        "band=%FF",
        "language=nl&language=en",
    ],
)
def test_a_filter_that_makes_no_sense_does_no_harm(stocked: Seller, query: str) -> None:
    assert stocked.opens(f"/desk/leads?{query}").status == 200
    assert stocked.opens(f"/desk/export?{query}").status == 200


def test_a_week_that_is_none_is_named_and_kept(stocked: Seller) -> None:
    page = stocked.opens("/desk/leads?first_week=soon").page
    (field,) = page.all(".//input[@id='first_week']")
    assert (field.attrib["value"], field.attrib["aria-invalid"]) == ("soon", "true")
    assert "Give a week such as 2026-W47." in page.words_at(field.attrib["aria-describedby"])


# --- Finding one -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "typed",
    [
        "AC-7K01X-0M4TR",
        "ac-7k01x-0m4tr",
        "  7K01X 0M4TR ",
        "ac7koix-om4tr",
        "AC 7KOLX OM4TR",
        "7K01X0M4TR",
    ],
)
def test_a_code_is_found_however_it_is_typed(anna: Seller, typed: str) -> None:
    put(anna.site, "AC-7K01X-0M4TR")
    anna.opens("/desk/find", query_string={"code": typed})
    assert anna.response.headers["Location"] == "/desk/leads/AC-7K01X-0M4TR"


@pytest.mark.parametrize("language", ["en", "nl"])
@pytest.mark.parametrize("typed", ["", "hello", "AC-7K01X", "AC-7K01X-0M4TU", "<b>", "x" * 5000])
def test_what_cannot_be_found_says_what_a_code_is_like(
    anna: Seller, typed: str, language: str
) -> None:
    anna.opens("/desk/find", query_string={"code": typed, "ui": language})
    assert anna.status == 200
    assert anna.page.heading == said(language, "No such lead")
    assert "0" in anna.page.text


@pytest.mark.parametrize("tail", ["", "/radar.svg"])
@pytest.mark.parametrize("reference", ["AC-00000-00000", "nonsense", "%00", "AC-00000-0000U"])
def test_a_lead_that_is_not_there_is_a_page_that_says_so(
    anna: Seller, reference: str, tail: str
) -> None:
    anna.opens(f"/desk/leads/{reference}{tail}")
    assert anna.status == 404
    assert anna.page.heading == "There is nothing here"


# --- One lead ----------------------------------------------------------------------------------


def told(site: Site, language: str) -> tuple[str, Visitor]:
    """Somebody fills in the check; their code, and them at their result."""
    worked = next(each for each in PERSONAS if each["id"] == "P3")
    visitor = Visitor(site).starts(language, "?source=fair").answers_as(worked).submits()
    return visitor.reference, visitor


@pytest.mark.parametrize("language", ["en", "nl"])
def test_a_lead_shows_the_words_that_the_visitor_saw(anna: Seller, language: str) -> None:
    reference, visitor = told(anna.site, language)
    result, lead = visitor.page, anna.opens(f"/desk/leads/{reference}?ui=en").page
    levers = result.all(".//ol[@class='levers']/li")
    assert levers
    for lever in levers:
        step = "".join(lever.findall("p")[1].itertext())
        assert " ".join(step.split()) in lead.text
    assert anna.opens(f"/desk/leads/{reference}?ui=en&words=en").status == 200
    english = anna.site.text("en", "opener.role.leadership")
    assert (english in anna.page.text) == (anna.site.leads()[0]["role"] == "leadership")


def test_a_lead_shows_every_answer_in_words(anna: Seller) -> None:
    reference, _visitor = told(anna.site, "nl")
    row: Row = anna.site.lead()
    answers = anna.opens(f"/desk/leads/{reference}").page.all(".//section[@class='answers']//dd")
    words = anna.site.services.bank.languages["nl"]
    shown = [" ".join("".join(each.itertext()).split()) for each in answers]
    expected = []
    for item in words.items.values():
        answer = row[item.id.replace(".", "_")]
        expected.append(f"{answer} {item.options[answer - 1]}")
    assert shown == expected


def test_a_lead_opens_with_the_question_about_its_widest_gap(anna: Seller) -> None:
    reference, _visitor = told(anna.site, "en")
    row = anna.site.lead()

    def gap(dimension: str) -> float:
        direction, practice, evidence = (row[f"{dimension}_{facet}"] for facet in FACETS)
        return float((direction + practice) / 2 - evidence)

    dimensions = anna.site.services.bank.model.dimensions
    widest = max(dimensions, key=gap)
    assert gap(widest) > 1
    text = anna.opens(f"/desk/leads/{reference}").page.text
    asked = [d for d in dimensions if anna.site.text("en", f"opener.question.{d}") in text]
    assert asked == [widest]


@pytest.mark.parametrize("number", range(len(PERSONAS)), ids=[each["id"] for each in PERSONAS])
@pytest.mark.parametrize("language", ["en", "nl"])
def test_every_kind_of_lead_has_a_page_and_a_radar(
    anna: Seller, number: int, language: str
) -> None:
    put(anna.site, code(1), persona=number, language=language)
    page = anna.opens(f"/desk/leads/{code(1)}?ui=en").page
    (image,) = page.all(".//img")
    assert anna.opens(image.attrib["src"]).response.mimetype == "image/svg+xml"
    assert anna.response.headers["Cache-Control"] == "no-store"


def test_a_lead_of_an_edition_that_is_not_there_shows_what_is_stored(anna: Seller) -> None:
    put(anna.site, code(1), persona=1, edition=0)
    page = anna.opens(f"/desk/leads/{code(1)}").page
    assert "an edition of the questions that is not there" in page.text
    assert page.all(".//img") == []
    assert anna.opens(f"/desk/leads/{code(1)}/radar.svg").status == 404


@pytest.mark.parametrize(
    "changed",
    [
        {"level": 5},
        {"range_low": 1},
        {"levers": "D8"},
        {"D3_score": 1.5},
        {"flags": "scattered"},
        {"D1_direction": 9},
        {"stage": "unheard-of"},
    ],
    ids=lambda changed: next(iter(changed)),
)
def test_a_lead_that_is_not_what_its_answers_come_to_shows_only_what_is_stored(
    anna: Seller, changed: dict[str, object]
) -> None:
    put(anna.site, code(1), persona=1, **changed)
    page = anna.opens(f"/desk/leads/{code(1)}").page
    assert "not what these answers come to" in page.text
    assert "What the visitor was told" not in page.text
    assert page.all(".//img") == []
    assert anna.opens(f"/desk/leads/{code(1)}/radar.svg").status == 404


def test_a_lead_in_another_spelling_leads_to_its_own_address(anna: Seller) -> None:
    put(anna.site, code(1))
    anna.opens("/desk/leads/ac-ooooo-ooooi")
    assert anna.response.headers["Location"] == f"/desk/leads/{code(1)}"


def test_deleting_a_lead_deletes_that_one_and_is_audited_without_its_code(anna: Seller) -> None:
    put(anna.site, code(1), code(2))
    for _ in range(2):
        anna.opens(f"/desk/leads/{code(2)}")
        anna.opens("/desk").sends(f"/desk/leads/{code(1)}/delete")
        assert anna.status == 303
    assert [row["reference"] for row in anna.site.leads()] == [code(2)]
    lines = [(e.account, e.action, e.about, e.count) for e in anna.site.services.audit.entries()]
    assert lines == [
        ("anna", "look", "", 1),
        ("anna", "delete", "", 1),
        ("anna", "look", "", 1),
        ("anna", "login", "", None),
    ]


def test_deleting_a_lead_deletes_a_correction_too_that_waits(anna: Seller) -> None:
    put(anna.site, code(1))
    here = anna.site.services
    (lead,) = here.store.iterate()
    anna.opens("/desk")
    here.spool.add(lead)
    anna.sends(f"/desk/leads/{code(1)}/delete")
    assert here.spool.drain(here.store).finished
    assert anna.site.leads() == []


def test_looking_at_a_lead_is_in_the_audit_once_a_view_and_without_its_code(anna: Seller) -> None:
    put(anna.site, code(1))
    anna.opens("/desk/leads").opens(f"/desk/leads/{code(2)}")
    anna.opens("/desk/find?code=ac-ooooo-ooooi")
    assert anna.response.headers["Location"] == f"/desk/leads/{code(1)}"
    anna.opens(anna.response.headers["Location"])
    anna.opens(f"/desk/leads/{code(1)}/radar.svg")
    lines = [(e.account, e.action, e.about, e.count) for e in anna.site.services.audit.entries()]
    assert lines == [("anna", "look", "", 1), ("anna", "login", "", None)]
    assert "Looked at a lead" in anna.opens("/desk/audit").page.text
    assert "Lead bekeken" in anna.opens("/desk/audit?ui=nl").page.text


def test_a_lead_is_not_shown_while_the_audit_cannot_tell_of_it(anna: Seller) -> None:
    put(anna.site, code(1))
    with closing(sqlite3.connect(anna.site.database)) as connection:
        connection.execute("ALTER TABLE audit RENAME TO elsewhere")
        anna.opens(f"/desk/leads/{code(1)}")
        connection.execute("ALTER TABLE elsewhere RENAME TO audit")
    assert anna.status == 503
    assert anna.page.heading == "The leads are out of reach for a moment"


# --- Export ------------------------------------------------------------------------------------


def exported(seller: Seller, query: str = "", **chosen: str) -> list[Row]:
    """The rows of the file that the form of this page gives."""
    hidden = seller.opens(f"/desk/export{query}").page.all(".//main//input[@type='hidden']")
    given: dict[str, Any] = {field.attrib["name"]: field.attrib["value"] for field in hidden}
    seller.sends("/desk/export", **{**given, "kind": "csv", **chosen})
    assert seller.status == 200, seller.response.text
    text = seller.response.get_data().decode("utf-8-sig")
    return list(csv.DictReader(StringIO(text), delimiter=";"))


def test_the_exported_leads_are_those_of_the_list(stocked: Seller) -> None:
    rows = exported(stocked, "?language=nl")
    assert {next(iter(row.values())) for row in rows} == {
        row["reference"] for row in stocked.site.leads() if row["language"] == "nl"
    }
    headers = stocked.response.headers
    assert headers["Cache-Control"] == "no-store"
    assert re.fullmatch(
        r"attachment; filename=alliance-check-\d{4}-W\d\d\.csv", headers["Content-Disposition"]
    )


@pytest.mark.parametrize("path", ["/desk/audit?before={}", "/desk?weeks={}"])
def test_a_number_that_no_database_holds_is_as_good_as_none(anna: Seller, path: str) -> None:
    for number in (2**63, 2**63 - 1, -(2**64), "9" * 5000, "\u0661", "1_3", "1e3", "%00"):
        assert anna.opens(path.format(number)).status == 200


def test_an_export_is_in_the_audit_with_its_filter_and_how_many(stocked: Seller) -> None:
    rows = exported(stocked, "?level=3")
    entry = stocked.site.services.audit.entries()[0]
    assert (entry.account, entry.action, entry.count) == ("anna", "export", len(rows))
    assert entry.about == "kind=csv&level=3"
    cells = " ".join(stocked.opens("/desk/audit").page.text.split())
    assert "Exported leads CSV; Indicative level: Structured" in cells


def test_an_export_says_how_long_it_is_and_is_counted_before_it_is_sent(stocked: Seller) -> None:
    stocked.opens("/desk/export").sends("/desk/export", kind="csv", buffered=False)
    entry = stocked.site.services.audit.entries()[0]
    assert (entry.action, entry.count) == ("export", stocked.site.services.store.count())
    assert stocked.response.content_length == len(stocked.response.get_data())
    stocked.response.close()
    assert stocked.site.services.audit.verify().broken is None


@pytest.mark.parametrize("language", ["en", "nl"])
def test_a_third_export_at_once_is_told_to_wait_and_nothing_that_was_chosen_is_lost(
    stocked: Seller, language: str
) -> None:
    stocked.opens(f"/desk/export?level=3&ui={language}")
    with taken(stocked.site.settings.spool.with_name("exports"), AT_ONCE):
        stocked.sends(f"/desk/export?ui={language}", kind="jsonl", headings="nl", level="3")
    assert (stocked.status, stocked.response.headers["Retry-After"]) == (503, "60")
    assert said(language, "Two exports are being written already") in stocked.page.text
    kept = (".//input[@checked]", ".//input[@name='level']", ".//option[@selected]")
    values = [each.attrib["value"] for path in kept for each in stocked.page.all(path)]
    assert values == ["jsonl", "3", "nl"]
    assert stocked.site.services.audit.entries()[0].action == "login"


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_looking_at_the_form_exports_nothing(stocked: Seller, method: str) -> None:
    stocked.opens("/desk/export?kind=csv", method=method)
    assert stocked.response.mimetype == "text/html"
    assert stocked.site.services.audit.entries()[0].action == "login"


def test_an_export_of_a_database_that_is_away_is_a_page_and_no_half_file(
    stocked: Seller,
) -> None:
    stocked.opens("/desk/export")
    with closing(sqlite3.connect(stocked.site.database)) as connection:
        connection.execute("ALTER TABLE leads RENAME TO elsewhere")
        stocked.sends("/desk/export", kind="csv")
        connection.execute("ALTER TABLE elsewhere RENAME TO leads")
    assert stocked.status == 503
    assert stocked.site.services.audit.entries()[0].action == "login"


def test_a_filter_that_makes_no_sense_exports_nothing(stocked: Seller) -> None:
    stocked.opens("/desk/export").sends("/desk/export", kind="csv", first_week="soon")
    assert stocked.status == 400
    assert stocked.site.services.audit.entries()[0].action == "login"


# --- The overview ------------------------------------------------------------------------------


def cells(seller: Seller, heading: str) -> dict[str, list[str]]:
    """The rows of the table below this heading: what begins them, and their cells."""
    for section in seller.page.all(".//section"):
        title = section.find("h2")
        if title is not None and "".join(title.itertext()) == heading:
            rows = section.iterfind(".//tbody/tr")
            words = [[" ".join("".join(c.itertext()).split()) for c in row] for row in rows]
            return {row[0]: row[1:] for row in words}
    raise AssertionError(heading)


def test_the_overview_counts_what_is_stored(stocked: Seller) -> None:
    put(stocked.site, code(50), code(51), week=week(5), persona=1)
    rows = [r for r in stocked.site.leads() if not r["test"] and r["week"] > week(4)]
    stocked.opens("/desk?weeks=4")
    assert stocked.page.heading == f"{len(rows)} leads in the past 4 weeks"
    weeks = cells(stocked, "Leads per week")
    assert {name: int(row[0]) for name, row in weeks.items()} == {
        week(ago): sum(r["week"] == week(ago) for r in rows) for ago in range(4)
    }
    assert sum(int(row[1]) for row in weeks.values()) == 2
    levels = cells(stocked, "Levels")
    for number in range(1, 6):
        count = sum(r["level"] == number for r in rows)
        name = stocked.site.text("en", f"levels.{number}.name")
        assert levels[name][:2] == [str(count), f"{100 * count / len(rows):.0f}%"]
    assert levels["No level"][0] == str(sum(r["level"] is None for r in rows))
    means = cells(stocked, "Dimensions")
    for d in stocked.site.services.bank.model.dimensions:
        known = [r[f"{d}_score"] for r in rows if r[f"{d}_score"] is not None]
        name = stocked.site.text("en", f"dimensions.{d}.name")
        assert float(means[name][0]) == pytest.approx(sum(known) / len(known), abs=0.051)
    sources = cells(stocked, "Sources")
    assert sources["fair"][0] == str(sum(r["source"] == "fair" for r in rows))
    assert sources["No label"][0] == str(sum(r["source"] is None for r in rows))


def figures_with_a_link(seller: Seller) -> dict[str, int]:
    """Every address on the page that stands for a figure beside it, and that figure."""
    places = [(row.find("th"), row.find("td")) for row in seller.page.all(".//tbody/tr")]
    places += [(each, each.find("span")) for each in seller.page.all(".//section/h3")]
    found = {}
    for place, figure in places:
        for link in [] if place is None else place.iterfind("a"):
            assert figure is not None
            found[link.attrib["href"]] = int("".join(figure.itertext()).replace(",", ""))
    return found


@pytest.mark.parametrize("weeks", [4, 13])
def test_every_figure_of_the_overview_is_that_of_the_list_behind_its_link(
    stocked: Seller, weeks: int
) -> None:
    for n in range(len(PERSONAS)):
        again = {"persona": n, "source": "fair", "next_step": "conversation"}
        put(stocked.site, code(200 + n), week=week(6), **again)  # type: ignore[arg-type]
        put(stocked.site, code(300 + n), week=week(1), flags="flood", **again)  # type: ignore[arg-type]
        put(stocked.site, code(400 + n), week=week(1), test=1, **again)  # type: ignore[arg-type]
    figures = figures_with_a_link(stocked.opens(f"/desk?weeks={weeks}"))
    asked = {name for address in figures for name in parse_qs(urlsplit(address).query)}
    assert asked == {"first_week", "last_week", "level", "source", "next_step"}
    assert any("level=0" in address for address in figures)
    assert any("source=-" in address for address in figures)
    for address, figure in figures.items():
        found = stocked.opens(address).page.heading
        assert found == f"{figure} lead{'s' * (figure != 1)} found", address


def test_the_overview_shows_where_visitors_leave(anna: Seller) -> None:
    counted = {"opened": 200, "started": 100, "profile": 90, "D1": 90, "D2": 45, "finished": 40}
    minutes = {"minutes:<5": 10, "minutes:5-8": 25, "minutes:20+": 5}
    put(anna.site, code(1))
    with anna.site.services.store.engine.writing() as connection:
        for name, count in {**counted, **minutes}.items():
            row = (week(0), "nl", "fair", name, count)
            connection.execute("INSERT INTO counters VALUES (?, ?, ?, ?, ?)", row)
    anna.opens("/desk")
    steps = cells(anna, "From opened to finished")
    assert steps["Opened the check"] == ["200", "100%", "–", "–"]
    assert steps["Started"] == ["100", "50%", "–", "50%"]
    name = anna.site.text("en", "dimensions.D2.name")
    assert steps[name] == ["45", "22%", "–", "50%"]
    time = [s for s in anna.page.all(".//section") if "Time" in "".join(s.itertext())][-1]
    assert time.findtext("p") == "5 to 8 minutes"


@pytest.mark.parametrize("language", ["en", "nl"])
@pytest.mark.parametrize("path", ["/desk", "/desk?weeks=52", "/desk/leads", "/desk/audit"])
def test_a_desk_without_any_lead_says_so_instead_of_failing(
    anna: Seller, path: str, language: str
) -> None:
    sign = "&" if "?" in path else "?"
    assert anna.opens(f"{path}{sign}ui={language}").status == 200
    assert anna.page.language == language


def test_the_desk_says_what_waits(anna: Seller) -> None:
    assert "waits" not in anna.opens("/desk").page.text
    with anna.site.services.store.engine.writing() as connection:
        connection.execute("INSERT INTO outbox VALUES ('m', 'AC-1', 'lead', 0, 0, 0)")
        connection.execute("INSERT INTO outbox VALUES ('n', 'AC-2', 'lead', 3, 0, 0)")
    text = anna.opens("/desk").page.text
    assert "2 messages to the CRM wait to be delivered. 1 could not be delivered" in text


def test_the_desk_says_truly_how_many_leads_wait_for_the_database(anna: Seller) -> None:
    put(anna.site, code(1))
    store, spool = anna.site.services.store, anna.site.services.spool
    stored = store.get(code(1))
    assert stored is not None
    for number in (1, 2, 3, 3, 4, 5, 6):  # one is stored already, one came twice
        kind: dict[str, Value] = {"test": int(number == 5), "flags": "flood" * (number == 6)}
        spool.add(Lead({**stored.values, **kind, "reference": code(number)}))
    spool.wish(Forget(code(4)))
    text = anna.opens("/desk").page.text
    assert "2 leads wait until the database answers" in text


# --- Languages ---------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["/desk", "/desk/leads?level=3", "/desk/export", "/desk/audit"])
def test_every_page_leads_to_itself_in_the_other_language_and_links_keep_it(
    anna: Seller, path: str
) -> None:
    (other,) = anna.opens(path).page.all(".//a[@hreflang]")
    page = anna.opens(other.attrib["href"]).page
    assert page.language == "nl"
    inside = [link.target for link in page.links if link.target.startswith("/desk")]
    assert inside
    assert all("ui=" in target for target in inside)


def test_the_masthead_leads_back_to_a_page_after_a_refused_form(anna: Seller) -> None:
    anna.opens("/desk/logout", method="POST")
    (other,) = anna.page.all(".//a[@hreflang]")
    assert anna.opens(other.attrib["href"]).status == 200


def test_a_database_that_is_away_is_a_page_of_the_desk(anna: Seller) -> None:
    anna.site.services.store.close()
    anna.site.database.write_bytes(b"this is not a database" * 100)
    anna.site.database.with_name("leads.db-wal").unlink(missing_ok=True)
    anna.opens("/desk/leads")
    assert anna.status == 503
    assert anna.page.heading == "The leads are out of reach for a moment"


def test_parse_reference_forgives_what_the_search_says() -> None:
    assert parse_reference("ac oooii lllll") == "AC-00011-11111"
