"""The method and privacy pages are made from the model and the columns, so that they cannot lie."""

import base64
import re
import tomllib
from dataclasses import replace
from fractions import Fraction
from itertools import chain
from typing import Any

import pytest

from app.privacy_facts import PrivacyFacts
from app.web.check.privacy import privacy_sections
from app.web.i18n import wording
from tests.page import words_of
from tests.site import ROOT, OpenSite, Site
from tests.visitor import DIMENSIONS, Visitor

LANGUAGES = ["en", "nl"]
MODEL = tomllib.loads((ROOT / "questions" / "1" / "model.toml").read_text())


def number(value: float, language: str, sign: bool = False) -> str:
    """A number with two decimals, as it is written in the language."""
    text = f"{value:+.2f}" if sign else f"{value:.2f}"
    return text.replace(".", ",") if language == "nl" else text


def exact(text: str) -> Fraction:
    """What "4⅔" means."""
    whole, part = (text[:-1], text[-1]) if text[-1] in "⅓⅔" else (text, "")
    thirds = {"": 0, "⅓": 1, "⅔": 2}[part]
    return Fraction(whole) + Fraction(thirds, 3)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_privacy_page_lists_exactly_the_columns_of_the_table(
    visitor: Visitor, language: str
) -> None:
    visitor.starts().answers(all=3).submits()
    page = visitor.opens(f"/{language}/privacy").page
    listed = ["".join(code.itertext()) for code in page.all(".//section[@id='stored']//th/code")]
    assert listed == visitor.site.columns()
    assert all(len(meaning) > 10 for _name, meaning in page.cells("stored")[1:])


FACTS: dict[str, Any] = {
    "controller_name": "Somebody B.V.",
    "controller_address": "Kade 1, 3511 AB Utrecht",
    "controller_kvk": "87654321",
    "controller_email": "privacy@example.com",
    "privacy_host": "Hosting B.V.",
    "privacy_crm": "CRM Inc.",
    "privacy_countries": ("NL", "US", "DE"),
    "privacy_backup_weeks": 5,
    "privacy_notes_months": 18,
}
WEBHOOK: dict[str, Any] = {
    "lead_webhook_url": "https://crm.example.com/",
    "lead_webhook_secret": "whsec_" + base64.b64encode(bytes(32)).decode(),
}
# What Article 13 GDPR asks for and what is asked of such a page besides, section by section.
ASKED = (
    *("who", "not_asked", "why", "reference", "keeping", "sharing", "crm", "helpers", "barometer"),
    *("counting", "floods", "no_cookie", "around", "logs", "rights", "stored"),
)


def test_the_privacy_page_shows_every_fact_that_was_given(open_site: OpenSite) -> None:
    facts = PrivacyFacts(**FACTS)
    visitor = Visitor(open_site(privacy=facts, retention_weeks=7, **WEBHOOK))
    periods = {
        "en": ("7 weeks", "5 weeks", "18 months"),
        "nl": ("7 weken", "5 weken", "18 maanden"),
    }
    countries = {
        "en": "Netherlands, United States and Germany",
        "nl": "Nederland, Verenigde Staten en Duitsland",
    }
    given = [fact for fact in FACTS.values() if isinstance(fact, str)]
    for language, date in (("en", "21 November 2026"), ("nl", "21 november 2026")):
        page = visitor.opens(f"/{language}/privacy").page
        missing = [
            each
            for each in (*given, *periods[language], countries[language], date)
            if each not in page.text
        ]
        assert missing == []
        assert {each.attrib["id"] for each in page.all(".//section[@id]")} >= set(ASKED)
        assert page.all(".//a[@href='mailto:privacy@example.com']")


def test_the_privacy_page_is_whole_without_any_fact(site: Site) -> None:
    for language in LANGUAGES:
        page = Visitor(site).opens(f"/{language}/privacy").page
        assert not {"crm", "helpers"} & {e.attrib["id"] for e in page.all(".//section[@id]")}
        assert all(words_of(each).strip() for each in (*page.all(".//p"), *page.all(".//dd")))
        assert not re.search(r"\bNone\b|\{|\b0 (weeks|weken|months|maanden)|[:,] *[.,]", page.text)
        (contact,) = page.all(".//section[@id='who']//a")
        assert contact.attrib["href"] == site.settings.contact_url


@pytest.mark.parametrize("missing", FACTS)
def test_each_missing_fact_leaves_sentences_that_are_whole(site: Site, missing: str) -> None:
    given = {name: fact for name, fact in FACTS.items() if name != missing}
    facts = PrivacyFacts(**given)
    settings = replace(site.settings, privacy=facts, **WEBHOOK)
    with site.app.test_request_context("/en/privacy"):
        said = str(privacy_sections(settings, wording()))
    assert not re.search(r"\bNone\b|\{[a-z]|\b0 (weeks|months)|: \.", said)


def test_inside_the_european_economic_area_nothing_is_said_of_safeguards(
    open_site: OpenSite,
) -> None:
    facts = PrivacyFacts(privacy_host="Hosting B.V.", privacy_countries=("NL", "NO"))
    page = Visitor(open_site(privacy=facts)).opens("/en/privacy").page
    assert "stays within the European Economic Area" in page.text
    assert "standard clauses" not in page.text


def test_every_section_of_the_privacy_page_is_in_its_contents(visitor: Visitor) -> None:
    page = visitor.opens("/nl/privacy").page
    listed = [each.attrib["href"] for each in page.all(".//nav[@class='contents']//a")]
    assert listed == [f"#{each.attrib['id']}" for each in page.all(".//article/section")]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_method_page_shows_every_weight_of_the_model(visitor: Visitor, language: str) -> None:
    cells = visitor.opens(f"/{language}/method").page.cells("weights")
    rows = {row[0]: row[1:] for row in cells}
    for dimension in DIMENSIONS:
        weights = [MODEL["stage_weights"][stage][dimension] for stage in MODEL["profile"]["stage"]]
        name = visitor.site.text(language, f"dimensions.{dimension}.name")
        assert rows[name] == [number(weight, language) for weight in weights]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_method_page_shows_every_shift_of_the_model(visitor: Visitor, language: str) -> None:
    cells = visitor.opens(f"/{language}/method").page.cells("weights")
    shifts = cells[-len(MODEL["type_shifts"]) :]
    for (_kind, said), wanted in zip(shifts, MODEL["type_shifts"].values(), strict=True):
        for dimension, shift in wanted.items():
            name = visitor.site.text(language, f"dimensions.{dimension}.name")
            assert f"{name} {number(shift, language, sign=True)}" in said
        assert said == "–" or wanted


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_method_page_shows_where_each_level_begins(visitor: Visitor, language: str) -> None:
    cells = visitor.opens(f"/{language}/method").page.cells("levels")
    assert [name for name, _begins in cells[1:]] == [
        visitor.site.text(language, f"levels.{level}.name") for level in (1, 2, 3, 4, 5)
    ]
    begins = [exact(begins) for _name, begins in cells[1:]]
    assert begins == [1, *(level - Fraction(1, 3) for level in (2, 3, 4, 5))]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_method_page_shows_focus_prerequisites_and_targets(
    visitor: Visitor, language: str
) -> None:
    page = visitor.opens(f"/{language}/method").page

    def names(ids: list[str]) -> str:
        return ", ".join(visitor.site.text(language, f"dimensions.{d}.name") for d in ids)

    def level(n: int) -> str:
        return visitor.site.text(language, f"levels.{n}.name")

    levers = page.cells("levers")
    for start, focus in MODEL["focus"].items():
        step = f"{level(int(start))} – {level(int(start) + 1)}"
        assert [step, names(focus), visitor.site.text(language, f"focus.{start}")] in levers
    for dimension, first in MODEL["prerequisites"].items():
        assert [names([dimension]), names(first)] in levers
    targets = [row[1] for row in page.cells("target")[1:]]
    assert targets == [
        level(low) if low == high else f"{level(low)} – {level(high)}"
        for low, high in MODEL["targets"].values()
    ]


def test_every_table_has_a_caption_and_headed_rows_and_columns(visitor: Visitor) -> None:
    page = visitor.opens("/en/method").page
    tables = page.all(".//table")
    assert len(tables) == 7
    for table in tables:
        assert table.find("caption") is not None
        assert {th.attrib["scope"] for th in table.iterfind(".//thead//th")} == {"col"}
        assert all(row[0].attrib.get("scope") == "row" for row in table.iterfind(".//tbody/tr"))


def test_no_placeholder_is_left_in_any_text(visitor: Visitor) -> None:
    paths = [f"/{language}/{page}" for language in LANGUAGES for page in ("", "method", "privacy")]
    result = visitor.starts().answers(all=2, D3=[5, 5, None]).submits().result_path
    for path in chain(paths, (result, result.replace("/en/", "/nl/"))):
        text = visitor.opens(path).page.text
        assert "%(" not in text
        assert "{" not in text.replace("{step}", "")
