"""The answer sheet: what one person said about one organisation."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple


@dataclass(frozen=True, slots=True)
class Profile:
    """The five facts that decide weights, wording and target; option ids of model.toml."""

    role: str
    type: str
    stage: str
    band: str
    model: str


class FacetAnswers(NamedTuple):
    """One dimension's three answers, 1–5 each; None is "I don't know"."""

    direction: int | None
    practice: int | None
    evidence: int | None


@dataclass(frozen=True, slots=True)
class AnswerSheet:
    """A profile and 24 answers.

    `answers` holds every dimension of the model, in its order. `hurried` is all that is kept of
    how long the pages took: whether it was quicker than reading takes (method.md C9).
    """

    profile: Profile
    answers: Mapping[str, FacetAnswers]
    hurried: bool = False

    def in_order(self) -> list[int | None]:
        """All answers in the order of the questionnaire."""
        return [answer for facets in self.answers.values() for answer in facets]

    @property
    def unknown_count(self) -> int:
        """How many questions were answered "I don't know"."""
        return self.in_order().count(None)

    @property
    def answered_count(self) -> int:
        """How many questions have an answer other than "I don't know"."""
        return len(self.in_order()) - self.unknown_count
