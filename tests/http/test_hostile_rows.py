"""Whatever stands in a row of the database, the desk shows it: no page fails or is endless."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing

import pytest

from app.leads.column import Column
from app.method.token import parse_reference
from tests.cli.conftest import put
from tests.http.test_desk_pages import code, week
from tests.seller import Seller
from tests.site import Row, Site

LONG = "x" * 200_000
ABSURD: dict[str, list[object]] = {
    "text": ["", " D99  D1", "-5", "2026-W99", "a/b?c#d", "<b>&\"'", "ü\n\x01", LONG],
    "integer": [-(2**63), -5, 0, 9, 2**63 - 1],
    "real": [-5.0, 0.0, 1e308, float("inf"), float("-inf")],
    "flag": [-1, 2**63 - 1],
}


def absurd_rows(columns: tuple[Column, ...], row: Row) -> Iterator[list[object]]:
    """The row with every column in turn as absurd as its type allows; and all of them at once."""
    number = 0
    for column in columns:
        for value in ABSURD[column.kind]:
            number += 1
            at = week(column.name == "reference")
            changed = {**row, "reference": code(number), "week": at, column.name: value}
            yield [changed[name] for name in row]
    for turn in range(max(map(len, ABSURD.values()))):
        number += 1
        changed = {each.name: ABSURD[each.kind][turn % len(ABSURD[each.kind])] for each in columns}
        changed |= {"reference": code(number), "week": row["week"]}
        yield [changed[name] for name in row]


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Seller]:
    """Anna, at a desk whose database others have written into."""
    site = Site(tmp_path_factory.mktemp("hostile"))
    put(site, code(0), week=week(0))
    rows = list(absurd_rows(site.services.catalogue.columns, site.lead()))
    with closing(sqlite3.connect(site.database, isolation_level=None)) as connection:
        connection.execute("BEGIN")
        places = ", ".join("?" * len(rows[0]))
        connection.executemany(f"INSERT OR REPLACE INTO leads VALUES ({places})", rows)
        connection.execute("COMMIT")
    yield Seller.of(site).logs_in()
    site.close()


def test_the_list_shows_every_row_page_by_page(hostile: Seller) -> None:
    shown: set[str] = set()
    path = "/desk/leads?test=1"
    while path:
        assert hostile.opens(path).status == 200
        assert len(hostile.response.data) < 100_000
        page = hostile.page
        links = [a.attrib["href"] for a in page.all(".//tbody//th/a")]
        assert links
        assert not shown.issuperset(links)
        shown.update(links)
        path = next((a.attrib["href"] for a in page.all(".//a[@rel='next']")), "")
    assert len(shown) > 300


def test_every_lead_has_a_page(hostile: Seller) -> None:
    codes = [row["reference"] for row in hostile.site.leads()]
    for number, reference in enumerate(each for each in codes if parse_reference(each) == each):
        path = f"/desk/leads/{reference}?ui={('en', 'nl')[number % 2]}"
        assert hostile.opens(path).status == 200, path
        assert len(hostile.response.data) < 100_000
        if not number % 50:
            assert hostile.opens(f"/desk/leads/{reference}/radar.svg").status in (200, 404)


@pytest.mark.parametrize(
    "path",
    [
        "/desk",
        "/desk?weeks=52&ui=nl",
        "/desk/leads?level=3",
        "/desk/leads?source=x",
        "/desk/export",
    ],
)
def test_the_other_pages_of_the_desk_are_there(hostile: Seller, path: str) -> None:
    assert hostile.opens(path).status == 200


@pytest.mark.parametrize("kind", ["csv", "xlsx", "jsonl"])
def test_every_row_is_exported(hostile: Seller, kind: str) -> None:
    rows = hostile.site.leads()
    hostile.opens("/desk/export").sends("/desk/export", kind=kind, test="1")
    assert hostile.status == 200
    assert hostile.site.services.audit.entries()[0].count == len(rows)
    if kind == "jsonl":
        assert len(hostile.response.data.splitlines()) == len(rows)


def test_the_command_line_shows_them(hostile: Seller) -> None:
    for command in (["stats", "--include-test"], ["find", code(0)], ["find", code(300)]):
        result = hostile.site.runs("leads", *command)
        assert result.exit_code == 0, (command, result.exception, result.stderr)


def test_a_value_that_nobody_foresaw_is_shown_raw(hostile: Seller) -> None:
    site = hostile.site
    put(site, code(90_000), week=week(0), level=4, range_low=1, range_high=5)
    with closing(sqlite3.connect(site.database)) as connection, connection:
        connection.execute(
            "UPDATE leads SET level = 9, levers = 'D99 D1', type = 'franchise', language = 'xx', "
            "next_step = 'emigrate', source = ? WHERE reference = ?",
            (LONG, code(90_000)),
        )
    text = hostile.opens(f"/desk/leads/{code(90_000)}?ui=en").page.text
    hostile.opens(f"/desk/leads?after={week(0)}.{code(89_999)}&ui=en")
    listed = hostile.page.text
    for shown in ("franchise", "emigrate", "9", "D99", "x" * 100 + "…"):
        assert shown in text
        assert shown in listed
