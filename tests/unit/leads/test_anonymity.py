"""What may be shared: nobody's lead stands out in it, by whatever others may know of it."""

import io
import json
import random
import sqlite3
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.leads.export.anonymity import COMPANY, KNOWN, shareable_part, shareable_rows
from app.leads.export.pieces import Rows
from app.leads.export.writing import export
from app.leads.record import Catalogue, Lead
from app.leads.sqlite.rows import LeadRows
from app.leads.sqlite.store import SQLiteStore
from app.leads.store import Filter, LeadStore
from app.method.bank import Language
from app.method.model import Model
from tests.unit.leads.conftest import MakeLead, lead_maker
from tests.unit.leads.invented import invented_lead

# Everything in a shared row that isn't a finding of the check; not taken from the code.
QUASI_IDENTIFIERS = ["week", "language", "edition", "role", "type", "stage", "band", "model"]
NEVER_SHARED = {
    *("reference", "source", "utm_source", "utm_medium", "utm_campaign"),
    *("flags", "next_step", "test"),
    *(f"D{d}_{facet}" for d in range(1, 9) for facet in ("direction", "practice", "evidence")),
}

Shared = list[dict[str, Any]]


def shared(
    store: LeadStore, catalogue: Catalogue, language: Language, wanted: Filter | None = None
) -> Shared:
    """The rows of a shareable export."""
    out = io.BytesIO()
    count = export("jsonl", store, wanted or Filter(), catalogue, language, True, out)
    rows = [json.loads(line) for line in out.getvalue().splitlines()]
    assert len(rows) == count
    return rows


def smallest_group(rows: Shared) -> int:
    """The size of the smallest group that looks alike, found by a database of its own."""
    database = sqlite3.connect(":memory:")
    names = ", ".join(f'"{name}"' for name in QUASI_IDENTIFIERS)
    database.execute(f"CREATE TABLE shared ({names})")
    database.executemany(
        f"INSERT INTO shared VALUES ({', '.join('?' * len(QUASI_IDENTIFIERS))})",
        [[row[name] for name in QUASI_IDENTIFIERS] for row in rows],
    )
    (found,) = database.execute(
        f"SELECT min(n) FROM (SELECT count(*) AS n FROM shared GROUP BY {names})"
    ).fetchone()
    database.close()
    return int(found or 0)


@pytest.fixture(scope="module")
def crowd(
    tmp_path_factory: pytest.TempPathFactory, model: Model, catalogue: Catalogue
) -> Iterator[LeadStore]:
    """A store with 3,000 leads of two years, most of them of a few kinds."""
    chance = random.Random(20261121)
    store = SQLiteStore(tmp_path_factory.mktemp("crowd") / "leads.db", catalogue)

    def lead() -> Lead:
        changed: dict[str, object] = {
            "week": f"{chance.choice([2025, 2026])}-W{chance.randint(1, 52):02}"
        }
        if chance.random() < 0.7:
            kind = {"type": "saas", "stage": "grow", "model": "platform", "role": "leadership"}
            changed |= {**kind, "band": chance.choice(["1-10", "11-50"])}
        return catalogue.read({**invented_lead(model, catalogue, chance).values, **changed})

    store.put_all([lead() for _ in range(3000)])
    yield store
    store.close()


def test_no_group_is_smaller_than_five_by_a_query_of_its_own(
    crowd: LeadStore, catalogue: Catalogue, english: Language
) -> None:
    rows = shared(crowd, catalogue, english)
    assert smallest_group(rows) >= 5
    assert len(rows) > 0.95 * crowd.count()
    # It would have been another matter without.
    assert smallest_group([dict(lead.values) for lead in crowd.iterate()]) == 1


def test_pycanon_finds_the_same(
    crowd: LeadStore, catalogue: Catalogue, english: Language, pycanon: Path
) -> None:
    def k_of(rows: Shared) -> int:
        program = (
            "import sys, pandas; from pycanon import anonymity;"
            "print(anonymity.k_anonymity(pandas.read_json(sys.stdin, lines=True, dtype=False),"
            " sys.argv[1:]))"
        )
        lines = "".join(f"{json.dumps(row)}\n" for row in rows)
        done = subprocess.run(
            [pycanon, "-c", program, *QUASI_IDENTIFIERS],
            input=lines,
            capture_output=True,
            text=True,
            timeout=100,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return int(done.stdout)

    rows = shared(crowd, catalogue, english)
    assert k_of(rows) == smallest_group(rows) >= 5
    assert k_of([dict(lead.values) for lead in crowd.iterate()]) == 1


def test_what_tells_a_lead_apart_stays_at_home(
    crowd: LeadStore, catalogue: Catalogue, english: Language
) -> None:
    rows = shared(crowd, catalogue, english)
    assert set(rows[0]) == set(catalogue.names) - NEVER_SHARED
    assert {row["week"] for row in rows} <= {"2025-W*", "2026-W*", "*"}
    text = json.dumps(rows)
    assert "AC-" not in text
    assert "homepage" not in text


def test_the_findings_of_a_shared_lead_are_the_true_ones(
    crowd: LeadStore, catalogue: Catalogue, english: Language
) -> None:
    part = shareable_part(catalogue)
    findings = [name for name in part.names if name not in KNOWN]

    def of(rows: Shared) -> Counter[str]:
        return Counter(json.dumps([row[name] for name in findings]) for row in rows)

    stored = of([dict(lead.values) for lead in crowd.iterate()])
    assert of(shared(crowd, catalogue, english)) <= stored
    assert {"D1_score", "D8_score", "index", "level", "levers"} <= set(findings)


def test_what_is_known_is_shown_wherever_there_is_enough_company(
    store: LeadStore, catalogue: Catalogue, english: Language, make_lead: MakeLead
) -> None:
    profile = {"role": "other", "type": "si", "stage": "start", "band": "1-10", "model": "unsure"}
    store.put_all([make_lead(**profile, language="nl", week="2026-W01") for _ in range(5)])
    rows = shared(store, catalogue, english)
    assert {tuple(row[name] for name in QUASI_IDENTIFIERS) for row in rows} == {
        ("2026-W*", "nl", 1, "other", "si", "start", "1-10", "unsure")
    }


def differing(make_lead: MakeLead, name: str, values: list[str]) -> list[Lead]:
    """Leads that differ in one thing only."""
    profile = {"role": "other", "type": "si", "stage": "start", "band": "1-10", "model": "unsure"}
    alike = {**profile, "language": "nl", "week": "2026-W01"}
    return [make_lead(**{**alike, name: value}) for value in values]


@pytest.mark.parametrize(
    ("name", "values", "lost"),
    [
        pytest.param("band", ["1-10"] * 4 + ["250+"], ["role", "model", "week", "band"], id="band"),
        pytest.param(
            "type", ["si"] * 4 + ["isv"], ["role", "model", "week", "band", "type"], id="type"
        ),
        pytest.param(
            "stage",
            ["start"] * 4 + ["grow"],
            ["role", "model", "week", "band", "type", "stage"],
            id="stage",
        ),
        pytest.param("role", ["other"] * 4 + ["leadership"], ["role"], id="role"),
    ],
)
def test_the_band_is_given_up_before_the_type_and_that_before_the_stage(
    store: LeadStore,
    catalogue: Catalogue,
    english: Language,
    make_lead: MakeLead,
    name: str,
    values: list[str],
    lost: list[str],
) -> None:
    store.put_all(differing(make_lead, name, values))
    rows = shared(store, catalogue, english)
    assert len(rows) == 5
    for row in rows:
        assert [each for each in QUASI_IDENTIFIERS if row[each] == "*"] == [
            each for each in QUASI_IDENTIFIERS if each in lost
        ]


@pytest.mark.parametrize("number", range(5))
def test_fewer_than_five_leads_are_not_shared_at_all(
    store: LeadStore, catalogue: Catalogue, english: Language, make_lead: MakeLead, number: int
) -> None:
    store.put_all([make_lead() for _ in range(number)])
    assert shared(store, catalogue, english) == []


def test_the_few_that_would_stand_out_even_so_are_left_out(
    store: LeadStore, catalogue: Catalogue, english: Language, make_lead: MakeLead
) -> None:
    """Answers to another edition can't be mixed with ours."""
    store.put_all([make_lead() for _ in range(20)] + [make_lead(edition=9) for _ in range(4)])
    rows = shared(store, catalogue, english)
    assert len(rows) <= 20
    assert {row["edition"] for row in rows} == {1}


def test_tests_are_neither_shared_nor_company(
    store: LeadStore, catalogue: Catalogue, english: Language, make_lead: MakeLead
) -> None:
    store.put_all([make_lead() for _ in range(4)] + [make_lead(test=1) for _ in range(50)])
    assert shared(store, catalogue, english, Filter(include_test=True)) == []


def test_the_order_of_the_rows_tells_nothing(
    store: LeadStore, catalogue: Catalogue, english: Language, make_lead: MakeLead
) -> None:
    leads = [make_lead(index=1 + number / 100) for number in range(300)]
    store.put_all(leads)
    stored = [lead["index"] for lead in store.iterate()]
    first, second = ([row["index"] for row in shared(store, catalogue, english)] for _ in "12")
    assert sorted(first) == sorted(second)
    assert first != second
    assert first != [index for index in stored if index in set(first)]


def test_leads_that_go_while_they_are_read_leave_nobody_alone(
    catalogue: Catalogue, make_lead: MakeLead
) -> None:
    leads = [make_lead(role="other", type="si", stage="grow", band="250+") for _ in range(60)]

    class Going(LeadRows):
        """A store in which two of three leads go between the first look and the second, and
        others come."""

        def __init__(self) -> None:
            self.now = leads

        def values(self, names: Any, wanted: Any = None) -> Rows:
            rows = [tuple(lead[name] for name in names) for lead in self.now]
            self.now = [*leads[::3], make_lead(role="leadership", type="isv")]
            yield rows

    part = shareable_part(catalogue)
    found = [row for rows in shareable_rows(Going(), part, Filter()) for row in rows]
    groups = Counter(row[: len(KNOWN)] for row in found)
    assert all(count >= COMPANY for count in groups.values())
    assert sum(groups.values()) < 60


SMALL = st.fixed_dictionaries(
    {
        "week": st.sampled_from(["2025-W52", "2026-W01", "2026-W02"]),
        "language": st.sampled_from(["en", "nl"]),
        "edition": st.sampled_from([1, 2]),
        "role": st.sampled_from(["leadership", "other", "*"]),
        "type": st.sampled_from(["si", "isv", "saas"]),
        "stage": st.sampled_from(["start", "grow"]),
        "band": st.sampled_from(["1-10", "250+"]),
        "model": st.sampled_from(["unsure", "platform"]),
    }
)


@settings(deadline=None)
@given(profiles=st.lists(SMALL, max_size=60))
def test_no_group_is_smaller_than_five_whatever_the_leads_are(
    catalogue: Catalogue, model: Model, profiles: list[dict[str, Any]]
) -> None:
    any_lead = lead_maker(model, catalogue)()

    class Given(LeadRows):
        """These leads and no others."""

        def __init__(self) -> None:
            pass

        def values(self, names: Any, wanted: Any = None) -> Rows:
            yield [tuple({**any_lead.values, **each}[name] for name in names) for each in profiles]

    part = shareable_part(catalogue)
    rows = [
        dict(zip(part.names, row, strict=True))
        for several in shareable_rows(Given(), part, Filter())
        for row in several
    ]
    assert smallest_group(rows) >= 5 or rows == []
    assert len(rows) <= len(profiles)
    assert rows or max(Counter(each["edition"] for each in profiles).values(), default=0) < 5


def test_a_column_that_is_new_is_not_shared(catalogue: Catalogue) -> None:
    from dataclasses import replace

    new = replace(catalogue.columns[4], name="region")
    more = replace(catalogue, columns=(*catalogue.columns, new))
    assert shareable_part(more).names == shareable_part(catalogue).names


def test_the_program_that_checks_runs_apart_from_ours(pycanon: Path) -> None:
    assert pycanon != Path(sys.executable)
