"""The desk in a browser: logging in by keyboard, every page on a phone and a screen, no frame."""

import json
import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Browser, Page, expect

from app.database.accounts import AccountTable, AttemptTable
from app.desk.accounts import Accounts, Attempts
from app.leads.attribution import Attribution
from app.leads.barometer import barometer_of
from app.leads.record import lead_of
from app.leads.weeks import Quarter, iso_week
from app.method.scoring import assess
from app.method.token import reference_code
from tests.browser.axe import LOOKS, is_sound, violations
from tests.browser.conftest import PATIENCE
from tests.browser.conftest import USUAL as AS_USUAL
from tests.browser.sheets import USUAL, persona
from tests.browser.site import Site, served
from tests.seller import PASSWORD
from tests.stores import open_store
from tests.unit.leads.invented import invented_sheet

NL, NO_LEVEL = reference_code(1), reference_code(2)

PAGES = {
    "overview": "/desk?weeks=13",
    "a year": "/desk?weeks=52",
    "list": "/desk/leads?language=nl",
    "list with a wrong week": "/desk/leads?first_week=soon",
    "empty list": "/desk/leads?source=nobody",
    "lead": f"/desk/leads/{NL}",
    "lead without a level": f"/desk/leads/{NO_LEVEL}",
    "no such code": "/desk/find?code=hello",
    "no such lead": "/desk/leads/AC-ZZZZZ-ZZZZZ",
    "export": "/desk/export?level=3",
    "audit": "/desk/audit",
    "barometer": "/desk/barometer?quarter=2026-Q1",
}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A desk with an account, some hundred leads and a funnel."""
    with served(tmp_path_factory.mktemp("desk"), workers=1) as up:
        _fill(up)
        yield up


def _fill(site: Site) -> None:
    store = open_store(f"sqlite:///{site.database}", site.catalogue)
    chance, today = random.Random(4), datetime.now(UTC).date()
    sheets = [USUAL, persona("E8"), *(invented_sheet(site.bank.model, chance) for _ in range(120))]
    leads = [
        lead_of(
            site.catalogue,
            reference_code(number),
            assess(site.bank.model, sheet),
            language="nl" if number < 3 else chance.choice(["en", "nl"]),
            week=iso_week(today - timedelta(weeks=chance.randrange(20))),
            attribution=Attribution(source=chance.choice([None, "homepage", "a-long-newsletter"])),
        )
        for number, sheet in enumerate(sheets, 1)
    ]
    store.put_all(leads)
    careful = [{**lead.values, "flags": ""} for lead in leads]
    barometer = barometer_of(Quarter(2026, 1), [site.bank.model], site.catalogue, careful)
    said = json.dumps({"total": barometer.total, "tables": barometer.tables})
    Accounts(AccountTable(store.engine), Attempts(AttemptTable(store.engine), "any")).add(
        "anna", PASSWORD
    )
    names = ("opened", "started", "profile", *site.bank.model.dimensions, "finished")
    counts = {name: 400 - 25 * at for at, name in enumerate(names)} | {"minutes:8-12": 90}
    with store.engine.writing() as connection:
        for name, count in counts.items():
            row = (iso_week(today), "nl", "homepage", name, count)
            connection.execute("INSERT INTO counters VALUES (?, ?, ?, ?, ?)", row)
        connection.execute("INSERT INTO barometers VALUES ('2026-Q1', ?)", (said,))
    store.close()


@pytest.fixture(scope="module")
def opened(browser: Browser, site: Site) -> Iterator[tuple[Page, list[str]]]:
    """A browser at the desk, and what goes wrong in it."""
    context = browser.new_context(base_url=site.url, **AS_USUAL)
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    trouble: list[str] = []
    page.on("pageerror", lambda error: trouble.append(str(error)))
    page.on("console", lambda said: trouble.append(said.text) if "Policy" in said.text else None)
    yield page, trouble
    context.close()


@pytest.fixture
def page(opened: tuple[Page, list[str]]) -> Iterator[Page]:
    """That browser, looking as it always does; nothing goes wrong in it until the end."""
    page, trouble = opened
    page.set_viewport_size(AS_USUAL["viewport"])
    page.emulate_media(media="null", color_scheme="light", reduced_motion="reduce")
    trouble.clear()
    yield page
    assert trouble == []


def logs_in(page: Page) -> Page:
    """Log in with nothing but the keyboard."""
    page.goto("/desk")
    page.locator("#name").focus()
    page.keyboard.type("anna")
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.locator("nav.sections")).to_be_visible()
    return page


@pytest.fixture
def stranger(page: Page) -> Iterator[Page]:
    """Somebody who is not logged in."""
    page.context.clear_cookies()
    yield page
    page.context.clear_cookies()


@pytest.fixture
def anna(page: Page) -> Page:
    """Anna, who is logged in."""
    return page if page.context.cookies() else logs_in(page)


def looked_at(page: Page, address: str, language: str) -> None:
    """Open a page and look at it on a phone and on a screen."""
    page.goto(f"{address}{'&' if '?' in address else '?'}ui={language}")
    unfold = "all => all.forEach(details => { details.open = true; })"
    page.locator("main details").evaluate_all(unfold)
    is_sound(page, LOOKS[language], address)
    assert page.locator("html").get_attribute("lang") == language


# Dutch is the longer one of the two; English pages with most on them are looked at besides.
@pytest.mark.parametrize(
    ("name", "language"),
    [*((name, "nl") for name in PAGES), ("overview", "en"), ("lead", "en"), ("barometer", "en")],
)
def test_axe_finds_nothing_and_the_page_fits(anna: Page, name: str, language: str) -> None:
    looked_at(anna, PAGES[name], language)


def test_the_login_page_is_sound_too_also_when_it_refuses(stranger: Page) -> None:
    looked_at(stranger, "/desk/login?left=1", "nl")
    stranger.locator("#name").fill("ivan")
    stranger.locator("#password").fill("not the password")
    stranger.locator("main button").click()
    expect(stranger.get_by_role("alert")).to_be_visible()
    assert violations(stranger) == []
    expect(stranger.locator("#password")).to_have_value("")


def test_a_lead_is_found_by_a_sloppy_code_and_printed_on_two_pages(anna: Page) -> None:
    anna.goto("/desk")
    anna.locator("#code").fill(NL.lower().replace("0", "o").replace("-", " "))
    anna.keyboard.press("Enter")
    anna.wait_for_url(f"**/desk/leads/{NL}*")
    expect(anna.locator(".opener .question")).to_contain_text("?")
    expect(anna.locator("#print")).to_be_visible()
    radar = anna.locator(".radar img")
    radar.evaluate("image => image.decode()")
    anna.emulate_media(media="print")
    expect(anna.locator(".sections")).to_be_hidden()
    expect(anna.locator(".foot")).to_be_hidden()
    assert 1 <= anna.pdf(prefer_css_page_size=True).count(b"/Type /Page\n") <= 2


def test_the_barometer_is_printed_on_two_pages_without_the_desk(anna: Page) -> None:
    anna.goto("/desk/barometer")
    expect(anna.locator("#print")).to_be_visible()
    anna.emulate_media(media="print", color_scheme="dark")  # paper is light all the same
    for part in (".masthead", ".foot", ".lengths"):
        assert not any(each.is_visible() for each in anna.locator(part).all())
    expect(anna.locator(".made")).to_be_visible()
    assert 1 <= anna.pdf(prefer_css_page_size=True).count(b"/Type /Page\n") <= 2


def test_a_lead_is_deleted_in_two_steps(anna: Page, site: Site) -> None:
    reference = next(each for each in site.leads() if each not in (NL, NO_LEVEL))
    anna.goto(f"/desk/leads/{reference}")
    expect(anna.locator(".button-alert")).to_be_hidden()
    anna.locator(".danger summary").click()
    anna.locator(".button-alert").click()
    expect(anna.get_by_role("status")).to_be_visible()
    assert reference not in site.leads()


def test_filters_are_open_on_a_screen_and_folded_on_a_phone(anna: Page) -> None:
    anna.set_viewport_size({"width": 1280, "height": 800})
    anna.goto("/desk/leads")
    anna.locator("#level").select_option("3")
    anna.locator(".filters button").click()
    anna.wait_for_url("**/desk/leads?level=3")
    anna.set_viewport_size({"width": 360, "height": 800})
    expect(anna.locator("#level")).to_be_hidden()
    anna.locator(".filters summary").click()
    expect(anna.locator("#level")).to_have_value("3")


def test_after_logging_out_the_back_button_shows_nothing(anna: Page) -> None:
    anna.goto(f"/desk/leads/{NL}")
    anna.locator(".who button").click()
    expect(anna.locator("#password")).to_be_visible()
    anna.go_back()
    expect(anna.locator("#password")).to_be_visible()
    assert NL not in anna.locator("main").inner_text()
    anna.context.clear_cookies()


def test_no_page_can_frame_the_desk_not_even_our_own(
    anna: Page, site: Site, opened: tuple[Page, list[str]]
) -> None:
    for path in ("/desk/login?left=1", "/desk", f"/desk/leads/{NL}", MAY_BE_FRAMED):
        anna.goto("/embed/sample")
        anna.evaluate(FRAME, path)
        expected = f"{site.url}{path}" if path == MAY_BE_FRAMED else "chrome-error://chromewebdata/"
        anna.wait_for_function("() => window.loaded")
        assert [each.url for each in anna.frames[1:] if each.name == "framed"] == [expected]
    refusals = opened[1]
    assert all("frame-ancestors 'none'" in each for each in refusals)
    refusals.clear()


# Shows that the page can frame what lets itself be framed.
MAY_BE_FRAMED = "/en/method"
FRAME = """address => {
  const frame = document.createElement("iframe");
  frame.name = "framed";
  frame.onload = () => { window.loaded = true; };
  frame.src = address;
  document.body.append(frame);
}"""
