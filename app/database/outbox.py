"""The outbox: which leads the CRM has yet to hear of, kept until it has.

A message is a note that a lead is new, has changed or was deleted; what the CRM gets is the lead as
it is when the message is sent, and of a deleted one the reference. It goes when it was delivered,
or with its lead; that it was deleted outlives the lead.

Messages are due at whole hours, those of an hour when it has ended, and lie in no order of their
coming: so neither the outbox nor the CRM learns more than the hour in which a visitor came.
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

    `attempts`: how often it was tried, the present time included. `due`: when it is tried next, in
    seconds since 1970: a whole hour, or 0 for at once; while `sending`, when somebody who tries it
    just now must have ended.
    """

    id: str
    reference: str
    event: Event
    attempts: int
    due: int
    sending: bool


@dataclass(frozen=True, slots=True)
class Waiting:
    """What waits: how many messages, how many of them were tried in vain, and the next time.

    `next_due`: seconds since 1970, 0 for at once, None when nothing waits.
    """

    messages: int
    failed: int
    next_due: int | None


class Outbox:
    """The messages in the leads' own database; safe among threads and processes."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def waiting(self) -> Waiting:
        """What waits, in figures."""
        with self._engine.reading() as connection:
            return Waiting(*connection.execute(_WAITING).fetchone())

    def messages(self, limit: int = 100) -> list[Announcement]:
        """What waits, most often tried first."""
        with self._engine.reading() as connection:
            rows = connection.execute(_MESSAGES, (limit,)).fetchall()
        return [_message(row) for row in rows]

    def claim(self, now: float, until: float) -> Announcement | None:
        """Take a message that is due, so that nobody else sends it before `until`; None: no more.

        Messages about one lead are taken one after the other, so that an old state of it never
        overtakes a newer one.
        """
        with self._engine.reading() as connection:
            # First without the write lock, which visitors need.
            if connection.execute(_DUE, {"now": now}).fetchone() is None:
                return None
        claim = _CLAIM.format(skip_locked=self._engine.skip_locked)
        with self._engine.writing() as connection:
            # Two at once could take two messages about one lead.
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
        """Make all messages due at once but those that are being sent."""
        with self._engine.writing() as connection:
            connection.execute(_HURRY)


def next_batch(moment: float, grain: int = HOUR) -> int:
    """When messages are sent that are there at this moment: the end of its hour."""
    return (int(moment) // grain + 1) * grain


def announce(connection: Connection, reference: str, event: Event, due: int) -> None:
    """Leave a message about a lead, in the transaction that stores it.

    One that nobody has tried to send yet will do: it is sent with what the lead holds by then. Who
    comes back before the CRM has heard of the deletion has only changed.
    """
    connection.execute(_CAME_BACK, (reference,))
    connection.execute(_ANNOUNCE, _message_of(reference, event, due))


def announce_deletion(connection: Connection, lead: Lead, due: int, *, told: bool = False) -> None:
    """Leave the message that a lead is gone, in the transaction that is about to delete it.

    None when the CRM cannot know of it: nobody has tried to send that it was created. `told`: it
    may know all the same, since this outbox comes from a backup.
    """
    if is_told_to_nobody(lead):
        return
    untold = connection.execute(_UNTOLD, (lead.reference,)).fetchone() is not None
    if told or not untold:
        connection.execute(_ANNOUNCE_DELETION, _message_of(lead.reference, "lead.deleted", due))


def is_told_to_nobody(lead: Lead) -> bool:
    """Whether no CRM hears of this lead: made while trying it out, or in a flood and not let in."""
    return bool(lead["test"]) or lead.flood


def changes(before: Lead | None, lead: Lead) -> Event | None:
    """What there is to say when `lead` takes the place of the one `before`."""
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
    # By chance: messages of an hour are sent in the order of their ids.
    identity = f"msg_{secrets.token_urlsafe(16)}"
    return {"id": identity, "reference": reference, "event": event, "due": due}


_COLUMNS = "id, reference, event, attempts, due, sending"
_WAITING = (
    "SELECT count(*), count(*) FILTER (WHERE attempts > 0 AND sending = 0), min(due) FROM outbox"
)
_MESSAGES = f"SELECT {_COLUMNS} FROM outbox ORDER BY attempts DESC, reference, id LIMIT ?"  # noqa: S608
# Another message about the same lead that was tried already comes first.
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
# Not before a try that is going on has ended, or the older message could come last.
_ANNOUNCE_DELETION = (
    "INSERT INTO outbox (id, reference, event, attempts, due, sending) "
    "SELECT :id, :reference, :event, 0, greatest(:due, coalesce(("
    "SELECT max(due) FROM outbox WHERE reference = :reference AND sending = 1), 0)), 0 "
    "WHERE NOT EXISTS (SELECT 1 FROM outbox "
    "WHERE reference = :reference AND event = :event AND attempts = 0)"
)
