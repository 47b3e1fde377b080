"""The form ticket: a timed signature that stands in for a session, and no cookie."""

import hashlib
import secrets
import time
from collections.abc import Callable, Collection, Sequence
from dataclasses import astuple, dataclass
from datetime import timedelta
from typing import Any

from itsdangerous import BadData, TimestampSigner, URLSafeTimedSerializer

from app.leads.attribution import LABELS, Attribution
from app.method.token import NONCE_BITS

LIFETIME = timedelta(hours=24)
_TEST, _AGAIN = 1, 2


@dataclass(frozen=True, slots=True)
class Ticket:
    """One visitor's go at the check.

    `nonce`: 50 random bits that become the reference code; they stay the same however often the
    form is sent. `age`: seconds since the form was handed out. `test`: somebody is only trying out
    the check. `again`: the form was handed out again, with the answers in it.
    """

    nonce: int
    attribution: Attribution
    age: float = 0.0
    test: bool = False
    again: bool = False

    @property
    def filling_seconds(self) -> float | None:
        """Seconds that filling in the form took; None when it was handed out with answers in it."""
        return None if self.again else self.age

    @property
    def expired(self) -> bool:
        """Whether the form was handed out too long ago to be taken as it is."""
        return self.age > LIFETIME.total_seconds()


class Tickets:
    """Issues and opens tickets. `keys`: oldest first; the last one signs, any of them opens.

    `sources`: the only sources accepted, if there are any.
    """

    def __init__(
        self,
        keys: Sequence[str],
        clock: Callable[[], float] = time.time,
        sources: Collection[str] = (),
    ) -> None:
        class Signer(TimestampSigner):
            """A timestamp signer that reads our clock."""

            def get_timestamp(self) -> int:
                return int(clock())

        self._clock = clock
        self._sources = sources
        self._serializer = URLSafeTimedSerializer(
            list(keys),
            salt="ticket",
            signer=Signer,
            signer_kwargs={"key_derivation": "hmac", "digest_method": hashlib.sha256},
        )

    def new(self, attribution: Attribution, *, test: bool = False, again: bool = False) -> str:
        """A ticket for a visitor who opens the form, or who sent it without a good one."""
        nonce = secrets.randbits(NONCE_BITS)
        return self.issue(Ticket(nonce, attribution, test=test, again=again))

    def issue(self, ticket: Ticket) -> str:
        """Write a ticket, dated now."""
        bits = ticket.test * _TEST + ticket.again * _AGAIN
        return str(self._serializer.dumps([ticket.nonce, bits, *astuple(ticket.attribution)]))

    def read(self, text: str) -> Ticket | None:
        """Open a ticket, expired or not; None when it is missing, damaged, forged or outdated."""
        try:
            payload, issued = self._serializer.loads(text, return_timestamp=True)
            return self._opened(payload, self._clock() - issued.timestamp())
        except (BadData, UnicodeError):
            return None
        except (TypeError, ValueError):  # signed by a version that wrote something else in it
            return None

    def _opened(self, payload: Any, age: float) -> Ticket:
        nonce, bits, *labels = payload
        # Cleaned again: an older version may have kept more, or SOURCES may have been set since.
        attribution = Attribution.clean(dict(zip(LABELS, labels, strict=True)), self._sources)
        test, again = bool(bits & _TEST), bool(bits & _AGAIN)
        return Ticket(nonce, attribution, max(0.0, age), test=test, again=again)
