"""What a machine can see of accessibility, on every screen; axe-core does most of the looking."""

from importlib.resources import files
from itertools import product
from typing import Any

import pytest

from tests.browser.conftest import Visit
from tests.browser.screens import Way, every_screen
from tests.browser.sheets import DIMENSIONS
from tests.browser.visitor import Visitor

AXE = (files("axe_playwright_python") / "axe.min.js").read_text("utf-8")
RUN = "axe.run(document, {resultTypes: ['violations'], iframes: false})"
LOOKS = list(product(("light", "dark"), (360, 1280)))  # colour scheme, width


def violations(visitor: Visitor) -> list[str]:
    """What axe-core finds, one line a place."""
    if not visitor.page.evaluate("'axe' in window"):
        visitor.page.evaluate(AXE)
    found: list[dict[str, Any]] = visitor.page.evaluate(RUN)["violations"]
    return [
        f"{each['id']}: {node['target']} {node['failureSummary']}"
        for each in found
        for node in each["nodes"]
    ]


@every_screen
def test_axe_finds_nothing_on(visit: Visit, language: str, way: Way) -> None:
    visitor = visit()
    way(visitor, language)
    for scheme, width in LOOKS:
        visitor.page.emulate_media(color_scheme=scheme)
        visitor.page.set_viewport_size({"width": width, "height": 800})
        assert violations(visitor) == [], f"{scheme}, {width} px"


def test_axe_would_find_something(visitor: Visitor) -> None:
    visitor.starts()
    visitor.page.evaluate("document.querySelector('#start h1').removeAttribute('tabindex')")
    visitor.page.evaluate("document.querySelector('#start .lead').style.color = '#ccc'")
    visitor.page.evaluate("document.documentElement.removeAttribute('lang')")
    assert {line.split(":")[0] for line in violations(visitor)} == {"color-contrast", "html-has-lang"}


@every_screen
def test_the_language_is_told_on(visit: Visit, language: str, way: Way) -> None:
    visitor = visit()
    way(visitor, language)
    other = "nl" if language == "en" else "en"
    assert visitor.page.locator("html").get_attribute("lang") == language
    assert visitor.page.locator(".languages :visible").get_attribute("lang") == other


@pytest.mark.parametrize("language", ["en", "nl"])
def test_every_radio_group_is_a_fieldset_with_a_legend(visitor: Visitor, language: str) -> None:
    visitor.starts(language)
    groups: list[list[Any]] = visitor.page.eval_on_selector_all(
        "fieldset",
        """sets => sets.map(set => [
          new Set([...set.querySelectorAll("input[type=radio]")].map(input => input.name)).size,
          set.querySelector(":scope > legend").textContent.trim(),
        ])""",
    )
    words = visitor.site.bank.languages[language]
    labels = [question.label for question in words.profile.values()]
    stems = [item.stem for item in words.items.values()]
    assert groups == [[1, text] for text in (*labels, *stems)]
    assert visitor.page.locator("input[type=radio]:not(fieldset input)").count() == 0
    assert len(stems) == 3 * len(DIMENSIONS)
