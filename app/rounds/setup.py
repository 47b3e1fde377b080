"""What a round is opened with, what is known of it from then on, and the ids that open it."""

import hashlib
import json
import secrets
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, Self

from app.database.rounds import StoredRound
from app.method.model import Model
from app.method.round import FEWEST, MOST, Mode, missing
from app.method.sheet import Profile

_ID_BYTES = 12  # 96 random bits


@dataclass(frozen=True, slots=True)
class Setup:
    """What the host decides, for good. `facts`: about the organisation, all but the role."""

    edition: int
    mode: Mode
    facts: Profile
    expected: int

    @classmethod
    def read(cls, text: str) -> Self:
        """Read back what written() wrote."""
        return cls(**json.loads(text))

    def profile(self, model: Model, role: str) -> Profile:
        """What is known of a participant: the facts of the round, and their role."""
        return {key: role if key == "role" else self.facts[key] for key in model.profile}

    def written(self) -> str:
        """The setup as it is stored."""
        fields: dict[str, Any] = {**asdict(self), "facts": dict(self.facts)}
        return json.dumps(fields)


@dataclass(frozen=True, slots=True)
class Round:
    """A round as anybody with the invitation may see it.

    `invitation`: the id in its address. `counts`: how many have answered, by role. `token`: of its
    round link, None while it is open. `over`: its last day has passed.
    """

    invitation: str
    setup: Setup
    closes: date
    prolonged: bool
    token: str | None
    counts: Mapping[str, int]
    over: bool

    @classmethod
    def of(cls, invitation: str, stored: StoredRound, counts: Mapping[str, int], on: date) -> Self:
        """A stored round as it is on a day."""
        closes = date.fromisoformat(stored.closes)
        return cls(
            invitation=invitation,
            setup=Setup.read(stored.setup),
            closes=closes,
            prolonged=bool(stored.prolonged),
            token=stored.token,
            counts=counts,
            over=closes < on,
        )

    @property
    def answered(self) -> int:
        """How many have answered."""
        return sum(self.counts.values())

    @property
    def missing(self) -> int:
        """How many more have to answer before anything can be shown."""
        return missing(self.setup.mode, self.answered)

    @property
    def is_open(self) -> bool:
        """Whether answers are taken."""
        return self.token is None and not self.over


def fits(mode: Mode, expected: int) -> bool:
    """Whether a round of this mode may expect so many."""
    return FEWEST[mode] <= expected <= MOST[mode]


def usual_mode(expected: int) -> Mode:
    """The mode for so many: open for a small team, shielded from as many as that takes."""
    return "shielded" if fits("shielded", expected) else "open"


def new_id() -> str:
    """An id that nobody can guess, for a host or a participant."""
    return secrets.token_urlsafe(_ID_BYTES)


def invitation_of(host: str) -> str:
    """The id of the invitation that belongs to a host's; nobody can find the way back."""
    return hashlib.sha256(f"invitation {host}".encode()).hexdigest()[: 2 * _ID_BYTES]


def stored_as(id: str) -> str:
    """What is stored of an id: its hash, which opens nothing."""
    return hashlib.sha256(id.encode()).hexdigest()
