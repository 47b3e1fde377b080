"""The result: a pure function of its link, with the reference and the ways on."""

from io import BytesIO
from urllib.parse import parse_qs, unquote, urlsplit
from xml.etree import ElementTree

import pytest
from PIL import Image

from app.database.address import DatabaseAddress
from app.method.token import ResultTokens, reference_code
from tests.site import NONCE, PERSONAS, SECRET_KEY, OpenSite, ticket
from tests.visitor import Visitor

CONTACT_URLS = [
    pytest.param("https://contact.example/talk", {}, "", id="plain"),
    pytest.param("https://contact.example/talk?x=a%26b", {"x": ["a&b"]}, "", id="with a query"),
    pytest.param("https://contact.example/?empty=#form", {}, "form", id="with a fragment"),
    pytest.param("https://contact.example", {}, "", id="without a path"),
    pytest.param("https://contact.example?at={level}", {"at": ["3"]}, "", id="with a level"),
]  # fmt: skip


@pytest.mark.parametrize("language", ["en", "nl"])
@pytest.mark.parametrize(("contact_url", "query", "fragment"), CONTACT_URLS)
def test_the_way_to_a_conversation_carries_the_reference(
    open_site: OpenSite, contact_url: str, query: dict[str, list[str]], fragment: str, language: str
) -> None:
    site = open_site(contact_url=contact_url)
    visitor = Visitor(site).starts(language).answers(all=3).changes(ticket=ticket()).submits()
    for step in ("conversation", "assessment"):
        assert visitor.picks(step).sent.status_code == 303
        way = urlsplit(visitor.sent.headers["Location"])
        assert way.netloc == "contact.example"
        assert parse_qs(way.query) == {**query, "ref": [reference_code(NONCE)]}
        assert way.fragment == fragment


def test_a_contact_address_says_itself_where_reference_and_language_go(
    open_site: OpenSite,
) -> None:
    cal = "https://contact.example/{lang}/talk?metadata[ref]={ref}&at={level}#{ref}"
    visitor = Visitor(open_site(contact_url=cal)).starts("nl").answers(all=None)
    visitor.changes(ticket=ticket()).submits()
    visitor.posts(f"{visitor.result_path}/next", data={"step": "conversation"})
    code = reference_code(NONCE)
    assert unquote(visitor.sent.headers["Location"]) == (
        f"https://contact.example/nl/talk?metadata[ref]={code}&at=#{code}"
    )
    links = visitor.opens("/nl/privacy").page.links
    assert "https://contact.example/nl/talk?metadata[ref]=&at=#" in {each.target for each in links}


def test_what_leaves_the_frame_opens_a_page_of_its_own(visitor: Visitor) -> None:
    visitor.starts().answers(all=3).submits()
    assert [link for link in visitor.page.links if link.target.startswith("http")] == []
    (form,) = [
        each for each in visitor.page.all(".//form") if each.find(".//button[@name]") is not None
    ]
    assert form.attrib["rel"] == "noopener"
    targets = {b.attrib["value"]: b.attrib.get("formtarget") for b in form.iterfind("button")}
    assert targets == {"conversation": "_blank", "assessment": "_blank", "nothing": None}


def test_the_result_needs_no_database(open_site: OpenSite) -> None:
    visitor = Visitor(open_site()).starts().answers(all=3).submits()
    words, path = visitor.page.words_at("result"), visitor.result_path
    no_folder = visitor.site.folder / "file"
    no_folder.write_text("in the way")
    elsewhere = Visitor(
        open_site(database_url=DatabaseAddress.read(f"sqlite:///{no_folder}/leads.db"))
    ).opens(path)
    assert elsewhere.page.words_at("result") == words
    assert elsewhere.page.words_at("stored") != visitor.page.words_at("stored")


def test_the_link_fits_in_a_mail(visitor: Visitor) -> None:
    path = visitor.starts().answers(all=5).submits().result_path
    assert len(path) <= 100
    assert path.isascii()


@pytest.mark.parametrize("persona", PERSONAS, ids=[persona["id"] for persona in PERSONAS])
@pytest.mark.parametrize("language", ["en", "nl"])
def test_the_levers_of_the_lead_are_those_on_the_page(
    visitor: Visitor, persona: dict[str, object], language: str
) -> None:
    visitor.starts(language).answers_as(persona).submits()
    levers = visitor.site.lead()["levers"].split()
    names = [visitor.site.text(language, f"dimensions.{lever}.name") for lever in levers]
    listed = ["".join(e.itertext()) for e in visitor.page.all(".//ol[@class='levers']/li/h3")]
    assert (listed == names) == bool(levers)
    level = visitor.site.lead()["level"]
    assert (level is None) == (not levers)


def test_a_dimension_that_nobody_knows_is_told_in_the_table(visitor: Visitor) -> None:
    visitor.starts().answers(all=3, D4=[None, None, 3]).submits()
    words = [" ".join(row.itertext()).split() for row in visitor.page.all(".//tbody/tr")]
    (enablement,) = [row for row in words if row[0] == "Enablement"]
    assert enablement[1:3] == ["not", "assessed"]


# --- Images ------------------------------------------------------------------------------------


@pytest.fixture
def radar(visitor: Visitor) -> str:
    """The address of a radar, without its kind."""
    path = (
        visitor.starts("nl").answers_as(PERSONAS[1]).changes(ticket=ticket()).submits().result_path
    )
    return f"{path}/radar"


def is_dark(image: bytes) -> bool:
    """Whether a picture has a dark corner."""
    with Image.open(BytesIO(image)) as opened:
        return opened.convert("L").crop((0, 0, 4, 4)).tobytes()[0] < 128


def test_the_radar_is_a_picture_of_the_size_that_the_page_says(
    visitor: Visitor, radar: str
) -> None:
    page = visitor.opens(radar.removesuffix("/radar")).page
    (image,) = page.all(".//main//img")
    size = {name: image.attrib[name] for name in ("width", "height")}
    drawing = ElementTree.fromstring(visitor.opens(image.attrib["src"]).response.data)
    assert size.items() <= drawing.attrib.items()
    with Image.open(BytesIO(visitor.opens(f"{radar}.png").response.data)) as opened:
        assert opened.format == "PNG"
        assert [str(pixels) for pixels in opened.size] == list(size.values())


@pytest.mark.parametrize(
    ("query", "dark"),
    [
        ("", False),
        ("?scheme=light", False),
        ("?scheme=dark", True),
        ("?scheme=black", False),
        ("?scheme=", False),
        ("?scheme=dark&scheme=light", True),
    ],
    ids=["none", "light", "dark", "unknown", "empty", "two"],
)
def test_the_scheme_decides_how_dark_the_picture_is(
    visitor: Visitor, radar: str, query: str, dark: bool
) -> None:
    png = visitor.opens(f"{radar}.png{query}").response
    assert png.mimetype == "image/png"
    assert is_dark(png.data) == dark


def test_the_drawing_for_print_is_svg_in_the_language_of_the_address(
    visitor: Visitor, radar: str
) -> None:
    dutch = visitor.opens(f"{radar}.svg").response
    assert dutch.mimetype == "image/svg+xml"
    assert ElementTree.fromstring(dutch.data).tag == "{http://www.w3.org/2000/svg}svg"
    english = visitor.opens(radar.replace("/nl/", "/en/") + ".svg").response
    assert english.data != dutch.data
    dark = visitor.opens(f"{radar}.svg?scheme=dark").response
    assert dark.data != dutch.data
    assert b"<script" not in dutch.data


def test_the_same_link_gives_the_same_picture(visitor: Visitor, radar: str) -> None:
    for kind in ("png", "svg"):
        first = visitor.opens(f"{radar}.{kind}").response.data
        assert visitor.opens(f"{radar}.{kind}").response.data == first


@pytest.mark.parametrize("kind", ["gif", "PNG", "pdf", ""])
def test_there_is_no_other_kind_of_picture(visitor: Visitor, radar: str, kind: str) -> None:
    assert visitor.opens(f"{radar}.{kind}").response.status_code == 404


def test_a_result_of_which_nothing_is_known_has_a_picture_too(visitor: Visitor) -> None:
    path = visitor.starts().answers(all=None).submits().result_path
    assert visitor.opens(f"{path}/radar.png").response.status_code == 200
    assert visitor.opens(f"{path}/radar.svg").response.status_code == 200


def test_the_reference_on_the_page_is_that_of_the_token(visitor: Visitor) -> None:
    visitor.starts().answers(all=3).changes(ticket=ticket()).submits()
    token = visitor.result_path.rpartition("/")[2]
    _sheet, nonce = ResultTokens([visitor.site.services.bank.model], [SECRET_KEY]).read(token)
    assert visitor.reference == reference_code(nonce) == visitor.site.lead()["reference"]
