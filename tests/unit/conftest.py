"""Which engine keeps what a test keeps: both, where a module says that its tests hold for both."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.postgres import Postgres


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Have tests of such a module run on both engines, but those that look into SQLite's file."""
    on_both = getattr(metafunc.module, "ON_BOTH_ENGINES", False)
    if (
        on_both
        and "database_url" in metafunc.fixturenames
        and "database" not in metafunc.fixturenames
    ):
        metafunc.parametrize("engine", ["sqlite", "postgres"], indirect=True)


@pytest.fixture
def engine(request: pytest.FixtureRequest) -> str:
    """The name of the engine."""
    name: str = getattr(request, "param", "sqlite")
    return name


@pytest.fixture
def database(tmp_path: Path) -> Path:
    """SQLite's file; whoever asks for it means SQLite."""
    return tmp_path / "data" / "leads.db"


@pytest.fixture
def database_url(engine: str, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[str]:
    """Where the database of this test is."""
    if engine == "sqlite":
        yield f"sqlite:///{tmp_path / 'data' / 'leads.db'}"
        return
    postgres: Postgres = request.getfixturevalue("postgres")
    url = postgres.url()
    yield url
    postgres.give_back(url)
