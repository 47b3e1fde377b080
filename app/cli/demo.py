"""The command that fills an empty database with invented leads."""

import secrets
from datetime import UTC, datetime, timedelta

import click
from flask.cli import with_appcontext

from app.cli.invented import invented_funnel, invented_leads
from app.cli.reporting import plain_errors
from app.database.filters import EVERYTHING
from app.leads.weeks import iso_week
from app.web.services import services

_DEMO_ACCOUNT = "demo"
_DEMO_WEEKS = 26


@click.command("demo")
@click.option("--leads", "count", type=click.IntRange(1, 100_000), default=400, show_default=True)
@click.option(
    "--seed", type=int, default=1, show_default=True, help="Another seed gives other leads."
)
@with_appcontext
@plain_errors
def demo(count: int, seed: int) -> None:
    """Fill an empty database with invented leads and a desk account, for a look around.

    Refuses when there are leads: invented ones must never be mixed with real ones.
    """
    here = services()
    if here.store.count(EVERYTHING):
        raise click.ClickException("There are leads in this database. Set DATABASE_URL to another.")
    model, today = here.bank.model, datetime.now(UTC).date()
    weeks = [iso_week(today - timedelta(weeks=back)) for back in reversed(range(_DEMO_WEEKS))]
    leads = list(invented_leads(model, here.catalogue, count, seed, weeks))
    here.store.put_all(leads)
    here.barometers.freeze_closed(today)
    here.funnel.add_all(invented_funnel(model, leads, seed))
    password = secrets.token_urlsafe(12)
    here.accounts.add(_DEMO_ACCOUNT, password)
    click.echo(f"{count} invented leads. Log in at /desk as {_DEMO_ACCOUNT} with {password}")
