"""The database: what it keeps, by whom it is asked, and which engine an address means."""

from typing import TypedDict, Unpack

from app.database.accounts import AccountTable, AttemptTable
from app.database.address import DatabaseAddress
from app.database.audit import AuditTable
from app.database.counters import Counters
from app.database.engine import Engine
from app.database.leads import LeadStore
from app.database.once import Chores, FrozenQuarters
from app.database.outbox import Outbox
from app.leads.forgotten import Forgotten
from app.leads.record import Catalogue


class Besides(TypedDict, total=False):
    """What the store of leads does besides keeping them: see LeadStore."""

    announcing: bool
    grain: int
    forgotten: Forgotten


class Database:
    """All that lasts, each thing in the language of those who need it."""

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


def open_database(
    address: DatabaseAddress, catalogue: Catalogue, **besides: Unpack[Besides]
) -> Database:
    """The database at this address; touches nothing yet, Engine.check() does."""
    return Database(_engine(address, catalogue), catalogue, **besides)


def _engine(address: DatabaseAddress, catalogue: Catalogue) -> Engine:
    """Imported only where it is used: each engine brings tens of megabytes along."""
    if address.file is not None:
        from app.database.sqlite.engine import SQLiteEngine

        return SQLiteEngine(address.file, catalogue)
    from app.database.postgres.engine import PostgresEngine

    return PostgresEngine(address.url, catalogue)
