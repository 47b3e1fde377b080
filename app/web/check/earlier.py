"""The earlier result behind a check that is taken again: in the form, and nowhere else."""

from dataclasses import dataclass

from flask import request

from app.errors import TokenError
from app.method.changes import still_answered
from app.method.moved import chosen
from app.method.token import Earlier
from app.web.i18n import current_language, spoken_of
from app.web.services import services


@dataclass(frozen=True, slots=True)
class Behind:
    """The result that a check is taken again after. `token`: its own or that of its commitment."""

    token: str
    held: Earlier

    @property
    def result(self) -> str:
        """The token of the result alone."""
        return services().tokens.write(self.held.sheet, self.held.nonce)

    @property
    def chosen(self) -> str:
        """What was chosen, in the words of its edition; "" where nothing was."""
        commitment = self.held.commitment
        words = services().editions.of(self.held.sheet.edition).languages[current_language()]
        return chosen(words, commitment.lever) if commitment else ""

    @property
    def facts(self) -> dict[str, str | int | None]:
        """The facts about the organisation that the form can begin with; no answer to an item."""
        own = services().editions.of(self.held.sheet.edition).model
        after = spoken_of().model
        answered = still_answered(self.held.sheet, own, after)
        return {name: answer for name, answer in answered.items() if name in after.profile}


def behind(token: str) -> Behind:
    """The earlier result of a token of either kind. Raises TokenError."""
    return Behind(token, services().tokens.read_earlier(token))


def behind_what_was_sent() -> Behind | None:
    """The earlier result that came along in the form; None where there is none."""
    try:
        return behind(request.form.get("since", ""))
    except TokenError:
        return None
