"""What a round gives to take along: a PDF, and a commitment that asks later whether it moved."""

import re
from io import BytesIO

import pytest
from icalendar import Calendar
from pypdf import PdfReader

from app.web.check.calendar import months_later, today
from tests.http.test_along import A4, MARKS, pieces, squeezed
from tests.http.test_rounds import FACTS, Host, host, shielded, worked
from tests.later import days_later
from tests.site import OpenSite
from tests.visitor import DIMENSIONS, Visitor

__all__ = ["host"]

FOOT = re.compile(r"AllianceCheck·[^·]*?(?:Page|Pagina)\d(?:of|van)\d")


def pdf_at(visitor: Visitor, path: str) -> PdfReader:
    response = visitor.opens(f"{path}/alliance-check.pdf").response
    assert (response.status_code, response.mimetype) == (200, "application/pdf")
    assert len(response.data) <= 300_000
    return PdfReader(BytesIO(response.data))


def text_of(pdf: PdfReader) -> str:
    return "".join(FOOT.sub("", squeezed(page.extract_text())) for page in pdf.pages)


def commits(result: Visitor, months: int = 6) -> str:
    """Take on the first lever; the address of the link."""
    fields = result.opens(f"{result.response.request.path}/meeting").page.fields
    action = result.response.request.path.removesuffix("/meeting") + "/commit"
    result.posts(action, data={**fields, "months": str(months)})
    assert result.response.status_code == 303
    return result.response.headers["Location"]


def read_aloud(result: Visitor) -> list[str]:
    """What the page says, section by section; not what only the eye sees, nor how to go on."""
    parts = result.page.all(".//article/section") + result.page.all(".//article/details")
    parts += result.page.all(".//*[@class='advice']/section")
    found = []
    for part in parts:
        if part.get("class") == "keep":
            continue
        for hidden in part.findall(".//*[@aria-hidden='true']/.."):
            for each in hidden.findall("./*[@aria-hidden='true']"):
                hidden.remove(each)
        found += [piece for piece in pieces(part) if piece]
    return found


@pytest.mark.parametrize("language", ["en", "nl"])
@pytest.mark.parametrize("mode", ["open", "shielded"])
def test_the_pdf_of_a_round_says_what_its_page_says(
    open_site: OpenSite, mode: str, language: str
) -> None:
    host = Host(open_site(), language)
    result = worked(host) if mode == "open" else shielded(host, 5, 6).closes()
    path, title, spoken = result.response.request.path, result.page.heading, read_aloud(result)
    assert len(spoken) > 40
    pdf = pdf_at(result, path)
    text = re.sub(MARKS, "", text_of(pdf))
    assert squeezed(title) in text
    assert [each for each in spoken if re.sub(MARKS, "", each) not in text] == []
    notes = [note.get_object() for page in pdf.pages for note in page.annotations or []]
    assert f"http://localhost{path}" in [note["/A"]["/URI"] for note in notes]
    assert "AC-" not in text
    assert 2 <= len(pdf.pages) <= 4
    assert {(round(p.mediabox.width), round(p.mediabox.height)) for p in pdf.pages} == {A4}
    assert str(pdf.root_object["/Lang"]) == language


def test_twelve_colleagues_fit_on_four_pages(host: Host) -> None:
    host.starts("open")
    for number, role in enumerate(("leadership", "operations", "other") * 4):
        mine = host.asks(role, ("444", "222", "543")[number % 3], ("333", "434", "212")[number % 3])
        if role != "other":
            expected = dict.fromkeys(DIMENSIONS, "4")
            mine.posts(f"{mine.response.request.path}/expect", data=expected)
    result = host.closes()
    assert len(result.page.all(".//*[@class='people']/li")) == 12
    assert len(pdf_at(result, result.response.request.path).pages) <= 4


def test_below_its_threshold_a_role_is_on_no_paper_and_in_no_commitment(host: Host) -> None:
    result = shielded(host, 4, 5).closes()
    path = result.response.request.path
    papers = [text_of(pdf_at(result, path))]
    result.opens(path)
    papers.append(text_of(pdf_at(result, commits(result))))
    for text in papers:
        assert not re.search(r"(Leadership|Operations):[A-Z]", text)
        assert "Alltogether:" in text


@pytest.mark.parametrize("language", ["en", "nl"])
def test_a_meeting_ends_with_a_commitment_that_asks_on_its_day(
    open_site: OpenSite, language: str
) -> None:
    host = Host(open_site(), language)
    address = commits(worked(host))
    visitor, site = host.visitor.opens(address), host.site
    on = months_later(today(), 6)
    first = site.text(language, "dimensions.D1.name")
    assert f"{on.day} " in visitor.page.heading and str(on.year) in visitor.page.heading
    assert first in visitor.page.text and f"http://localhost{address}" in visitor.page.text
    (event,) = Calendar.from_ical(visitor.opens(f"{address}/again.ics").response.data).events
    assert (event.start, event["url"]) == (on, f"http://localhost{address}")
    chosen = site.text(language, "report.commitment.heading")
    assert squeezed(chosen) in text_of(pdf_at(visitor, address))
    with days_later((on - today()).days - 1):
        assert visitor.opens(address).page.heading != site.text(language, "report.moved.did_it")
    with days_later((on - today()).days):
        assert visitor.opens(address).page.heading == site.text(language, "report.moved.did_it")
    assert first in visitor.page.text
    (again,) = [link.target for link in visitor.page.links if "/round?" in link.target]
    fields = visitor.opens(again).page.fields
    assert {key: fields[key] for key in FACTS} == FACTS


def test_only_a_lever_of_the_round_and_an_offered_date_can_be_chosen(host: Host) -> None:
    result = worked(host)
    action = f"{result.response.request.path}/commit"
    for wrong in ({"lever": "D9", "months": "6"}, {"lever": "D1", "months": "5"}, {}):
        assert result.posts(action, data=wrong).response.status_code == 400
