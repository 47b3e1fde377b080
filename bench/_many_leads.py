"""Plausible leads by the million: some thousands of answer sheets, combined with other details."""

import random
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from pathlib import Path

from app.cli.invented import invented_leads
from app.database.leads import LeadStore
from app.database.table import named
from app.leads.columns import catalogue_of
from app.leads.record import Catalogue, Lead
from app.method.model import Model
from app.method.model_file import load_model
from app.method.token import NONCE_BITS, reference_code
from tests.postgres import Postgres, program_of_postgres
from tests.stores import open_store, sqlite_store

WEEKS = [f"{year}-W{week:02d}" for year in (2024, 2025) for week in range(1, 53)]
# Sources of one lead in a thousand each; those of the second are all in English.
RARE, RARE_ENGLISH = "rare", "rare-english"

_KINDS = 10_000
_BATCH = 10_000
_ODDS = 0.001


def model_and_catalogue() -> tuple[Model, Catalogue]:
    """The model and catalogue of the real questions."""
    model = load_model(Path(__file__).parents[1] / "questions" / "1")
    return model, catalogue_of(model)


def many_leads(count: int, seed: int = 1) -> Iterator[Lead]:
    """Leads of two years, in order of reference; one in a hundred is a test."""
    model, catalogue = model_and_catalogue()
    kinds = list(invented_leads(model, catalogue, min(count, _KINDS), seed, WEEKS))
    chance = random.Random(seed)
    nonces: set[int] = set()
    while len(nonces) < count:
        nonces.add(chance.getrandbits(NONCE_BITS))
    busy = [each["week"] for each in kinds]
    for nonce in sorted(nonces):
        values = {
            **chance.choice(kinds).values,
            "reference": reference_code(nonce),
            "week": chance.choice(busy),
            "test": int(chance.random() < 0.01),
        }
        if chance.random() < _ODDS:
            values["source"] = RARE
        elif chance.random() < _ODDS:
            values |= {"source": RARE_ENGLISH, "language": "en"}
        yield Lead(values)


def filled(file: Path, count: int) -> LeadStore:
    """A store with this many leads."""
    store = sqlite_store(file, model_and_catalogue()[1])
    leads = many_leads(count)
    while batch := list(islice(leads, _BATCH)):
        store.put_all(batch)
    return store


@contextmanager
def postgres() -> Iterator[Postgres]:
    """A server that works as it is installed: what it says is on the disk is there."""
    server = Postgres(hasty=False)
    try:
        yield server
    finally:
        server.remove()


def poured(file: Path, url: str) -> LeadStore:
    """The leads of SQLite's file in a PostgreSQL database that is empty, without any of our code.

    Swept and counted, as the server itself does a minute after it has grown.
    """
    catalogue = model_and_catalogue()[1]
    store = open_store(url, catalogue)
    store.check()
    columns = named(catalogue.names)
    select = f"SELECT {columns} FROM leads ORDER BY reference"
    with subprocess.Popen(
        ["sqlite3", "-readonly", "-csv", str(file), select], stdout=subprocess.PIPE
    ) as shell:
        subprocess.run(
            psql(url, f"COPY leads ({columns}) FROM STDIN CSV"), stdin=shell.stdout, check=True
        )
    subprocess.run(psql(url, "VACUUM ANALYZE"), check=True)
    return store


def psql(url: str, statement: str) -> Sequence[str]:
    """The command that has PostgreSQL's own shell run a statement."""
    return [program_of_postgres("psql"), "--no-psqlrc", "--quiet", "--command", statement, url]
