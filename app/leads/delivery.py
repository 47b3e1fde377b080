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

FAILURES_IN_A_ROW = 3

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Pace:
    """How long to wait, all in seconds.

    A message that failed: `shortest`, doubled each time, to `longest`. A receiver that failed: the
    same to `longest_rest`. `look`: how often a process looks for messages that others have left,
    and for those due again. `spare`: how long after the end of a try another may begin.
    """

    shortest: float = 30.0
    longest: float = 6 * 3600.0
    longest_rest: float = 600.0
    look: float = 15.0
    spare: float = 10.0

    def pause(self, attempts: int, answer: Answer) -> float:
        """For how long to leave a message after so many attempts."""
        if answer.gone:
            return self.longest
        wanted = min(answer.wait or 0.0, self.longest)
        return max(self._doubled(attempts, self.longest), wanted)

    def rest(self, rounds: int) -> float:
        """For how long to leave a receiver that has failed in so many rounds."""
        return self._doubled(rounds - 1, self.longest_rest)

    def _doubled(self, times: int, longest: float) -> float:
        """By chance as little as half of it: what failed together mustn't come back together."""
        seconds = min(self.shortest * 2 ** min(times, 32), longest)
        return random.uniform(seconds / 2, seconds)  # noqa: S311 - guards no secret


AS_USUAL = Pace()


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
        pace: Pace = AS_USUAL,
    ) -> None:
        self._outbox = outbox
        self._store = store
        self._receiver = receiver
        self._pace = pace
        self._failed_rounds = 0
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
            self._outbox.postpone(message, time.time() + self._pace.pause(message.attempts, answer))
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
            return self._pace.look  # whoever stores leads has said so already
        finally:
            self._store.close()
        if done.failed:
            _log.warning("Leads wait for the receiver of LEAD_WEBHOOK_URL: %s.", done.reason)
        self._failed_rounds = self._failed_rounds + 1 if done.stopped else 0
        return self._rest() if done.stopped else self._pace.look

    def _rest(self) -> float:
        """Leave the receiver alone, longer each time."""
        seconds = self._pace.rest(self._failed_rounds)
        self._resting_until = time.monotonic() + seconds
        return seconds

    @property
    def _lease(self) -> float:
        return self._receiver.patience + self._pace.spare

    def _send(self, message: Message) -> Answer | None:
        """What the receiver says; None when the lead went in the meantime, and its message too."""
        lead = self._store.get(message.reference)
        return None if lead is None else self._receiver.send(message, lead, datetime.now(UTC))
