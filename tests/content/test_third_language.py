"""A third language is one more folder and one .po file, and nothing else."""

import re
import shutil
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app import create_app
from app.config import Settings
from app.database.address import DatabaseAddress
from app.errors import BankError
from app.method.scoring import assess
from app.web.check.picture import radar_chart
from app.web.services import Services
from tests.content.files import ITEMS, NAMES, NEWEST, QUESTIONS, TRANSLATIONS, place, texts
from tests.unit.method.sheets import WORKED
from tests.unit.method.toml_writer import read, write

MARK = "Auf Deutsch: "
INTERFACE = "Ja: "
PROFILE = {
    "role": "leadership",
    "type": "saas",
    "stage": "mature",
    "band": "250+",
    "model": "platform",
}
# The mature SaaS vendor of method.md: Structured, levers D2 and D6.
ANSWERS = ["443", "322", "433", "544", "333", "332", "444", "433"]


def marked(value: Any) -> Any:
    """The same texts with a mark in front of each, so that one sees where they come from."""
    if isinstance(value, dict):
        return {key: marked(each) for key, each in value.items()}
    if isinstance(value, list):
        return [marked(each) for each in value]
    return MARK + value if value.strip() else value


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Settings of a check that speaks one language more than ours does."""
    folder = tmp_path_factory.mktemp("third")
    questions, translations = folder / "questions", folder / "translations"
    shutil.copytree(QUESTIONS, questions)
    (questions / NEWEST.name / "de").mkdir()
    for name in NAMES:
        table = read(place("en", name))
        write(place("de", name, questions), table if name == "glossary.toml" else marked(table))
    shutil.copytree(TRANSLATIONS, translations)
    dutch = (translations / "nl.po").read_text("utf-8")
    german = dutch.replace("Language: nl", "Language: de").replace(
        'msgstr "', f'msgstr "{INTERFACE}'
    )
    german = re.sub(r'(msgstr\[\d\] ")', rf"\1{INTERFACE}", german)
    german = german.replace(f'msgstr "{INTERFACE}"\n"Language', 'msgstr ""\n"Language')
    (translations / "de.po").write_text(german, "utf-8")
    return Settings(
        secret_key="k" * 32,
        database_url=DatabaseAddress.read(f"sqlite:///{folder / 'leads.db'}"),
        spool=folder / "spool",
        questions=questions,
        translations=translations,
        min_fill_seconds=0,
    )


@pytest.fixture(scope="module")
def app(settings: Settings) -> Iterator[Flask]:
    made = create_app(settings)
    yield made
    services(made).store.close()


@pytest.fixture
def client(app: Flask) -> Iterator[FlaskClient]:
    with app.test_client() as client:
        yield client


def services(app: Flask) -> Services:
    found: Services = app.extensions["alliance-check"]
    return found


def ticket_in(page: str) -> str:
    found = re.search(r'name="ticket" value="([^"]+)"', page)
    assert found is not None
    return found[1]


def all_answers() -> dict[str, str]:
    facets = dict(zip([f"{d}.{facet}" for d, facet in ITEMS], "".join(ANSWERS), strict=True))
    return {**PROFILE, **facets}


def result_of(client: FlaskClient) -> str:
    """The address of the result after the whole check was filled in."""
    ticket = ticket_in(client.get("/de/").text)
    response = client.post("/de/", data={**all_answers(), "ticket": ticket})
    assert response.status_code == 303
    return str(response.headers["Location"])


def test_a_browser_that_asks_for_the_new_language_gets_it(client: FlaskClient) -> None:
    response = client.get("/", headers={"Accept-Language": "de-AT, de;q=0.9, en;q=0.5"})
    assert (response.status_code, response.headers["Location"]) == (302, "/de/")


def test_the_form_is_in_the_new_language_with_all_its_questions(client: FlaskClient) -> None:
    page = unescape(client.get("/de/").text)
    assert '<html lang="de">' in page
    items = texts(marked(read(place("en", "items.toml"))))
    profile = texts(marked(read(place("en", "profile.toml"))))
    asked = [text for key, text in profile.items() if not key.endswith((".heading", ".meaning"))]
    written = [text for text in (*items.values(), *asked) if text.strip()]
    assert len(written) > 160
    assert [text for text in written if text not in page] == []
    # The interface speaks what the new catalogue says: here, Dutch with a mark.
    assert f"{INTERFACE}Bekijk je resultaat" in page
    assert "See your result" not in page


@pytest.mark.parametrize("code", ["en", "nl"])
def test_the_other_languages_lead_to_the_new_one(client: FlaskClient, code: str) -> None:
    page = client.get(f"/{code}/").text
    assert re.search(r'<link rel="alternate" hreflang="de" href="[^"]*/de/"', page)
    assert re.search(r'<button[^>]*value="de"[^>]*lang="de">Deutsch</button>', page)


def test_what_is_missing_is_said_in_the_new_language(client: FlaskClient) -> None:
    ticket = ticket_in(client.get("/de/").text)
    answers = all_answers()
    del answers["D5.practice"]
    response = client.post("/de/", data={**answers, "ticket": ticket})
    page = unescape(response.text)
    assert response.status_code == 422
    assert f"{INTERFACE}1 vraag wacht nog op een antwoord" in page
    assert f"{INTERFACE}Kies een omschrijving" in page
    summary = re.search(r'href="#D5-practice-1">([^<]+)<', page)
    assert summary is not None and summary[1].startswith(MARK)


def test_the_result_is_in_the_new_language(client: FlaskClient) -> None:
    address = result_of(client)
    assert address.startswith("/de/result/")
    response = client.get(address)
    page = unescape(response.text)
    assert response.status_code == 200
    assert '<html lang="de">' in page
    assert f"<h1>{MARK}Strong in {MARK}Enablement; {MARK}Governance & Steering" in page
    assert f"<b>{MARK}Structured</b>" in page
    assert f"{MARK}Governance & Steering" in page
    assert f"{MARK}Your 2 levers" in page
    assert f"{INTERFACE}Bewaar dit resultaat" in page
    assert "Set-Cookie" not in response.headers


def test_one_result_link_works_in_every_language(client: FlaskClient) -> None:
    address = result_of(client)
    headlines = {"de": f"{MARK}Structured", "en": "Structured", "nl": "Gestructureerd"}
    for code, headline in headlines.items():
        page = client.get(address.replace("/de/", f"/{code}/", 1)).text
        assert f"<b>{headline}</b>" in page


@pytest.mark.parametrize(
    ("kind", "mimetype"), [("png", "image/png"), ("svg", "image/svg+xml")], ids=["png", "svg"]
)
def test_the_radar_is_drawn_in_the_new_language(
    client: FlaskClient, kind: str, mimetype: str
) -> None:
    address = result_of(client)
    german = client.get(f"{address}/radar.{kind}")
    assert (german.status_code, german.mimetype) == (200, mimetype)
    english = client.get(f"{address.replace('/de/', '/en/', 1)}/radar.{kind}")
    assert german.data != english.data


def test_the_radar_names_axes_and_rings_in_the_new_language(app: Flask) -> None:
    with app.test_request_context("/de/"):
        found = assess(services(app).bank.model, WORKED["P2"].sheet)
        chart = radar_chart(found, services(app).bank.languages["de"], "light")
    assert chart.ground.axes[3] == f"{MARK}Enablement"
    assert chart.ground.rings[0] == f"{MARK}Fragile"
    assert chart.ground.series[0].label == f"{MARK}Where you stand"


@pytest.mark.parametrize("page", ["method", "privacy"])
def test_the_other_pages_are_there_too(client: FlaskClient, page: str) -> None:
    response = client.get(f"/de/{page}")
    assert response.status_code == 200
    assert unescape(response.text).count(MARK) > 20


def test_errors_are_said_in_the_new_language(client: FlaskClient) -> None:
    response = client.get("/de/result/damaged")
    assert response.status_code == 404
    assert '<html lang="de">' in response.text
    assert f"{INTERFACE}Deze resultaatlink" in response.text


def test_the_lead_says_which_language_it_was(app: Flask, client: FlaskClient) -> None:
    page = client.get(result_of(client)).text
    reference = re.search(r"AC-\w{5}-\w{5}", page)
    assert reference is not None
    lead = services(app).store.get(reference[0])
    assert lead is not None
    assert (lead["language"], lead["level"], lead["levers"]) == ("de", 3, "D2 D6")
    kept = "".join(str(lead[f"{d}_{facet}"]) for d, facet in ITEMS)
    assert kept == "".join(ANSWERS)


def test_the_commands_know_the_new_language(app: Flask, client: FlaskClient) -> None:
    result_of(client)
    runner = app.test_cli_runner()
    assert "de: 24 items" in runner.invoke(args=["bank", "check"]).output
    exported = runner.invoke(args=["leads", "export", "--headings", "de"])
    assert exported.exit_code == 0
    assert f"{MARK}Indicative level" in exported.output


def test_a_language_without_its_catalogue_does_not_start(
    settings: Settings, tmp_path: Path
) -> None:
    missing = Settings(
        secret_key="k" * 32, questions=settings.questions, translations=tmp_path, spool=tmp_path
    )
    with pytest.raises(BankError, match=r"(de|nl)\.po: cannot be read"):
        create_app(missing)
