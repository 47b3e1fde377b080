"""What the tests of the method share: the true model and the true bank."""

import pytest

from app.leads.columns import catalogue_of
from app.method.bank import Bank
from app.method.editions import load_editions
from app.method.model import Model
from app.method.scoring import Assessment, assess
from tests.unit.method.sheets import MODEL, QUESTIONS, invented_sheets


@pytest.fixture(scope="session")
def model() -> Model:
    return MODEL


@pytest.fixture(scope="session")
def assessed(model: Model) -> list[Assessment]:
    """Of 3000 sheets as somebody might fill them in."""
    return [assess(model, each) for each in invented_sheets(3000, seed=3)]


@pytest.fixture(scope="session")
def bank() -> Bank:
    return load_editions(QUESTIONS, lambda model: catalogue_of(model).text_ids).current
