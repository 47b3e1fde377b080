"""A lead → the answer sheet that it was made from."""

from app.leads.record import Catalogue, Lead
from app.method.model import Model
from app.method.sheet import AnswerSheet, FacetAnswers, Profile


def sheet_of(model: Model, catalogue: Catalogue, lead: Lead) -> AnswerSheet | None:
    """The sheet; None when it was filled in with other questions than the model's."""
    if lead["edition"] != catalogue.edition or not _is_possible(model, lead):
        return None
    profile = Profile(**{key: str(lead[key]) for key in model.profile})
    answers = {
        d: FacetAnswers(*(_answer(lead, f"{d}_{facet}") for facet in model.facets))
        for d in model.dimensions
    }
    return AnswerSheet(profile, answers, hurried="speed" in str(lead["flags"]).split())


def _is_possible(model: Model, lead: Lead) -> bool:
    """Whether the check could have been filled in so: imported leads may hold anything."""
    answers = [lead[f"{d}_{facet}"] for d in model.dimensions for facet in model.facets]
    known = all(lead[key] in options for key, options in model.profile.items())
    return known and all(
        answer is None or answer in range(1, model.steps + 1) for answer in answers
    )


def _answer(lead: Lead, column: str) -> int | None:
    value = lead[column]
    return None if value is None else int(value)
