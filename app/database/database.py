"""The database: all that it stores, and the engine that an address stands for."""

from typing import TypedDict, Unpack

from app.database.accounts import AccountTable, AttemptTable
from app.database.address import DatabaseAddress
from app.database.audit import AuditTable
from app.database.counters import Counters
from app.database.engine import Engine
from app.database.leads import LeadStore
from app.database.once import Chores, FrozenQuarters
from app.database.outbox import Outbox
from app.database.rounds import RoundTable
from app.leads.forgotten import Forgotten
from app.leads.record import Catalogue


class Besides(TypedDict, total=False):
    """What LeadStore takes besides engine and catalogue; see there."""

    announcing: bool
    grain: int
    forgotten: Forgotten


class Database:
    """Everything stored, each kind of thing behind a small interface of its own."""

    def __init__(self, engine: Engine, catalogue: Catalogue, **besides: Unpack[Besides]) -> None:
        self.engine = engine
        self.leads = LeadStore(engine, catalogue, **besides)
        self.outbox = Outbox(engine)
        self.counters = Counters(engine)
        self.accounts = AccountTable(engine)
        self.attempts = AttemptTable(engine)
        self.audit = AuditTable(engine)
        self.barometers = FrozenQuarters(engine)
        self.chores = Chores(engine)
        self.rounds = RoundTable(engine)


def open_database(
    address: DatabaseAddress, catalogue: Catalogue, **besides: Unpack[Besides]
) -> Database:
    """The database at this address; nothing is opened before it is used."""
    return Database(_engine(address, catalogue), catalogue, **besides)


def _engine(address: DatabaseAddress, catalogue: Catalogue) -> Engine:
    """The engine for an address, imported only if used: each takes tens of megabytes of memory."""
    if address.file is not None:
        from app.database.sqlite.engine import SQLiteEngine

        return SQLiteEngine(address.file, catalogue)
    from app.database.postgres.engine import PostgresEngine

    return PostgresEngine(address.url, catalogue)
