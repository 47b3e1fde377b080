"""`flask demo`: a database to look at, and never among true leads."""

import re
import sqlite3
from contextlib import closing

from werkzeug.security import check_password_hash

from tests.site import Site


def test_the_demo_invents_leads_counts_and_an_account(site: Site) -> None:
    result = site.runs("demo", "--leads", "60")
    assert result.exit_code == 0, result.stderr
    said = re.fullmatch(r"60 invented leads\. Log in at /desk as (\S+) with (\S+)\n", result.stdout)
    assert said
    assert {lead["test"] for lead in site.leads()} == {0}
    figures = site.services.store.figures()
    assert figures.leads == 60
    with closing(sqlite3.connect(site.database)) as connection:
        ((name, password),) = connection.execute("SELECT name, password FROM accounts")
        finished = connection.execute("SELECT sum(count) FROM counters WHERE name = 'finished'")
        assert finished.fetchone() == (60,)
    assert name == said[1]
    assert check_password_hash(password, said[2])


def test_the_demo_refuses_a_database_with_leads_in_it(stocked: Site) -> None:
    before = stocked.leads()
    result = stocked.runs("demo")
    assert (result.exit_code, result.stdout) == (1, "")
    assert "Set DATABASE_URL to another." in result.stderr
    assert stocked.leads() == before
