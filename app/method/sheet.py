"""The answer sheet: what one person said about one organisation."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

# The facts about an organisation: the option that was chosen, by question, as in model.toml.
Profile = Mapping[str, str]
# The questions that weights, wording and target depend on; every edition asks them, and first.
METHOD_QUESTIONS = ("role", "type", "stage", "band", "model")


class FacetAnswers(NamedTuple):
    """One dimension's three answers, 1–5 each; None is "I don't know"."""

    direction: int | None
    practice: int | None
    evidence: int | None


@dataclass(frozen=True, slots=True)
class AnswerSheet:
    """A profile and 24 answers to the questions of one edition.

    `answers` holds every dimension of the model, in its order. `hurried` is all that is kept about
    time: whether the answers came faster than the questions can be read (method.md C9).
    """

    profile: Profile
    answers: Mapping[str, FacetAnswers]
    hurried: bool = False
    edition: int = field(kw_only=True)

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
