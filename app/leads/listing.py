"""Leads in pages: where a page begins and what it holds."""

import re
from dataclasses import dataclass
from typing import Self

from app.leads.record import Lead

# Neither has a dot, which parts them; whatever else is in them, a page must not be the last.
_CURSOR = re.compile(r"([^.]{1,100})\.([^.]{1,100})(\.back)?")


@dataclass(frozen=True, slots=True)
class Cursor:
    """A place between two leads: just after this one, or just before it when going `back`.

    The lead itself may be gone; the place stays. `str()` is fit for an address.
    """

    week: str
    reference: str
    back: bool = False

    @classmethod
    def read(cls, text: str) -> Self | None:
        """The cursor that was written so, or None if it wasn't one."""
        found = _CURSOR.fullmatch(text)
        return cls(found[1], found[2], found[3] is not None) if found else None

    def __str__(self) -> str:
        return f"{self.week[:100]}.{self.reference[:100]}{'.back' * self.back}"


@dataclass(frozen=True, slots=True)
class Page:
    """Leads, newest week first, then by reference; the ways on and back, None at the ends."""

    leads: tuple[Lead, ...]
    before: Cursor | None
    after: Cursor | None
