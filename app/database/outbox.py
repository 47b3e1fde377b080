"""The outbox: what the CRM has yet to be told about leads, kept until it has been told.

A message says that a lead is new, has changed or was deleted; the CRM gets the lead as it is when
the message is sent, or the reference of a deleted one. A message goes when it is delivered or when
its lead goes; only the message about a deletion outlives the lead.

Messages are due on the hour, at the end of that in which they were written, and are stored in
random order: so neither the outbox nor the CRM knows more than the hour in which a visitor came.
"""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, cast

from app.database.engine import Connection, Engine
from app.leads.record import Lead

Event = Literal["lead.created", "lead.updated", "lead.deleted"]

HOUR = 3600


@dataclass(frozen=True, slots=True)
class Announcement:
    """One message; its `id` stays the same however often it is tried.

    `attempts`: how often it was tried, this time included. `due`: when it is tried next, in seconds
    since 1970: a whole hour, or 0 for at once; while `sending`, when the present try must have
    ended.
    """

    id: str
    reference: str
    event: Event
    attempts: int
    due: int
    sending: bool


@dataclass(frozen=True, slots=True)
class Waiting:
    """What waits: how many messages, how many of them have failed, and when the next is due.

    `next_due`: seconds since 1970, 0 for at once, None when nothing waits.
    """

    messages: int
    failed: int
    next_due: int | None


class Outbox:
    """The messages in the leads' own database; safe for threads and processes."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def waiting(self) -> Waiting:
        """What waits, in figures."""
        with self._engine.reading() as connection:
            return Waiting(*connection.execute(_WAITING).fetchone())

    def messages(self, limit: int = 100) -> list[Announcement]:
        """The messages that wait, the most often tried first."""
        with self._engine.reading() as connection:
            rows = connection.execute(_MESSAGES, (limit,)).fetchall()
        return [_message(row) for row in rows]

    def claim(self, now: float, until: float) -> Announcement | None:
        """Take a due message, so that nobody else sends it before `until`; None if there is none.

        Messages about one lead are taken one after another, so that an older state of it never
        overtakes a newer one.
        """
        with self._engine.reading() as connection:
            # First without the write lock, which visitors need.
            if connection.execute(_DUE, {"now": now}).fetchone() is None:
                return None
        claim = _CLAIM.format(skip_locked=self._engine.skip_locked)
        with self._engine.writing() as connection:
            # Otherwise two at once could take two messages about the same lead.
            self._engine.alone(connection, "outbox")
            row = connection.execute(claim, {"now": now, "until": int(until) + 1}).fetchone()
        return None if row is None else _message(row)

    def delivered(self, message: Announcement) -> None:
        """Delete a message that has arrived."""
        with self._engine.writing() as connection:
            connection.execute(_DELIVERED, (message.reference, message.id))

    def postpone(self, message: Announcement, due: int) -> None:
        """Give a message back, to be tried again when it is due."""
        with self._engine.writing() as connection:
            values = (due, message.reference, message.id, message.attempts)
            connection.execute(_POSTPONE, values)

    def hurry(self) -> None:
        """Make all messages due at once, except those that are being sent."""
        with self._engine.writing() as connection:
            connection.execute(_HURRY)


def next_batch(moment: float, grain: int = HOUR) -> int:
    """When a message written at this moment is due: at the end of its `grain`, such as the hour."""
    return (int(moment) // grain + 1) * grain


def announce(connection: Connection, reference: str, event: Event, due: int) -> None:
    """Leave a message about a lead, in the transaction that stores it.

    Does nothing if there is one that hasn't been tried yet: it will be sent with the lead as it is
    by then. A lead that comes back before the CRM has heard of its deletion has only changed.
    """
    connection.execute(_CAME_BACK, (reference,))
    connection.execute(_ANNOUNCE, _message_of(reference, event, due))


def announce_deletion(connection: Connection, lead: Lead, due: int, *, told: bool = False) -> None:
    """Leave a message that a lead is gone, in the transaction that is about to delete it.

    Does nothing if the CRM cannot know the lead: the message about its creation hasn't been tried.
    `told`: the CRM may know it all the same, since this outbox comes from a backup.
    """
    if is_told_to_nobody(lead):
        return
    untold = connection.execute(_UNTOLD, (lead.reference,)).fetchone() is not None
    if told or not untold:
        connection.execute(_ANNOUNCE_DELETION, _message_of(lead.reference, "lead.deleted", due))


def is_told_to_nobody(lead: Lead) -> bool:
    """Whether no CRM is told about this lead: it is a test, or in a flood and not let in."""
    return bool(lead["test"]) or lead.flood


def changes(before: Lead | None, lead: Lead) -> Event | None:
    """What a CRM is told when `lead` takes the place of `before`; None for nothing."""
    if is_told_to_nobody(lead):
        return None
    if before is None or before.flood:
        return "lead.created"
    return None if lead == before else "lead.updated"


def _message(row: Iterable[object]) -> Announcement:
    found = dict(zip(Announcement.__slots__, row, strict=True))
    found["sending"] = bool(found["sending"])
    return Announcement(**cast("dict[str, str]", found))  # type: ignore[arg-type]


def _message_of(reference: str, event: Event, due: int) -> dict[str, object]:
    # Random, because the messages of an hour are sent in order of their ids.
    identity = f"msg_{secrets.token_urlsafe(16)}"
    return {"id": identity, "reference": reference, "event": event, "due": due}


_COLUMNS = "id, reference, event, attempts, due, sending"
_WAITING = (
    "SELECT count(*), count(*) FILTER (WHERE attempts > 0 AND sending = 0), min(due) FROM outbox"
)
_MESSAGES = f"SELECT {_COLUMNS} FROM outbox ORDER BY attempts DESC, reference, id LIMIT ?"  # noqa: S608
# Another message about the same lead that has already been tried comes first.
_DUE = (
    "SELECT reference, id FROM outbox AS mine WHERE due <= :now AND (attempts > 0 OR NOT EXISTS ("
    "SELECT 1 FROM outbox AS other WHERE other.reference = mine.reference AND other.attempts > 0"
    ")) ORDER BY due, id LIMIT 1"
)
_CLAIM = (
    "UPDATE outbox SET sending = 1, attempts = attempts + 1, due = :until "  # noqa: S608
    f"WHERE (reference, id) = ({_DUE}{{skip_locked}}) RETURNING {_COLUMNS}"
)
_DELIVERED = "DELETE FROM outbox WHERE reference = ? AND id = ?"
_POSTPONE = "UPDATE outbox SET sending = 0, due = ? WHERE reference = ? AND id = ? AND attempts = ?"
_HURRY = "UPDATE outbox SET due = 0 WHERE sending = 0"
_ANNOUNCE = (
    "INSERT INTO outbox (id, reference, event, attempts, due, sending) "
    "SELECT :id, :reference, :event, 0, :due, 0 WHERE NOT EXISTS ("
    "SELECT 1 FROM outbox WHERE reference = :reference AND attempts = 0)"
)
_CAME_BACK = (
    "UPDATE outbox SET event = 'lead.updated' "
    "WHERE reference = ? AND event = 'lead.deleted' AND attempts = 0"
)
_UNTOLD = (
    "SELECT 1 FROM outbox WHERE reference = ? AND event = 'lead.created' AND attempts = 0 LIMIT 1"
)
# Not due before a try under way has ended, or the older message could arrive last.
_ANNOUNCE_DELETION = (
    "INSERT INTO outbox (id, reference, event, attempts, due, sending) "
    "SELECT :id, :reference, :event, 0, greatest(:due, coalesce(("
    "SELECT max(due) FROM outbox WHERE reference = :reference AND sending = 1), 0)), 0 "
    "WHERE NOT EXISTS (SELECT 1 FROM outbox "
    "WHERE reference = :reference AND event = :event AND attempts = 0)"
)
