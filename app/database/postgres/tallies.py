"""The tallies in PostgreSQL: whoever writes leads adds rows to them and changes none.

So nobody waits for who writes under the same label. A lead that goes adds what it was with a minus.
Rows that are alike are added up when everything is tidied, and what has come to nothing goes then.
"""
# ruff: noqa: S608 - names of columns come from the catalogue

from collections.abc import Iterator

from app.database.figures import tally_key, tally_sums
from app.database.table import named
from app.leads.record import Catalogue


def make_tallies(catalogue: Catalogue) -> Iterator[str]:
    """What makes the table, and keeps it true from then on.

    Nobody must write leads from before this until it is committed, or they count for nothing.
    """
    names = named([*tally_key(catalogue), *tally_sums(catalogue)])
    come, gone = _tallied(catalogue, "come"), _tallied(catalogue, "gone", sign="-")
    yield f"CREATE TABLE tallies AS {_tallied(catalogue, 'leads')}"
    yield "CREATE INDEX tallies_by_week ON tallies (week)"
    for event, rows, added in (
        ("INSERT", "NEW TABLE AS come", come),
        ("DELETE", "OLD TABLE AS gone", gone),
        ("UPDATE", "NEW TABLE AS come OLD TABLE AS gone", f"{come} UNION ALL {gone}"),
    ):
        name = f"tally_{event.lower()}"
        yield (
            f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql "
            f"AS $$ BEGIN INSERT INTO tallies ({names}) {added}; RETURN NULL; END $$"
        )
        yield (
            f"CREATE OR REPLACE TRIGGER {name} AFTER {event} ON leads REFERENCING {rows} "
            f"FOR EACH STATEMENT EXECUTE FUNCTION {name}()"
        )


def add_up(catalogue: Catalogue) -> str:
    """What makes one row of those that are alike; who writes meanwhile is left alone."""
    keys = named([*tally_key(catalogue)])
    sums = ", ".join(f'sum("{name}")' for name in tally_sums(catalogue))
    return (
        "WITH alike AS (DELETE FROM tallies RETURNING *) INSERT INTO tallies "
        f"SELECT {keys}, {sums} FROM alike GROUP BY {keys} HAVING sum(leads) <> 0"
    )


def _tallied(catalogue: Catalogue, rows: str, sign: str = "") -> str:
    """The tallies of these rows; `sign`: before each sum."""
    keys = {name: text.format(row="") for name, text in tally_key(catalogue).items()}
    sums = {name: text.format(row="") for name, text in tally_sums(catalogue).items()}
    columns = [f'{text} AS "{name}"' for name, text in keys.items()]
    columns += [f'cast({sign}sum({text}) AS BIGINT) AS "{name}"' for name, text in sums.items()]
    return f"SELECT {', '.join(columns)} FROM {rows} GROUP BY {', '.join(keys.values())}"
