"""The marketer's page: what it gives works when it is pasted, and it says what is the matter."""

from urllib.parse import urlencode

import pytest
from playwright.sync_api import Page, expect

from tests.browser.sheets import USUAL, answers_of
from tests.embedding.check_site import CheckSite
from tests.embedding.conftest import OpenPage
from tests.embedding.host import Host
from tests.embedding.widget import Widget, widget

CHOSEN = {
    "lang": "nl",
    "source": "Homepage",
    "accent": "#aa0000",
    "radius": "2",
    "font": "rounded",
    "scheme": "dark",
    "background": "transparent",
    "header": "compact",
    "start": "profile",
}


def marketers_page(check_site: CheckSite, **options: str) -> str:
    """The address of the page with these options."""
    return f"{check_site.url}/embed?{urlencode({'ui': 'en', **options})}"


def code(page: Page, name: str) -> str:
    """The text of one of the snippets, as it is copied."""
    return page.locator(f"#{name} code").inner_text()


def is_as_chosen(check: Widget) -> None:
    """Assert that the check is the one that CHOSEN asks for."""
    check.is_there("nl")
    assert check.step == "profile"
    look = "html[data-scheme=dark].is-embedded.is-transparent.is-compact"
    assert check.frame.locator(look).count() == 1
    theme = 'link[href*="theme.css?accent=aa0000&radius=2&font=rounded"]'
    assert check.frame.locator(theme).count() == 1
    assert check.element.evaluate("frame => getComputedStyle(frame).colorScheme") == "dark"


@pytest.mark.parametrize("name", ["snippet", "block", "frame"])
def test_what_is_pasted_shows_the_check_as_chosen(
    open_page: OpenPage, host: Host, site: CheckSite, name: str
) -> None:
    page = open_page(marketers_page(site, **CHOSEN), java_script_enabled=False)
    check = widget(open_page(host.shows(code(page, name))))
    is_as_chosen(check)
    check.fills().walks_to_the_end().submits()
    row = site.leads()[check.reference]
    assert (row["source"], row["test"]) == ("homepage", 0)


def test_the_policy_that_it_names_is_enough(
    open_page: OpenPage, host: Host, site: CheckSite
) -> None:
    page = open_page(marketers_page(site))
    policy = f"default-src 'none'; {' '.join(code(page, 'policy').split())}"
    widget(open_page(host.shows(code(page, "snippet"), policy=policy))).is_there().fits()


def test_the_lines_for_a_tag_manager_fill_its_data_layer(
    open_page: OpenPage, host: Host, site: CheckSite
) -> None:
    page = open_page(marketers_page(site))
    events = f"<script>{code(page, 'events')}</script>"
    pasted = open_page(host.shows(events + code(page, "snippet")))
    check = widget(pasted).is_there()
    check.next()
    pasted.wait_for_function("window.dataLayer?.length === 2")
    assert pasted.evaluate("dataLayer") == [
        {"event": "alliance_check_ready"},
        {"event": "alliance_check_step", "step": 1},
    ]


def test_it_tells_whether_a_site_may_show_the_check(
    open_page: OpenPage, host: Host, other_host: Host, site: CheckSite
) -> None:
    for address, verdict in (
        (f"{host.url}/some/page?x=1", f"{host.url} may show the check."),
        (other_host.url, f"{other_host.url} may not show the check yet."),
        (site.url, f"{site.url} may show the check."),
        ("WWW.Example.com/path", "https://www.example.com may not show the check yet."),
    ):
        page = open_page(marketers_page(site, site=address))
        expect(page.locator(".verdict-line")).to_contain_text(verdict)


def test_the_options_change_the_look_of_the_preview_and_not_of_the_page(
    open_page: OpenPage, site: CheckSite
) -> None:
    page = open_page(marketers_page(site, **CHOSEN))
    assert page.locator('html[data-scheme], html.is-embedded, link[href*="theme.css"]').count() == 0
    assert page.locator('.colophon a[href*="accent"], .colophon a[href*="scheme"]').count() == 0
    assert page.frame_locator(".preview").locator("body.is-dark").count() == 1


def test_wrong_fields_are_named_and_kept_and_left_out_of_the_snippet(
    open_page: OpenPage, site: CheckSite
) -> None:
    wrong = {"source": "Home Page!", "accent": "reddish", "radius": "25", "site": "ftp://x"}
    page = open_page(marketers_page(site, lang="en", scheme="pink", start="D8", **wrong))
    for name, typed in wrong.items():
        field = page.locator(f"#{name}")
        expect(field).to_have_value(typed)
        expect(field).to_have_attribute("aria-invalid", "true")
        expect(page.locator(f"#{name}-error")).to_contain_text("Error:")
    assert code(page, "snippet").endswith('<alliance-check lang="en"></alliance-check>')


def test_the_preview_and_the_snippet_follow_what_is_chosen(
    open_page: OpenPage, site: CheckSite
) -> None:
    page = open_page(marketers_page(site, lang="en"))
    page.locator("#lang").select_option("nl")
    expect(page.locator("#snippet")).to_contain_text('lang="nl"')
    page.locator("#scheme").select_option("dark")
    expect(page.locator("#snippet")).to_contain_text('scheme="dark"')
    preview = page.frame_locator(".preview").frame_locator("iframe")
    expect(preview.locator("html")).to_have_attribute("data-scheme", "dark")
    expect(preview.locator("html")).to_have_attribute("lang", "nl")
    assert "scheme=dark" in page.url


def test_a_field_that_goes_wrong_is_named_at_once_and_comes_right_again(
    open_page: OpenPage, site: CheckSite
) -> None:
    page = open_page(marketers_page(site, lang="en"))
    page.locator("#accent").fill("reddish")
    page.keyboard.press("Tab")
    expect(page.locator("#accent-error")).to_be_visible()
    expect(page.locator("#accent")).to_have_value("reddish")
    expect(page.locator('[data-picks="accent"]')).to_be_focused()  # as before it was replaced
    page.keyboard.press("Tab")
    expect(page.locator("#radius")).to_be_focused()
    page.locator("#accent").fill("#aa0000")
    page.keyboard.press("Tab")
    expect(page.locator("#accent-error")).to_have_count(0)
    expect(page.locator("#snippet")).to_contain_text('accent="aa0000"')


def test_a_colour_is_picked_and_follows_what_is_typed(open_page: OpenPage, site: CheckSite) -> None:
    page = open_page(marketers_page(site, lang="en", accent="#aa0000"))
    picker = page.locator('[data-picks="accent"]')
    expect(picker).to_have_value("#aa0000")
    picker.fill("#112233")
    expect(page.locator("#accent")).to_have_value("#112233")
    picker.dispatch_event("change")
    expect(page.locator("#snippet")).to_contain_text('accent="112233"')
    page.locator("#accent").fill("reddish")
    page.keyboard.press("Tab")
    expect(page.locator("#accent-error")).to_be_visible()
    expect(picker).to_be_visible()  # the field is another one now


@pytest.mark.parametrize("width", [360, 1280])
def test_the_preview_is_a_phone_or_a_desk_and_fits(
    open_page: OpenPage, site: CheckSite, width: int
) -> None:
    page = open_page(marketers_page(site, lang="en"), viewport={"width": width, "height": 900})
    preview = page.frame_locator(".preview")
    for device, wide in (("desktop", 1280), ("phone", 360)):
        page.locator(f"#{device}").check()
        assert preview.locator("html").evaluate("() => innerWidth") == wide
        room, taken = (page.locator(each).bounding_box() for each in ("#stage", ".preview"))
        assert room is not None
        assert taken is not None
        assert room["x"] <= taken["x"]
        assert taken["x"] + taken["width"] <= room["x"] + room["width"]
        wide_page = page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
        assert wide_page[0] <= wide_page[1]


def test_choosing_another_label_leaves_the_other_parts_as_they_are(
    open_page: OpenPage, site: CheckSite
) -> None:
    """A preview in which somebody has begun the check is not taken away by a site's name."""
    page = open_page(marketers_page(site, lang="en"))
    preview = page.frame_locator(".preview").frame_locator("iframe")
    preview.locator('[data-go="next"]:visible').click()
    expect(preview.locator("#profile")).to_be_visible()
    page.locator("#site").fill(site.url)
    page.keyboard.press("Tab")
    expect(page.locator(".verdict-line")).to_contain_text("may show the check")
    expect(page.locator("#letter")).to_contain_text(f"{site.url} may show the check already.")
    expect(preview.locator("#profile")).to_be_visible()


def test_transparent_without_light_or_dark_is_refused_until_one_is_chosen(
    open_page: OpenPage, site: CheckSite
) -> None:
    page = open_page(marketers_page(site, lang="en"))
    page.locator("#background").select_option("transparent")
    expect(page.locator("#background-error")).to_be_visible()
    assert "background" not in code(page, "snippet")
    page.locator("#scheme").select_option("light")
    expect(page.locator("#background-error")).to_have_count(0)
    expect(page.locator("#snippet")).to_contain_text('scheme="light" background="transparent"')


def test_the_font_of_the_page_is_in_the_snippet_and_not_in_the_plain_frame(
    open_page: OpenPage, site: CheckSite
) -> None:
    page = open_page(marketers_page(site, lang="en", font="inherit"))
    assert 'font="inherit"' in code(page, "snippet")
    assert "font" not in code(page, "frame")
    assert page.locator("#font-error").count() == 0


@pytest.mark.parametrize("language", ["en", "nl"])
def test_a_developer_gets_all_that_is_needed(
    open_page: OpenPage, site: CheckSite, language: str
) -> None:
    page = open_page(marketers_page(site, ui=language, **CHOSEN))
    letter = code(page, "letter")
    assert code(page, "snippet") in letter
    assert code(page, "policy") in letter
    for event in ("ready", "step", "complete", "next"):
        assert f"alliance-check:{event}" in letter
    again = open_page(letter.split()[-1])
    assert code(again, "snippet") == code(page, "snippet")


def test_it_works_without_javascript(open_page: OpenPage, site: CheckSite) -> None:
    page = open_page(marketers_page(site), java_script_enabled=False)
    page.locator("#source").fill("news-letter")
    page.locator("#scheme").select_option("dark")
    page.locator("#options button").click()
    assert 'source="news-letter" scheme="dark"' in code(page, "snippet")
    assert page.locator("[data-copy]:visible, [type=color]:visible").count() == 0
    for device, width in (("desktop", 1280), ("phone", 360)):
        page.locator(f"#{device}").check()
        box = page.locator(".preview").bounding_box()
        assert box is not None
        assert box["width"] == width


def test_the_snippet_is_copied_at_a_click(open_page: OpenPage, site: CheckSite) -> None:
    page = open_page(
        marketers_page(site, lang="nl"), permissions=["clipboard-read", "clipboard-write"]
    )
    button = page.locator('[data-copy="snippet"]')
    button.click()
    expect(button).to_have_text("Copied")
    assert page.evaluate("navigator.clipboard.readText()") == code(page, "snippet")


def test_leads_of_the_preview_are_tests_and_stay_out_of_exports_and_figures(
    open_page: OpenPage, site: CheckSite
) -> None:
    page = open_page(marketers_page(site, lang="en", source="marketing-test"))
    preview = page.frame_locator(".preview").frame_locator("iframe")
    preview.locator(".is-wizard").wait_for()
    (frame,) = [each for each in page.frames if "embed=1" in each.url]
    before = site.runs("leads", "stats")
    frame.evaluate(
        """answers => Object.entries(answers).forEach(([name, value]) =>
          document.querySelector(`input[name="${name}"][value="${value}"]`).click())""",
        answers_of(USUAL),
    )
    while preview.locator('[data-go="next"]:visible').count():
        preview.locator('[data-go="next"]:visible').evaluate("button => button.click()")
    preview.locator("#submit").click()
    reference = preview.locator(".code").first.inner_text()
    row = site.leads()[reference]
    assert (row["test"], row["source"]) == (1, "marketing-test")
    assert reference not in site.runs("leads", "export")
    assert site.runs("leads", "stats") == before


def test_the_page_speaks_dutch_when_asked(open_page: OpenPage, site: CheckSite) -> None:
    page = open_page(marketers_page(site, ui="nl", source="Oei!"))
    assert page.locator("html").get_attribute("lang") == "nl"
    expect(page.locator("h1")).to_have_text("Zet de check op je site")
    expect(page.locator("#source-error")).to_contain_text("Let op:")
    page.locator('.languages [lang="en"]').click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.locator("#source")).to_have_value("Oei!")
