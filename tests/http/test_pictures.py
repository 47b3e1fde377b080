"""The radar on the page: light, whatever colour is asked for, and never at the pages' expense."""

import sys
import time
from collections.abc import Iterator
from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait
from contextlib import contextmanager
from io import BytesIO

import pytest
from PIL import Image

from app.drawing import radar as drawing
from app.variables import public as public_address
from app.web.check.picture import is_warming
from app.web.handover import start_background
from tests.interface import said
from tests.site import OpenSite, Site
from tests.visitor import Visitor

NOT_NOW = "That cannot be drawn just now. Try again in a minute."
# Far more colours than any number of sites asks for.
ACCENTS = [f"{number * 99991 % 0x1000000:06x}" for number in range(60)]


@contextmanager
def somebody_draws() -> Iterator[None]:
    """Somebody's image takes its time, until the end of the block."""
    with drawing._one_at_a_time:
        yield


def wait_until_warm(site: Site) -> None:
    deadline = time.monotonic() + 500
    while is_warming(site.app):
        assert time.monotonic() < deadline
        time.sleep(0.02)


@pytest.mark.parametrize("language", ["en", "nl"])
@pytest.mark.parametrize("encoding", ["gzip", "br", "identity"])
def test_the_picture_on_the_page_weighs_50_kb_at_most(
    visitor: Visitor, language: str, encoding: str
) -> None:
    page = visitor.starts(language).answers(all=3, D4=[5, 4, 1]).submits().page
    (light,), (dark,) = page.all(".//main//picture/img"), page.all(".//main//picture/source")
    for address in (light.attrib["src"], dark.attrib["srcset"]):
        picture = visitor.opens(address, headers={"Accept-Encoding": encoding}).response
        assert picture.status_code == 200
        assert picture.headers.get("Content-Encoding", "identity") == encoding
        assert len(picture.data) <= (50_000 if encoding == "identity" else 15_000)


def test_what_can_be_downloaded_is_of_its_kind(visitor: Visitor) -> None:
    page = visitor.starts().answers(all=3).submits().page
    files = [a.attrib["href"] for a in page.all(".//main//a[@download]")]
    assert [visitor.opens(each).response.mimetype for each in files] == [
        "application/pdf",
        "text/calendar",
        "image/png",
        "image/png",
        "image/svg+xml",
    ]


def test_a_compact_picture_says_nothing_in_words(visitor: Visitor) -> None:
    result = visitor.starts().answers(all=3, D4=[5, 4, 1]).submits().result_path
    english = visitor.opens(f"{result}/radar.png?size=compact").response.data
    dutch = visitor.opens(f"{result.replace('/en/', '/nl/')}/radar.png?size=compact").response.data
    with Image.open(BytesIO(english)) as one, Image.open(BytesIO(dutch)) as other:
        assert one.tobytes() == other.tobytes()
    assert english != visitor.opens(f"{result}/radar.png").response.data


@pytest.mark.parametrize("language", ["en", "nl"])
def test_only_the_form_says_how_a_link_to_it_is_shown(open_site: OpenSite, language: str) -> None:
    visitor = Visitor(open_site(public_url=public_address("https://check.example")))
    base = {"base_url": "https://check.example"}
    page = visitor.opens(f"/{language}/", **base).page
    said = {e.attrib["property"]: e.attrib["content"] for e in page.all(".//meta[@property]")}
    assert said == {
        "og:type": "website",
        "og:title": visitor.site.text(language, "intro.title"),
        "og:description": visitor.site.text(language, "intro.lead"),
        "og:image": f"https://check.example/{language}/card.png",
        "og:locale": {"en": "en_GB", "nl": "nl_NL"}[language],
    }


def test_a_result_says_nothing_for_networks_and_its_card_has_no_code(visitor: Visitor) -> None:
    cards = []
    for _ in range(2):
        page = visitor.starts().answers(all=3).submits().page
        assert not page.all(".//meta[@property]")
        cards.append(visitor.opens(f"{visitor.result_path}/card.png").response.data)
    with Image.open(BytesIO(cards[0])) as image:
        assert image.size == (1200, 630)
    assert cards[0] == cards[1]  # of two results with two codes


# --- Any number of colours ---------------------------------------------------------------------


def test_changing_accents_draw_nothing_anew_but_the_shape(visitor: Visitor) -> None:
    from app.drawing import raster, vector

    result = visitor.starts().answers(all=3).submits().result_path
    for kind, ground in (("png", raster._background), ("svg", vector._background)):
        visitor.opens(f"{result}/radar.{kind}")
        before = ground.cache_info().misses
        images = {visitor.opens(f"{result}/radar.{kind}?accent={a}").response.data for a in ACCENTS}
        assert len(images) > len(ACCENTS) / 2
        assert ground.cache_info().misses == before


def test_changing_accents_and_corners_draw_no_form_anew(visitor: Visitor) -> None:
    visitor.starts(query="?embed=1&accent=123456&radius=7")
    forms = visitor.site.app.extensions["blank-forms"]
    drawn = forms.cache_info().misses
    for number, accent in enumerate(ACCENTS):
        page = visitor.starts(query=f"?embed=1&accent={accent}&radius={number % 30}").page
        theme = next(a for e in page.all(".//link") if "theme.css" in (a := e.attrib["href"]))
        assert theme == f"/theme.css?accent={accent}&radius={min(number % 30, 24)}"
        assert f"accent={accent}&radius={min(number % 30, 24)}" in page.action
    assert forms.cache_info().misses == drawn


@pytest.mark.parametrize(
    ("query", "link"),
    [
        ("?accent=%23ABC", "/en/privacy?accent=aabbcc"),
        ("?radius=0", "/en/privacy?radius=0"),
        ("?radius=999&accent=red", "/en/privacy"),
        ("?scheme=dark&embed=1", "/en/privacy?scheme=dark"),
        ("", "/en/privacy"),
    ],
)
def test_the_links_of_a_form_carry_on_how_it_shall_look(
    visitor: Visitor, query: str, link: str
) -> None:
    for _ in range(2):  # drawn and kept
        assert visitor.starts(query=query).page.all(f".//footer//a[@href='{link}']")


# --- Many who ask ------------------------------------------------------------------------------


def test_who_fetches_too_many_images_is_told_so_in_a_few_bytes(open_site: OpenSite) -> None:
    visitor = Visitor(open_site(image_limit="3 per hour"))
    result = visitor.starts("nl").answers(all=3).submits().result_path
    for _ in range(3):
        assert visitor.opens(f"{result}/radar.svg").response.status_code == 200
    refused = visitor.opens(f"{result}/radar.png").response
    assert refused.status_code == 429
    assert refused.text == said("nl", NOT_NOW)
    assert refused.headers["Retry-After"] == "60"
    assert refused.headers["Cache-Control"] == "no-store"
    assert visitor.opens(result).response.status_code == 200
    elsewhere = Visitor(visitor.site, address="192.0.2.77")
    assert elsewhere.opens(f"{result}/radar.png").response.status_code == 200


def test_while_three_draw_or_wait_the_next_is_put_off_and_pages_come(site: Site) -> None:
    result = Visitor(site).starts().answers(all=3).submits().result_path
    with ThreadPoolExecutor(4) as people:
        with somebody_draws():
            asked = [people.submit(Visitor(site).opens, f"{result}/radar.svg") for _ in range(4)]
            (done,), waiting = wait(asked, return_when=FIRST_COMPLETED)
            put_off = done.result().response
            assert put_off.status_code == 503
            assert put_off.headers["Retry-After"] == "2"
            assert put_off.text == said("en", NOT_NOW)
            assert Visitor(site).opens(result).response.status_code == 200
            assert Visitor(site).opens("/en/").response.status_code == 200
        assert [each.result().response.status_code for each in waiting] == [200] * 3


# --- The first one -----------------------------------------------------------------------------


def test_a_server_is_ready_once_it_has_drawn(open_site: OpenSite) -> None:
    site = open_site()
    visitor = Visitor(site)
    with somebody_draws():
        start_background(site.app)
        assert visitor.opens("/readyz").response.status_code == 503
        assert visitor.response.json == {"status": "warming"}
        assert visitor.opens("/healthz").response.status_code == 200
    wait_until_warm(site)
    assert visitor.opens("/readyz").response.status_code == 200
    site.services.housekeeping.stop()


def test_a_server_that_cannot_draw_says_so_and_is_ready(
    open_site: OpenSite, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    site = open_site()
    monkeypatch.setitem(sys.modules, "app.drawing.vector", None)
    monkeypatch.setitem(sys.modules, "app.drawing.raster", None)
    start_background(site.app)
    wait_until_warm(site)
    assert "The radar cannot be drawn" in caplog.text
    assert Visitor(site).opens("/readyz").response.status_code == 200
    site.services.housekeeping.stop()
