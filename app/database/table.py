"""The table of leads, one lead at a time: read and written in the caller's transaction."""
# ruff: noqa: S608 - names of columns come from the catalogue; every value is bound

import time
from collections.abc import Sequence
from operator import itemgetter

from app.database.engine import Connection
from app.database.outbox import announce, announce_deletion, changes, next_batch
from app.leads.record import Catalogue, Lead
from app.leads.values import Value

_FORGET = "DELETE FROM leads WHERE reference = ?"


class LeadTable:
    """Leads as rows and back.

    `grain`: seconds from one batch of messages to a CRM to the next, see next_batch(); None when
    there is no CRM.
    """

    def __init__(self, catalogue: Catalogue, grain: int | None) -> None:
        self._catalogue = catalogue
        self._grain = grain
        self._columns = named(catalogue.names)
        self._put = _put(catalogue)
        self._row = itemgetter(*catalogue.names)

    def lead(self, row: Sequence[Value]) -> Lead:
        """The lead in a row that has the columns of the catalogue."""
        return Lead(dict(zip(self._catalogue.names, row, strict=True)))

    def get(self, connection: Connection, reference: str) -> Lead | None:
        """The lead with this reference, or None."""
        return next(iter(self.several(connection, [reference])), None)

    def several(self, connection: Connection, references: Sequence[str]) -> tuple[Lead, ...]:
        """The leads with these references, in this order; those that are gone are left out."""
        if not references:
            return ()
        places = ", ".join("?" * len(references))
        rows = connection.execute(
            f"SELECT {self._columns} FROM leads WHERE reference IN ({places})", references
        )
        found = {row[0]: self.lead(row) for row in rows}
        return tuple(found[reference] for reference in references if reference in found)

    def keep(
        self, connection: Connection, before: Lead | None, lead: Lead, announced: bool
    ) -> None:
        """Keep a lead in place of the one before; `announced`: tell the CRM if anything changed."""
        event = changes(before, lead) if announced else None
        if event is not None and self._grain is not None:
            announce(connection, lead.reference, event, next_batch(time.time(), self._grain))
        connection.execute(self._put, self._row(lead.values))

    def forget(self, connection: Connection, reference: str, *, told: bool) -> bool:
        """Delete a lead and tell a CRM that knows it; return whether there was one."""
        lead = self.get(connection, reference)
        if lead is not None and self._grain is not None:
            due = next_batch(time.time(), self._grain)
            announce_deletion(connection, lead, due, told=told)
        connection.execute(_FORGET, (reference,))
        return lead is not None


def named(columns: Sequence[str]) -> str:
    """The columns' names as SQL."""
    return ", ".join(f'"{name}"' for name in columns)


def _put(catalogue: Catalogue) -> str:
    """A statement that inserts a lead, or replaces all but its key."""
    names = (name for name in catalogue.names if name != "reference")
    updates = ", ".join(f'"{name}" = excluded."{name}"' for name in names)
    places = ", ".join("?" * len(catalogue.names))
    return (
        f"INSERT INTO leads ({named(catalogue.names)}) VALUES ({places}) "
        f"ON CONFLICT (reference) DO UPDATE SET {updates}"
    )
