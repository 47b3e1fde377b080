"""The store of leads: keeping, changing and deleting them."""
# ruff: noqa: S608 - nothing in these statements comes from outside

from collections.abc import Iterable, Sequence
from typing import Any

from app.database.counters import PURGE_COUNTS
from app.database.deletions import PURGE_DELETIONS, Deletions
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
        """`grain`: see next_batch(). `forgotten`: this machine's memory of deletions, if any."""
        super().__init__(engine, catalogue, LeadTable(catalogue, grain if announcing else None))
        self.deletions = Deletions(engine, forgotten)
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

        If it was deleted before, it is wanted again. When this returns, the lead survives a crash,
        and so does the message to the CRM about it.
        """
        self._put((lead,), announced=True, wanted=True)

    def put_all(self, leads: Iterable[Lead], *, announced: bool = False) -> set[str]:
        """Keep several leads, in order, all of them or none; those that were deleted stay out.

        Returns the references of these. A new source is stored as OTHER once its week has as many
        as it may.

        `announced`: visitors have left them, so the CRM is told; of leads that come from elsewhere
        it isn't. They waited on this machine, where a deletion strikes out what waits: so one that
        was deleted here came after that, and is wanted again.
        """
        return self._put(tuple(leads), announced=announced, wanted=False)

    def _put(self, leads: Sequence[Lead], *, announced: bool, wanted: bool) -> set[str]:
        """See put_all(). `wanted`: all of them, wherever they were deleted before."""
        references = {lead.reference for lead in leads}
        here = self.deletions.here(references) if announced else set()
        with self.engine.writing() as connection:
            self.engine.alone(connection, "lead", references)
            said = self.deletions.said(connection, references)
            out = set() if wanted else {each for each in said if said[each]} - here
            staying = [lead for lead in leads if lead.reference not in out]
            for lead in with_admitted(self.engine, connection, staying):
                before = self._table.get(connection, lead.reference)
                self._table.keep(connection, before, lead.in_place_of(before), announced)
            self.deletions.say(connection, (said.keys() | here) - out, wanted=True)
        self.deletions.withdraw(here)
        return out

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

    def forget(self, reference: str) -> bool:
        """Delete a lead, bytes and all; remember that, and tell the CRM if it knows the lead.

        Returns whether there was one. The funnel forgets the steps that it must have passed. Raises
        StoreUnavailable, too, when the lead is deleted but that could not be remembered.
        """
        with self.deletions.remembering([reference]):
            with self.engine.writing() as connection:
                self.engine.alone(connection, "lead", [reference])
                found = self._table.forget(connection, reference, told=False)
                self.deletions.say(connection, [reference], wanted=False)
            self.engine.sweep()
        return found

    def forget_again(self, reference: str) -> bool:
        """Delete a lead that was deleted before, unless it is wanted again; whether it was there.

        The CRM is told, as it may know the lead whatever the outbox says.
        """
        with self.engine.writing() as connection:
            self.engine.alone(connection, "lead", [reference])
            deleted = self.deletions.said(connection, [reference]).get(reference, False)
            found = deleted and self._table.forget(connection, reference, told=True)
        self.engine.sweep()
        return found

    def forget_flood(self) -> int:
        """Delete all leads that wait in a flood, as forget() does; return how many there were."""
        count = 0
        while rows := self._rows(self._waiting):
            references = [reference for (reference,) in rows]
            with self.deletions.remembering(references), self.engine.writing() as connection:
                count += connection.executemany(_FORGET_FLOOD, rows).rowcount
                self.deletions.say(connection, references, wanted=False)
        self.engine.sweep()
        return count

    def purge(self, before_week: str) -> int:
        """Delete all leads of earlier weeks, bytes and all; return how many there were.

        What the funnel counted in those weeks goes too, and which leads were deleted in them.
        """
        for statement in (PURGE_COUNTS, PURGE_DELETIONS):
            self._execute_many(statement, [(before_week,)])
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


# Compares the week too, in case the lead was replaced since it was looked up.
_PURGE = "DELETE FROM leads WHERE reference = ? AND week = ?"
# Checks again, in case it was let in since it was looked up.
_FORGET_FLOOD = f"DELETE FROM leads WHERE reference = ? AND {WAITS}"
