"""A made-up second edition goes through everything, and what the first one left goes on living.

An option more, two items rewritten, one weight changed, and one question more about the company.
"""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.leads.barometer import barometer_of
from app.leads.weeks import Quarter
from app.method.token import reference_code
from tests.content.files import LANGUAGES, QUESTIONS
from tests.http.test_desk_pages import listed
from tests.interface import said
from tests.page import words_of
from tests.seller import Seller
from tests.site import PERSONAS, Row, Site
from tests.unit.method.toml_writer import put, read, write
from tests.visitor import PROFILE, Visitor

REWRITTEN = {"D4.direction": "Rewritten in the second edition.", "D4.practice": "This one too."}
MARKETPLACE = {**PROFILE, "type": "marketplace", "reach": "abroad"}


def second_edition(questions: Path) -> None:
    """Put it beside the first one."""
    folder = Path(shutil.copytree(questions / "1", questions / "2"))
    model = read(folder / "model.toml")
    put(model, ("profile", "type"), ["marketplace", *model["profile"]["type"]])
    put(model, ("profile", "reach"), ["home", "abroad"])
    put(model, ("type_shifts", "marketplace"), {})
    put(model, ("stage_weights", "grow", "D8"), 1)
    model["revisions"] = {**model["revisions"], **dict.fromkeys(REWRITTEN, 3)}
    write(folder / "model.toml", model)
    for language in LANGUAGES:
        profile = read(folder / language / "profile.toml")
        put(profile, ("type", "options", "marketplace"), "Marketplace: we bring others together")
        profile["reach"] = {
            "label": "Where are your partners?", "hint": "", "heading": "Reach",
            "meaning": "Where the partners are.",
            "options": {"home": "At home", "abroad": "Abroad: in other countries too"},
        }  # fmt: skip
        write(folder / language / "profile.toml", profile)
        items = read(folder / language / "items.toml")
        for item, text in REWRITTEN.items():
            dimension, facet = item.split(".")
            items[dimension][facet]["options"][2] = text
        write(folder / language / "items.toml", items)


@pytest.fixture(scope="module")
def before(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The check with its first edition."""
    folder = tmp_path_factory.mktemp("editions")
    questions = Path(shutil.copytree(QUESTIONS, folder / "questions"))
    site = Site(folder, questions=questions)
    yield site
    site.close()


@pytest.fixture(scope="module")
def old(before: Site) -> Visitor:
    """Somebody who finished the first edition, on the result."""
    return Visitor(before).starts().answers(all=3).submits()


@pytest.fixture(scope="module")
def halfway(before: Site) -> Visitor:
    """Somebody who has the form of the first edition in front of them."""
    return Visitor(before).starts("nl").answers(all=2)


@pytest.fixture(scope="module")
def waiting(before: Site) -> Row:
    """A lead of the first edition that waits in the spool."""
    before.grows_impatient()
    kept = before.database.parent
    before.services.store.close()
    kept.rename(kept.with_suffix(".kept"))
    kept.write_text("in the way")
    Visitor(before).starts().answers_as(PERSONAS[0]).submits()
    kept.unlink()
    kept.with_suffix(".kept").rename(kept)
    (row,) = before.spooled()
    return row


@pytest.fixture(scope="module")
def site(before: Site, old: Visitor, halfway: Visitor, waiting: Row) -> Iterator[Site]:
    """The same check, with the same database, after the second edition has come."""
    second_edition(before.settings.questions)
    site = Site(before.folder, questions=before.settings.questions)
    yield site
    site.close()


@pytest.fixture(scope="module")
def new(site: Site) -> Visitor:
    """Somebody who finished the second edition, on the result."""
    return Visitor(site).starts().answers(all=3, profile=MARKETPLACE).submits()


def reference(visitor: Visitor) -> str:
    """The code of the result that somebody got."""
    _sheet, nonce = visitor.site.services.tokens.read(visitor.result_path.rpartition("/")[2])
    return reference_code(nonce)


@pytest.fixture(scope="module")
def anna(site: Site) -> Seller:
    """Somebody at the desk, in English."""
    return Seller.of(site).logs_in()


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_old_link_opens_in_its_own_words_and_says_what_has_changed(
    site: Site, old: Visitor, language: str
) -> None:
    address = old.result_path.replace("/en/", f"/{language}/")
    page = Visitor(site).opens(address).page
    assert said(language, "Take the check again") in page.text
    assert f"{site.text(language, 'dimensions.D4.name')} (2)." in page.text
    assert said(language, "What we ask about your organisation has changed.") in page.text
    assert said(language, "Some of the numbers behind the result have changed.") in page.text
    first = site.services.editions.banks[1].languages[language].items["D4.direction"]
    assert first.options[2] in page.text
    assert REWRITTEN["D4.direction"] not in page.text


@pytest.mark.parametrize(
    ("language", "line"),
    [
        ("en", "3 questions have changed since then and are empty."),
        ("nl", "3 vragen zijn sindsdien veranderd en staan leeg."),
    ],
)
def test_an_old_result_is_changed_with_the_questions_that_are_still_the_same(
    site: Site, old: Visitor, language: str, line: str
) -> None:
    address = old.result_path.replace("/en/", f"/{language}/")
    page = Visitor(site).opens(f"{address}/change").page
    assert line in page.text
    empty = [name for name in page.questions if name not in page.fields]
    assert empty == ["reach", *REWRITTEN]
    assert page.fields["D4.evidence"] == "3"
    assert REWRITTEN["D4.direction"] in page.text


def test_a_new_link_is_in_new_words_with_nothing_to_say_about_editions(
    site: Site, new: Visitor
) -> None:
    page = Visitor(site).opens(new.result_path).page
    assert said("en", "Take the check again") not in page.text
    assert REWRITTEN["D4.direction"] in page.text
    assert "Abroad: in other countries too" in page.text


def test_a_form_that_was_handed_out_before_is_read_as_it_was_asked(
    site: Site, halfway: Visitor
) -> None:
    assert Visitor(site).posts("/nl/", data=halfway.fields).response.status_code == 303
    rows = [row for row in site.leads() if row["language"] == "nl"]
    assert [(row["edition"], row["reach"]) for row in rows] == [(1, None)]


def test_every_lead_is_explained_by_its_own_edition_at_the_desk(
    anna: Seller, old: Visitor, new: Visitor
) -> None:
    for visitor in (old, new):
        text = anna.opens(f"/desk/leads/{reference(visitor)}").page.text
        assert "Ask first" in text
        for words in (REWRITTEN["D4.direction"], "Reach", "Marketplace"):
            assert (words in text) == (visitor is new)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_repeat_in_the_new_edition_leaves_the_rewritten_dimension_unjudged(
    site: Site, old: Visitor, language: str
) -> None:
    text, earlier = site.text, old.result_path.rpartition("/")[2]
    again = Visitor(site).opens(f"/{language}/again/{earlier}")
    again.fields = dict(again.page.fields)
    again.answers(all=3, profile=MARKETPLACE, D1=[4, 4, 4], D4=[5, 5, 5], D7=[5, 5, 5])
    again.changes(type=PROFILE["type"]).submits()
    page = again.opens(f"{again.result_path}/same").page
    rewritten = text(language, "report.moved.which.revised")
    assert rewritten.format(dimensions=text(language, "dimensions.D4.name")) in page.text
    moved = [words_of(term) for term in page.all(".//section[@id='opening']//dt")]
    assert moved == [text(language, f"dimensions.{d}.name") for d in ("D1", "D7")]
    (row,) = [row for row in site.leads() if row["repeat"]]
    assert (row["edition"], row["D4_direction"]) == (2, 5)
    again.opens(again.result_path.partition("/since/")[0]).forgets()


def test_filters_know_the_options_of_both(anna: Seller, old: Visitor, new: Visitor) -> None:
    assert listed(anna.opens("/desk/leads?type=marketplace")) == [reference(new)]
    assert reference(old) in listed(anna.opens(f"/desk/leads?type={PROFILE['type']}"))
    assert sorted(listed(anna.opens("/desk/leads"))) == sorted(
        row["reference"] for row in anna.site.leads()
    )


def test_exports_hold_both_and_go_in_again(site: Site, new: Visitor, tmp_path: Path) -> None:
    exported = site.runs("leads", "export", "--format", "jsonl").stdout
    rows = [json.loads(line) for line in exported.splitlines()]
    assert {row["edition"] for row in rows} == {1, 2}
    other = Site(tmp_path, questions=site.settings.questions)
    taken = other.runs("leads", "import", "-", given=exported)
    assert taken.exit_code == 0, taken.stderr
    assert other.runs("leads", "export", "--format", "jsonl").stdout == exported
    wrong = json.dumps({**rows[0], "edition": 1, "type": "marketplace"})
    assert (
        "'type' is 'marketplace'; it must be"
        in other.runs("leads", "import", "-", given=wrong).stderr
    )
    other.close()


def test_what_waited_in_the_spool_is_taken_in(site: Site, waiting: Row) -> None:
    assert Visitor(site).opens("/readyz").response.status_code == 200
    taken = {row["reference"]: row for row in site.leads()}[waiting["reference"]]
    assert {name: taken[name] for name in waiting if name in taken} == waiting
    assert taken["edition"] == 1


def test_the_barometer_counts_both(site: Site, old: Visitor, new: Visitor) -> None:
    leads = {row["reference"]: row for row in site.leads()}
    both = [{**leads[reference(each)], "flags": ""} for each in (old, new)] * 20
    here = site.services
    made = barometer_of(Quarter(2026, 3), here.editions.models, here.catalogue, both, lambda: 0)
    counted = made.tables["type"]
    assert (counted["marketplace"]["all"], counted[PROFILE["type"]]["all"]) == (20, 20)


def test_an_old_link_still_deletes_its_lead(site: Site, old: Visitor) -> None:
    Visitor(site).opens(old.result_path).forgets()
    assert reference(old) not in {row["reference"] for row in site.leads()}
