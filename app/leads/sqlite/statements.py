"""The SQL of the SQLite store, made from the column catalogue."""
# ruff: noqa: S608 - names of columns come from the catalogue; every value is bound

from app.leads.record import Catalogue
from app.leads.store import NO_LEVEL, NONE_GIVEN, Filter

CHUNK = 1000

NEXT_STEP = "UPDATE leads SET next_step = ? WHERE reference = ?"
FORGET = "DELETE FROM leads WHERE reference = ?"
# The week again, in case the lead was replaced since it was looked up.
PURGE = "DELETE FROM leads WHERE reference = ? AND week = ?"
OLDER = f"SELECT reference, week FROM leads INDEXED BY leads_by_week WHERE week < ? LIMIT {CHUNK}"
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
_WEEKS = {"first_week": "week >= :first_week", "last_week": "week <= :last_week"}


def asked_for(wanted: Filter) -> dict[str, str | int]:
    """The values that a filter asks for, by name of the column; weeks are left out."""
    names = [name for name in FILTERED if name != "test"]
    values = {name: getattr(wanted, name) for name in names}
    asked = {name: value for name, value in values.items() if value is not None}
    return asked if wanted.include_test else {"test": 0, **asked}


def condition(wanted: Filter) -> tuple[str, dict[str, str | int]]:
    """The filter as a condition with its values by name."""
    asked = asked_for(wanted)
    conditions = [f"{FILTERED[name]} = :{name}" for name in asked]
    for name, text in _WEEKS.items():
        if (week := getattr(wanted, name)) is not None:
            conditions.append(text)
            asked[name] = week
    return " AND ".join(conditions) or "1", asked


def put(catalogue: Catalogue) -> str:
    """Insert, or replace all but the key; a next step stays unless the lead brings one."""
    new = {name: f'excluded."{name}"' for name in catalogue.names if name != "reference"}
    new["next_step"] = "coalesce(excluded.next_step, leads.next_step)"
    updates = ", ".join(f'"{name}" = {value}' for name, value in new.items())
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
