"""Delivery: takes messages from the outbox to the receiver, once each as far as that can be.

A message that fails is tried again after a while that doubles from half a minute to six hours, for
as long as there is the lead. After three failures in a row the receiver is left alone.
"""

import logging
import random
import time
from dataclasses import dataclass
from datetime import UTC, datetime

from app.errors import StoreError
from app.leads.outbox import Message, Outbox
from app.leads.store import LeadStore
from app.leads.webhook import Answer, Receiver

SHORTEST_SECONDS = 30.0
LONGEST_SECONDS = 6 * 3600.0
LONGEST_REST_SECONDS = 600.0
FAILURES_IN_A_ROW = 3
# How often this process looks for messages that others have left, and for those due again.
LOOK_SECONDS = 15.0
_SPARE_SECONDS = 10.0  # beyond the receiver's time, before somebody else may try the same

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Round:
    """What became of the messages that were due. `stopped`: the receiver was given up for now.

    `reason`: why the last failure was one, in words that may be shown.
    """

    delivered: int = 0
    failed: int = 0
    stopped: bool = False
    reason: str = ""


class Delivery:
    """Delivers from one outbox to one receiver; several may do so side by side."""

    def __init__(
        self,
        outbox: Outbox,
        store: LeadStore,
        receiver: Receiver,
        look_seconds: float = LOOK_SECONDS,
    ) -> None:
        self._outbox = outbox
        self._store = store
        self._receiver = receiver
        self._look_seconds = look_seconds
        self._rests = 0
        self._resting_until = 0.0

    def deliver(self) -> Round:
        """Try every message that is due, once. Raises StoreError."""
        start, delivered, failed, in_a_row, reason = time.time(), 0, 0, 0, ""
        while in_a_row < FAILURES_IN_A_ROW:
            message = self._outbox.claim(start, time.time() + self._lease)
            if message is None:
                return Round(delivered, failed, False, reason)
            answer = self._send(message)
            if answer is None:
                continue
            if answer.delivered:
                self._outbox.delivered(message)
                delivered, in_a_row = delivered + 1, 0
                continue
            self._outbox.postpone(message, time.time() + delay(message.attempts, answer))
            failed, in_a_row, reason = failed + 1, in_a_row + 1, answer.reason
            if answer.gone or answer.wait:
                break
        return Round(delivered, failed, True, reason)

    def tend(self) -> float:
        """Deliver what is due, unless the receiver is left alone; seconds until the next look.

        For the background: reports trouble in the log and holds no connection in between.
        """
        if (rest := self._resting_until - time.monotonic()) > 0:
            return rest
        try:
            done = self.deliver()
        except StoreError:
            return self._look_seconds  # whoever stores leads has said so already
        finally:
            self._store.close()
        if done.failed:
            _log.warning("Leads wait for the receiver of LEAD_WEBHOOK_URL: %s.", done.reason)
        return self._rest() if done.stopped else self._go_on()

    def _rest(self) -> float:
        """Leave the receiver alone, longer each time."""
        longest = min(SHORTEST_SECONDS * 2 ** min(self._rests, 32), LONGEST_REST_SECONDS)
        self._rests += 1
        seconds = _by_chance(longest)
        self._resting_until = time.monotonic() + seconds
        return seconds

    def _go_on(self) -> float:
        self._rests = 0
        return self._look_seconds

    @property
    def _lease(self) -> float:
        return self._receiver.patience + _SPARE_SECONDS

    def _send(self, message: Message) -> Answer | None:
        """What the receiver says; None when the lead went in the meantime, and its message too."""
        lead = self._store.get(message.reference)
        return None if lead is None else self._receiver.send(message, lead, datetime.now(UTC))


def delay(attempts: int, answer: Answer) -> float:
    """For how many seconds to leave a message after so many attempts."""
    if answer.gone:
        return LONGEST_SECONDS
    longest = min(SHORTEST_SECONDS * 2 ** min(attempts, 32), LONGEST_SECONDS)
    return max(_by_chance(longest), min(answer.wait or 0.0, LONGEST_SECONDS))


def _by_chance(longest: float) -> float:
    """Half of it at least, so that what failed together doesn't come back together."""
    return random.uniform(longest / 2, longest)  # noqa: S311 - guards no secret
