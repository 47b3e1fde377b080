"""The one catalogue of the columns of a lead: what each holds, and what it may hold."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from fractions import Fraction
from functools import partial
from itertools import chain, product

from app.leads.attribution import LABELS
from app.leads.record import Catalogue, Column, Completed
from app.leads.values import (
    FLAG,
    FLOOD,
    LANGUAGE,
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


def catalogue_of(*models: Model, languages: Collection[str] = ()) -> Catalogue:
    """The columns of the leads of these editions, the newest last, asked in these languages."""
    return Catalogue(tuple(m.edition for m in models), tuple(_columns(models, languages)))


def _columns(models: Sequence[Model], languages: Collection[str]) -> Iterable[Column]:
    editions, newest = one_of([model.edition for model in models]), models[-1]
    scale = between(1, newest.steps)
    spoken = one_of(languages) if languages else LANGUAGE
    yield _column("reference", "text", lambda c: c.reference, REFERENCE, required=True)
    yield _column("week", "text", lambda c: c.week, WEEK, required=True)
    yield _column("language", "text", lambda c: c.language, spoken, required=True)
    yield _column("edition", "integer", _edition, editions, required=True)
    for name, longest in LABELS.items():
        yield _column(name, "text", partial(_label, name), labels_up_to(longest))
    for key in dict.fromkeys(chain.from_iterable(model.profile for model in models)):
        yield _question(key, {m.edition: m.profile[key] for m in models if key in m.profile})
    for d, facet in product(newest.dimensions, newest.facets):
        name, answer = f"{d}_{facet}", partial(_answer, d, facet)
        yield Column(name, "integer", "columns.answer", answer, scale, dimension=d, facet=facet)
    for d in newest.dimensions:
        score = partial(_score, d)
        yield Column(f"{d}_score", "real", "columns.score", score, scale, dimension=d)
    yield _column("index", "real", lambda c: _rounded(c.assessment.index), scale)
    yield _column("level", "integer", lambda c: c.assessment.level, scale)
    for end, name in enumerate(("range_low", "range_high")):
        yield _column(name, "integer", partial(_range, end), scale)
    levers, flags = some_of(newest.dimensions), some_of((*FLAGS, FLOOD))
    yield _column("levers", "text", lambda c: " ".join(c.assessment.levers), levers, required=True)
    yield _column("flags", "text", _flags, flags, required=True)
    yield _column("next_step", "text", lambda c: None, one_of(NEXT_STEPS))
    yield _column("test", "flag", lambda c: int(c.test), FLAG, required=True)


def _column(
    name: str,
    kind: Kind,
    value: Callable[[Completed], Value],
    allowed: Allowed,
    *,
    required: bool = False,
) -> Column:
    return Column(name, kind, f"columns.{name}", value, allowed, required)


def _question(key: str, options: Mapping[int, Sequence[str]]) -> Column:
    """The column of a profile question; `options`: in each edition that asks it."""
    every = one_of(list(dict.fromkeys(chain.from_iterable(options.values()))))
    asked = {edition: one_of(each) for edition, each in options.items()}
    return Column(
        key, "text", f"profile.{key}", partial(_profile, key), every, required=True, asked=asked
    )


def _edition(completed: Completed) -> Value:
    return completed.assessment.sheet.edition


def _label(name: str, completed: Completed) -> Value:
    label: str | None = getattr(completed.attribution, name)
    return label


def _range(end: int, completed: Completed) -> Value:
    found = completed.assessment.range
    return found and found[end]


def _profile(key: str, completed: Completed) -> Value:
    return completed.assessment.sheet.profile.get(key)


def _answer(dimension: str, facet: str, completed: Completed) -> Value:
    answer: int | None = getattr(completed.assessment.sheet.answers[dimension], facet)
    return answer


def _flags(completed: Completed) -> str:
    return " ".join((*completed.assessment.flags, *[FLOOD] * completed.flood))


def _score(dimension: str, completed: Completed) -> Value:
    return _rounded(completed.assessment.scores[dimension])


def _rounded(exact: Fraction | None) -> float | None:
    return None if exact is None else float(round(exact, _SCORE_PLACES))
