"""The result as the visitor meets it: radar, table, ways on, things to take along."""

from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import expect

from app.method.whole import level_of
from tests.browser.conftest import Visit
from tests.browser.screens import LANGUAGES
from tests.browser.sheets import DIMENSIONS, persona
from tests.browser.visitor import Visitor

NOT_ASSESSED = {"en": "not assessed", "nl": "niet te bepalen"}
NO_CLIPBOARD = """() => {
  navigator.clipboard.writeText = () => Promise.reject(new Error("not here"));
}"""
SHARES = """
  navigator.canShare = ({ url }) => Boolean(url);
  navigator.share = async (given) => { window.shared = given; };
"""
COPIED = {"en": "Link copied", "nl": "Link gekopieerd"}
NOT_COPIED = {"en": "Copy it from the address bar", "nl": "Kopieer hem uit de adresbalk"}


def arrives(visit: Visit, name: str, language: str, **options: object) -> Visitor:
    """A visitor on the result of a worked sheet."""
    visitor = visit(**options)
    return visitor.opens(visitor.site.result_path(persona(name), language))


@pytest.mark.parametrize(("name", "scheme"), [("P3", "light"), ("E7", "dark")])
def test_the_radar_is_drawn_for_the_page_it_is_on(visit: Visit, name: str, scheme: str) -> None:
    visitor = arrives(visit, name, "en", color_scheme=scheme)
    radar = visitor.page.locator(".radar img")
    radar.scroll_into_view_if_needed()
    assert radar.evaluate("image => image.decode().then(() => image.naturalWidth)") > 0
    assert radar.evaluate("image => image.currentSrc").endswith(
        {"light": "/radar.svg", "dark": "/radar.svg?scheme=dark"}[scheme]
    )


@pytest.mark.parametrize(("name", "language"), [("P3", "en"), ("E7", "nl")])
def test_alternative_text_and_table_say_what_the_radar_shows(
    visit: Visit, name: str, language: str
) -> None:
    visitor = arrives(visit, name, language)
    visitor.unfolds_everything()
    found, model = visitor.site.assess(persona(name)), visitor.site.bank.model

    def in_words(level: int | None) -> str:
        if level is None:
            return NOT_ASSESSED[language]
        return visitor.site.text(language, f"levels.{level}.name")

    expected = []
    for d in DIMENSIONS:
        own, claim = found.dimension_levels[d], found.claims[d]
        meant = None if own is None or claim is None else level_of(model, claim)
        name_of_it = visitor.site.text(language, f"dimensions.{d}.name")
        if d in found.levers:
            rank = found.levers.index(d) + 1
            words = visitor.site.text(language, "report.radar.lever")
            name_of_it = words.format(name=name_of_it, rank=rank)
        expected.append([name_of_it, in_words(own), in_words(meant)])
    rows = visitor.page.locator(".radar tbody tr").all()
    assert [row.locator("th, td").all_inner_texts() for row in rows] == expected
    alternative = visitor.page.locator(".radar img").get_attribute("alt") or ""
    assert "; ".join(f"{row[0]}: {row[1]}" for row in expected) in alternative
    names = [in_words(level) for level in dict.fromkeys(found.target)]
    assert all(name in alternative.rpartition(":")[2] for name in names)


def test_the_radar_can_be_downloaded(visit: Visit, tmp_path: Path) -> None:
    visitor = arrives(visit, "P2", "nl")
    for kind in ("png", "svg"):
        with visitor.page.expect_download() as waiting:
            visitor.page.locator(f'a[href*="/radar.{kind}"]').click()
        assert waiting.value.suggested_filename == f"alliance-check-{visitor.reference}.{kind}"
        waiting.value.save_as(tmp_path / kind)
    with Image.open(tmp_path / "png") as picture:
        assert min(picture.size) >= 900
    assert "<svg" in (tmp_path / "svg").read_text()[:1000]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_link_can_be_copied_and_where_that_is_forbidden_the_page_says_how(
    visit: Visit, language: str
) -> None:
    visitor = arrives(visit, "P2", language, permissions=["clipboard-read", "clipboard-write"])
    visitor.page.locator("#copy").click()
    expect(visitor.page.locator("#told")).to_have_text(COPIED[language])
    assert visitor.page.evaluate("navigator.clipboard.readText()") == visitor.page.url
    visitor.page.evaluate(NO_CLIPBOARD)
    visitor.page.locator("#copy").click()
    expect(visitor.page.locator("#told")).to_have_text(NOT_COPIED[language])


def test_what_needs_javascript_is_not_offered_without_it(visit: Visit) -> None:
    visitor = arrives(visit, "P2", "en", java_script_enabled=False)
    expect(visitor.page.locator("#copy")).to_be_hidden()
    expect(visitor.page.locator("#print")).to_be_hidden()
    visitor.page.locator(".more summary").first.click()
    expect(visitor.page.locator(".more details p").first).to_be_visible()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_first_phone_screen_says_who_you_are_and_shows_it(visit: Visit, language: str) -> None:
    visitor = arrives(visit, "E7", language, viewport={"width": 360, "height": 740})
    for part in ("h1", ".level", ".scale", ".range", ".radar img"):
        expect(visitor.page.locator(part)).to_be_in_viewport(ratio=1)


def test_where_too_little_is_known_eight_tiles_say_what(visit: Visit) -> None:
    visitor = arrives(visit, "E8", "en")
    tiles = visitor.page.locator(".tiles li").all_inner_texts()
    assert len(tiles) == 8
    assert [tile.split("\n")[0] for tile in tiles if NOT_ASSESSED["en"] in tile] == [
        "Enablement",
        "Operations & Tooling",
    ]
    expect(visitor.page.locator(".radar img")).to_have_count(0)


def test_what_the_visitor_folds_stays_so_after_printing(visit: Visit) -> None:
    visitor = arrives(visit, "P3", "en")
    folds = visitor.page.locator("details")
    folds.first.locator("summary").click()
    open_ones = "all => all.filter(details => details.open).length"
    visitor.page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert folds.evaluate_all(open_ones) == folds.count()
    visitor.page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert folds.evaluate_all(open_ones) == 2  # and the notes, which are open by themselves


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_text_to_pass_on_and_the_start_of_the_check_can_be_copied(
    visit: Visit, language: str
) -> None:
    visitor = arrives(visit, "P2", language, permissions=["clipboard-read", "clipboard-write"])
    level = visitor.page.locator(".level b").inner_text()
    said = f"{visitor.page.locator('h1').inner_text()}\n{level}: {visitor.page.url}"
    buttons = visitor.page.locator(".keep [data-copies]").all()
    for button, wanted in zip(buttons, (said, f"{visitor.site.url}/{language}/"), strict=True):
        button.click()
        expect(button).to_have_text(button.get_attribute("data-done") or "missing")
        assert visitor.page.evaluate("navigator.clipboard.readText()") == wanted


def test_sharing_is_offered_where_the_device_can(visit: Visit) -> None:
    visitor = arrives(visit, "P2", "en", own=True)
    expect(visitor.page.locator("#print")).to_be_visible()
    expect(visitor.page.locator("#share")).to_be_hidden()
    visitor.page.add_init_script(SHARES)
    visitor.page.reload()
    visitor.page.locator("#share").click()
    assert visitor.page.evaluate("shared.url") == visitor.page.url
