"""The SQL of the SQLite store, made from the column catalogue."""
# ruff: noqa: S608 - names of columns come from the catalogue; every value is bound

from app.leads.record import Catalogue
from app.leads.store import NO_LEVEL, NONE_GIVEN, Filter
from app.leads.values import FLOOD

CHUNK = 1000

FORGET = "DELETE FROM leads WHERE reference = ?"
# The week again, in case the lead was replaced since it was looked up.
PURGE = "DELETE FROM leads WHERE reference = ? AND week = ?"
OLDER = f"SELECT reference, week FROM leads INDEXED BY leads_by_week WHERE week < ? LIMIT {CHUNK}"
# No other word among the flags has this one in it.
IN_FLOOD = f"instr(flags, '{FLOOD}') > 0"
WAITING = f"SELECT reference FROM leads INDEXED BY leads_in_flood WHERE {IN_FLOOD} LIMIT {CHUNK}"
# Again, in case it was let in since it was looked up.
FORGET_FLOOD = f"DELETE FROM leads WHERE reference = ? AND {IN_FLOOD}"
# What a filter can ask for besides weeks; a value that a lead lacks is asked for by a sign for it.
FILTERED = {
    "test": "test",
    "language": "language",
    "source": f"coalesce(source, '{NONE_GIVEN}')",
    "type": "type",
    "stage": "stage",
    "band": "band",
    "level": f"coalesce(level, {NO_LEVEL})",
    "next_step": f"coalesce(next_step, '{NONE_GIVEN}')",
}
_FLOOD = {None: [], True: [IN_FLOOD], False: [f"instr(flags, '{FLOOD}') = 0"]}
_WEEKS = {"first_week": "week >= :first_week", "last_week": "week <= :last_week"}


def condition(wanted: Filter) -> tuple[str, dict[str, str | int]]:
    """The filter as a condition with its values by name."""
    asked = {name: getattr(wanted, name) for name in (*FILTERED, *_WEEKS) if name != "test"}
    asked = {name: value for name, value in asked.items() if value is not None}
    if not wanted.include_test:
        asked["test"] = 0
    conditions = [
        _WEEKS[name] if name in _WEEKS else f"{FILTERED[name]} = :{name}" for name in asked
    ]
    return " AND ".join([*conditions, *_FLOOD[wanted.flood]]) or "1", asked


def put(catalogue: Catalogue) -> str:
    """Insert, or replace all but the key."""
    names = (name for name in catalogue.names if name != "reference")
    updates = ", ".join(f'"{name}" = excluded."{name}"' for name in names)
    places = ", ".join("?" * len(catalogue.names))
    return (
        f"INSERT INTO leads ({_names(catalogue)}) VALUES ({places}) "
        f"ON CONFLICT (reference) DO UPDATE SET {updates}"
    )


def get(catalogue: Catalogue) -> str:
    """One lead by its reference."""
    return f"SELECT {_names(catalogue)} FROM leads WHERE reference = ?"


def get_all(catalogue: Catalogue, count: int) -> str:
    """The leads with these references, as many as there are."""
    places = ", ".join("?" * count)
    return f"SELECT {_names(catalogue)} FROM leads WHERE reference IN ({places})"


def counts(column: str, where: str) -> str:
    """The values of a column with the number of leads that have them, most first."""
    return (
        f'SELECT "{column}" AS value, count(*) AS leads FROM leads WHERE {where} '
        "GROUP BY value ORDER BY leads DESC, value"
    )


def means(catalogue: Catalogue, where: str) -> str:
    """The mean of each column that holds a fraction."""
    names = [column.name for column in catalogue.columns if column.kind == "real"]
    averages = ", ".join(f'avg("{name}") AS "{name}"' for name in names)
    return f"SELECT {averages} FROM leads WHERE {where}"


def _names(catalogue: Catalogue) -> str:
    return ", ".join(f'"{name}"' for name in catalogue.names)
