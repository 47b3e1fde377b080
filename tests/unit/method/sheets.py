"""Answer sheets for the tests: written as in method.md, worked out there, invented, or searched."""

import json
import random
from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from app.method.model_file import load_model
from app.method.sheet import AnswerSheet, FacetAnswers, Profile

ROOT = Path(__file__).parents[3]
QUESTIONS = ROOT / "questions"
MODEL = load_model(QUESTIONS / "1")
VENDOR: Profile = {
    "role": "leadership",
    "type": "vendor",
    "stage": "grow",
    "band": "11-50",
    "model": "product",
}


def facets(text: str) -> FacetAnswers:
    """Three answers in the notation of method.md: "43?" leaves the evidence unknown."""
    direction, practice, evidence = (None if mark == "?" else int(mark) for mark in text)
    return FacetAnswers(direction, practice, evidence)


def sheet(text: str, profile: Profile = VENDOR, *, hurried: bool = False) -> AnswerSheet:
    """A whole sheet in that notation: "443 322 433 …", D1 to D8."""
    answers = dict(zip(MODEL.dimensions, map(facets, text.split()), strict=True))
    return AnswerSheet(profile, answers, hurried, edition=1)


def all_alike(answers: str, profile: Profile = VENDOR) -> AnswerSheet:
    """The same three answers in every dimension."""
    return sheet(" ".join([answers] * len(MODEL.dimensions)), profile)


def with_answers(given: AnswerSheet, dimension: str, answers: FacetAnswers) -> AnswerSheet:
    """The same sheet, but for one dimension."""
    return replace(given, answers={**given.answers, dimension: answers})


@dataclass(frozen=True)
class Worked:
    """A sheet that method.md works out, with what comes of it."""

    id: str
    sheet: AnswerSheet
    line: dict[str, Any]
    expected: dict[str, Any]

    @property
    def index(self) -> Fraction | None:
        """The exact index, where method.md gives one."""
        return Fraction(self.expected["index"]) if "index" in self.expected else None


def _worked() -> dict[str, Worked]:
    data = json.loads((ROOT / "tests" / "data" / "personas.json").read_text("utf-8"))
    found = {}
    for persona in data["personas"]:
        answers = {d: FacetAnswers(*given) for d, given in persona["answers"].items()}
        found[persona["id"]] = Worked(
            persona["id"],
            AnswerSheet(persona["profile"], answers, edition=1),
            {"profile": persona["profile"], "answers": persona["answers"]},
            persona["expected"],
        )
    return found


WORKED = _worked()


def invented(chance: random.Random) -> AnswerSheet:
    """A sheet as somebody might fill it in: around a level of its own, some answers unknown."""
    centre, spread = chance.uniform(1, 5), chance.choice([0.4, 0.8, 1.2, 2.5])
    unknown = chance.choice([0, 0, 0.03, 0.1, 0.25])

    def answer(middle: float) -> int | None:
        if chance.random() < unknown:
            return None
        return min(5, max(1, round(chance.gauss(middle, spread / 2))))

    answers = {}
    for dimension in MODEL.dimensions:
        middle = chance.gauss(centre, spread)
        answers[dimension] = FacetAnswers(answer(middle), answer(middle), answer(middle))
    profile = {key: chance.choice(options) for key, options in MODEL.profile.items()}
    return AnswerSheet(profile, answers, hurried=chance.random() < 0.1, edition=1)


def invented_sheets(count: int, seed: int) -> list[AnswerSheet]:
    """So many of them; the same seed gives the same ones."""
    chance = random.Random(seed)
    return [invented(chance) for _ in range(count)]


def colleagues(chance: random.Random, count: int) -> list[AnswerSheet]:
    """Sheets of one organisation: each around what it is really like, as its people see it."""
    centre = chance.uniform(1.5, 4)
    real = {d: chance.gauss(centre, 0.6) for d in MODEL.dimensions}
    return [_view(chance, real) for _ in range(count)]


def _view(chance: random.Random, real: Mapping[str, float]) -> AnswerSheet:
    """How one of them sees it: a little better or worse as a whole, and by dimension."""
    mood = chance.gauss(0, 0.4)
    answers = {}
    for dimension, middle in real.items():
        sees = middle + mood + chance.gauss(0, 0.4)
        marks = (min(5, max(1, round(chance.gauss(sees, 0.5)))) for _ in MODEL.facets)
        answers[dimension] = FacetAnswers(
            *(None if chance.random() < 0.04 else mark for mark in marks)
        )
    return AnswerSheet(VENDOR, answers, edition=1)


profiles = st.fixed_dictionaries(
    {key: st.sampled_from(options) for key, options in MODEL.profile.items()}
)
known_answers = st.integers(1, MODEL.steps)
some_answers = st.sampled_from([1, 2, 3, 4, 5, 1, 2, 3, 4, 5, None])


def sheets(answers: st.SearchStrategy[int | None] = some_answers) -> st.SearchStrategy[AnswerSheet]:
    """Any sheet, either every answer on its own or in the way of `invented`."""
    one = st.builds(FacetAnswers, answers, answers, answers)
    free = st.builds(
        AnswerSheet,
        profiles,
        st.tuples(*[one] * len(MODEL.dimensions)).map(
            lambda found: dict(zip(MODEL.dimensions, found, strict=True))
        ),
        st.booleans(),
        edition=st.just(1),
    )
    if answers is not some_answers:
        return free
    plausible = st.integers(0, 2**32).map(lambda seed: invented(random.Random(seed)))
    return st.one_of(free, plausible)
