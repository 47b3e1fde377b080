"""What the tests of the leads share: the true catalogue, invented leads, a real store."""

import itertools
import random
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app.database.leads import LeadStore
from app.database.outbox import Outbox
from app.leads.columns import catalogue_of
from app.leads.forgotten import Forgotten
from app.leads.record import Catalogue, Lead
from app.leads.spool import Spool
from app.leads.values import Allowed
from app.method.bank import Bank, Language
from app.method.editions import load_editions
from app.method.model import Model
from app.method.model_file import load_model
from tests.crm import Crm
from tests.stores import open_store, sqlite_store
from tests.unit.leads.invented import invented_lead

QUESTIONS = Path(__file__).parents[3] / "questions"

MakeLead = Callable[..., Lead]
# Those that were made up already, each once for all tests: it takes longer than to store it.
_made_up: list[Lead] = []
_chance = random.Random(20261118)
# What a column may hold that a test thinks up.
ANY = Allowed("anything", lambda value: True)


@pytest.fixture(scope="session")
def model() -> Model:
    return load_model(QUESTIONS / "1")


@pytest.fixture(scope="session")
def catalogue(model: Model) -> Catalogue:
    return catalogue_of(model, languages=("en", "nl"))


@pytest.fixture(scope="session")
def bank() -> Bank:
    return load_editions(QUESTIONS, lambda model: catalogue_of(model).text_ids).current


@pytest.fixture(scope="session")
def english(bank: Bank) -> Language:
    return bank.languages["en"]


@pytest.fixture
def make_lead(model: Model, catalogue: Catalogue) -> MakeLead:
    """make_lead(reference=…, week=…, next_step=…): a lead like any other but for these."""
    return lead_maker(model, catalogue)


def lead_maker(model: Model, catalogue: Catalogue) -> MakeLead:
    """What makes leads like any other; always the same ones in the same order."""
    numbers = itertools.count()

    def make(**given: object) -> Lead:
        number = next(numbers)
        while number >= len(_made_up):
            _made_up.append(invented_lead(model, catalogue, _chance))
        return catalogue.read({**_made_up[number].values, **given})

    return make


@pytest.fixture
def forgotten(tmp_path: Path) -> Forgotten:
    return Forgotten(tmp_path / "forgotten", ["a-key-for-these-tests"])


@pytest.fixture
def store(database_url: str, catalogue: Catalogue, forgotten: Forgotten) -> Iterator[LeadStore]:
    """The store as the program opens it."""
    opened = open_store(database_url, catalogue, forgotten=forgotten)
    yield opened
    opened.close()


@pytest.fixture
def hasty_store(database: Path, catalogue: Catalogue, forgotten: Forgotten) -> Iterator[LeadStore]:
    """A store that doesn't wait long for a lock, so that the tests don't either."""
    opened = sqlite_store(database, catalogue, busy_seconds=0.05, forgotten=forgotten)
    yield opened
    opened.close()


@pytest.fixture
def spool(tmp_path: Path, catalogue: Catalogue) -> Spool:
    """A spool that tries the store again at once."""
    return Spool(tmp_path / "spool", catalogue, rest_seconds=0)


@pytest.fixture
def small_disk() -> Iterator[Path]:
    """A disk of two megabytes."""
    folder = Path(tempfile.mkdtemp(prefix="leads-disk-"))
    mount = ["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", str(folder)]
    if subprocess.run(mount, capture_output=True, check=False).returncode:
        folder.rmdir()
        pytest.skip("may not mount a small disk here")
    yield folder
    subprocess.run(["umount", "--lazy", str(folder)], check=True)
    folder.rmdir()


# --- What is handed to a CRM ---------------------------------------------------------------------


@pytest.fixture
def announcing(
    database_url: str, catalogue: Catalogue, forgotten: Forgotten
) -> Iterator[LeadStore]:
    """The store as the program opens it when there is a CRM to tell."""
    opened = open_store(database_url, catalogue, announcing=True, forgotten=forgotten)
    yield opened
    opened.close()


@pytest.fixture
def outbox(announcing: LeadStore) -> Outbox:
    return Outbox(announcing.engine)


@pytest.fixture
def crm() -> Iterator[Crm]:
    """A receiver that is well."""
    with Crm() as server:
        yield server
