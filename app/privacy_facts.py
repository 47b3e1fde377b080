"""What the privacy page says about whoever runs the check, as the operator sets it."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Annotated

from babel import Locale

from app.variables import Variable, variables_of, whole

_LONGEST_LINE = 200  # characters


def _words(text: str) -> str:
    """A line of plain text."""
    if not text.isprintable() or len(text) > _LONGEST_LINE:
        raise ValueError(f"has {len(text)} characters: give one line of {_LONGEST_LINE} at most")
    return text


def _email(text: str) -> str:
    """An e-mail address."""
    if not re.fullmatch(r"[\w.+-]+@[\w-]+(\.[\w-]+)+", text, re.ASCII):
        raise ValueError(f"is {text!r}: give an e-mail address such as privacy@example.com")
    return text


def _countries(text: str) -> tuple[str, ...]:
    """ISO 3166 country codes, in capitals."""
    known, codes = Locale("en").territories, tuple(dict.fromkeys(text.upper().split()))
    strange = [code for code in codes if not re.fullmatch("[A-Z]{2}", code) or code not in known]
    if strange:
        raise ValueError(f"has {strange[0]!r}: give two-letter codes, such as NL DE")
    return codes


def _day(text: str) -> date:
    """A day, as in 2026-11-21."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ValueError(f"is {text!r}: give a day such as 2026-11-21") from None


def _fact(read: Callable[[str], object], meaning: str) -> Variable:
    return Variable(read, f"on the privacy page: {meaning}", "none")


@dataclass(frozen=True, slots=True, kw_only=True)
class PrivacyFacts:
    """What Article 13 GDPR requires and no program can know; the page leaves out what is not set.

    `privacy_countries`: ISO 3166 codes.
    """

    controller_name: Annotated[str | None, _fact(_words, "the legal name of the controller")] = None
    controller_address: Annotated[str | None, _fact(_words, "their postal address")] = None
    controller_kvk: Annotated[
        str | None, _fact(_words, "their number at the Dutch Chamber of Commerce")
    ] = None
    controller_email: Annotated[
        str | None, _fact(_email, "where questions and requests go; without it, to `CONTACT_URL`")
    ] = None
    privacy_host: Annotated[str | None, _fact(_words, "who runs the server")] = None
    privacy_crm: Annotated[
        str | None, _fact(_words, "who runs the CRM behind `LEAD_WEBHOOK_URL`")
    ] = None
    privacy_countries: Annotated[
        tuple[str, ...], _fact(_countries, "where these two keep data: codes such as `NL DE`")
    ] = ()
    privacy_backup_weeks: Annotated[
        int | None, _fact(whole(1, 520), "after how many weeks every backup is overwritten")
    ] = None
    privacy_notes_months: Annotated[
        int | None,
        _fact(whole(1, 240), "how many months conversation notes and the CRM's records are kept"),
    ] = None
    privacy_date: Annotated[
        date, Variable(_day, "on the privacy page: the date of its text and of these facts")
    ] = date(2026, 11, 21)

    def gaps(self, handed_over: bool) -> list[str]:
        """What is missing, a sentence each. `handed_over`: whether there is a CRM to name."""
        return [
            f"{name.upper()} is not set ({variable.meaning})."
            for name, _default, variable in variables_of(PrivacyFacts)
            if not getattr(self, name) and (handed_over or name != "privacy_crm")
        ]
