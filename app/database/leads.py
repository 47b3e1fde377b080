"""The store of leads: keeping, changing and deleting them."""
# ruff: noqa: S608 - nothing in these statements comes from outside

from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager, nullcontext
from typing import Any

from app.database.counters import PURGE_COUNTS
from app.database.engine import Engine
from app.database.filters import WAITS
from app.database.outbox import HOUR
from app.database.reading import CHUNK, StoredLeads
from app.database.sources import with_admitted
from app.database.table import LeadTable
from app.leads.forgotten import Forgotten
from app.leads.record import Catalogue, Lead


class LeadStore(StoredLeads):
    """Keeps leads by their reference; see Engine for what every method raises."""

    def __init__(
        self,
        engine: Engine,
        catalogue: Catalogue,
        announcing: bool = False,
        grain: int = HOUR,
        forgotten: Forgotten | None = None,
    ) -> None:
        """`grain`: see next_batch(). `forgotten`: where deletions are remembered, if anywhere."""
        super().__init__(engine, catalogue, LeadTable(catalogue, grain if announcing else None))
        self._forgotten = forgotten
        self._waiting = (
            f"SELECT reference FROM leads {engine.by_index('leads_in_flood')} "
            f"WHERE {WAITS} LIMIT {CHUNK}"
        )
        self._older = (
            f"SELECT reference, week FROM leads {engine.by_index('leads_by_week')} "
            f"WHERE week < ? LIMIT {CHUNK}"
        )

    def put(self, lead: Lead) -> None:
        """Keep a lead, in place of one with the same reference: see Lead.in_place_of().

        It may have been forgotten before. When this returns, the lead survives a crash, and so does
        the message to the CRM about it.
        """
        self.put_all((lead,), announced=True)

    def put_all(self, leads: Iterable[Lead], *, announced: bool = False) -> None:
        """Keep several leads, in order, all of them or none.

        A new source is stored as OTHER once its week has as many as it may.

        `announced`: visitors have just left them, so the CRM is told; of leads that come from
        elsewhere it isn't.
        """
        leads = tuple(leads)
        if announced and self._forgotten is not None:
            self._forgotten.withdraw(lead.reference for lead in leads)
        with self.engine.writing() as connection:
            self.engine.alone(connection, "lead", (lead.reference for lead in leads))
            for lead in with_admitted(self.engine, connection, leads):
                before = self._table.get(connection, lead.reference)
                self._table.keep(connection, before, lead.in_place_of(before), announced)

    def set_next_step(self, reference: str, step: str) -> bool:
        """Record what the visitor wants next, and tell the CRM; False when there is no such lead.

        `step` must have been checked already.
        """
        with self.engine.writing() as connection:
            self.engine.alone(connection, "lead", [reference])
            before = self._table.get(connection, reference)
            if before is None:
                return False
            lead = Lead({**before.values, "next_step": step})
            self._table.keep(connection, before, lead, announced=True)
        return True

    def let_in(self, reference: str | None = None) -> int:
        """Let in leads of a flood, one or all; return how many there were.

        From then on they are leads like any other, and the CRM is told about them.
        """
        if reference is not None:
            return self._let_in([reference])
        count = 0
        while rows := self._rows(self._waiting):
            count += self._let_in([reference for (reference,) in rows])
        return count

    def forget(self, reference: str, *, told: bool = False) -> bool:
        """Delete a lead, bytes and all; remember that, and tell the CRM if it knows the lead.

        Returns whether there was one. The funnel forgets the steps that it must have passed.
        `told`: the CRM may know the lead whatever the outbox says. Raises StoreUnavailable, too,
        when the lead is deleted but that could not be remembered.
        """
        with self._remembering([reference]):
            with self.engine.writing() as connection:
                self.engine.alone(connection, "lead", [reference])
                found = self._table.forget(connection, reference, told=told)
            self.engine.sweep()
        return found

    def forget_flood(self) -> int:
        """Delete all leads that wait in a flood, as forget() does; return how many there were."""
        count = 0
        while rows := self._rows(self._waiting):
            with self._remembering(reference for (reference,) in rows):
                count += self._execute_many(_FORGET_FLOOD, rows)
        self.engine.sweep()
        return count

    def purge(self, before_week: str) -> int:
        """Delete all leads of earlier weeks, bytes and all; return how many there were.

        The funnel's counts of those weeks go too.
        """
        self._execute_many(PURGE_COUNTS, [(before_week,)])
        count = 0
        while rows := self._rows(self._older, (before_week,)):
            count += self._execute_many(_PURGE, rows)
        self.engine.sweep()
        return count

    def _let_in(self, references: Sequence[str]) -> int:
        count = 0
        with self.engine.writing() as connection:
            self.engine.alone(connection, "lead", references)
            for lead in self._table.several(connection, references):
                if lead.flood:
                    self._table.keep(connection, lead, lead.let_in(), announced=True)
                    count += 1
        return count

    def _execute_many(self, statement: str, rows: list[Any]) -> int:
        """Run this with each row, in one transaction; return how many leads it changed."""
        with self.engine.writing() as connection:
            return connection.executemany(statement, rows).rowcount

    def _remembering(self, references: Iterable[str]) -> AbstractContextManager[None]:
        return self._forgotten.remembering(references) if self._forgotten else nullcontext()


# Compares the week too, in case the lead was replaced since it was looked up.
_PURGE = "DELETE FROM leads WHERE reference = ? AND week = ?"
# Checks again, in case it was let in since it was looked up.
_FORGET_FLOOD = f"DELETE FROM leads WHERE reference = ? AND {WAITS}"
