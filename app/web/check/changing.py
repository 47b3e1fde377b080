"""Changing a result: its answers as those that a form begins with, under the same reference."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from flask import request

from app.errors import TokenError
from app.method.changes import still_answered
from app.method.sheet import AnswerSheet
from app.method.token import reference_code
from app.web.i18n import spoken_of
from app.web.services import services


@dataclass(frozen=True, slots=True)
class Change:
    """A result from which a form begins.

    `token`: its own; `sheet` and `nonce` are what it holds. `given`: its answers to the questions
    of the form, None for "I don't know". `emptied`: how many questions have none, since they are
    new or have changed. `asked`: the only questions to show; none when all are.
    """

    token: str
    sheet: AnswerSheet
    nonce: int
    given: Mapping[str, str | int | None]
    emptied: int
    asked: tuple[str, ...]

    @property
    def reference(self) -> str:
        """The code that the result has, and will have."""
        return reference_code(self.nonce)

    def shows(self, name: str) -> bool:
        """Whether the question of this name is to be shown."""
        return not self.asked or name in self.asked

    def without_answer(self, names: Iterable[str]) -> int:
        """How many of these questions are open: "I don't know", or emptied."""
        return sum(self.given.get(name) is None for name in names)


def change_of(token: str, *, only_unknown: bool) -> Change:
    """The result of a token, for the form of this request. Raises TokenError.

    `only_unknown`: show just the questions without an answer, if there are any.
    """
    sheet, nonce = services().tokens.read(token)
    after = spoken_of().model
    given = still_answered(sheet, services().editions.of(sheet.edition).model, after)
    names = (*after.profile, *after.item_ids)
    return Change(
        token,
        sheet,
        nonce,
        given,
        emptied=sum(name not in given for name in names),
        asked=tuple(name for name in names if only_unknown and given.get(name) is None),
    )


def change_that_was_sent() -> Change | None:
    """The result from which the form began that was sent; None when it began empty."""
    try:
        only_unknown = request.form.get("only") == "unknown"
        return change_of(request.form.get("result", ""), only_unknown=only_unknown)
    except TokenError:
        return None
