"""The commands for the stored leads, `flask --app wsgi leads …`."""

import sys
from datetime import UTC, datetime
from typing import Any

import click
from flask.cli import AppGroup, with_appcontext

from app.cli.exchange import store_with_all
from app.cli.options import CommandAboutLeads, asked_for
from app.cli.reporting import plain_errors
from app.desk.audit import COMMAND_LINE
from app.errors import StoreUnavailable
from app.leads.housekeeping import first_week_kept
from app.leads.in_words import described_columns
from app.method.token import parse_reference
from app.web.services import services

leads = AppGroup("leads", help="Show, export, deliver, copy and delete the stored leads.")


@leads.command("stats", cls=CommandAboutLeads)
@plain_errors
def stats(**wanted: Any) -> None:
    """Show the leads in figures."""
    figures = store_with_all().figures(asked_for(wanted))
    click.echo(f"leads: {figures.leads}")
    for name, counts in figures.counts.items():
        click.echo(f"\n{name}")
        for value, count in counts.items():
            click.echo(f"  {'–' if value is None else value}: {count}")
    click.echo("\nmean of each dimension, 1 to 5")
    for name, mean in figures.means.items():
        click.echo(f"  {name}: {'–' if mean is None else f'{mean:.2f}'}")


@leads.command("find")
@click.argument("reference")
@plain_errors
def find(reference: str) -> None:
    """Show the lead with this REFERENCE; case, spaces, hyphens, O/0 and I/1 don't matter."""
    here = services()
    code = parse_reference(reference)
    lead = None if code is None else store_with_all().get(code)
    if lead is None:
        raise click.ClickException(f"There is no lead with the reference {code or reference!r}.")
    for column in described_columns(
        here.catalogue, here.editions.languages[here.bank.default_language]
    ):
        value = lead[column.name]
        click.echo(f"{column.name}: {'–' if value is None else value}")


@leads.command("purge")
@click.option(
    "--weeks", type=click.IntRange(1, 5200), help="How many to keep; by default RETENTION_WEEKS."
)
@click.option("--yes", is_flag=True, help="Don't ask for confirmation.")
@plain_errors
def purge(weeks: int | None, yes: bool) -> None:
    """Delete leads that are older than the retention period, bytes and all, and tidy the disk."""
    kept = weeks or services().settings.retention_weeks
    first_kept = first_week_kept(datetime.now(UTC).date(), kept)
    if not yes:
        click.confirm(f"Delete every lead from before {first_kept}?", abort=True, err=True)
    store = store_with_all()
    purged = store.purge(first_kept)
    services().audit.record(COMMAND_LINE, "purge", first_kept, purged)
    click.echo(f"{purged} leads deleted.", err=True)
    try:
        store.tidy()
    except StoreUnavailable as error:
        click.echo(f"{error} The server tries again every night.", err=True)


@click.command("deliver")
@with_appcontext
@plain_errors
def deliver() -> None:
    """Deliver at once what waits for LEAD_WEBHOOK_URL; the server does so on the hour.

    Prints how many messages were delivered and how many still wait; exit code 1 if any do.
    """
    here = services()
    if here.delivery is None:
        raise click.ClickException("LEAD_WEBHOOK_URL is not set: there is nowhere to deliver to.")
    here.spool.drain(here.store)
    done = here.delivery.deliver(at_once=True)
    waiting = here.database.outbox.waiting().messages
    click.echo(f"delivered: {done.delivered}\nwaiting: {waiting}")
    if done.failed:
        click.echo(f"The receiver has not taken everything: {done.reason}.", err=True)
    if waiting:
        sys.exit(1)
