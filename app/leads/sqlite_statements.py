"""The SQL of the SQLite store, made from the column catalogue."""
# ruff: noqa: S608 - names of columns come from the catalogue; every value is bound

from app.leads.record import Catalogue
from app.leads.store import Filter

CHUNK = 1000

FORGET = "DELETE FROM leads WHERE reference = ?"
# The week again, in case the lead was replaced since it was looked up.
PURGE = "DELETE FROM leads WHERE reference = ? AND week = ?"
OLDER = (
    "SELECT reference, week FROM leads WHERE week < :week AND reference > :after "
    f"ORDER BY reference LIMIT {CHUNK}"
)

_CONDITIONS = {
    "first_week": "week >= :first_week",
    "last_week": "week <= :last_week",
    "language": "language = :language",
    "source": "coalesce(source, '-') = :source",
    "type": "type = :type",
    "stage": "stage = :stage",
    "band": "band = :band",
    "level": "coalesce(level, 0) = :level",
    "next_step": "coalesce(next_step, '-') = :next_step",
}


def condition(wanted: Filter) -> tuple[str, dict[str, str]]:
    """The filter as a condition with its values by name."""
    values = {name: getattr(wanted, name) for name in _CONDITIONS}
    values = {name: value for name, value in values.items() if value is not None}
    conditions = [_CONDITIONS[name] for name in values]
    if not wanted.include_test:
        conditions.append("test = 0")
    return " AND ".join(conditions) or "1", values


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


def page(catalogue: Catalogue, where: str) -> str:
    """The next leads after a reference."""
    return (
        f"SELECT {_names(catalogue)} FROM leads WHERE reference > :after AND {where} "
        f"ORDER BY reference LIMIT {CHUNK}"
    )


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
