"""Answer sheets and how they are written in the form."""

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from app.method.sheet import AnswerSheet, FacetAnswers

FACETS = ("direction", "practice", "evidence")
DIMENSIONS = tuple(f"D{number}" for number in range(1, 9))
PROFILE = {
    "role": "leadership",
    "type": "saas",
    "stage": "grow",
    "band": "11-50",
    "model": "platform",
}

_FILE = Path(__file__).parents[1] / "data" / "personas.json"
PERSONAS: list[dict[str, Any]] = json.loads(_FILE.read_text("utf-8"))["personas"]

# Name of a question in the form → value of the chosen option.
Answers = Mapping[str, str]


def sheet(
    answers: Mapping[str, list[int | None]], profile: Mapping[str, str] = PROFILE
) -> AnswerSheet:
    """A sheet of `{"D1": [direction, practice, evidence], …}`."""
    facets = {dimension: FacetAnswers(*given) for dimension, given in answers.items()}
    return AnswerSheet(profile, facets, edition=1)


def hurried(filled: AnswerSheet) -> AnswerSheet:
    """The same answers, given quicker than anybody reads."""
    return replace(filled, hurried=True)


def persona(name: str) -> AnswerSheet:
    """One of the worked sheets, by its id."""
    found = next(each for each in PERSONAS if each["id"] == name)
    return sheet(found["answers"], found["profile"])


def answers_of(filled: AnswerSheet) -> Answers:
    """The sheet as the form names its fields and values."""
    items = {
        f"{dimension}.{facet}": "unknown" if answer is None else str(answer)
        for dimension, facets in filled.answers.items()
        for facet, answer in zip(FACETS, facets, strict=True)
    }
    profile = dict(filled.profile)
    return {**profile, **items}


# Something in every form: spread answers, one unknown, no flag but `speed` when it is hurried.
USUAL = sheet(
    {
        "D1": [3, 3, 2],
        "D2": [4, 3, 3],
        "D3": [2, 3, 2],
        "D4": [4, 4, 3],
        "D5": [2, 2, 1],
        "D6": [3, 2, None],
        "D7": [5, 4, 4],
        "D8": [3, 4, 3],
    }
)
