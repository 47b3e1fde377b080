"""Delivery: takes messages from the outbox to the receiver, each only once where possible.

It does so on the hour: see outbox.py. A message that fails is tried again after a pause that
doubles from one hour up to six: for as long as its lead exists, and a deletion until it is taken.
After three failures in a row the receiver is left alone until the next hour.
"""

import logging
import random
import time
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime

from app.database.leads import LeadStore
from app.database.outbox import HOUR, Announcement, Outbox, next_batch
from app.errors import StoreError
from app.leads.webhook import Receiver, Reply

FAILURES_IN_A_ROW = 3

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Pace:
    """How long to wait, all in seconds.

    `grain`: messages are sent at whole multiples of it. A failed message waits for `shortest`,
    doubled each time, up to `longest`. `spare`: added to the longest that a try can take, before
    another process may try the message.
    """

    grain: int = HOUR
    shortest: float = HOUR
    longest: float = 6 * HOUR
    spare: float = 10.0

    def next_try(self, now: float, attempts: int, answer: Reply) -> int:
        """When to try again a message that has failed this many times, in Unix time."""
        return next_batch(now + self.pause(attempts, answer), self.grain)

    def pause(self, attempts: int, answer: Reply) -> float:
        """The least number of seconds to wait after this many attempts.

        Random between half of it and all: messages that failed together mustn't come back together.
        """
        if answer.gone:
            return self.longest
        seconds = min(self.shortest * 2 ** min(attempts - 1, 32), self.longest)
        wanted = min(answer.wait or 0.0, self.longest)
        return max(random.uniform(seconds / 2, seconds), wanted)  # noqa: S311 - guards no secret


AS_USUAL = Pace()


@dataclass(frozen=True, slots=True)
class Round:
    """What became of the messages that were due. `stopped`: the receiver is left alone for now.

    `reason`: why the last one failed, in words that may be shown.
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

    def deliver(self, *, at_once: bool = False) -> Round:
        """Try each message that is due once; `at_once`: all that wait. Raises StoreError."""
        if at_once:
            self._outbox.hurry()
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
            due = self._pace.next_try(time.time(), message.attempts, answer)
            self._outbox.postpone(message, due)
            failed, in_a_row, reason = failed + 1, in_a_row + 1, answer.reason
            if answer.gone or answer.wait:
                break
        return Round(delivered, failed, True, reason)

    def tend(self) -> float:
        """Deliver what is due; return the seconds until there may be more.

        Background work: logs failures and holds no connection in between.
        """
        with suppress(StoreError):  # already logged where leads are stored
            done = self.deliver()
            if done.failed:
                _log.warning("Leads wait for the receiver of LEAD_WEBHOOK_URL: %s.", done.reason)
        self._store.close()
        now = time.time()
        return next_batch(now, self._pace.grain) - now

    @property
    def _lease(self) -> float:
        return self._receiver.patience + self._pace.spare

    def _send(self, message: Announcement) -> Reply | None:
        """The receiver's reply; None when the lead is gone by now, and its message with it."""
        if message.event == "lead.deleted":
            return self._receiver.send(message, None, datetime.now(UTC))
        lead = self._store.get(message.reference)
        return None if lead is None else self._receiver.send(message, lead, datetime.now(UTC))
