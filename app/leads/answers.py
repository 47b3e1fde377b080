"""A lead → what its answers come to, where that is what is stored."""

from app.leads.record import Catalogue, Lead, lead_of
from app.method.model import Model
from app.method.scoring import Assessment, assess
from app.method.sheet import AnswerSheet, FacetAnswers


def assessment_of(model: Model, catalogue: Catalogue, lead: Lead) -> Assessment | None:
    """What the lead's answers come to by its own edition; None when something else is stored."""
    sheet = _sheet_of(model, lead)
    if sheet is None:
        return None
    assessment = assess(model, sheet)
    return assessment if says(lead, assessment, catalogue) else None


def says(lead: Lead, assessment: Assessment, catalogue: Catalogue) -> bool:
    """Whether the lead holds just what this assessment comes to, and nothing else of it.

    It doesn't when it was imported, or made by another edition of the method, or of other answers.
    """
    made = lead_of(catalogue, lead.reference, assessment, language="", week="", flood=lead.flood)
    return all(
        lead[column.name] == made[column.name]
        for column in catalogue.columns
        if column.about != "visit"
    )


def _sheet_of(model: Model, lead: Lead) -> AnswerSheet | None:
    """The sheet; None when it was filled in with other questions than the model's."""
    if lead["edition"] != model.edition or not _is_possible(model, lead):
        return None
    profile = {key: str(lead[key]) for key in model.profile}
    answers = {
        d: FacetAnswers(*(_answer(lead, f"{d}_{facet}") for facet in model.facets))
        for d in model.dimensions
    }
    hurried = "speed" in str(lead["flags"]).split()
    return AnswerSheet(profile, answers, hurried, edition=model.edition)


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
