"""Every screen: what axe-core sees; the narrowest phone, twice the size, a thumb."""

from typing import Any

import pytest

from tests.browser.axe import LOOKS, is_sound, violations
from tests.browser.screens import LANGUAGES, every_way, screens
from tests.browser.sheets import DIMENSIONS, sheet
from tests.browser.visitor import Visitor

NARROW = 320  # CSS pixels: the narrowest phone, or a laptop at 400 %
HALF = 640  # what is left of 1280 at 200 %

# What is wider than the page, or sticks out of it; tables may scroll in a box of their own.
SPILLED = """() => {
  const width = document.documentElement.clientWidth;
  const spilled = [...document.body.querySelectorAll("*")].filter(element => {
    if (!element.checkVisibility() || element.closest(".aside, .skip")) return false;
    if (element.parentElement.closest(".scroller")) return false;
    const box = element.getBoundingClientRect();
    return box.left < -0.5 || box.right > width + 0.5;
  });
  const names = spilled.map(element => `${element.tagName}.${element.className}`);
  return document.documentElement.scrollWidth > width ? ["the page", ...names] : names;
}"""

# Targets under their least size. A radio is touched through its row, a link in a sentence is
# as high as the sentence (WCAG 2.5.8 excepts both).
SMALL = """() => {
  const inSentence = element => {
    const text = element.closest("p, dd, li")?.textContent.trim();
    return element.tagName === "A" && text !== undefined && text !== element.textContent.trim();
  };
  const least = element => element.matches(".option, .button") ? 48 : 24;
  return [...document.querySelectorAll("a:not(.skip), button, summary, .option")]
    .filter(element => element.checkVisibility() && !inSentence(element))
    .map(element => [element, element.getBoundingClientRect()])
    .filter(([element, box]) => Math.min(box.width, box.height) < least(element) - 0.01)
    .map(([element, box]) => `${element.outerHTML.slice(0, 80)} ${box.width} × ${box.height}`);
}"""


# From here on a word that is too long sticks out, instead of being broken somewhere.
UNBREAKABLE = "document.body.style.overflowWrap = 'normal'"
AS_BEFORE = "document.body.style.overflowWrap = document.documentElement.style.fontSize = ''"


def spilled(visitor: Visitor, width: int) -> list[str]:
    """What doesn't fit into this width."""
    visitor.page.set_viewport_size({"width": width, "height": 720})
    found: list[str] = visitor.page.evaluate(SPILLED)
    return found


def looked_at(visitor: Visitor, language: str, screen: str) -> None:
    """See that what is in view is sound and fits, however one looks at it."""
    is_sound(visitor.page, LOOKS[language], screen)
    other = visitor.page.locator(".languages :visible")
    assert visitor.page.locator("html").get_attribute("lang") == language, screen
    assert other.get_attribute("lang") == ("nl" if language == "en" else "en"), screen
    assert spilled(visitor, HALF) == [], screen
    assert visitor.page.evaluate(SMALL) == [], screen
    assert spilled(visitor, NARROW) == [], screen
    assert visitor.page.evaluate(SMALL) == [], screen
    visitor.page.evaluate(UNBREAKABLE)
    assert spilled(visitor, NARROW) == [], f"{screen}: a word is too long"
    visitor.page.evaluate("document.documentElement.style.fontSize = '200%'")
    assert spilled(visitor, HALF) == [], f"{screen}: only the text at 200 %"
    visitor.page.evaluate(AS_BEFORE)


@every_way
def test_every_screen_is_sound_and_fits_and_every_target_can_be_hit_on(
    visitor: Visitor, language: str, way: str
) -> None:
    for screen in screens(way, visitor, language):
        looked_at(visitor, language, screen)


def test_what_is_wrong_would_be_seen(visitor: Visitor) -> None:
    visitor.starts()
    visitor.page.evaluate("document.querySelector('#start .lead').style.color = '#ccc'")
    visitor.page.evaluate("document.documentElement.removeAttribute('lang')")
    found = {line.split(":")[0] for line in violations(visitor.page)}
    assert found == {"color-contrast", "html-has-lang"}
    visitor.page.evaluate("document.querySelector('#start h1').style.width = '50rem'")
    visitor.page.evaluate("document.querySelector('.colophon a').style.display = 'inline'")
    assert spilled(visitor, NARROW) == ["the page", "H1."]
    assert len(visitor.page.evaluate(SMALL)) == 1


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


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_level_fits_on_the_narrowest_phone(visitor: Visitor, language: str) -> None:
    for level in range(1, 6):
        filled = sheet({dimension: [level] * 3 for dimension in DIMENSIONS})
        visitor.opens(visitor.site.result_path(filled, language))
        assert visitor.level == visitor.site.text(language, f"levels.{level}.name")
        visitor.unfolds_everything()
        visitor.page.evaluate(UNBREAKABLE)
        assert spilled(visitor, NARROW) == []
