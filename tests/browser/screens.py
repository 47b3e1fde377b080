"""Every screen of the check and the way there, for tests that look at all of them."""

from collections.abc import Callable, Mapping
from functools import partial

import pytest

from tests.browser.sheets import DIMENSIONS, USUAL, persona
from tests.browser.visitor import Visitor

LANGUAGES = ("en", "nl")

Way = Callable[[Visitor, str], object]


def _step(step: str, visitor: Visitor, language: str) -> None:
    visitor.starts(language, f"#step-{step}").fills(USUAL)
    visitor.sees_step(step)


def _missing_answers(visitor: Visitor, language: str) -> None:
    visitor.starts(language, "#step-profile").next()


def _missing_answers_without_script(visitor: Visitor, language: str) -> None:
    visitor.goes_without_wizard()
    visitor.starts(language).sends()


def _expired_ticket(visitor: Visitor, language: str) -> None:
    visitor.starts(language, "#step-D8").fills(USUAL)
    visitor.holds_ticket(visitor.site.old_ticket(hours=25))
    visitor.sends()


def _result(name: str, unfolded: bool, visitor: Visitor, language: str) -> None:
    visitor.opens(visitor.site.result_path(persona(name), language))
    if unfolded:
        visitor.unfolds_everything()


def _stored(visitor: Visitor, language: str) -> None:
    visitor.starts(language, "#step-D8").fills(USUAL).submits()
    visitor.unfolds_everything()


def _after_choice(visitor: Visitor, language: str) -> None:
    visitor.starts(language, "#step-D8").fills(USUAL).submits()
    visitor.picks_nothing_yet()
    visitor.unfolds_everything()


def _after_deletion(visitor: Visitor, language: str) -> None:
    visitor.starts(language, "#step-D8").fills(USUAL).submits()
    visitor.forgets()


def _page(path: str, visitor: Visitor, language: str) -> None:
    visitor.opens(f"/{language}/{path}")


SCREENS: Mapping[str, Way] = {
    "introduction": partial(_step, "start"),
    "profile": partial(_step, "profile"),
    "a dimension": partial(_step, DIMENSIONS[0]),
    "the last step": partial(_step, DIMENSIONS[-1]),
    "missing answers": _missing_answers,
    "missing answers, no JavaScript": _missing_answers_without_script,
    "expired ticket": _expired_ticket,
    "result": partial(_result, "P3", False),
    "result, unfolded": partial(_result, "P3", True),
    "result held by a gate": partial(_result, "E7", False),
    "result held by a gate, unfolded": partial(_result, "E7", True),
    "result without a level": partial(_result, "E8", False),
    "result without a level, unfolded": partial(_result, "E8", True),
    "result with its receipt, unfolded": _stored,
    "result after choosing nothing yet": _after_choice,
    "result after deletion": _after_deletion,
    "method": partial(_page, "method"),
    "privacy": partial(_page, "privacy"),
    "no such page": partial(_page, "elsewhere"),
    "damaged result link": partial(_page, "result/damaged"),
}

# Dutch is the longer one of the two; one English screen of each kind is looked at besides.
_IN_ENGLISH = (
    *("introduction", "profile", "a dimension", "missing answers, no JavaScript"),
    *("result, unfolded", "result after choosing nothing yet", "privacy"),
)

every_screen = pytest.mark.parametrize(
    ("language", "way"),
    [
        pytest.param(language, way, id=f"{name}, {language}")
        for name, way in SCREENS.items()
        for language in LANGUAGES
        if language == "nl" or name in _IN_ENGLISH
    ],
)
