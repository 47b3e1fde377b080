"""The lead: the one catalogue of its columns, and the record that an assessment leaves behind."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property, partial
from typing import cast

from app.errors import StoreError
from app.leads.attribution import Attribution
from app.leads.values import FLOOD, VALUE_TEXTS, Kind, Value, fits
from app.method.model import Model
from app.method.scoring import Assessment

_SCORE_PLACES = 4
_UNATTRIBUTED = Attribution()


@dataclass(frozen=True, slots=True)
class Completed:
    """Everything that a lead is made of; each column takes its value from here."""

    reference: str
    week: str
    language: str
    edition: int
    attribution: Attribution
    assessment: Assessment
    test: bool
    flood: bool


@dataclass(frozen=True, slots=True)
class Column:
    """One column of the lead.

    `kind`: a flag is 0 or 1. `texts`: the id under which its heading and meaning are written;
    `dimension` and `facet` fill the placeholders in them. `required`: never None. `older`: what a
    required column that came later says of leads from before it; None if it was always there.
    """

    name: str
    kind: Kind
    texts: str
    value: Callable[[Completed], Value] = field(repr=False, compare=False)
    required: bool = False
    dimension: str | None = None
    facet: str | None = None
    older: Value = None

    @property
    def heading(self) -> str:
        """Text id of the heading."""
        return f"{self.texts}.heading"

    @property
    def meaning(self) -> str:
        """Text id of the meaning."""
        return f"{self.texts}.meaning"


@dataclass(frozen=True, slots=True)
class Lead:
    """One stored lead: a value for every column of the catalogue, in its order."""

    values: Mapping[str, Value]

    def __getitem__(self, name: str) -> Value:
        return self.values[name]

    @property
    def reference(self) -> str:
        """The code that the visitor can quote; the primary key."""
        return str(self.values["reference"])

    @property
    def flood(self) -> bool:
        """Whether it came in a flood and still waits for somebody at the desk."""
        return FLOOD in str(self.values["flags"]).split()

    def let_in(self) -> "Lead":
        """The same, and it doesn't wait any more."""
        flags = (flag for flag in str(self.values["flags"]).split() if flag != FLOOD)
        return Lead({**self.values, "flags": " ".join(flags)})

    def in_place_of(self, before: "Lead | None") -> "Lead":
        """This lead as it is kept when it corrects the one before.

        A next step stays unless it brings one. Whether it waits was decided then: a correction
        neither lets in a lead that waits nor makes one wait that was let in.
        """
        if before is None:
            return self
        next_step = self.values["next_step"] or before.values["next_step"]
        kept = Lead({**self.let_in().values, "next_step": next_step})
        if before.flood:
            return Lead({**kept.values, "flags": f"{kept['flags']} {FLOOD}".lstrip()})
        return kept


@dataclass(frozen=True)
class Catalogue:
    """All columns of a lead, in the order in which they are shown and exported."""

    edition: int
    columns: tuple[Column, ...]

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The column names, in order."""
        return tuple(column.name for column in self.columns)

    @property
    def text_ids(self) -> list[str]:
        """Ids of every text that describes a column or its values, each once."""
        ids = (text for column in self.columns for text in (column.heading, column.meaning))
        return list(dict.fromkeys((*ids, *VALUE_TEXTS)))

    def read(self, values: Mapping[str, object]) -> Lead:
        """Make a lead of values from outside, such as a line of the spool.

        A column that is not mentioned has what older leads have, or else None; what the catalogue
        doesn't know is left out, see unknown(). Raises StoreError naming the first column that is
        missing or of another kind.
        """
        return Lead({c.name: _checked(c, values.get(c.name, c.older)) for c in self.columns})

    def unknown(self, values: Mapping[str, object]) -> set[str]:
        """The names among these values that are no columns, or none any more, fit to be shown."""
        return {f"{name[:40]!a}" for name in set(values).difference(self.names)}


def catalogue_of(model: Model) -> Catalogue:
    """The columns of the leads that this model's questions give."""
    return Catalogue(model.edition, tuple(_columns(model)))


def lead_of(
    catalogue: Catalogue,
    reference: str,
    assessment: Assessment,
    *,
    language: str,
    week: str,
    attribution: Attribution = _UNATTRIBUTED,
    test: bool = False,
    flood: bool = False,
) -> Lead:
    """The lead of one completed check. `week`: as written by iso_week().

    `flood`: it came with more than can be real, so it waits for somebody at the desk.
    """
    completed = Completed(
        reference, week, language, catalogue.edition, attribution, assessment, test, flood
    )
    return Lead({column.name: column.value(completed) for column in catalogue.columns})


def _columns(model: Model) -> Iterable[Column]:
    yield _column("reference", "text", lambda c: c.reference, required=True)
    yield _column("week", "text", lambda c: c.week, required=True)
    yield _column("language", "text", lambda c: c.language, required=True)
    yield _column("edition", "integer", lambda c: c.edition, required=True)
    yield _column("source", "text", lambda c: c.attribution.source)
    yield _column("utm_source", "text", lambda c: c.attribution.utm_source)
    yield _column("utm_medium", "text", lambda c: c.attribution.utm_medium)
    yield _column("utm_campaign", "text", lambda c: c.attribution.utm_campaign)
    for key in model.profile:
        yield _column(key, "text", partial(_profile, key), required=True)
    for d in model.dimensions:
        for facet in model.facets:
            answer = partial(_answer, d, facet)
            yield Column(f"{d}_{facet}", "integer", "columns.answer", answer, False, d, facet)
    for d in model.dimensions:
        yield Column(f"{d}_score", "real", "columns.score", partial(_score, d), dimension=d)
    yield _column("index", "real", lambda c: _rounded(c.assessment.index))
    yield _column("level", "integer", lambda c: c.assessment.level)
    yield _column("range_low", "integer", lambda c: c.assessment.range and c.assessment.range[0])
    yield _column("range_high", "integer", lambda c: c.assessment.range and c.assessment.range[1])
    yield _column("levers", "text", lambda c: " ".join(c.assessment.levers), required=True)
    yield _column("flags", "text", _flags, required=True)
    yield _column("next_step", "text", lambda c: None)
    yield _column("test", "flag", lambda c: int(c.test), required=True)


def _column(
    name: str, kind: Kind, value: Callable[[Completed], Value], *, required: bool = False
) -> Column:
    return Column(name, kind, f"columns.{name}", value, required)


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


def _checked(column: Column, value: object) -> Value:
    """The value as the column keeps it; StoreError when it is of another kind."""
    if value is None and not column.required:
        return None
    if not fits(column.kind, value):
        raise StoreError(f"The column {column.name!r} of a lead cannot hold such a value.")
    return cast(Value, value)
