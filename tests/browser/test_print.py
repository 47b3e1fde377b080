"""The result on paper: three A4 pages at most, whatever there is to say."""

import random
import re
from datetime import date
from functools import cache
from io import BytesIO

import pytest
from babel.dates import format_date
from pypdf import PdfReader

from app.method.advice import advice_on
from app.method.sections import report_of
from app.method.sheet import AnswerSheet
from tests.browser.conftest import Visit
from tests.browser.screens import LANGUAGES
from tests.browser.sheets import DIMENSIONS, PERSONAS, hurried, persona, sheet
from tests.browser.site import Site

DRAWS = 400
A4 = (595, 842)  # points


@cache
def wordiest(site: Site, language: str) -> AnswerSheet:
    """Of many random sheets, the one with most to say."""
    chance = random.Random(20261121)
    return max(
        (_draw(site, chance) for _ in range(DRAWS)), key=lambda each: _length(site, language, each)
    )


def _draw(site: Site, chance: random.Random) -> AnswerSheet:
    profile = {key: chance.choice(options) for key, options in site.bank.model.profile.items()}
    answers: dict[str, list[int | None]] = {
        d: [chance.choice([1, 2, 3, 4, 5, 3, 4, None]) for _ in range(3)] for d in DIMENSIONS
    }
    drawn = sheet(answers, profile)
    return hurried(drawn) if chance.random() < 0.5 else drawn


def _length(site: Site, language: str, filled: AnswerSheet) -> int:
    """Roughly how many characters the report of a sheet has."""
    advice = advice_on(site.bank.model, site.assess(filled))
    report = report_of(advice, site.bank.languages[language])
    return len(str(report.sections))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_result_fits_three_pages(visit: Visit, language: str) -> None:
    visitor = visit(color_scheme="dark")  # paper is light all the same
    worked = {case["id"]: persona(case["id"]) for case in PERSONAS}
    for name, filled in {**worked, "the wordiest": wordiest(visitor.site, language)}.items():
        visitor.opens(visitor.site.result_path(filled, language))
        for radar in visitor.page.locator(".radar img").all():
            radar.evaluate("image => image.decode()")
        paper = visitor.page.pdf(prefer_css_page_size=True)
        boxes = re.findall(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", paper)
        assert {(round(float(x)), round(float(y))) for x, y in boxes} == {A4}
        assert 1 <= len(re.findall(rb"/Type /Page\b(?!s)", paper)) <= 3, name


def test_paper_says_where_the_result_is_whom_to_ask_and_of_when_it_is(visit: Visit) -> None:
    visitor = visit()
    path = visitor.site.result_path(persona("P3"), "nl")
    visitor.opens(path)
    pages = PdfReader(BytesIO(visitor.page.pdf(prefer_css_page_size=True))).pages
    words = "".join("".join(page.extract_text() for page in pages).split())
    assert visitor.site.url.partition("//")[2] + path in words
    assert f"2scalealliances.com/contact?ref={visitor.reference}" in words
    assert "".join(format_date(date.today(), "d MMMM y", "nl").split()) in words


def test_without_javascript_paper_shows_what_is_folded_on_the_screen(visit: Visit) -> None:
    visitor = visit(java_script_enabled=False)
    visitor.opens(visitor.site.result_path(persona("E7")))
    visitor.page.emulate_media(media="print")
    folded = visitor.page.locator(".more details > div")
    assert all(each.is_visible() for each in folded.all())
    assert folded.count() >= 5
    assert not visitor.page.locator(".actions").first.is_visible()
