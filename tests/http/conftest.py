"""What the tests over HTTP share: a server that fails in many ways and survives it."""

from collections.abc import Iterator

import pytest

from tests.http.gunicorn_server import FailingServer, server


@pytest.fixture(scope="session")
def usual_failing_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FailingServer]:
    """One server for all tests that leave it as it was, with a single thread to answer."""
    log = tmp_path_factory.mktemp("failing") / "log"
    with server(log, "everything", "--threads", "1") as port:
        yield FailingServer(port, log)


@pytest.fixture
def failing_server(usual_failing_server: FailingServer) -> FailingServer:
    """It runs, and what it has said so far is not asked about."""
    usual_failing_server.turns_a_page()
    return usual_failing_server
