"""The one catalogue of the columns of a lead: what each holds, and what it may hold."""

from collections.abc import Callable, Collection, Iterable
from fractions import Fraction
from functools import partial

from app.leads.attribution import LABELS
from app.leads.record import Catalogue, Column, Completed
from app.leads.values import (
    FLOOD,
    LANGUAGE,
    MODEST,
    NEXT_STEPS,
    REFERENCE,
    WEEK,
    Allowed,
    Kind,
    Value,
    between,
    labels_up_to,
    one_of,
    some_of,
)
from app.method.flags import FLAGS
from app.method.model import Model

_SCORE_PLACES = 4


def catalogue_of(model: Model, languages: Collection[str] = ()) -> Catalogue:
    """The columns of the leads that this model's questions give, asked in these languages."""
    return Catalogue(model.edition, tuple(_columns(model, languages)))


def _columns(model: Model, languages: Collection[str]) -> Iterable[Column]:
    spoken = one_of(languages, whenever=True) if languages else LANGUAGE
    editions = between(1, model.edition, whenever=True)
    scale = between(1, model.steps)
    yield _column("reference", "text", lambda c: c.reference, REFERENCE, required=True)
    yield _column("week", "text", lambda c: c.week, WEEK, required=True)
    yield _column("language", "text", lambda c: c.language, spoken, required=True)
    yield _column("edition", "integer", lambda c: c.edition, editions, required=True)
    for name, longest in LABELS.items():
        yield _column(name, "text", partial(_label, name), labels_up_to(longest))
    for key, options in model.profile.items():
        yield _column(key, "text", partial(_profile, key), one_of(options), required=True)
    for d in model.dimensions:
        for facet in model.facets:
            answer = partial(_answer, d, facet)
            name = f"{d}_{facet}"
            yield Column(
                name,
                "integer",
                "columns.answer",
                answer,
                dimension=d,
                facet=facet,
                allowed=scale,
            )
    for d in model.dimensions:
        score = partial(_score, d)
        yield Column(f"{d}_score", "real", "columns.score", score, dimension=d, allowed=scale)
    yield _column("index", "real", lambda c: _rounded(c.assessment.index), scale)
    yield _column("level", "integer", lambda c: c.assessment.level, scale)
    for end, name in enumerate(("range_low", "range_high")):
        yield _column(name, "integer", partial(_range, end), scale)
    levers, flags = some_of(model.dimensions), some_of((*FLAGS, FLOOD))
    yield _column("levers", "text", lambda c: " ".join(c.assessment.levers), levers, required=True)
    yield _column("flags", "text", _flags, flags, required=True)
    yield _column("next_step", "text", lambda c: None, one_of(NEXT_STEPS, whenever=True))
    yield _column("test", "flag", lambda c: int(c.test), required=True)


def _column(
    name: str,
    kind: Kind,
    value: Callable[[Completed], Value],
    allowed: Allowed = MODEST,
    *,
    required: bool = False,
) -> Column:
    return Column(name, kind, f"columns.{name}", value, required, allowed=allowed)


def _label(name: str, completed: Completed) -> Value:
    label: str | None = getattr(completed.attribution, name)
    return label


def _range(end: int, completed: Completed) -> Value:
    found = completed.assessment.range
    return found and found[end]


def _profile(key: str, completed: Completed) -> Value:
    value: str = getattr(completed.assessment.sheet.profile, key)
    return value


def _answer(dimension: str, facet: str, completed: Completed) -> Value:
    answer: int | None = getattr(completed.assessment.sheet.answers[dimension], facet)
    return answer


def _flags(completed: Completed) -> str:
    return " ".join((*completed.assessment.flags, *[FLOOD] * completed.flood))


def _score(dimension: str, completed: Completed) -> Value:
    return _rounded(completed.assessment.scores[dimension])


def _rounded(exact: Fraction | None) -> float | None:
    return None if exact is None else float(round(exact, _SCORE_PLACES))
