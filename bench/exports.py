"""Exports of a million leads: time against the database's own shell, and memory.

    python -m bench.exports [LEADS] [--rounds ROUNDS]

The same leads in SQLite and in PostgreSQL. Each export runs as a program of its own. CSV and what
`sqlite3` or `psql` writes as CSV take turns, and the median of their ratios counts. Targets: CSV at
most 2 × the shell on SQLite, every export at most 150 MB.
"""

import argparse
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple, cast

from app.config import Settings
from app.database.filters import Filter
from app.leads.column import Column
from app.leads.columns import catalogue_of
from app.leads.export.writing import FileKind, export
from app.leads.record import Catalogue
from app.method.bank import Bank
from app.method.editions import load_editions
from bench._many_leads import postgres, poured, psql
from tests.stores import open_store, sqlite_store

LEADS = 1_000_000
ROUNDS = 5
OTHERS = ("jsonl", "xlsx")
SHELL = "SELECT * FROM leads WHERE test = 0 ORDER BY reference"

# SQL for the columns that are not answers, scores or profile questions; `i` numbers the leads.
INVENTED = {
    "reference": "printf('AC-%05X-%05X', i * 2654435761 % 1048576, i)",
    "week": "printf('%d-W%02d', 2025 + abs(random() % 2), 1 + abs(random() % 52))",
    "language": "iif(random() % 2, 'en', 'nl')",
    "edition": "1",
    "source": "iif(i % 9, printf('campaign-%d', abs(random() % 50)), NULL)",
    "utm_source": "iif(i % 3, 'linked in', NULL)",
    "utm_medium": "iif(i % 3, 'social', NULL)",
    "utm_campaign": "iif(i % 3, 'spring fair 2026 - ' || (i % 40), NULL)",
    "index": "round(1 + abs(random() % 40000) / 10000.0, 4)",
    "range_low": "1",
    "range_high": "3",
    "levers": "'D3 D5 D1'",
    "flags": "iif(i % 7, '', 'speed profile_adjusted')",
    "next_step": "iif(i % 5, NULL, 'conversation')",
    "test": "0",
}


class Run(NamedTuple):
    """What a program took. `memory`: its peak, or 0 if unknown; `size`: of its output; in MB."""

    seconds: float
    memory: float
    size: float


def questions() -> tuple[Bank, Catalogue]:
    """The bank, and the columns that follow from it."""
    bank = load_editions(
        Settings(secret_key="k" * 32).questions, lambda m: catalogue_of(m).text_ids
    ).current
    return bank, catalogue_of(bank.model)


def stock(file: Path, leads: int) -> None:
    """Fill a database with SQL alone: fast, but not plausible."""
    bank, catalogue = questions()

    def invented(column: Column) -> str:
        if column.name in bank.model.profile:
            options = [f"'{option}'" for option in bank.model.profile[column.name]]
            cases = " ".join(f"WHEN {n} THEN {each}" for n, each in enumerate(options))
            return f"CASE abs(random() % {len(options)}) {cases} END"
        usual = "round(1 + abs(random() % 13) / 3.0, 4)" if column.kind == "real" else None
        return INVENTED.get(column.name, usual or "iif(random() % 17, 1 + abs(random() % 5), NULL)")

    store = sqlite_store(file, catalogue)
    with store.engine.writing() as connection:
        connection.execute(
            "INSERT INTO leads WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n "
            f"WHERE i < {leads}) SELECT {', '.join(map(invented, catalogue.columns))} FROM n"
        )
    store.close()


def write(name: str, url: str) -> None:
    """Export to standard output, as a program of its own."""
    bank, catalogue = questions()
    store, language = open_store(url, catalogue), bank.languages["en"]
    out = sys.stdout.buffer
    export(cast(FileKind, name), store, Filter(), catalogue, language, out)
    # Not from the parent's resource usage of its children, which includes the parent's own memory.
    status = Path("/proc/self/status").read_text()
    print(int(status.partition("VmHWM:")[2].split()[0]) / 1024, file=sys.stderr)


def run(command: Sequence[str], out: Path) -> Run:
    """Run a program to its end, with its output in a file."""
    begun = time.perf_counter()
    with out.open("wb") as file:
        done = subprocess.run(command, stdout=file, stderr=subprocess.PIPE, check=True)
    return Run(time.perf_counter() - begun, float(done.stderr or 0), out.stat().st_size / 1e6)


def main(leads: int, rounds: int) -> None:
    """Print what each export takes, an engine after the other."""
    with tempfile.TemporaryDirectory() as folder, postgres() as server:
        file, out, url = Path(folder) / "leads.db", Path(folder) / "out", server.url()
        stock(file, leads)
        poured(file, url).close()
        print(f"{leads:,} leads, {file.stat().st_size / 1e6:.0f} MB in SQLite")
        shell = ["sqlite3", "-readonly", "-csv", "-header", str(file), SHELL]
        exports("sqlite", f"sqlite:///{file}", shell, out, rounds)
        exports("postgres", url, psql(url, f"COPY ({SHELL}) TO STDOUT CSV HEADER"), out, rounds)


def exports(engine: str, url: str, shell: Sequence[str], out: Path, rounds: int) -> None:
    """Print what each export from this engine takes."""
    ours = [sys.executable, "-m", "bench.exports", "--database", url, "--write"]
    turns = [(run(shell, out), run([*ours, "csv"], out)) for _ in range(rounds)]
    ratios = [csv.seconds / theirs.seconds for theirs, csv in turns]
    told(f"{engine}, its shell", min(theirs for theirs, _ in turns))
    told(f"{engine}, csv", min(csv for _, csv in turns))
    print(
        f"csv is {statistics.median(ratios):.2f} × the shell "
        f"({min(ratios):.2f}–{max(ratios):.2f}, {rounds} rounds)"
    )
    for name in OTHERS:
        told(f"{engine}, {name}", run([*ours, name], out))


def told(name: str, took: Run) -> None:
    """Print a line."""
    memory = f", {took.memory:.0f} MB of memory" if took.memory else ""
    print(f"{name:20} {took.seconds:7.1f} s, {took.size:.0f} MB long{memory}", flush=True)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("leads", type=int, nargs="?", default=LEADS)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--database", help=argparse.SUPPRESS)
    parser.add_argument("--write", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.write:
        write(given.write, given.database)
    else:
        main(given.leads, given.rounds)
