"""Invented leads, and a program that writes them from a process of its own.

    python -m tests.unit.leads.invented COMMAND DATABASE SPOOL SEED COUNT

COMMAND is `put`, `announce`, `keep` or `check`. Each reference is printed as soon as it is safe.
"""

import random
import sys
from pathlib import Path

from app.leads.attribution import Attribution
from app.leads.columns import catalogue_of
from app.leads.life import Kept, keep
from app.leads.record import Catalogue, Lead, lead_of
from app.leads.spool import Spool
from app.method.model import Model
from app.method.model_file import load_model
from app.method.scoring import assess
from app.method.sheet import AnswerSheet, FacetAnswers
from app.method.token import NONCE_BITS, reference_code
from tests.stores import sqlite_store

ROOT = Path(__file__).parents[3]


def invented_sheet(model: Model, chance: random.Random) -> AnswerSheet:
    """Answers at random, one in ten of them unknown."""

    def answer() -> int | None:
        return None if chance.random() < 0.1 else chance.randint(1, model.steps)

    profile = {key: chance.choice(options) for key, options in model.profile.items()}
    answers = {d: FacetAnswers(answer(), answer(), answer()) for d in model.dimensions}
    return AnswerSheet(profile, answers, edition=model.edition)


def invented_lead(model: Model, catalogue: Catalogue, chance: random.Random) -> Lead:
    """A lead like any other."""
    return lead_of(
        catalogue,
        reference_code(chance.getrandbits(NONCE_BITS)),
        assess(model, invented_sheet(model, chance)),
        language=chance.choice(["en", "nl"]),
        week="2026-W47",
        attribution=Attribution(source="homepage"),
    )


def main(command: str, database: str, spool_folder: str, seed: str, count: str) -> None:
    """Write `count` leads that follow from `seed`."""
    model = load_model(ROOT / "questions" / "1")
    catalogue = catalogue_of(model)
    patience = 0.02 if command == "keep" else 60  # a machine that stands still is no lock
    store = sqlite_store(Path(database), catalogue, patience, announcing=command == "announce")
    spool = Spool(Path(spool_folder), catalogue, rest_seconds=0)
    chance = random.Random(int(seed))
    # Whoever started several of these lets them go at the same moment.
    print("ready", flush=True)
    sys.stdin.readline()
    if command == "check":
        store.check()
    for _ in range(int(count)):
        lead = invented_lead(model, catalogue, chance)
        if command in ("put", "announce"):
            store.put(lead)
        elif keep(lead, store, spool) is Kept.LOST:
            sys.exit("a lead was lost")
        print(lead.reference, flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
