"""Answer sheets as JSON, one per line, and their results: what `score` reads and prints."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Annotated, Any

import msgspec

from app.errors import SheetError
from app.method.flags import is_hurried
from app.method.model import Model
from app.method.scoring import Assessment, assess
from app.method.sheet import AnswerSheet, FacetAnswers, Profile

Seconds = Annotated[float, msgspec.Meta(ge=0)]


class _Line(msgspec.Struct):
    """One line as it comes in; any other key in it is ignored."""

    profile: dict[str, Any]
    answers: dict[str, Any]  # checked by hand, so that an error names the dimension
    id: str | int | None = None
    page_seconds: list[Seconds] | None = None


_decoder = msgspec.json.Decoder(_Line)


def score_line(model: Model, line: bytes) -> dict[str, Any]:
    """Score one JSON line. Raises SheetError saying what is wrong with it."""
    try:
        read = _decoder.decode(line)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise SheetError(f"{error}.") from error
    sheet = AnswerSheet(
        _checked_profile(model, read.profile),
        _checked_answers(model, read.answers),
        hurried=is_hurried(model, _checked_seconds(model, read.page_seconds), None),
        edition=model.edition,
    )
    return {"id": read.id, **assessment_record(assess(model, sheet))}


def assessment_record(assessment: Assessment) -> dict[str, Any]:
    """An assessment as plain values; scores and index are exact, written as fractions."""
    return {
        "level": assessment.level,
        "range": assessment.range,
        "index": _exact(assessment.index),
        "gated": assessment.gated,
        "levers": assessment.levers,
        "scores": {d: _exact(score) for d, score in assessment.scores.items()},
        "dimension_levels": assessment.dimension_levels,
        "park": assessment.park,
        "hold": assessment.hold,
        "not_assessed": assessment.not_assessed,
        "claim_notes": assessment.claim_notes,
        "flags": assessment.flags,
        "target": assessment.target,
        "to_target": assessment.to_target,
    }


def _exact(value: Fraction | None) -> str | None:
    return None if value is None else str(value)


def _checked_profile(model: Model, given: Mapping[str, Any]) -> Profile:
    for key, options in model.profile.items():
        if key not in given:
            raise SheetError(f"profile.{key} is missing; it must be one of {', '.join(options)}.")
        if given[key] not in options:
            raise SheetError(
                f"profile.{key} is {given[key]!r:.42}; it must be one of {', '.join(options)}."
            )
    return {key: given[key] for key in model.profile}


def _checked_answers(model: Model, answers: Mapping[str, Any]) -> dict[str, FacetAnswers]:
    for dimension in model.dimensions:
        if dimension not in answers:
            raise SheetError(f"answers.{dimension} is missing.")
    for dimension in answers:
        if dimension not in model.dimensions:
            raise SheetError(f"answers.{dimension[:40]} is not a dimension.")
    return {d: _checked_facets(model, f"answers.{d}", answers[d]) for d in model.dimensions}


def _checked_facets(model: Model, place: str, given: Any) -> FacetAnswers:
    if not isinstance(given, list) or len(given) != len(model.facets):
        raise SheetError(f"{place} must be a list of {', '.join(model.facets)}.")
    for facet, answer in zip(model.facets, given, strict=True):
        # Not isinstance: True is an int.
        if answer is not None and (type(answer) is not int or answer not in model.levels):
            raise SheetError(
                f"{place}: {facet} must be a whole number from 1 to {model.steps}, or null."
            )
    return FacetAnswers(*given)


def _checked_seconds(model: Model, seconds: Sequence[float] | None) -> Sequence[float] | None:
    if seconds is not None and len(seconds) != len(model.dimensions):
        raise SheetError(
            f"page_seconds must hold {len(model.dimensions)} numbers, one for each dimension."
        )
    return seconds
