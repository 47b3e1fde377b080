"""An application under test, with its own files, and what came of it there."""

import json
import shutil
import sqlite3
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar
from unittest.mock import patch

from click.testing import Result
from jinja2.bccache import Bucket, BytecodeCache

from app import create_app
from app.config import Settings
from app.database.address import DatabaseAddress
from app.database.database import Database
from app.database.sqlite.engine import SQLiteEngine
from app.desk.accounts import Accounts, Attempts
from app.leads.attribution import Attribution
from app.leads.spool import Spool
from app.method.editions import load_editions
from app.web.check.tickets import Ticket, Tickets
from app.web.i18n import load_catalogue
from app.web.services import Services, install_services, services

SECRET_KEY = "only-for-these-tests-and-never-elsewhere"
QUICK_HASH = "scrypt:1024:8:1"  # as passwords are hashed really, but for what it costs
NONCE = 0x2A5C3F01D7E9B  # AC-…: see reference_code()
ROOT = Path(__file__).parents[1]
PERSONAS: list[dict[str, Any]] = json.loads(
    (ROOT / "tests" / "data" / "personas.json").read_text("utf-8")
)["personas"]

Row = Mapping[str, Any]
Read = TypeVar("Read")


class CompiledTemplates(BytecodeCache):
    """Templates compiled once for all applications of a test run, which halves its time."""

    def __init__(self) -> None:
        self._known: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """See BytecodeCache; the key changes with the template's text."""
        if bucket.key + bucket.checksum in self._known:
            bucket.bytecode_from_string(self._known[bucket.key + bucket.checksum])

    def dump_bytecode(self, bucket: Bucket) -> None:
        """See BytecodeCache."""
        self._known[bucket.key + bucket.checksum] = bucket.bytecode_to_string()


_compiled = CompiledTemplates()


def _read_once(load: Callable[..., Read]) -> Callable[..., Read]:
    """Read a file or a folder only once while it stays as it is: that is half of a start."""
    known: dict[object, Read] = {}

    def loaded(path: Path, *more: object) -> Read:
        files = [path, *sorted(path.rglob("*"))] if path.exists() else []
        state = tuple((file, file.stat().st_mtime_ns, file.stat().st_size) for file in files)
        if state not in known:
            known[state] = load(path, *more)
        return known[state]

    return loaded


patch("app.load_editions", _read_once(load_editions)).start()
patch("app.web.i18n.load_catalogue", _read_once(load_catalogue)).start()


class Site:
    """One application. `folder` holds its database, its spool and whatever else it writes."""

    def __init__(self, folder: Path, **given: Any) -> None:
        self.folder = folder
        self.database = folder / "data" / "leads.db"
        usual: dict[str, Any] = {
            "secret_key": SECRET_KEY,
            "database_url": DatabaseAddress.read(f"sqlite:///{self.database}"),
            "spool": folder / "spool",
            "min_fill_seconds": 0,
            "submission_limit": "100000 per minute",
            "image_limit": "100000 per minute",
            "flood_limit": "100000 per minute",
            "step_limit": "100000 per minute",
            "login_limit": "100000 per minute",
            "flush_seconds": 3600.0,  # tests say when
        }
        self.settings = Settings(**{**usual, **given})
        self.app = create_app(self.settings)
        self.app.jinja_env.bytecode_cache = _compiled
        database = self.services.database
        attempts = Attempts(database.attempts, SECRET_KEY)
        self._has(accounts=Accounts(database.accounts, attempts, QUICK_HASH))

    @property
    def services(self) -> Services:
        """The assembled parts of the application."""
        with self.app.app_context():
            return services()

    def grows_impatient(self) -> None:
        """Wait for the store no longer than a test likes to, and try it again at once."""
        here = self.services
        engine = SQLiteEngine(self.database, here.catalogue, busy_seconds=0.2)
        spool = Spool(self.settings.spool, here.catalogue, rest_seconds=0)
        self._has(database=Database(engine, here.catalogue), spool=spool)

    def lets_pass(self, seconds: float) -> None:
        """Have so much time pass for whoever holds a form."""
        keys = (*self.settings.secret_key_fallbacks, self.settings.secret_key)
        later = Tickets(keys, lambda: time.time() + seconds, self.settings.sources)
        self._has(tickets=later)

    def _has(self, **parts: Any) -> None:
        install_services(self.app, replace(self.services, **parts))

    def text(self, language: str, text_id: str) -> str:
        """What the bank says under this id."""
        return self.services.bank.languages[language].texts[text_id]

    def leads(self) -> list[Row]:
        """Every row of the table, read without any code of the application's."""
        return rows_of(self.database) if self.database.exists() else []

    def lead(self) -> Row:
        """The only row."""
        (row,) = self.leads()
        return row

    def columns(self) -> list[str]:
        """The columns of the table, in its own order."""
        with closing(sqlite3.connect(self.database)) as connection:
            return [name for _, name, *_ in connection.execute("PRAGMA table_info(leads)")]

    def counted(self) -> dict[str, int]:
        """The counters of the funnel by name, read without any code of the application's."""
        self.services.gathered.flush()
        if not self.database.exists():
            return {}
        with closing(sqlite3.connect(self.database)) as connection:
            sql = "SELECT name, sum(count) FROM counters GROUP BY name"
            return dict(connection.execute(sql).fetchall())

    def spooled(self) -> list[Row]:
        """The leads that wait, as they are written in the spool."""
        files = [*self.folder.rglob("waiting.jsonl"), *self.folder.rglob("taking.jsonl")]
        return [json.loads(line) for file in files for line in file.read_text().splitlines()]

    def runs(self, *command: str, given: str | bytes = "") -> Result:
        """Run `flask COMMAND` with this on its standard input."""
        return self.app.test_cli_runner().invoke(args=list(command), input=given)

    def scores(self, *sheets: Mapping[str, Any]) -> list[Row]:
        """What `flask score` says about these answer sheets."""
        result = self.runs("score", given="".join(f"{json.dumps(each)}\n" for each in sheets))
        assert result.exit_code == 0, (result.exception, result.stderr)
        return [json.loads(line) for line in result.stdout.splitlines()]

    def forgets_everything(self) -> None:
        """Be as on the first day: no database, no spool, nobody forgotten, and no time passed."""
        self.close()
        self.lets_pass(0)
        for place in (self.database.parent, self.settings.spool):
            shutil.rmtree(place, ignore_errors=True)
        self.settings.forgotten.unlink(missing_ok=True)

    def close(self) -> None:
        """Let go of the files."""
        here = self.services
        if here.handover is not None:
            here.handover.stop()
        here.gathered.close()
        here.store.close()


OpenSite = Callable[..., Site]


def ticket(
    age: float = 3600,
    nonce: int = NONCE,
    attribution: Attribution | None = None,
    keys: Sequence[str] = (SECRET_KEY,),
) -> str:
    """A true ticket that was handed out `age` seconds ago."""
    tickets = Tickets(keys, lambda: time.time() - age)
    return tickets.issue(Ticket(nonce, attribution or Attribution()))


def rows_of(database: Path) -> list[Row]:
    """Every row of the leads in this file, read without any code of the application's."""
    with closing(sqlite3.connect(database)) as connection:
        connection.row_factory = sqlite3.Row
        return [dict(row) for row in connection.execute("SELECT * FROM leads")]
