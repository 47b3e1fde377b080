"""The loader: finds its elements wherever and whenever they come, and hands on what they say."""

from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.embedding.check_site import CheckSite
from tests.embedding.conftest import OpenPage
from tests.embedding.host import Host
from tests.embedding.widget import LAST_STEP, events, seen, widget

APPEND = """attributes => {
  const element = document.createElement("alliance-check");
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  document.body.append(element);
}"""


def asked_for(page: Page, which: str = "iframe") -> dict[str, str]:
    """The path and the query of the address in a frame."""
    parts = urlsplit(widget(page, which).element.get_attribute("src") or "")
    return {"path": parts.path, **{name: value[0] for name, value in parse_qs(parts.query).items()}}


def test_several_widgets_on_one_page_are_each_as_asked(
    open_page: OpenPage, host: Host, site: CheckSite
) -> None:
    body = (
        '<alliance-check id="first" lang="nl" accent="#aa0000"></alliance-check>'
        '<div id="second" data-alliance-check data-lang="en" data-source="div"></div>'
        '<alliance-check id="third" lang="en" scheme="dark" start="profile"></alliance-check>'
    )
    page = open_page(host.shows(site.loader + body))
    assert page.locator("iframe").count() == 3
    first = widget(page, "#first iframe").is_there("nl")
    second = widget(page, "#second iframe").is_there("en")
    third = widget(page, "#third iframe").is_there("en")
    assert (first.step, second.step, third.step) == ("start", "start", "profile")
    second.next()
    page.wait_for_function("seen.events.filter(event => event.type === 'step').length > 1")
    steps = [event["on"] for event in seen(page, "events") if event["type"] == "step"]
    assert steps == ["third", "second"]
    for check in (first, second, third):
        check.fits()


def test_all_attributes_are_passed_on_and_nothing_else(
    open_page: OpenPage, host: Host, site: CheckSite
) -> None:
    body = (
        '<alliance-check lang="nl" source="blog" accent="#123456" radius="2" font="serif" '
        'scheme="dark" background="transparent" header="compact" start="profile" '
        'class="wide" title="private" data-id="7"></alliance-check>'
    )
    query = "?utm_source=a&utm_medium=b&utm_campaign=c%20d&utm_term=e&email=f&embed=0&lang=en"
    page = open_page(host.shows(site.loader + body) + query)
    assert asked_for(page) == {
        "path": "/nl/",
        "embed": "1",
        "source": "blog",
        "accent": "#123456",
        "radius": "2",
        "font": "serif",
        "scheme": "dark",
        "background": "transparent",
        "header": "compact",
        "start": "profile",
        "utm_source": "a",
        "utm_medium": "b",
        "utm_campaign": "c d",
    }


# The page's language, the element's own, and the one that it shall have.
SPOKEN = [
    ("nl", "", "nl"),  # the page's
    ("nl-BE", "", "nl"),  # with a region
    ("NL", "", "nl"),  # in capitals
    ("en", 'lang="nl"', "nl"),  # its own
    ("nl", 'lang="xx"', "nl"),  # the page's when its own is unknown
    ("xx", "", "en"),  # the browser's when the page's is unknown
    ("", "", "en"),  # the browser's when the page has none
]


def test_the_language_is_the_elements_or_the_pages_or_the_browsers(
    open_page: OpenPage, host: Host, site: CheckSite
) -> None:
    page = open_page("about:blank", locale="en-GB")
    for page_lang, attribute, language in SPOKEN:
        body = f"{site.loader}<alliance-check {attribute}></alliance-check>"
        page.goto(host.shows(body, lang=page_lang))
        widget(page).is_there(language)


def test_the_language_is_the_first_when_nobody_speaks_one_of_ours(
    open_page: OpenPage, host: Host, site: CheckSite
) -> None:
    body = f"{site.loader}<alliance-check></alliance-check>"
    page = open_page(host.shows(body, lang="fr"), locale="fr-FR")
    widget(page).is_there("en")


def test_the_part_of_the_page_around_the_element_tells_its_language(
    open_page: OpenPage, host: Host, site: CheckSite
) -> None:
    body = f'{site.loader}<section lang="nl"><alliance-check></alliance-check></section>'
    widget(open_page(host.shows(body, lang="en"))).is_there("nl")


def test_an_element_that_a_script_adds_later_is_filled(
    open_page: OpenPage, host: Host, site: CheckSite
) -> None:
    page = open_page(host.shows(site.loader))
    page.evaluate(APPEND, {"lang": "nl"})
    widget(page).is_there("nl").fits()
    page.evaluate(
        "document.body.insertAdjacentHTML('beforeend', '<div data-alliance-check></div>')"
    )
    widget(page, "div iframe").is_there("en").fits()


@pytest.mark.parametrize(
    "element",
    [
        pytest.param('<alliance-check id="it"></alliance-check>', id="element"),
        pytest.param('<div id="it" data-alliance-check></div>', id="div"),
    ],
)
@pytest.mark.parametrize("pause", [0, 100])
def test_an_element_that_is_taken_away_and_put_back_works_again(
    open_page: OpenPage, host: Host, site: CheckSite, element: str, pause: int
) -> None:
    page = open_page(host.shows(f"{site.loader}{element}"))
    widget(page).is_there().next()
    page.wait_for_function("seen.events.some(event => event.type === 'step')")
    page.evaluate(
        """pause => {
          const element = document.getElementById("it");
          element.remove();
          const back = () => document.body.append(element);
          if (pause) setTimeout(back, pause); else back();
        }""",
        pause,
    )
    page.wait_for_timeout(pause + 100)
    assert page.locator("iframe").count() == 1
    check = widget(page).is_there()
    check.fits()
    page.evaluate("seen.events.length = 0")
    check.frame.locator("[data-go]:visible").first.evaluate("button => button.click()")
    page.wait_for_function("seen.events.some(event => event.type === 'step')")
    assert [event["on"] for event in seen(page, "events")] == ["it"]


def test_a_loader_that_is_included_twice_does_no_harm(
    open_page: OpenPage, host: Host, site: CheckSite
) -> None:
    body = "<alliance-check></alliance-check><div data-alliance-check></div>"
    page = open_page(host.shows(site.loader + site.loader + body + site.loader))
    page.wait_for_load_state()
    page.evaluate("window.added = 0")
    page.evaluate(
        """new MutationObserver(changes => { added += changes.length })
          .observe(document.body, { childList: true, subtree: true })"""
    )
    page.wait_for_timeout(300)
    assert (page.evaluate("added"), page.locator("iframe").count()) == (0, 2)
    widget(page, "alliance-check iframe").is_there().next()
    page.wait_for_function("seen.events.some(event => event.type === 'step')")
    assert sum(event["type"] == "step" for event in seen(page, "events")) == 1


def test_an_element_without_a_loader_yet_is_filled_when_it_comes(
    open_page: OpenPage, host: Host, site: CheckSite
) -> None:
    page = open_page(host.shows('<alliance-check lang="nl"></alliance-check>'))
    assert page.locator("iframe").count() == 0
    page.add_script_tag(url=f"{site.url}/embed.js")
    widget(page).is_there("nl")


def test_a_host_with_a_strict_policy_needs_to_list_our_origin_only(
    open_page: OpenPage, host: Host, site: CheckSite
) -> None:
    policy = f"default-src 'none'; script-src 'self' {site.url}; frame-src {site.url}"
    body = f"{site.loader}<alliance-check></alliance-check><div data-alliance-check></div>"
    page = open_page(host.shows(body, policy=policy))
    widget(page, "alliance-check iframe").is_there().fits()
    check = widget(page, "div iframe").is_there()
    check.fills().walks_to_the_end().submits()
    check.fits()
    assert seen(page, "violations") == []


def test_a_violation_would_be_noticed(open_page: OpenPage, host: Host, site: CheckSite) -> None:
    """The control of the test above."""
    policy = f"default-src 'none'; script-src 'self' {site.url}"
    page = open_page(host.shows(f"{site.loader}<alliance-check></alliance-check>", policy=policy))
    page.wait_for_function("seen.violations.length")
    assert seen(page, "violations") == ["frame-src"]


def test_the_iframe_has_a_title_and_loads_only_when_it_is_near(
    open_page: OpenPage, host: Host, site: CheckSite
) -> None:
    space = '<div style="height: 12000px"></div>'
    page = open_page(host.shows(f"{site.loader}{space}<alliance-check></alliance-check>"))
    expect(page.locator("iframe")).to_have_attribute("title", "Alliance Check")
    page.wait_for_timeout(300)
    assert seen(page, "events") == []
    widget(page).is_there()
    page.wait_for_function("seen.events.length")


def test_each_thing_is_told_once_though_pages_come_back(
    open_page: OpenPage, host: Host, site: CheckSite
) -> None:
    """A change of language loads a page of ours anew; a tag manager must not count it twice."""
    page = open_page(host.shows(f"{site.loader}<alliance-check></alliance-check>"))
    check = widget(page).is_there()
    check.frame.locator('.languages [lang="nl"]').click()
    check.is_there("nl").fills().walks_to_the_end().submits()
    page.wait_for_function("seen.events.some(event => event.type === 'complete')")
    check.frame.locator('.languages [lang="en"]').click()
    expect(check.frame.locator("html")).to_have_attribute("lang", "en")
    check.frame.locator("#result").wait_for()
    page.wait_for_timeout(300)
    kinds = [kind for kind, _ in events(page)]
    assert kinds == ["ready", *["step"] * LAST_STEP, "complete"]


def test_steps_are_told_back_and_forth(open_page: OpenPage, host: Host, site: CheckSite) -> None:
    page = open_page(host.shows(f"{site.loader}<alliance-check></alliance-check>"))
    check = widget(page).is_there().fills()
    check.next()
    check.next()
    check.frame.locator('#actions [data-go="back"]').evaluate("button => button.click()")
    page.wait_for_function("seen.events.length === 4")
    assert [detail for _, detail in events(page)] == [{}, {"step": 1}, {"step": 2}, {"step": 1}]
