"""The catalogue: every column of a lead, defined once."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from fractions import Fraction
from functools import partial
from itertools import chain, product

from app.leads import in_words as says
from app.leads.attribution import LABELS
from app.leads.column import Column, Completed, Use
from app.leads.record import Catalogue
from app.leads.values import (
    FLAG,
    FLOOD,
    LANGUAGE,
    NEXT_STEPS,
    REFERENCE,
    WEEK,
    Value,
    between,
    labels_up_to,
    one_of,
    some_of,
)
from app.method.flags import FLAGS
from app.method.model import Model

# The profile questions that the barometer is made from; barometer.py says what is safe to publish.
_PUBLISHED = {"type", "stage"}
_PUBLIC: tuple[Use, ...] = ("published",)
_COUNTED: tuple[Use, ...] = ("filtered", "counted")
_TALLIED: tuple[Use, ...] = (*_COUNTED, "tallied")
_SCORE_PLACES = 4


def catalogue_of(*models: Model, languages: Collection[str] = ()) -> Catalogue:
    """The columns of leads of these editions, the newest last, answered in these languages."""
    return Catalogue(tuple(m.edition for m in models), tuple(_columns(models, languages)))


def _columns(models: Sequence[Model], languages: Collection[str]) -> Iterable[Column]:
    yield from _of_the_visit(models, languages)
    for key in dict.fromkeys(chain.from_iterable(model.profile for model in models)):
        yield _question(key, {m.edition: m.profile[key] for m in models if key in m.profile})
    yield from _of_the_answers(models[-1])
    yield from _of_the_outcome(models[-1])
    yield from _of_what_comes_after()


def _of_the_visit(models: Sequence[Model], languages: Collection[str]) -> Iterable[Column]:
    spoken = one_of(languages) if languages else LANGUAGE
    editions = one_of([model.edition for model in models])
    visit = partial(Column, about="visit")
    always = partial(visit, required=True)
    yield always("reference", "text", lambda c: c.reference, REFERENCE, says.AS_IT_IS)
    yield always("week", "text", lambda c: c.week, WEEK, says.WEEK, uses=("counted", "tallied"))
    yield always("language", "text", lambda c: c.language, spoken, says.LANGUAGE, uses=_TALLIED)
    edition = partial(Column, about="answers", required=True, uses=_PUBLIC)
    yield edition("edition", "integer", _edition, editions, says.AS_IT_IS)
    for name, longest in LABELS.items():
        uses = _TALLIED if name == "source" else ()
        allowed = labels_up_to(longest)
        yield visit(name, "text", partial(_label, name), allowed, says.AS_IT_IS, uses=uses)


def _question(key: str, options: Mapping[int, Sequence[str]]) -> Column:
    """The column of a profile question. `options`: in each edition that asks it, oldest first."""
    every = one_of(list(dict.fromkeys(chain.from_iterable(reversed([*options.values()])))))
    asked = {edition: one_of(each) for edition, each in options.items()}
    uses = (*_COUNTED, *_PUBLIC) if key in _PUBLISHED else _COUNTED
    question = partial(Column, about="profile", required=True, asked=asked, uses=uses)
    return question(key, "text", partial(_profile, key), every, says.OPTION, texts=f"profile.{key}")


def _of_the_answers(model: Model) -> Iterable[Column]:
    given = partial(Column, about="answers", texts="columns.answer")
    steps = between(1, model.steps)
    for d, facet in product(model.dimensions, model.facets):
        name, answer = f"{d}_{facet}", partial(_answer, d, facet)
        yield given(name, "integer", answer, steps, says.ANSWER, dimension=d, facet=facet)


def _of_the_outcome(model: Model) -> Iterable[Column]:
    scale, levels = between(1, model.steps), one_of(model.levels)
    found = partial(Column, about="outcome")
    score = partial(found, texts="columns.score", uses=_PUBLIC)
    for d in model.dimensions:
        yield score(f"{d}_score", "real", partial(_score, d), scale, says.SCORE, dimension=d)
    yield found("index", "real", lambda c: _rounded(c.assessment.index), scale, says.INDEX)
    uses = (*_TALLIED, *_PUBLIC)
    yield found("level", "integer", lambda c: c.assessment.level, levels, says.LEVEL, uses=uses)
    for end, name in enumerate(("range_low", "range_high")):
        yield found(name, "integer", partial(_range, end), levels, says.LEVEL)
    words = partial(found, required=True, uses=_PUBLIC)
    levers, flags = some_of(model.dimensions), some_of((*FLAGS, FLOOD))
    yield words("levers", "text", _levers, levers, says.DIMENSIONS)
    yield words("flags", "text", _flags, flags, says.several("values.flags", flags.options))


def _of_what_comes_after() -> Iterable[Column]:
    chosen = says.choice("values.next_step", NEXT_STEPS, empty="values.no_choice")
    after = partial(Column, about="visit")
    yield after("next_step", "text", lambda c: None, one_of(NEXT_STEPS), chosen, uses=_COUNTED)
    yield after("test", "flag", lambda c: int(c.test), FLAG, says.YES_OR_NO, required=True)
    repeat = partial(after, required=True, older=0, uses=_PUBLIC)
    yield repeat("repeat", "flag", lambda c: int(c.repeat), FLAG, says.YES_OR_NO)


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


def _levers(completed: Completed) -> str:
    return " ".join(completed.assessment.levers)


def _flags(completed: Completed) -> str:
    return " ".join((*completed.assessment.flags, *[FLOOD] * completed.flood))


def _score(dimension: str, completed: Completed) -> Value:
    return _rounded(completed.assessment.scores[dimension])


def _rounded(exact: Fraction | None) -> float | None:
    return None if exact is None else float(round(exact, _SCORE_PLACES))
