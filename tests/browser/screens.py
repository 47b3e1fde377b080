"""Every screen of the check and the ways there, for tests that look at all of them."""

from collections.abc import Callable, Iterator, Mapping
from functools import partial

import pytest

from tests.browser.sheets import DIMENSIONS, USUAL, persona
from tests.browser.visitor import Visitor

LANGUAGES = ("en", "nl")

# Gives the name of one screen after the other, each when it is in view.
Way = Callable[[Visitor, str], Iterator[str]]


def _steps(visitor: Visitor, language: str) -> Iterator[str]:
    visitor.starts(language).fills(USUAL)
    visitor.sees_step("start")
    yield "introduction"
    visitor.walks_to("profile")
    yield "profile"
    visitor.walks_to(DIMENSIONS[0])
    yield "a dimension"
    visitor.walks_to(DIMENSIONS[-1])
    yield "the last step"


def _missing_answers(visitor: Visitor, language: str) -> Iterator[str]:
    visitor.starts(language, "#step-profile").next()
    yield "missing answers"


def _missing_answers_without_script(visitor: Visitor, language: str) -> Iterator[str]:
    visitor.goes_without_wizard()
    visitor.starts(language).sends()
    yield "missing answers, no JavaScript"


def _expired_ticket(visitor: Visitor, language: str) -> Iterator[str]:
    visitor.starts(language, "#step-D8").fills(USUAL)
    visitor.holds_ticket(visitor.site.old_ticket(hours=25))
    visitor.sends()
    yield "expired ticket"


def _result(name: str, visitor: Visitor, language: str) -> Iterator[str]:
    visitor.opens(visitor.site.result_path(persona(name), language))
    yield "result"
    visitor.unfolds_everything()
    yield "result, unfolded"


def _stored_result(visitor: Visitor, language: str) -> Iterator[str]:
    visitor.starts(language, "#step-D8").fills(USUAL).submits()
    visitor.unfolds_everything()
    yield "result with its receipt, unfolded"
    visitor.picks_nothing_yet()
    visitor.unfolds_everything()
    yield "result after choosing nothing yet"
    visitor.forgets()
    yield "result after deletion"


def _change(query: str, visitor: Visitor, language: str) -> Iterator[str]:
    address = f"{visitor.site.result_path(persona('E8'), language)}/change{query}"
    visitor.opens(address)
    yield "a result's answers"
    visitor.walks_to("D8")
    yield "a result's last answers"


def _resumption(visitor: Visitor, language: str) -> Iterator[str]:
    visitor.starts(language).fills(USUAL, but=["D4.evidence"]).walks_to("D4")
    visitor.opens(f"/{language}/privacy").starts(language)
    yield "answers from earlier"


def _again(visitor: Visitor, language: str) -> Iterator[str]:
    path = visitor.site.result_path(persona("P3"), language)
    visitor.opens(path)
    visitor.unfolds_everything()
    visitor.page.locator("#compare-link").fill("no link")
    with visitor.page.expect_navigation():
        visitor.page.locator("#compare button").click()
    yield "a link that is none"
    visitor.page.locator("#compare-link").fill(visitor.site.result_path(persona("P2"), nonce=2))
    with visitor.page.expect_navigation():
        visitor.page.locator("#compare button").click()
    yield "who answered then"
    with visitor.page.expect_navigation():
        visitor.page.locator("#opening .actions a").first.click()
    visitor.unfolds_everything()
    yield "what has moved, unfolded"
    with visitor.page.expect_navigation():
        visitor.page.locator("#again form:has(fieldset) button").click()
    yield "a commitment"
    with visitor.page.expect_navigation():
        visitor.page.locator(".commitment .also a").last.click()
    visitor.sees_step("start")
    yield "the check again"


def _page(path: str, visitor: Visitor, language: str) -> Iterator[str]:
    visitor.opens(f"/{language}/{path}")
    yield path


WAYS: Mapping[str, Way] = {
    "steps": _steps,
    "missing answers": _missing_answers,
    "missing answers, no JavaScript": _missing_answers_without_script,
    "expired ticket": _expired_ticket,
    "result": partial(_result, "P3"),
    "result held by a gate": partial(_result, "E7"),
    "result without a level": partial(_result, "E8"),
    "stored result": _stored_result,
    "changing a result": partial(_change, ""),
    "answering what was not known": partial(_change, "?only=unknown"),
    "answers from earlier": _resumption,
    "again": _again,
    "method": partial(_page, "method"),
    "privacy": partial(_page, "privacy"),
    "no such page": partial(_page, "elsewhere"),
    "damaged result link": partial(_page, "result/damaged"),
}

# Dutch is the longer one of the two; one English screen of each kind is looked at besides.
_IN_ENGLISH = {
    "steps": {"introduction", "profile", "a dimension"},
    "missing answers, no JavaScript": {"missing answers, no JavaScript"},
    "result": {"result, unfolded"},
    "stored result": {"result after choosing nothing yet"},
    "again": {"what has moved, unfolded"},
    "privacy": {"privacy"},
}


def screens(way: str, visitor: Visitor, language: str) -> Iterator[str]:
    """The names of the screens on this way that are looked at, each when it is in view."""
    for screen in WAYS[way](visitor, language):
        if language == "nl" or screen in _IN_ENGLISH[way]:
            yield screen


every_way = pytest.mark.parametrize(
    ("language", "way"),
    [*(("nl", way) for way in WAYS), *(("en", way) for way in _IN_ENGLISH)],
)
