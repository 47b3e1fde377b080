"""What is taken along from a result: a PDF that says what the page says, and a calendar entry."""

import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from io import BytesIO
from typing import Any
from xml.etree.ElementTree import Element

import pytest
from icalendar import Calendar
from pypdf import PdfReader

from app.variables import public as public_address
from app.web.check.calendar import months_later
from tests.interface import said
from tests.page import words_of
from tests.site import PERSONAS, ROOT, OpenSite
from tests.visitor import Visitor

MARKS = r"[·:\d.]*"  # what a page leaves to its style sheet
A4 = (595, 842)  # points
FOOT = re.compile(r"AllianceCheck·AC-\w+-\w+·[^·]*?(?:Page|Pagina)\d(?:of|van)\d")


def pdf_of(visitor: Visitor) -> PdfReader:
    path = visitor.result_path.partition("?")[0]
    response = visitor.opens(f"{path}/alliance-check.pdf").response
    assert (response.status_code, response.mimetype) == (200, "application/pdf")
    return PdfReader(BytesIO(response.data))


def squeezed(words: str) -> str:
    return "".join(words.split())


def text_of(pdf: PdfReader) -> str:
    """All words in order, without white space and what stands at the foot of each page."""
    pages = [squeezed(page.extract_text()) for page in pdf.pages]
    assert all(len(FOOT.findall(page)) == 1 for page in pages)
    return "".join(FOOT.sub("", page) for page in pages)


def pieces(element: Element) -> Iterator[str]:
    """What is to be read in an element, string by string; no invitation, no names of folds."""
    if element.tag in ("summary", "a") or element.get("class") == "invitation":
        return
    yield squeezed(element.text or "")
    for child in element:
        yield from pieces(child)
        yield squeezed(child.tail or "")


def sections_of(visitor: Visitor) -> list[tuple[str, list[str]]]:
    """Every section of the page, open or folded: its heading and what is said in it."""
    page = visitor.page
    parts = page.all(".//*[@class='advice']/section") + page.all(".//*[@class='more']/details")
    headings = [next(e for e in part if e.tag in ("h2", "summary")) for part in parts]
    bodies = [[e for e in part if e.tag not in ("h2", "summary")] for part in parts]
    return [
        (squeezed(words_of(heading)), [p for each in body for p in pieces(each) if p])
        for heading, body in zip(headings, bodies, strict=True)
    ]


@pytest.mark.parametrize("language", ["en", "nl"])
@pytest.mark.parametrize("persona", PERSONAS, ids=[each["id"] for each in PERSONAS])
def test_the_pdf_says_what_the_page_says_section_by_section(
    visitor: Visitor, persona: Mapping[str, Any], language: str
) -> None:
    visitor.starts(language).answers_as(persona).submits()
    sections, title, reference = sections_of(visitor), visitor.page.title, visitor.reference
    radar = visitor.page.all(".//section[@class='radar']//*[@role='region']/p")
    seen = visitor.page.all(".//section[@class='radar']//img") != []
    beside_the_radar = [words_of(each) for each in radar if seen or each.get("class") != "quiet"]
    assert beside_the_radar
    verdict, cells = squeezed(visitor.page.heading), visitor.page.all(".//td")
    pdf = pdf_of(visitor)
    text = text_of(pdf)
    at = text.index(sections[0][0] + sections[0][1][0])
    assert all(squeezed(words_of(cell)) in text[:at] for cell in cells[:16])
    assert all(squeezed(words) in text[:at] for words in beside_the_radar)
    assert verdict in text[:at]
    assert len(sections) > 5
    for heading, said_there in sections:
        found = re.compile(MARKS.join(map(re.escape, (heading, *said_there)))).match(text, at)
        assert found, (heading, text[at : at + 500])
        at = found.end()
    assert reference in text[at:]
    assert 2 <= len(pdf.pages) <= 4
    assert {(round(p.mediabox.width), round(p.mediabox.height)) for p in pdf.pages} == {A4}
    assert pdf.metadata is not None
    assert pdf.metadata.title == title
    assert str(pdf.root_object["/Lang"]) == language
    marked = [squeezed(str(each["/Title"])) for each in pdf.outline if not isinstance(each, list)]
    assert marked[0] == verdict
    assert [each for each in marked if each in dict(sections)] == [name for name, _ in sections]


def test_the_pdf_leads_to_the_result_and_to_a_conversation(open_site: OpenSite) -> None:
    site = open_site(
        contact_url="https://talk.example/30?a1={ref}",
        public_url=public_address("https://c.example"),
    )
    visitor = Visitor(site).starts("nl", "?embed=1").answers(all=3).submits()
    path, reference = visitor.result_path.partition("?")[0], visitor.reference
    pages = pdf_of(visitor).pages
    notes = [note.get_object() for page in pages for note in page.annotations or []]
    assert {note["/A"]["/URI"] for note in notes} == {
        f"https://c.example{path}",
        f"https://talk.example/30?a1={reference}",
    }


def test_a_pdf_is_small_carries_its_typefaces_and_is_the_same_all_day(visitor: Visitor) -> None:
    visitor.starts().answers(all=3, D4=[5, 4, 1]).submits()
    path = f"{visitor.result_path}/alliance-check.pdf"
    first, second = (visitor.opens(path).response.data for _ in range(2))
    assert first == second
    assert len(first) <= 300_000
    fonts = set(re.findall(rb"/BaseFont /(\S+)", first))
    assert {re.sub(rb"^[A-Z]{6}\+", b"", font) for font in fonts} == {
        b"SourceSans3",
        b"SourceSans3Semibold",
    }
    assert fonts == {font for font in fonts if b"+" in font}  # what is named so is a subset
    assert first.count(b"/FontFile2") == 2


def test_who_fetches_too_many_is_put_off(open_site: OpenSite) -> None:
    visitor = Visitor(open_site(image_limit="1 per hour"))
    path = visitor.starts().answers(all=3).submits().result_path
    assert visitor.opens(f"{path}/radar.svg").response.status_code == 200
    assert visitor.opens(f"{path}/alliance-check.pdf").response.status_code == 429


def test_nobody_waits_at_the_start_for_what_makes_pdfs_and_calendars() -> None:
    program = "import sys, app; print(sorted({'fpdf', 'icalendar'} & set(sys.modules)))"
    command = [sys.executable, "-c", program]
    found = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"


# --- The calendar ------------------------------------------------------------------------------


def today() -> date:
    return datetime.now(UTC).date()


@pytest.mark.parametrize("language", ["en", "nl"])
def test_the_next_check_is_a_day_in_the_calendar_and_nothing_is_stored(
    visitor: Visitor, language: str
) -> None:
    visitor.starts(language).answers(all=3).submits()
    leads, path = visitor.site.leads(), visitor.result_path
    response = visitor.opens(f"{path}/again.ics").response
    assert response.mimetype == "text/calendar"
    (event,) = Calendar.from_ical(response.data).walk("VEVENT")
    assert event["summary"] == said(language, "Take the Alliance Check again")
    assert event["url"] == f"http://localhost{path}"
    assert str(event["url"]) in str(event["description"])
    days = event.decoded("dtstart"), event.decoded("dtend")
    assert days == (months_later(today(), 6), months_later(today(), 6) + timedelta(days=1))
    assert list(event.walk("VALARM")) == []
    assert visitor.opens(f"{path}/again.ics").response.data == response.data
    assert visitor.site.leads() == leads


@pytest.mark.parametrize(
    ("day", "later"),
    [("2026-11-22", "2027-05-22"), ("2026-08-31", "2027-02-28"), ("2027-06-30", "2027-12-30")],
)
def test_half_a_year_ends_on_the_same_day_or_the_last_of_the_month(day: str, later: str) -> None:
    assert months_later(date.fromisoformat(day), 6) == date.fromisoformat(later)
