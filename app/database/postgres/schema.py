"""The tables in PostgreSQL, and migrating them to the catalogue."""

import hashlib
from collections.abc import Iterator

from app.database.counters import FORGET_STEPS
from app.database.engine import Connection
from app.database.pages import indexes
from app.database.postgres.tallies import make_tallies
from app.errors import ConfigurationError, NewerSchema
from app.leads.column import Column
from app.leads.record import Catalogue
from app.leads.values import Value

# Sorted by bytes, as in SQLite and Python.
_TEXT = 'TEXT COLLATE "C"'
_TYPES = {"text": _TEXT, "integer": "BIGINT", "real": "DOUBLE PRECISION", "flag": "BIGINT"}
_LOCK = 0x414C4348  # "ALCH": the advisory lock for migrating, one process at a time

# One step each, never changed once released. The columns of `leads` need no step, as the catalogue
# names them; nor does what is derived. sqlite/migrations.py says what the tables are for.
_STEPS = (
    f"""
    CREATE TABLE leads (reference {_TEXT} PRIMARY KEY);
    CREATE TABLE counters (
        week {_TEXT} NOT NULL, language {_TEXT} NOT NULL, source {_TEXT} NOT NULL,
        name {_TEXT} NOT NULL, count BIGINT NOT NULL, PRIMARY KEY (week, language, source, name)
    );
    CREATE TABLE accounts (
        name {_TEXT} PRIMARY KEY, password {_TEXT} NOT NULL, session {_TEXT} NOT NULL UNIQUE
    );
    CREATE TABLE attempts (name {_TEXT} NOT NULL, at BIGINT NOT NULL);
    CREATE TABLE audit (
        id BIGINT PRIMARY KEY, at {_TEXT} NOT NULL, account {_TEXT} NOT NULL,
        action {_TEXT} NOT NULL, about {_TEXT} NOT NULL, count BIGINT, seal {_TEXT}
    );
    CREATE TABLE audit_ends (anchor {_TEXT} NOT NULL, head {_TEXT} NOT NULL, seal {_TEXT} NOT NULL);
    CREATE TABLE outbox (
        id {_TEXT} NOT NULL, reference {_TEXT} NOT NULL, event {_TEXT} NOT NULL,
        attempts BIGINT NOT NULL, due BIGINT NOT NULL, sending BIGINT NOT NULL,
        PRIMARY KEY (reference, id)
    );
    CREATE INDEX outbox_due ON outbox (due, id);
    CREATE TABLE chores (name {_TEXT} PRIMARY KEY, day {_TEXT} NOT NULL);
    CREATE TABLE barometers (quarter {_TEXT} PRIMARY KEY, said {_TEXT} NOT NULL);
    """,
    # The tallies were a view over all leads.
    "DROP VIEW IF EXISTS tallies",
    f"""
    CREATE TABLE forgotten (
        hash {_TEXT} PRIMARY KEY, week {_TEXT} NOT NULL, wanted BIGINT NOT NULL
    )
    """,
    f"""
    CREATE TABLE rounds (
        id {_TEXT} PRIMARY KEY, setup {_TEXT} NOT NULL, closes {_TEXT} NOT NULL,
        prolonged BIGINT NOT NULL, token {_TEXT}, closed {_TEXT}
    );
    CREATE TABLE round_sheets (
        round {_TEXT} NOT NULL, participant {_TEXT} NOT NULL, role {_TEXT} NOT NULL,
        answers {_TEXT} NOT NULL, expected {_TEXT}, PRIMARY KEY (round, participant)
    );
    """,
)


def migrate(connection: Connection, catalogue: Catalogue) -> None:
    """Migrate the tables, once, however many processes start at once. Raises NewerSchema."""
    wanted = _fingerprint(catalogue)
    if _state(connection) == (len(_STEPS), wanted):
        return
    connection.execute("BEGIN")
    try:
        connection.execute("SET LOCAL lock_timeout = 0")
        connection.execute("SET LOCAL statement_timeout = 0")
        connection.execute("SELECT pg_advisory_xact_lock(?)", (_LOCK,))
        # Another process may have been first: only now is it known what is left to do.
        version, made = _state(connection)
        if (version, made) != (len(_STEPS), wanted):
            for statement in (*_STEPS[version:], *_drop_derived(catalogue)):
                connection.execute(statement)
            _fit_columns(connection, catalogue)
            for statement in _derived(catalogue):
                connection.execute(statement)
            connection.execute("DROP TABLE IF EXISTS schema_state")
            connection.execute("CREATE TABLE schema_state (version BIGINT, made TEXT)")
            connection.execute("INSERT INTO schema_state VALUES (?, ?)", (len(_STEPS), wanted))
        connection.execute("COMMIT")
    except BaseException:
        connection.execute("ROLLBACK")
        raise


def _state(connection: Connection) -> tuple[int, str]:
    """How many steps this database has been through, and what was derived then."""
    # Through pg_tables: a lookup by name could be answered from an outdated cache.
    there = connection.execute(
        "SELECT 1 FROM pg_tables WHERE schemaname = current_schema() AND tablename = 'schema_state'"
    ).fetchone()
    if there is None:
        return 0, ""
    version, made = connection.execute("SELECT version, made FROM schema_state").fetchone()
    if version > len(_STEPS):
        raise NewerSchema(
            f"The leads database has schema version {version}, this program knows only up to "
            f"{len(_STEPS)}. Start the newer version of the program, or restore a backup."
        )
    return version, made


def _fingerprint(catalogue: Catalogue) -> str:
    """A hash that changes with anything that this program derives from the catalogue."""
    columns = [(c.name, c.kind, catalogue.always_required(c), c.older) for c in catalogue.columns]
    return hashlib.sha256(repr((columns, list(_derived(catalogue)))).encode()).hexdigest()


def _fit_columns(connection: Connection, catalogue: Catalogue) -> None:
    """Add the columns that the catalogue has gained; allow NULL in those that it has lost."""
    found = connection.execute(
        "SELECT column_name, is_nullable FROM information_schema.columns "
        "WHERE table_schema = current_schema() AND table_name = 'leads'"
    ).fetchall()
    there = dict(found)
    fresh = set(there) == {"reference"}
    for column in catalogue.columns:
        if column.name not in there:
            _add_column(connection, column, catalogue.always_required(column), fresh)
    required = {c.name for c in catalogue.columns if catalogue.always_required(c)}
    for name, nullable in there.items():
        if nullable == "NO" and name not in required:
            connection.execute(f'ALTER TABLE leads ALTER COLUMN "{name}" DROP NOT NULL')


def _add_column(connection: Connection, column: Column, required: bool, fresh: bool) -> None:
    if required and column.older is None and not fresh:
        raise ConfigurationError(
            f"The column {column.name!r} is new and never empty: "
            "the catalogue has to say what older leads have."
        )
    # With a default, because an older program on another machine may still write without it.
    default = "" if column.older is None else f" DEFAULT {_literal(column.older)}"
    rule = " NOT NULL" if required else ""
    kind = _TYPES[column.kind]
    connection.execute(f'ALTER TABLE leads ADD COLUMN "{column.name}" {kind}{rule}{default}')


def _literal(value: Value) -> str:
    return "'{}'".format(value.replace("'", "''")) if isinstance(value, str) else str(value)


def _drop_derived(catalogue: Catalogue) -> Iterator[str]:
    yield "DROP TABLE IF EXISTS tallies"
    for name in indexes(catalogue):
        yield f"DROP INDEX IF EXISTS {name}"


def _derived(catalogue: Catalogue) -> Iterator[str]:
    """Indexes, the tallies, and triggers for when a row comes or goes."""
    # First: from here on, nobody writes leads until all is made.
    yield from indexes(catalogue).values()
    yield from make_tallies(catalogue)
    for name, when, body in _TRIGGERS:
        yield (
            f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql "
            f"AS $$ BEGIN {body}; RETURN NULL; END $$"
        )
        yield f"CREATE OR REPLACE TRIGGER {name} {when} EXECUTE FUNCTION {name}()"


_UNTIDY = (
    "INSERT INTO chores (name, day) SELECT 'untidy', '' "
    "WHERE NOT EXISTS (SELECT 1 FROM chores WHERE name = 'untidy' AND day = '') "
    "ON CONFLICT (name) DO UPDATE SET day = ''"
)
_TRIGGERS = (
    # However a lead goes, only the message about its deletion stays.
    (
        "outbox_forgets",
        "AFTER DELETE ON leads FOR EACH ROW",
        "DELETE FROM outbox WHERE reference = old.reference AND event <> 'lead.deleted'",
    ),
    (
        "funnel_forgets",
        "AFTER DELETE ON leads FOR EACH ROW WHEN (old.test = 0)",
        FORGET_STEPS.strip().rstrip(";"),
    ),
    ("untidy_leads", "AFTER INSERT OR UPDATE OR DELETE ON leads FOR EACH STATEMENT", _UNTIDY),
    ("untidy_counters", "AFTER INSERT ON counters FOR EACH STATEMENT", _UNTIDY),
    ("untidy_forgotten", "AFTER INSERT OR UPDATE OR DELETE ON forgotten FOR EACH ROW", _UNTIDY),
    *(
        (f"untidy_{t}", f"AFTER INSERT OR UPDATE OR DELETE ON {t} FOR EACH STATEMENT", _UNTIDY)
        for t in ("rounds", "round_sheets")
    ),
    (
        "barometers_stay",
        "BEFORE UPDATE OR DELETE ON barometers FOR EACH ROW",
        "RAISE EXCEPTION 'a barometer is made once' USING ERRCODE = 'restrict_violation'",
    ),
)
