"""Several machines on one database: who was deleted on one is deleted on all, until sent again."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

import pytest

from app.database.address import DatabaseAddress
from app.database.copying import copy_all
from app.database.database import Database, open_database
from app.leads.forgotten import Forgotten
from app.leads.housekeeping import Housekeeping, chores_of, open_leads, own_chores_of
from app.leads.intake import Intake
from app.leads.life import Kept, forget, keep
from app.leads.record import Catalogue, Lead
from app.leads.spool import Spool
from app.leads.spool_lines import Forget, lead_line
from app.leads.weeks import iso_week
from tests.unit.leads.conftest import MakeLead

ON_BOTH_ENGINES = True

TODAY = date(2026, 11, 22)


class Machine(NamedTuple):
    """One machine: a folder of its own, and the database that all share."""

    database: Database
    spool: Spool
    forgotten: Forgotten

    def starts(self) -> None:
        open_leads(self.database.leads, self.spool, self.forgotten)

    def does_its_chores(self, today: date = TODAY) -> None:
        """All of them, as the one whose turn it is."""
        store = self.database.leads
        chores = chores_of(store, 104), own_chores_of(store, self.spool, self.forgotten, 104)
        self.database.chores.give_back("daily")
        Housekeeping(self.database.chores, *chores, lambda: today).work()

    def keeps(self, lead: Lead) -> None:
        assert keep(lead, self.database.leads, self.spool) is Kept.STORED

    def forgets(self, lead: Lead) -> None:
        forget(lead.reference, self.database.leads, self.spool)

    def finds(self, lead: Lead) -> bool:
        return self.database.leads.get(lead.reference) is not None


MachineAt = Callable[..., Machine]


@pytest.fixture
def machine(database_url: str, tmp_path: Path, catalogue: Catalogue) -> Iterator[MachineAt]:
    """machine(name, url): a machine of this name, with its files, at the shared database."""
    made = []

    def make(name: str, url: str = database_url, *, keys: tuple[str, ...] = ("key",)) -> Machine:
        forgotten = Forgotten(tmp_path / name / "forgotten", keys)
        database = open_database(DatabaseAddress.read(url), catalogue, forgotten=forgotten)
        spool = Spool(tmp_path / name / "spool", catalogue, rest_seconds=0)
        made.append(Machine(database, spool, forgotten))
        return made[-1]

    yield make
    for each in made:
        each.database.engine.close()


def test_who_is_deleted_on_one_and_sent_again_on_another_stays(
    machine: MachineAt, make_lead: MakeLead
) -> None:
    one, other, lead = machine("one"), machine("other"), make_lead()
    one.keeps(lead)
    one.forgets(lead)
    other.keeps(lead)
    for each in (one, other):
        each.does_its_chores()
        each.starts()
    assert one.finds(lead)
    other.forgets(lead)
    one.does_its_chores()
    assert not one.finds(lead)


def test_who_waits_on_one_while_deleted_on_another_does_not_come_back(
    machine: MachineAt, make_lead: MakeLead
) -> None:
    one, other, lead, bystander = machine("one"), machine("other"), make_lead(), make_lead()
    one.keeps(lead)
    other.spool.add(lead)
    other.spool.add(bystander)
    one.forgets(lead)
    drained = other.spool.drain(other.database.leads)
    assert (drained.stored, drained.finished) == (1, True)
    assert not one.finds(lead)
    assert one.finds(bystander)


def test_who_is_deleted_and_sent_again_on_one_machine_comes_back_from_its_spool(
    machine: MachineAt, make_lead: MakeLead
) -> None:
    one, other, lead = machine("one"), machine("other"), make_lead()
    one.keeps(lead)
    one.forgets(lead)
    one.spool.add(lead)
    assert one.spool.drain(one.database.leads).stored == 1
    other.does_its_chores()
    assert one.finds(lead)


def test_who_is_deleted_while_waiting_for_the_store_goes_from_all(
    machine: MachineAt, make_lead: MakeLead
) -> None:
    """The deletion waits on one machine, the lead on another; whichever comes first."""
    machines = [machine("one"), machine("other")]
    for first, second in (machines, reversed(machines)):
        lead = make_lead()
        machines[0].spool.wish(Forget(lead.reference))
        machines[1].spool.add(lead)
        for each in (first, second):
            assert each.spool.drain(each.database.leads).finished
        assert not machines[0].finds(lead)


def test_an_older_dump_brings_nobody_back(
    machine: MachineAt, make_lead: MakeLead, tmp_path: Path, catalogue: Catalogue
) -> None:
    one, gone, back, stays = machine("one"), make_lead(), make_lead(), make_lead()
    for lead in (gone, back, stays):
        one.keeps(lead)
    dump = f"sqlite:///{tmp_path}/dump.db"
    copy_all(one.database, open_database(DatabaseAddress.read(dump), catalogue))
    for lead in (gone, back):
        one.forgets(lead)
    one.keeps(back)
    one, other = machine("one", dump), machine("other", dump)
    other.starts()
    one.starts()
    other.does_its_chores()
    assert [one.finds(lead) for lead in (gone, back, stays)] == [False, True, True]
    # From here on, the other machine knows it too.
    intake = Intake(other.database.leads, catalogue)
    assert intake.take_in([lead_line(gone), lead_line(stays)], print) == 1
    assert intake.deleted == {gone.reference}


def test_deletions_are_copied_with_the_rest(
    machine: MachineAt, make_lead: MakeLead, tmp_path: Path, catalogue: Catalogue
) -> None:
    one, lead = machine("one"), make_lead()
    one.keeps(lead)
    one.forgets(lead)
    moved = f"sqlite:///{tmp_path}/moved.db"
    copy_all(one.database, open_database(DatabaseAddress.read(moved), catalogue))
    other = machine("other", moved)
    assert other.database.leads.put_all([lead]) == {lead.reference}
    assert not other.finds(lead)


def test_a_whole_flood_is_deleted_for_all_machines(machine: MachineAt, make_lead: MakeLead) -> None:
    one, other, lead = machine("one"), machine("other"), make_lead(flags="flood")
    one.keeps(lead)
    other.spool.add(lead)
    assert one.database.leads.forget_flood() == 1
    assert other.spool.drain(other.database.leads).stored == 0
    assert not one.finds(lead)


def test_a_new_key_forgets_no_deletion(machine: MachineAt, make_lead: MakeLead) -> None:
    before, lead, back = machine("one"), make_lead(), make_lead()
    for gone in (lead, back):
        before.keeps(gone)
        before.forgets(gone)
    after = machine("other", keys=("key", "a new key"))
    after.keeps(back)
    assert after.database.leads.put_all([lead]) == {lead.reference}
    for each in (before, after):
        each.does_its_chores()
        each.starts()
    assert after.finds(back)


def test_deletions_are_forgotten_with_the_leads_of_their_week(
    machine: MachineAt, make_lead: MakeLead
) -> None:
    one, lead = machine("one"), make_lead()
    one.keeps(lead)
    one.forgets(lead)
    today = datetime.now(UTC).date()
    one.does_its_chores(today + timedelta(weeks=104))
    assert one.database.leads.put_all([lead]) == {lead.reference}
    one.does_its_chores(today + timedelta(weeks=105))
    assert one.database.leads.put_all([lead]) == set()


def test_no_stored_deletion_names_a_lead(machine: MachineAt, make_lead: MakeLead) -> None:
    one, lead = machine("one"), make_lead()
    one.keeps(lead)
    one.forgets(lead)
    with one.database.engine.reading() as connection:
        rows = connection.execute("SELECT hash, week, wanted FROM forgotten").fetchall()
    assert [tuple(row) for row in rows] == [
        (one.forgotten.hashes(lead.reference)[0], iso_week(datetime.now(UTC).date()), 0)
    ]
    assert lead.reference not in rows[0][0]
