"""The table of leads, one lead at a time: read and kept in the transaction of whoever asks."""

import sqlite3
import time
from collections.abc import Sequence
from operator import itemgetter

from app.leads.outbox import announce, announce_deletion, changes, next_batch
from app.leads.record import Catalogue, Lead
from app.leads.sqlite import statements as sql
from app.leads.values import Value


class LeadTable:
    """Leads as rows and back.

    `grain`: in what batches a CRM is told of what is new or different, see next_batch(); None when
    there is no CRM.
    """

    def __init__(self, catalogue: Catalogue, grain: int | None) -> None:
        self._catalogue = catalogue
        self._grain = grain
        self._put = sql.put(catalogue)
        self._get = sql.get(catalogue)
        self._row = itemgetter(*catalogue.names)

    def lead(self, row: tuple[Value, ...]) -> Lead:
        """The lead in a row that has the columns of the catalogue."""
        return Lead(dict(zip(self._catalogue.names, row, strict=True)))

    def get(self, connection: sqlite3.Connection, reference: str) -> Lead | None:
        """The lead with this reference, or None."""
        row = connection.execute(self._get, (reference,)).fetchone()
        return None if row is None else self.lead(row)

    def several(
        self, connection: sqlite3.Connection, references: Sequence[str]
    ) -> tuple[Lead, ...]:
        """The leads with these references, in this order; those that are gone are left out."""
        rows = connection.execute(sql.get_all(self._catalogue, len(references)), references)
        found = {row[0]: self.lead(row) for row in rows}
        return tuple(found[reference] for reference in references if reference in found)

    def keep(
        self, connection: sqlite3.Connection, before: Lead | None, lead: Lead, announced: bool
    ) -> None:
        """Keep a lead in the place of the one before; `announced`: with a message if it is news."""
        event = changes(before, lead) if announced else None
        if event is not None and self._grain is not None:
            announce(connection, lead.reference, event, next_batch(time.time(), self._grain))
        connection.execute(self._put, self._row(lead.values))

    def forget(self, connection: sqlite3.Connection, reference: str, *, told: bool) -> bool:
        """Delete a lead, with a message to a CRM that knows of it; whether there was one."""
        lead = self.get(connection, reference)
        if lead is not None and self._grain is not None:
            due = next_batch(time.time(), self._grain)
            announce_deletion(connection, lead, due, told=told)
        connection.execute(sql.FORGET, (reference,))
        return lead is not None
