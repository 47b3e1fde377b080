"""What every answer says about itself: a table of headers for every kind of page."""

from collections.abc import Iterator

import pytest

from app.variables import framers
from tests.page import Page
from tests.site import OpenSite, Site
from tests.visitor import Visitor

CONTACT = "https://contact.example/talk?from=check"
POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data:",
    "connect-src": "'self'",
    "frame-src": "'none'",
    "form-action": "'self' https://contact.example",
    "base-uri": "'none'",
}
STEADY = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "X-Frame-Options": None,
    "Set-Cookie": None,
    "Strict-Transport-Security": None,
}
HTML, TEXT = "text/html; charset=utf-8", "application/json"
YEAR = "max-age=31536000"
FRAMED, ALONE = "'self' https://host.example", "'none'"

# path: status, content type, parts of Cache-Control, robots, who may frame it
ROUTES = {
    "/": (302, HTML, set(), None, FRAMED),
    "/en/": (200, HTML, {"private", "no-cache"}, None, FRAMED),
    "/nl/": (200, HTML, {"private", "no-cache"}, None, FRAMED),
    "/en/method": (200, HTML, set(), None, FRAMED),
    "/nl/privacy": (200, HTML, set(), None, FRAMED),
    "{result}": (200, HTML, {"private", "no-store"}, "noindex", FRAMED),
    "{result}/radar.png": (200, "image/png", {"private", "immutable", YEAR}, "noindex", FRAMED),
    "{result}/radar.svg": (
        200, "image/svg+xml; charset=utf-8", {"private", "immutable", YEAR}, "noindex", FRAMED
    ),
    "{result}/radar.svg?size=compact": (
        200, "image/svg+xml; charset=utf-8", {"private", "immutable", YEAR}, "noindex", FRAMED
    ),
    "{result}/card.png": (200, "image/png", {"private", "immutable", YEAR}, "noindex", FRAMED),
    "/nl/card.png": (200, "image/png", {"public", "max-age=86400"}, None, FRAMED),
    "/en/result/x/card.png": (404, HTML, {"no-store"}, "noindex", ALONE),
    "{result}x": (404, HTML, {"no-store"}, "noindex", ALONE),
    "/en/result/x/radar.png": (404, HTML, {"no-store"}, "noindex", ALONE),
    "/embed": (200, HTML, {"private", "max-age=300"}, None, ALONE),
    "/embed/sample": (200, HTML, {"private", "max-age=300"}, None, "'self'"),
    "/nothing-here": (404, HTML, {"no-store"}, "noindex", ALONE),
    "/healthz": (200, TEXT, set(), None, ALONE),
    "/readyz": (200, TEXT, set(), None, ALONE),
    "/static/css/base.css": (200, "text/css; charset=utf-8", {"no-cache"}, None, ALONE),
    "/static/css/base.css?v=1": (
        200, "text/css; charset=utf-8", {"public", "immutable", YEAR}, None, ALONE
    ),
    "/static/js/wizard.js": (200, "text/javascript; charset=utf-8", {"no-cache"}, None, ALONE),
    "/static/nothing.css?v=1": (404, HTML, {"no-store"}, "noindex", ALONE),
}  # fmt: skip


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A site that one other origin may frame."""
    origins = framers("'self' https://host.example")
    site = Site(tmp_path_factory.mktemp("framed"), embed_origins=origins, contact_url=CONTACT)
    yield site
    site.close()


@pytest.fixture(scope="module")
def result(site: Site) -> str:
    """The address of a result."""
    return Visitor(site).starts().answers(all=3).submits().result_path


def policy_of(visitor: Visitor) -> dict[str, str]:
    header = visitor.response.headers["Content-Security-Policy"]
    return dict(rule.split(" ", 1) for rule in header.split("; "))


@pytest.mark.parametrize("path", ROUTES)
def test_every_route_sends_the_headers_of_the_table(
    visitor: Visitor, result: str, path: str
) -> None:
    status, content_type, cache, robots, framed_by = ROUTES[path]
    response = visitor.opens(path.format(result=result)).response
    assert response.status_code == status
    assert response.headers["Content-Type"] == content_type
    assert set(filter(None, response.headers.get("Cache-Control", "").split(", "))) == cache
    assert response.headers.get("X-Robots-Tag") == robots
    framing = "'self'" if path.startswith("/embed") else "'none'"
    assert policy_of(visitor) == {**POLICY, "frame-src": framing, "frame-ancestors": framed_by}
    assert {name: response.headers.get(name) for name in STEADY} == STEADY


def test_only_what_no_frame_opens_in_a_tab_keeps_away_from_who_opened_it(
    visitor: Visitor, result: str
) -> None:
    """A sandboxed frame's tab shows an error instead of a page that says so."""
    framed = ["/nl/", "/en/method", "/nl/privacy", result]
    others = ["/embed", "/nothing-here"]
    said = {
        path: visitor.opens(path).response.headers.get("Cross-Origin-Opener-Policy")
        for path in (*framed, *others)
    }
    assert said == dict.fromkeys(framed) | dict.fromkeys(others, "same-origin")


def test_a_page_says_so_when_its_language_is_what_the_browser_asked_for(
    visitor: Visitor, result: str
) -> None:
    chosen = ["/en/", "/nl/method", result, "/embed?ui=nl", "/static/css/base.css", "/embed.js"]
    negotiated = ["/", "/embed", "/embed/sample", "/nothing", "/embed?ui=xx"]
    told = {
        path: "Accept-Language" in visitor.opens(path).response.headers.get("Vary", "")
        for path in (*chosen, *negotiated)
    }
    assert told == dict.fromkeys(chosen, False) | dict.fromkeys(negotiated, True)


@pytest.mark.parametrize(
    ("ticket", "left_out", "status"),
    [("forged", (), 400), (None, ("role",), 422), (None, (), 303)],
    ids=["a forged ticket", "a missing answer", "a whole form"],
)
def test_what_answers_a_form_sends_the_same_headers(
    visitor: Visitor, ticket: str | None, left_out: tuple[str, ...], status: int
) -> None:
    visitor.starts().answers(all=3).leaves_out(*left_out)
    if ticket is not None:
        visitor.changes(ticket=ticket)
    response = visitor.submits().sent
    assert response.status_code == status
    assert {name: response.headers.get(name) for name in STEADY} == STEADY
    assert (
        "frame-ancestors 'self' https://host.example" in response.headers["Content-Security-Policy"]
    )
    assert status == 303 or response.headers["Cache-Control"] == "private, no-cache"


@pytest.mark.parametrize(
    ("path", "status", "cache", "framed_by"),
    [
        ("{result}/next", 303, None, FRAMED),
        ("{result}/forget", 303, None, FRAMED),
        ("{result}x/forget", 404, "no-store", FRAMED),
        ("/en/step", 204, "no-store", ALONE),
    ],
)
def test_what_answers_a_button_sends_the_same_headers(
    visitor: Visitor, result: str, path: str, status: int, cache: str | None, framed_by: str
) -> None:
    data = {"step": "nothing"}
    response = visitor.posts(path.format(result=result), data=data).response
    assert response.status_code == status
    assert {name: response.headers.get(name) for name in STEADY} == STEADY
    assert response.headers.get("Cache-Control") == cache
    assert policy_of(visitor) == {**POLICY, "frame-ancestors": framed_by}


@pytest.mark.parametrize(
    ("origins", "ancestors"),
    [
        pytest.param("'self'", "'self'", id="only ourselves"),
        pytest.param("*", "*", id="everybody"),
        pytest.param(
            "https://a.example http://b.example:81",
            "'self' https://a.example http://b.example:81",
            id="two",
        ),
    ],
)
def test_those_may_frame_the_check_who_are_listed(
    open_site: OpenSite, origins: str, ancestors: str
) -> None:
    visitor = Visitor(open_site(embed_origins=framers(origins))).opens("/en/")
    assert policy_of(visitor)["frame-ancestors"] == ancestors
    assert policy_of(visitor.opens("/healthz"))["frame-ancestors"] == "'none'"


@pytest.mark.parametrize("path", ["/en/", "/en/method", "/nl/privacy", "{result}", "/nothing"])
def test_no_page_holds_what_the_policy_forbids(visitor: Visitor, result: str, path: str) -> None:
    page = visitor.opens(path.format(result=result)).page
    assert page.all(".//style") == []
    assert page.all(".//base") == []
    assert [e for e in page.all(".//script") if "src" not in e.attrib] == []
    for element in page.all(".//*"):
        assert not [name for name in element.attrib if name == "style" or name.startswith("on")]
    loaded = [e.attrib.get("src", "") for e in page.all(".//*[@src]")]
    loaded += [e.attrib["href"] for e in page.all(".//link[@rel='stylesheet']")]
    assert loaded
    assert all(address.startswith("/") and not address.startswith("//") for address in loaded)


@pytest.mark.parametrize("path", ["/en/", "{result}"])
def test_every_file_of_a_page_is_there_and_may_be_kept_for_a_year(
    visitor: Visitor, result: str, path: str
) -> None:
    page = visitor.opens(path.format(result=result)).page
    files = [e.attrib["href"] for e in page.all(".//link[@rel='stylesheet']")]
    files += [e.attrib["src"] for e in page.all(".//script")]
    assert len(files) >= 3
    for address in files:
        response = visitor.opens(address).response
        assert response.status_code == 200
        assert "immutable" in response.headers["Cache-Control"]


@pytest.mark.parametrize(
    ("hops", "forwarded", "secure"),
    [
        pytest.param(0, "http", False, id="no proxy, http"),
        pytest.param(0, "https", False, id="no proxy, somebody says https"),
        pytest.param(1, "http", False, id="a proxy, http"),
        pytest.param(1, "https", True, id="a proxy, https"),
        pytest.param(1, "https, http", False, id="a proxy, somebody says https before it"),
        pytest.param(2, "https, http", True, id="two proxies, https"),
    ],
)
def test_only_https_is_asked_to_stay_https(
    open_site: OpenSite, hops: int, forwarded: str, secure: bool
) -> None:
    visitor = Visitor(open_site(proxy_hops=hops), headers={"X-Forwarded-Proto": forwarded})
    for path in ("/en/", "/nothing-here", "/static/css/base.css"):
        headers = visitor.opens(path).response.headers
        assert headers.get("Strict-Transport-Security") == ("max-age=31536000" if secure else None)


def test_https_itself_is_asked_to_stay_https(visitor: Visitor) -> None:
    headers = visitor.opens("/en/", base_url="https://localhost").response.headers
    assert headers["Strict-Transport-Security"] == "max-age=31536000"


@pytest.mark.parametrize("coding", ["gzip", "br"])
@pytest.mark.parametrize("path", ["/en/", "{result}", "/static/css/base.css?v=1"])
def test_pages_travel_compressed(visitor: Visitor, result: str, path: str, coding: str) -> None:
    path = path.format(result=result)
    plain = visitor.opens(path).response
    assert "Content-Encoding" not in plain.headers
    packed = visitor.opens(path, headers={"Accept-Encoding": coding}).response
    assert packed.headers["Content-Encoding"] == coding
    assert "Accept-Encoding" in packed.headers["Vary"]
    assert len(packed.data) < len(plain.data) / 2


@pytest.mark.parametrize("coding", ["", "gzip", "br"])
def test_a_file_that_was_seen_need_not_travel_again(visitor: Visitor, coding: str) -> None:
    path, accepts = "/static/js/wizard.js", {"Accept-Encoding": coding}
    seen = visitor.opens(path, headers=accepts).response
    assert seen.headers.get("Content-Encoding", "") == coding
    known = {**accepts, "If-None-Match": seen.headers["ETag"]}
    again = visitor.opens(path, headers=known).response
    assert (again.status_code, again.data) == (304, b"")
    assert again.headers["X-Content-Type-Options"] == "nosniff"


def test_head_and_options_say_the_same_without_a_page(visitor: Visitor) -> None:
    whole = visitor.opens("/en/").response
    head = visitor.opens("/en/", method="HEAD").response
    assert (head.status_code, head.data) == (200, b"")
    assert head.headers["Content-Security-Policy"] == whole.headers["Content-Security-Policy"]
    options = visitor.opens("/en/", method="OPTIONS").response
    assert set(options.headers["Allow"].split(", ")) == {"GET", "HEAD", "OPTIONS", "POST"}
    assert "Access-Control-Allow-Origin" not in options.headers


def test_every_page_is_well_formed_and_bears_each_id_once(visitor: Visitor, result: str) -> None:
    for path in ("/en/", "/nl/", "/en/method", "/nl/privacy", result, "/nothing"):
        page: Page = visitor.opens(path).page
        ids = [e.attrib["id"] for e in page.all(".//*[@id]") if e.attrib["id"] != "summary"]
        assert len(set(ids)) == len(ids)
