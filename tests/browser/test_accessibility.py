"""What a machine can see of accessibility, on every screen; axe-core does most of the looking."""

from importlib.resources import files
from typing import Any, Literal

import pytest

from tests.browser.conftest import Visit
from tests.browser.screens import LANGUAGES, Way, every_screen
from tests.browser.visitor import Visitor

AXE = (files("axe_playwright_python") / "axe.min.js").read_text("utf-8")
RUN = "axe.run(document, {resultTypes: ['violations'], iframes: false})"

# Colour scheme and width. Words don't change a colour, so each language sees half of the four.
LOOKS: dict[str, tuple[tuple[Literal["light", "dark"], int], ...]] = {
    "en": (("light", 360), ("dark", 1280)),
    "nl": (("dark", 360), ("light", 1280)),
}


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
def test_axe_finds_nothing_and_the_language_is_told_on(
    visit: Visit, language: str, way: Way
) -> None:
    visitor = visit()
    way(visitor, language)
    for scheme, width in LOOKS[language]:
        visitor.page.emulate_media(color_scheme=scheme)
        visitor.page.set_viewport_size({"width": width, "height": 800})
        assert violations(visitor) == [], f"{scheme}, {width} px"
    other = visitor.page.locator(".languages :visible")
    assert visitor.page.locator("html").get_attribute("lang") == language
    assert other.get_attribute("lang") == ("nl" if language == "en" else "en")


def test_axe_would_find_what_is_wrong(visitor: Visitor) -> None:
    visitor.starts()
    visitor.page.evaluate("document.querySelector('#start .lead').style.color = '#ccc'")
    visitor.page.evaluate("document.documentElement.removeAttribute('lang')")
    found = {line.split(":")[0] for line in violations(visitor)}
    assert found == {"color-contrast", "html-has-lang"}


@pytest.mark.parametrize("language", LANGUAGES)
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
