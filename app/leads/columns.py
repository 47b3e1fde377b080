"""The one catalogue of the columns of a lead: what each holds, and what it may hold."""

from collections.abc import Callable, Collection, Iterable, Sequence
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
    newest = models[-1]
    editions = [model.edition for model in models]

    def column(
        name: str,
        kind: Kind,
        value: Callable[[Completed], Value],
        allowed: Allowed,
        *,
        required: bool = False,
        texts: str = "",
        dimension: str | None = None,
        facet: str | None = None,
    ) -> Column:
        """A column that the leads of every edition have."""
        return Column(
            name,
            kind,
            texts or f"columns.{name}",
            value,
            dict.fromkeys(editions, allowed),
            required,
            dimension,
            facet,
        )

    scale = between(1, newest.steps)
    spoken = one_of(languages) if languages else LANGUAGE
    yield column("reference", "text", lambda c: c.reference, REFERENCE, required=True)
    yield column("week", "text", lambda c: c.week, WEEK, required=True)
    yield column("language", "text", lambda c: c.language, spoken, required=True)
    yield column("edition", "integer", _edition, one_of(editions), required=True)
    for name, longest in LABELS.items():
        yield column(name, "text", partial(_label, name), labels_up_to(longest))
    for key in dict.fromkeys(chain.from_iterable(model.profile for model in models)):
        options = {m.edition: one_of(m.profile[key]) for m in models if key in m.profile}
        answer = partial(_profile, key)
        yield Column(key, "text", f"profile.{key}", answer, options, required=True, profile=True)
    for d, facet in product(newest.dimensions, newest.facets):
        yield column(
            f"{d}_{facet}",
            "integer",
            partial(_answer, d, facet),
            scale,
            texts="columns.answer",
            dimension=d,
            facet=facet,
        )
    for d in newest.dimensions:
        score = partial(_score, d)
        yield column(f"{d}_score", "real", score, scale, texts="columns.score", dimension=d)
    yield column("index", "real", lambda c: _rounded(c.assessment.index), scale)
    yield column("level", "integer", lambda c: c.assessment.level, scale)
    for end, name in enumerate(("range_low", "range_high")):
        yield column(name, "integer", partial(_range, end), scale)
    levers, flags = some_of(newest.dimensions), some_of((*FLAGS, FLOOD))
    yield column("levers", "text", lambda c: " ".join(c.assessment.levers), levers, required=True)
    yield column("flags", "text", _flags, flags, required=True)
    yield column("next_step", "text", lambda c: None, one_of(NEXT_STEPS))
    yield column("test", "flag", lambda c: int(c.test), FLAG, required=True)


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
