"""Stores of leads for the tests: as the program opens them, or with a patience of their own."""

from pathlib import Path
from typing import Unpack

from app.database.address import DatabaseAddress
from app.database.database import Besides, open_database
from app.database.leads import LeadStore
from app.database.sqlite.connections import BUSY_SECONDS
from app.database.sqlite.engine import SQLiteEngine
from app.leads.record import Catalogue


def open_store(url: str, catalogue: Catalogue, **besides: Unpack[Besides]) -> LeadStore:
    """The leads in the database at this address."""
    return open_database(DatabaseAddress.read(url), catalogue, **besides).leads


def sqlite_store(
    file: Path,
    catalogue: Catalogue,
    busy_seconds: float = BUSY_SECONDS,
    **besides: Unpack[Besides],
) -> LeadStore:
    """The leads in this file; `busy_seconds`: how long a lock is waited for."""
    return LeadStore(SQLiteEngine(file, catalogue, busy_seconds), catalogue, **besides)


def file_of(store: LeadStore) -> Path:
    """Where SQLite keeps the leads."""
    assert isinstance(store.engine, SQLiteEngine)
    return store.engine.path
