"""A PostgreSQL server of the tests' own, on a socket in a temporary folder."""

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

import psycopg

from app.database.postgres.engine import close_pools

_NOBODY_ELSE = "postgres"  # a server refuses to be run by root; Debian's package brings this user

_OUR_OWN = ("listen_addresses=''", "max_connections=60")
# Nothing here has to survive the machine, and the processor is for the tests.
_HASTY = (
    "fsync=off",
    "full_page_writes=off",
    "wal_level=minimal",
    "max_wal_senders=0",
    "max_wal_size=4GB",
    "checkpoint_timeout=1h",
    "bgwriter_lru_maxpages=0",
    "autovacuum=off",
)


class Postgres:
    """One server; `url()` gives an empty database.

    `hasty`: what it keeps need not survive the machine. Otherwise it works as it is installed.
    """

    def __init__(self, *, hasty: bool = True) -> None:
        self._settings = (*_OUR_OWN, *(_HASTY if hasty else ()))
        self._user = _NOBODY_ELSE if os.geteuid() == 0 else None
        self.folder = Path(tempfile.mkdtemp(prefix="pg-"))
        if self._user:
            shutil.chown(self.folder, self._user)
        self._free: list[str] = []
        self._made = 0
        self._run("initdb", "--auth=trust", "--username=postgres", "--no-sync", "--locale=C.UTF-8")
        self.start()

    def start(self) -> None:
        """Start the server; returns when it answers."""
        options = " ".join([f"-k {self.folder}", *(f"-c {setting}" for setting in self._settings)])
        self._run(
            "pg_ctl", "-o", options, "-l", str(self.folder / "log"), "-w", "-t", "300", "start"
        )

    def stop(self) -> None:
        """Stop it as a machine does that is switched off in peace: connections are cut."""
        self._run("pg_ctl", "-m", "fast", "-w", "-t", "300", "stop")

    def url(self) -> str:
        """The address of an empty database."""
        if self._free:
            return self._free.pop()
        self._made += 1
        name = f"leads{self._made}"
        with psycopg.connect(self._at("postgres"), autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}".encode())
        return self._at(name)

    def give_back(self, url: str) -> None:
        """Empty a database and cut whoever is still connected; sooner done than dropping it."""
        close_pools()
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
            connection.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
        self._free.append(url)

    def remove(self) -> None:
        """Stop it for good."""
        self._run("pg_ctl", "-m", "immediate", "-w", "stop")
        shutil.rmtree(self.folder)

    def _at(self, database: str) -> str:
        # A machine that stands still for a while is no failure.
        return f"postgresql:///{database}?host={self.folder}&user=postgres&connect_timeout=60"

    def _run(self, program: str, *arguments: str) -> None:
        command = [program_of_postgres(program), "-D", str(self.folder / "data"), *arguments]
        # Its output to a file: the server keeps what it was given open.
        with (self.folder / "said").open("w") as said:
            done = subprocess.run(
                command, user=self._user, cwd=self.folder, stdout=said, stderr=said, check=False
            )
        assert done.returncode == 0, (self.folder / "said").read_text()


def program_of_postgres(name: str) -> str:
    """Where Debian puts it, the newest version; or wherever the system finds it."""
    installed = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"))
    found = str(installed[-1]) if installed else shutil.which(name)
    assert found, "These tests need PostgreSQL: `make test` installs it, or apt install postgresql."
    return found
