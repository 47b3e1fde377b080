"""What the copy never says, and the names that it always uses (method.md A and F)."""

import re

import pytest
from babel.messages.pofile import read_po

from tests.content.files import (
    ITEMS,
    LANGUAGES,
    TRANSLATIONS,
    all_texts,
    item,
    read,
    texts,
)

NAMES = {
    "en": {
        "D1": "Strategy & Vision",
        "D2": "Governance & Steering",
        "D3": "Partner Portfolio",
        "D4": "Enablement",
        "D5": "Joint Value Creation",
        "D6": "Performance Management",
        "D7": "Operations & Tooling",
        "D8": "Culture & Relationships",
        "1": "Fragile",
        "2": "Reactive",
        "3": "Structured",
        "4": "Optimised",
        "5": "Optimising",
    },
    "nl": {
        "D1": "Strategie & Visie",
        "D2": "Governance & Sturing",
        "D3": "Partnerportfolio",
        "D4": "Enablement",
        "D5": "Joint Value Creation",
        "D6": "Performance Management",
        "D7": "Operations & Tooling",
        "D8": "Cultuur & Relaties",
        "1": "Fragiel",
        "2": "Reactief",
        "3": "Gestructureerd",
        "4": "Geoptimaliseerd",
        "5": "Optimaliserend",
    },
}
PHASES = ["Assess", "Design", "Build", "Measure", "Optimize"]
VERDICTS = {
    "en": r"good|bad|best|worst|poor|weak|wrong|fail\w*|insufficient|excellent",
    "nl": r"goede?|slechte?|beste|slechtste|fout\w*|onvoldoende|zwak|uitstekend",
}
# What says how somebody does; everything a headline or a summary may hold.
VERDICT_PLACES = (
    r"results\.toml: (levels|no_level|range|position|reason|fragility|target|picture)\."
)
HEADLINES = (
    r"pages\.toml: (\w+\.title|(method|privacy)\.\w+\.heading|intro\.)"
    r"|results\.toml: ((levels|no_level)\.|picture\.|range\.)"
)
AMERICAN = (
    r"\w*(?<!s)(?<!pr)(?<!optim)iz(e|es|ed|ing|ation|ations)|\w+lyz(e|es|ed|ing)|color\w*"
    r"|behavior\w*|favor\w*|labor|center\w*|catalog|judgment|fulfill|enroll|skillful|toward"
    r"|license[sd]?|programs?|gotten|canceled|traveler|modeling|aging"
)


def matching(pattern: str, language: str) -> dict[str, str]:
    """The texts of a language whose file and key match."""
    return {key: text for key, text in all_texts(language).items() if re.match(pattern, key)}


def said(word: str, text: str) -> bool:
    return re.search(rf"(?<![\w{{])(?:{word})(?![\w}}])", text, re.IGNORECASE) is not None


def interface(language: str) -> list[str]:
    """The interface's sentences in a language; in English they are the keys of the others."""
    found: list[str] = []
    for path in TRANSLATIONS.glob("*.po"):
        with path.open("rb") as source:
            for message in read_po(source):
                parts = message.id if language == "en" else message.string
                if message.id and language in ("en", path.stem):
                    found += [parts] if isinstance(parts, str) else list(parts or ())
    assert len(found) > 50
    return found


@pytest.mark.parametrize("language", [code for code in LANGUAGES if code in NAMES])
def test_dimensions_and_levels_have_their_official_names(language: str) -> None:
    results = read(language, "results.toml")
    names = {key: entry["name"] for key, entry in results["dimensions"].items()}
    names |= {key: entry["name"] for key, entry in results["levels"].items()}
    assert names == NAMES[language]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_five_phases_are_called_the_same_in_every_language(language: str) -> None:
    phases = read(language, "results.toml")["phases"]
    assert [entry["name"] for entry in phases.values()] == PHASES


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_shouted(language: str) -> None:
    sentences = [*all_texts(language).values(), *interface(language)]
    assert [text for text in sentences if "!" in text] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_score_is_never_the_headline(language: str) -> None:
    headlines = matching(HEADLINES, language)
    assert len(headlines) > 40
    assert [key for key, text in headlines.items() if said("scores?", text)] == []
    assert [text for text in interface(language) if said("scores?", text)] == []


@pytest.mark.parametrize("language", [code for code in LANGUAGES if code in VERDICTS])
def test_no_level_is_called_good_or_bad(language: str) -> None:
    places = matching(VERDICT_PLACES, language)
    assert len(places) > 50
    assert {key: text for key, text in places.items() if said(VERDICTS[language], text)} == {}


def test_dutch_says_je_and_jullie_and_never_u() -> None:
    sentences = [*all_texts("nl").values(), *interface("nl")]
    assert [text for text in sentences if said(r"u|uw|uzelf", text)] == []
    assert sum(said("jullie", text) for text in sentences) > 50


def test_english_is_spelled_the_british_way() -> None:
    sentences = [*all_texts("en").values(), *interface("en")]
    # A computer runs a program, also in Britain; the privacy page speaks of one.
    sentences = [text.replace("where in the program", "") for text in sentences]
    assert [text for text in sentences if said(AMERICAN, text)] == []
    assert any(said("programme", text) for text in sentences)


@pytest.mark.parametrize(
    ("word", "american"),
    [
        ("organization", True),
        ("organisation", False),
        ("prioritize", True),
        ("size", False),
        ("sized", False),
        ("prize", False),
        ("Optimize", False),
        ("analyze", True),
        ("program", True),
        ("programme", False),
        ("behaviour", False),
        ("licences", False),
        ("licenses", True),
    ],
)
def test_the_look_out_for_american_spelling_sees_what_it_should(word: str, american: bool) -> None:
    assert said(AMERICAN, f"One {word}.") == american


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("dimension", "facet"), ITEMS)
def test_options_carry_no_level_names_numbers_or_colours(
    language: str, dimension: str, facet: str
) -> None:
    levels = [entry["name"] for entry in read(language, "results.toml")["levels"].values()]
    colours = ["red", "amber", "green", "rood", "oranje", "groen"]
    absolute = ["always", "excellent", "altijd", "uitstekend", "strongly agree"]
    for option in item(language, dimension, facet)[1]:
        assert not re.search(r"\d", option), option
        for word in (*levels, *colours, *absolute):
            assert not said(re.escape(word), option), option


# How many items, dimensions and partners there are is the model's to say.
COUNTED = {
    "en": r"24 (questions|items)|(6|8|six|eight) dimensions|(10|11|50|51|250) partners",
    "nl": r"24 (vragen|items)|(6|8|zes|acht) dimensies|(10|11|50|51|250) partners",
}


@pytest.mark.parametrize("language", [code for code in LANGUAGES if code in COUNTED])
def test_no_text_counts_what_the_model_counts(language: str) -> None:
    sentences = [*all_texts(language).values(), *interface(language)]
    assert [text for text in sentences if said(COUNTED[language], text)] == []
    assert said(COUNTED["en"], "You answered 12 of the 24 questions.")


@pytest.mark.parametrize("language", LANGUAGES)
def test_quotation_marks_and_apostrophes_are_curly(language: str) -> None:
    sentences = [*all_texts(language).values(), *interface(language)]
    assert [text for text in sentences if re.search("['\"`´]", text)] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_text_holds_markup(language: str) -> None:
    texts_of = [*all_texts(language).values(), *interface(language)]
    assert [text for text in texts_of if re.search(r"[<>]|&\w+;|\*\*|https?:", text)] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_step_speaks_of_the_next_level_only(language: str) -> None:
    """A dimension's steps and a level's advice name no level at all."""
    results = read(language, "results.toml")
    steps = [
        step for entry in results["dimensions"].values() for step in texts(entry["step"]).values()
    ]
    assert len(steps) == 32
    for name in (entry["name"] for entry in results["levels"].values()):
        assert [step for step in steps if said(re.escape(name), step)] == []
