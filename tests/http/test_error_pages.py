"""Error pages: in the visitor's language, with a way on, whatever went wrong."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NoReturn

import pytest
from flask import abort
from jinja2 import FileSystemLoader

from app.method.token import ResultTokens
from app.web.services import services
from tests.interface import said
from tests.page import Link
from tests.site import ROOT, OpenSite, Site
from tests.visitor import Visitor

OTHER = {"en": "nl", "nl": "en"}
UNREADABLE, BROKEN = "We could not read that request", "Something went wrong on our side"
HEADINGS = {
    400: UNREADABLE,
    404: "This page does not exist",
    405: "That does not work here",
    413: "That was more than we can take",
    418: UNREADABLE,
    422: "We could not use those answers",
    429: "A little too quick",
    500: BROKEN,
    501: BROKEN,
    503: "We are away for a moment",
}


def assert_helps(visitor: Visitor, code: int, language: str) -> None:
    """A page of ours with this code, in this language, with a way on, kept by nobody."""
    assert visitor.response.status_code == code
    assert visitor.page.language == language
    assert Link(said(language, "Go to the check"), f"/{language}/") in visitor.page.links
    assert str(code) in visitor.page.text
    assert visitor.response.headers["Cache-Control"] == "no-store"
    assert visitor.response.headers["X-Robots-Tag"] == "noindex"
    assert "Alliance Check" in visitor.page.title


@pytest.fixture(scope="module")
def stumbling(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A site with pages that end in an error, since few of them can be brought about at will."""
    site = Site(tmp_path_factory.mktemp("stumbling"))

    @site.app.get("/<language:lang>/stumble/<int:code>")
    @site.app.get("/stumble/<int:code>", defaults={"lang": None})
    def stumble(lang: str | None, code: int) -> NoReturn:
        abort(code)

    yield site
    site.close()


@pytest.mark.parametrize("language", ["en", "nl"])
@pytest.mark.parametrize("code", HEADINGS)
def test_every_error_has_a_page_in_the_language_of_the_address(
    stumbling: Site, code: int, language: str
) -> None:
    visitor = Visitor(stumbling, headers={"Accept-Language": OTHER[language]})
    visitor.opens(f"/{language}/stumble/{code}")
    assert_helps(visitor, code, language)
    assert visitor.page.heading == said(language, HEADINGS[code])


@pytest.mark.parametrize("language", ["en", "nl"])
@pytest.mark.parametrize("code", HEADINGS)
def test_without_a_language_in_the_address_the_browser_is_asked(
    stumbling: Site, code: int, language: str
) -> None:
    visitor = Visitor(stumbling, headers={"Accept-Language": f"fr,{language};q=0.5"})
    assert_helps(visitor.opens(f"/stumble/{code}"), code, language)


@pytest.mark.parametrize("language", ["en", "nl"])
def test_an_error_page_leads_to_the_other_language(stumbling: Site, language: str) -> None:
    links = Visitor(stumbling).opens(f"/{language}/nothing-here").page.links
    assert f"/{OTHER[language]}/" in [link.target for link in links]


@pytest.mark.parametrize(
    "path",
    [
        "/en/nothing",
        "/en/result",
        "/en/result/",
        "/en/static/css/base.css",
        "/en/results/x",
        "/en//x",
    ],
)
def test_an_address_that_nothing_answers_to_is_a_page_that_helps(
    visitor: Visitor, path: str
) -> None:
    assert_helps(visitor.opens(path), 404, "en")


@pytest.mark.parametrize(
    "path",
    [
        "/fr/",
        "/EN/",
        "/robots.txt",
        "/static/",
        "/static/nothing.css",
        "/static/../app/config.py",
        "/.env",
        "/wp-login.php",
    ],
)
def test_an_address_outside_the_languages_is_a_page_that_helps(site: Site, path: str) -> None:
    assert_helps(Visitor(site, headers={"Accept-Language": "nl"}).opens(path), 404, "nl")


@pytest.mark.parametrize(
    ("path", "method", "allowed"),
    [
        pytest.param("/nl/", "PUT", {"GET", "HEAD", "OPTIONS", "POST"}, id="the form"),
        pytest.param("/nl/method", "POST", {"GET", "HEAD", "OPTIONS"}, id="a page to read"),
        pytest.param("/nl/result/x", "DELETE", {"GET", "HEAD", "OPTIONS"}, id="a result"),
        pytest.param("/nl/", "FOO", {"GET", "HEAD", "OPTIONS", "POST"}, id="no method at all"),
    ],
)
def test_a_method_that_does_not_work_says_which_ones_do(
    visitor: Visitor, path: str, method: str, allowed: set[str]
) -> None:
    visitor.opens(path, method=method)
    assert_helps(visitor, 405, "nl")
    assert visitor.page.heading == said("nl", HEADINGS[405])
    assert set(visitor.response.headers["Allow"].split(", ")) == allowed


def test_too_much_is_a_page_in_the_language_of_the_address(visitor: Visitor) -> None:
    assert_helps(visitor.posts("/nl/", data={"role": "x" * 100_000}), 413, "nl")


# --- Result links ------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def true_link(usual_site: Site) -> str:
    """The address of a result."""
    return Visitor(usual_site).starts("nl").answers(all=4).submits().result_path


def another(letter: str) -> str:
    return "B" if letter == "A" else "A"


DAMAGES: dict[str, Callable[[str], str]] = {
    "the last character is gone": lambda token: token[:-1],
    "the first character is gone": lambda token: token[1:],
    "half of it is gone": lambda token: token[: len(token) // 2],
    "the signature is gone": lambda token: token.partition(".")[0],
    "only the signature is left": lambda token: token.partition(".")[2],
    "a character is another": lambda token: f"{token[:5]}{another(token[5])}{token[6:]}",
    "the last character is another": lambda token: f"{token[:-1]}{another(token[-1])}",
    "a full stop is behind it": lambda token: f"{token}.",
    "a bracket is behind it": lambda token: f"{token})",
    "a letter with an accent is behind it": lambda token: f"{token}é",
    "a NUL is behind it": lambda token: f"{token}%00",
    "bytes that are not UTF-8 are behind it": lambda token: f"{token}%FF",
    "an equals sign is behind it": lambda token: f"{token}=",
    "all is in capitals": lambda token: token.upper(),
    "it is twice": lambda token: token * 2,
    "it is very long": lambda token: token * 80,
    "it is another word": lambda token: "result",
}  # fmt: skip


@pytest.mark.parametrize("tail", ["", "/radar.png", "/radar.svg"], ids=["page", "PNG", "SVG"])
@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES)
def test_a_damaged_result_link_is_a_page_that_says_what_to_do(
    visitor: Visitor, true_link: str, damage: Callable[[str], str], tail: str
) -> None:
    start, _, token = true_link.rpartition("/")
    visitor.opens(f"{start}/{damage(token)}{tail}")
    assert_helps(visitor, 404, "nl")
    assert visitor.page.heading == said("nl", "This result link does not work")


def test_a_result_link_signed_by_somebody_else_is_refused(visitor: Visitor, true_link: str) -> None:
    here = visitor.site.services
    sheet, nonce = here.tokens.read(true_link.rpartition("/")[2])
    forged = ResultTokens([here.bank.model], ["k" * 32]).write(sheet, nonce)
    assert_helps(visitor.opens(f"/en/result/{forged}"), 404, "en")


@pytest.mark.parametrize("tail", ["", "/radar.png", "/radar.svg"], ids=["page", "PNG", "SVG"])
def test_a_result_of_another_edition_is_gone_with_a_clear_word(
    open_site: OpenSite, true_link: str, tmp_path: Path, tail: str
) -> None:
    questions = tmp_path / "questions"
    shutil.copytree(ROOT / "questions", questions)
    (questions / "released.toml").unlink()
    (questions / "1").rename(questions / "2")
    later = Visitor(open_site(questions=questions)).opens(true_link + tail)
    assert_helps(later, 410, "nl")
    assert later.page.heading == said("nl", "This result was made with earlier questions")


# --- Failures of our own -----------------------------------------------------------------------


@pytest.fixture
def half_deployed(open_site: OpenSite, tmp_path: Path) -> Site:
    """A site whose templates are broken: some are gone, one ends in the middle."""
    site = open_site()
    templates = tmp_path / "templates"
    shutil.copytree(ROOT / "templates", templates)
    (templates / "pages" / "result.html").unlink()
    (templates / "pages" / "method.html").write_text(
        "{% extends 'layouts/page.html' %}{% block main"
    )
    site.app.jinja_env.loader = FileSystemLoader(templates)
    return site


@pytest.mark.parametrize("language", ["en", "nl"])
def test_a_page_that_fails_is_a_page_that_says_so(half_deployed: Site, language: str) -> None:
    visitor = Visitor(half_deployed).opens(f"/{language}/method")
    assert_helps(visitor, 500, language)
    assert visitor.page.heading == said(language, HEADINGS[500])
    assert "Template" not in visitor.response.text


def test_a_result_that_cannot_be_shown_now_is_stored_all_the_same(half_deployed: Site) -> None:
    visitor = Visitor(half_deployed).starts("nl").answers(all=3).submits()
    assert visitor.sent.status_code == 303
    assert_helps(visitor, 500, "nl")
    assert len(half_deployed.leads()) == 1


@pytest.mark.parametrize("language", ["en", "nl"])
def test_an_error_page_that_fails_itself_still_says_what_to_do(
    half_deployed: Site, tmp_path: Path, language: str
) -> None:
    (tmp_path / "templates" / "errors" / "error.html").unlink()
    visitor = Visitor(half_deployed).opens(f"/{language}/nothing-here")
    assert visitor.response.status_code == 404
    assert visitor.page.language == language
    assert visitor.page.heading == said(language, HEADINGS[404])
    assert [link.target for link in visitor.page.links] == ["/"]
    assert visitor.response.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("language", ["en", "nl"])
def test_a_page_that_needs_the_store_while_it_is_out_of_reach_is_unavailable(
    open_site: OpenSite, language: str
) -> None:
    site = open_site()

    @site.app.get("/<language:lang>/count")
    def count(lang: str) -> str:
        return str(services().store.count())

    site.database.parent.mkdir()
    site.database.write_bytes(b"this is not a database" * 100)
    visitor = Visitor(site).opens(f"/{language}/count")
    assert_helps(visitor, 503, language)
    assert visitor.page.heading == said(language, HEADINGS[503])
