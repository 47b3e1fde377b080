"""The forms of a round: what it is opened with, its answers, and what the other side would say."""

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _
from werkzeug.datastructures import MultiDict
from wtforms import Field, IntegerField
from wtforms.form import BaseForm
from wtforms.validators import NumberRange

from app.method.bank import Language
from app.method.model import Model
from app.method.round import FEWEST, MOST, Mode
from app.method.sheet import Profile
from app.rounds.setup import Setup, fits, usual_mode
from app.web.check.forms import CheckForm, OneChoice, profile_fields
from app.web.check.tickets import Tickets

LONGEST = 30  # days that a round may be open
_ROOM = {
    "open": _("An open round is for %(fewest)s to %(most)s people."),
    "shielded": _("A shielded round is for %(fewest)s to %(most)s people."),
}
_USUAL = {"expected": 4, "days": 7}


class StartForm(BaseForm):
    """What a round is opened with. `given`: facts to begin with."""

    def __init__(
        self,
        language: Language,
        data: MultiDict[str, str] | None = None,
        given: Mapping[str, str] | None = None,
    ) -> None:
        facts = {key: each for key, each in profile_fields(language).items() if key != "role"}
        self._facts = list(facts)
        super().__init__({**_terms(), **facts})
        self.process(data, data={**_USUAL, **(given or {})})

    def validate(self, *args: Any, **kwargs: Any) -> bool:
        """Whether all is there, and fits together. Who chose no mode gets the usual one."""
        if not self["mode"].raw_data:
            self["mode"].data = usual_mode(self["expected"].data or 0)
        fine = super().validate(*args, **kwargs)
        if fine and not fits(self["mode"].data, self["expected"].data):
            mode: Mode = self["mode"].data
            room = {"fewest": FEWEST[mode], "most": MOST[mode]}
            self["expected"].errors = (_ROOM[mode] % room,)
            return False
        return fine

    @property
    def facts(self) -> list[Field]:
        """The questions about the organisation."""
        return [self[key] for key in self._facts]

    @property
    def wrong(self) -> list[Field]:
        """The fields that need another value, in the order of the page."""
        return [field for field in self if field.errors]

    def setup(self, model: Model) -> Setup:
        """What the host has decided, once the form has validated."""
        facts = {key: self[key].data for key in self._facts}
        return Setup(model.edition, self["mode"].data, facts, self["expected"].data)


def _terms() -> dict[str, Any]:
    modes = {
        "open": _("Open: everybody sees everybody’s level per dimension, next to their role"),
        "shielded": _("Shielded: only the group’s levels are shown, never a person’s"),
    }
    asked = _("How many people do you expect, yourself included?")
    return {
        "expected": Count(asked, low=2, high=MOST["shielded"]),
        "mode": OneChoice(_("Who sees what?"), options=modes, missing=_("Choose one of the two.")),
        "days": Count(_("For how many days can people answer?"), low=1, high=LONGEST),
    }


class Count(IntegerField):
    """A whole number from `low` to `high`; whatever else is typed gets the same message."""

    def __init__(self, label: str, low: int, high: int, **settings: Any) -> None:
        self._between = _("Give a number from %(low)s to %(high)s.") % {"low": low, "high": high}
        super().__init__(label, [NumberRange(low, high, self._between)], **settings)

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read what was typed."""
        try:
            super().process_formdata(valuelist)
        except ValueError as error:
            raise ValueError(str(self._between)) from error


class RoundForm(CheckForm):
    """The check's own form, with nothing but the role to say about the organisation.

    In an open round, everybody agrees first to what everybody sees.
    """

    def __init__(
        self,
        model: Model,
        language: Language,
        tickets: Tickets,
        setup: Setup,
        data: MultiDict[str, str] | None = None,
    ) -> None:
        self._setup = setup
        super().__init__(model, language, tickets, data)

    def _asked(self, language: Language) -> Mapping[str, Any]:
        fields = super()._asked(language)
        left = {name: fields[name] for name in fields if name not in self._setup.facts}
        return {"agreed": _agreement(), **left} if self._setup.mode == "open" else left

    @property
    def profile(self) -> Profile:
        """The facts of the round, and the role."""
        return self._setup.profile(self._model, self["role"].data)


def _agreement() -> OneChoice:
    return OneChoice(
        _("Everybody in this round will see my level per dimension, next to my role."),
        missing=_("An open round needs your agreement. If you’d rather not, don’t take part."),
        options={"yes": _("I agree")},
    )


class OtherSideForm(BaseForm):
    """What most of the other side would say: a description for each dimension."""

    def __init__(
        self, model: Model, language: Language, data: MultiDict[str, str] | None = None
    ) -> None:
        items = {d: language.items[f"{d}.practice"] for d in model.dimensions}
        fields: dict[str, Any] = {
            dimension: OneChoice(
                item.stem,
                missing=_("Choose a description."),
                options={str(step): option for step, option in enumerate(item.options, 1)},
            )
            for dimension, item in items.items()
        }
        super().__init__(fields)
        self.process(data)

    @property
    def levels(self) -> dict[str, int]:
        """The level that was chosen for each dimension."""
        return {field.name: int(field.data) for field in self}
