"""The questionnaire as a WTForms form, built from the bank."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Self

from flask_babel import lazy_gettext as _
from werkzeug.datastructures import MultiDict
from wtforms import Field, HiddenField, StringField
from wtforms.csrf.core import CSRF, CSRFTokenField
from wtforms.form import BaseForm
from wtforms.meta import DefaultMeta
from wtforms.validators import StopValidation

from app.method.bank import Language
from app.method.model import Model
from app.method.sheet import AnswerSheet, FacetAnswers, Profile
from app.web.check.tickets import Ticket, Tickets

UNKNOWN = "unknown"
HONEYPOT = "note"
_LONGEST_TOLD = 200


class OneChoice(Field):
    """A radio group: exactly one of its options, sent exactly once.

    `options` maps the values that can be sent to their labels; `missing` is what to say when
    there is no such value.
    """

    def __init__(
        self, label: str, options: Mapping[str, str], missing: str, **settings: Any
    ) -> None:
        super().__init__(label, **settings)
        self.options = options
        self._missing = missing

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        """Take the one value that was sent; several count as none."""
        self.data = valuelist[0] if len(valuelist) == 1 else None

    def pre_validate(self, form: BaseForm) -> None:
        """Ask for a choice when there is none, or one that isn't among the options."""
        if self.data not in self.options:
            self.data = None
            raise StopValidation(str(self._missing))


class TicketField(CSRFTokenField):
    """The ticket, as a hidden field that a copy of the form keeps."""


class TicketCheck(CSRF):
    """WTForms' hook for forged requests, answered by our own ticket instead of a session."""

    field_class = TicketField

    def __init__(self, tickets: Tickets) -> None:
        self._tickets = tickets

    def generate_csrf_token(self, csrf_token_field: CSRFTokenField) -> str:
        """The ticket that was sent; a fresh one is put in by the view that needs it."""
        return csrf_token_field.data or ""

    def validate_csrf_token(self, form: Any, field: CSRFTokenField) -> None:
        """Open the form's ticket; a forged one is refused, and so are several."""
        sent = field.raw_data or []
        form.ticket = self._tickets.read(sent[0]) if len(sent) == 1 else None
        if form.ticket is None:
            raise StopValidation("forged")


class CheckForm(BaseForm):
    """One form for the whole check: profile, 24 items, ticket, page times and a honeypot."""

    ticket: Ticket | None = None

    def __init__(
        self,
        model: Model,
        language: Language,
        tickets: Tickets,
        data: MultiDict[str, str] | None = None,
        given: Mapping[str, str | int | None] | None = None,
    ) -> None:
        """`data`: what was sent; else `given`: answers to begin with, None for "I don't know"."""
        self._model = model
        self.was_sent = data is not None
        super().__init__(self._asked(language), meta=_meta(tickets))
        answers = {k: UNKNOWN if v is None else str(v) for k, v in (given or {}).items()}
        self.process(data, data=answers)

    def _asked(self, language: Language) -> Mapping[str, Any]:
        """The fields by name."""
        return _fields(language)

    @property
    def profile(self) -> Profile:
        """The facts about the organisation, of a form that validated."""
        return {key: self[key].data for key in self._model.profile}

    @property
    def automatic(self) -> bool:
        """Whether the field that no person sees was filled in."""
        return any(self[HONEYPOT].raw_data or ())

    @property
    def page_seconds(self) -> list[int] | None:
        """Seconds spent on each dimension's page, as the wizard counted them; None if unknown."""
        parts = (self["page_seconds"].data or "").split(",")
        if len(parts) != len(self._model.dimensions):
            return None
        if not all(part.isascii() and part.isdigit() and len(part) < 7 for part in parts):
            return None
        return [int(part) for part in parts]

    @property
    def told(self) -> tuple[str, ...]:
        """The steps already counted for this form; only short ASCII words are believed."""
        words = (self["told"].data or "")[:_LONGEST_TOLD].split()
        return tuple(word for word in dict.fromkeys(words) if word.isascii() and word.isalnum())

    def tell(self, steps: Iterable[str]) -> None:
        """Have the form remember that these steps were counted."""
        self["told"].data = " ".join(dict.fromkeys((*self.told, *steps)))

    @property
    def finished_steps(self) -> list[str]:
        """The steps whose questions are all answered, in the order of the check."""
        return [
            step
            for step, names in _questions_of(self._model).items()
            if not any(self[name].errors for name in names)
        ]

    @property
    def questions(self) -> list[OneChoice]:
        """All questions, in the order of the page."""
        return [field for field in self if isinstance(field, OneChoice)]

    @property
    def unanswered(self) -> list[OneChoice]:
        """The questions that still need an answer, in the order of the page."""
        return [question for question in self.questions if question.errors]

    def without_errors(self) -> Self:
        """The same form, saying nothing yet about missing answers."""
        for field in self:
            field.errors = ()
        return self

    def sheet(self, hurried: bool) -> AnswerSheet:
        """The answer sheet of a form that validated."""
        answers = {
            dimension: FacetAnswers(
                *(self._answer(f"{dimension}.{facet}") for facet in self._model.facets)
            )
            for dimension in self._model.dimensions
        }
        return AnswerSheet(self.profile, answers, hurried, edition=self._model.edition)

    def _answer(self, item_id: str) -> int | None:
        value = self[item_id].data
        return None if value == UNKNOWN else int(value)


def profile_fields(language: Language) -> dict[str, OneChoice]:
    """The questions about the organisation and who answers, by name."""
    return {
        key: OneChoice(
            question.label,
            missing=_("Choose the answer that comes closest."),
            options=question.options,
        )
        for key, question in language.profile.items()
    }


def _fields(language: Language) -> Mapping[str, Any]:
    items = {
        item.id: OneChoice(
            item.stem,
            missing=_("Choose a description, or “I don’t know”."),
            options={str(step): option for step, option in enumerate(item.options, 1)}
            | {UNKNOWN: _("I don’t know")},
        )
        for item in language.items.values()
    }
    extra = {"page_seconds": HiddenField(), "told": HiddenField(), HONEYPOT: StringField()}
    return {**profile_fields(language), **items, **extra}


def _questions_of(model: Model) -> dict[str, list[str]]:
    """The names of the questions on each step, by the step's id."""
    return {
        "profile": list(model.profile),
        **{d: [f"{d}.{facet}" for facet in model.facets] for d in model.dimensions},
    }


def _meta(tickets: Tickets) -> DefaultMeta:
    class Meta(DefaultMeta):
        csrf = True
        csrf_field_name = "ticket"

        def build_csrf(self, form: BaseForm) -> CSRF:
            return TicketCheck(tickets)

    return Meta()
