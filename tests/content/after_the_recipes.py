"""What test_recipes.py shows in a house that was changed by the recipes of the README."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.leads.export.workbook import explained
from tests.http.test_desk_pages import listed
from tests.seller import Seller
from tests.site import Site
from tests.visitor import PROFILE, Visitor

ABROAD = {**PROFILE, "reach": "abroad"}


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    """The check with what it stored before it was changed."""
    site = Site(Path(os.environ["SITE_BEFORE"]))
    yield site
    site.close()


@pytest.fixture(scope="module")
def visitor(site: Site) -> Visitor:
    """Somebody who has answered all but one, on the result."""
    started = Visitor(site).starts().answers(all=3, D1=[3, None, 3], profile=ABROAD)
    return started.submits()


def test_it_is_asked_stored_and_shown(site: Site, visitor: Visitor) -> None:
    assert "Waar zitten jullie partners?" in Visitor(site).starts("nl").page.text
    assert {(row["reach"], row["known"]) for row in site.leads()} == {(None, None), ("abroad", 23)}
    visitor.opens(visitor.result_path)
    for words in ("Reach", "Abroad: in other countries too", "Answered"):
        assert words in visitor.page.text
    privacy = Visitor(site).opens("/nl/privacy").page.text
    assert "Waar de partners zitten, zoals ingevuld." in privacy
    assert "Hoeveel van de 24 vragen" in privacy


def test_the_desk_asks_for_it(site: Site, visitor: Visitor) -> None:
    anna = Seller.of(site).logs_in()
    references = {row["reach"]: row["reference"] for row in site.leads()}
    old, new = references[None], references["abroad"]
    assert listed(anna.opens("/desk/leads?reach=abroad")) == [new]
    assert listed(anna.opens("/desk/leads?known=23")) == [new]
    assert listed(anna.opens("/desk/leads?known=0")) == []
    for asked in ("reach=-", "known=-1"):
        assert listed(anna.opens(f"/desk/leads?{asked}")) == [old]


def test_the_command_line_asks_for_it_counts_it_and_takes_it_in_again(
    site: Site, visitor: Visitor, tmp_path: Path
) -> None:
    asked = ("--reach", "abroad", "--known", "23")
    exported = site.runs("leads", "export", "--format", "jsonl", *asked).stdout
    assert exported.count("\n") == 1
    stats = site.runs("leads", "stats").stdout
    assert "\nreach\n  –: 1\n  abroad: 1\n" in stats
    assert "\nknown\n" in stats
    assert "--reach" in site.runs("leads", "stats", "--help").stdout
    assert site.runs("leads", "stats", "--reach", "nowhere").exit_code == 2
    other = Site(tmp_path)
    assert other.runs("leads", "import", "-", given=exported).exit_code == 0
    assert other.runs("leads", "export", "--format", "jsonl").stdout == exported
    other.close()


def test_the_workbook_explains_it(site: Site) -> None:
    here = site.services
    lines = explained(here.catalogue, here.editions.languages["nl"]).lines
    (reach,) = (line for line in lines if line[1] == "reach")
    assert reach[3].splitlines() == [
        "home – In ons eigen land",
        "abroad – Over de grens: ook in andere landen",
    ]
    assert "known" in [line[1] for line in lines]
