"""The commands for the stored leads, `flask --app wsgi leads …`."""

from datetime import UTC, datetime, timedelta
from typing import Any

import click
from flask import Flask
from flask.cli import AppGroup

from app.cli import plain_errors
from app.cli_exchange import export_leads, import_leads, store_with_all
from app.cli_options import filter_options
from app.leads.describe import described_columns
from app.leads.record import iso_week
from app.leads.store import Filter
from app.method.token import parse_reference
from app.web.services import services

leads = AppGroup("leads", help="Look at, hand over and delete the stored leads.")


def install_lead_commands(app: Flask) -> None:
    """Add the commands to the application."""
    for command in (export_leads, import_leads):
        leads.add_command(command)
    app.cli.add_command(leads)


@leads.command("stats")
@filter_options
@plain_errors
def stats(**wanted: Any) -> None:
    """Show the leads in figures."""
    figures = store_with_all().stats(Filter(**wanted))
    click.echo(f"leads: {figures.total}")
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
    """Show the lead with this REFERENCE, typed as well as one remembers it."""
    here = services()
    code = parse_reference(reference)
    lead = None if code is None else store_with_all().get(code)
    if lead is None:
        raise click.ClickException(f"There is no lead with the reference {code or reference!r}.")
    for column in described_columns(
        here.catalogue, here.bank.languages[here.bank.default_language]
    ):
        value = lead[column.name]
        click.echo(f"{column.name}: {'–' if value is None else value}")


@leads.command("purge")
@click.option(
    "--weeks", type=click.IntRange(1, 5200), help="Keep so many; RETENTION_WEEKS if not given."
)
@click.option("--yes", is_flag=True, help="Don't ask first.")
@plain_errors
def purge(weeks: int | None, yes: bool) -> None:
    """Delete leads that are older than the retention period, bytes and all."""
    kept = weeks or services().settings.retention_weeks
    first_kept = iso_week(datetime.now(UTC).date() - timedelta(weeks=kept))
    if not yes:
        click.confirm(f"Delete every lead from before {first_kept}?", abort=True, err=True)
    click.echo(f"{store_with_all().purge(first_kept)} leads deleted.", err=True)
