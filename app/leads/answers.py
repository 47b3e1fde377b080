"""A lead → the assessment of its answers, where that agrees with what is stored."""

from app.leads.record import Catalogue, Lead, lead_of
from app.method.model import Model
from app.method.scoring import Assessment, assess
from app.method.sheet import AnswerSheet, FacetAnswers


def assessment_of(model: Model, catalogue: Catalogue, lead: Lead) -> Assessment | None:
    """The assessment of a lead's answers; None when something else is stored with them.

    `model`: of the lead's own edition.
    """
    sheet = _sheet_of(model, lead)
    if sheet is None:
        return None
    assessment = assess(model, sheet)
    return assessment if says(lead, assessment, catalogue) else None


def says(lead: Lead, assessment: Assessment, catalogue: Catalogue) -> bool:
    """Whether everything about answers and outcome in the lead is what this assessment gives.

    It isn't when the lead was imported with other values, or made by another edition or from other
    answers.
    """
    made = lead_of(catalogue, lead.reference, assessment, language="", week="", flood=lead.flood)
    return all(
        lead[column.name] == made[column.name]
        for column in catalogue.columns
        if column.about != "visit"
    )


def _sheet_of(model: Model, lead: Lead) -> AnswerSheet | None:
    """The sheet; None when it answers other questions than the model's."""
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
    """Whether the check could have been filled in like this: imported leads may hold anything."""
    answers = [lead[f"{d}_{facet}"] for d in model.dimensions for facet in model.facets]
    known = all(lead[key] in options for key, options in model.profile.items())
    return known and all(
        answer is None or answer in range(1, model.steps + 1) for answer in answers
    )


def _answer(lead: Lead, column: str) -> int | None:
    value = lead[column]
    return None if value is None else int(value)
