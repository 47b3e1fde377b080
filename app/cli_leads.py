"""The commands that look at the stored leads, hand them over and delete them."""

import sys
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import click
from flask import Flask
from flask.cli import AppGroup

from app.cli import plain_errors
from app.cli_options import STANDARD_OUTPUT, filter_options, whole_file
from app.leads.describe import described_columns
from app.leads.export import DELIMITER, write_csv
from app.leads.record import Column, Lead, iso_week
from app.leads.store import Filter, LeadStore
from app.method.token import parse_reference
from app.web.services import services

leads = AppGroup("leads", help="Look at, hand over and delete the stored leads.")


def install_lead_commands(app: Flask) -> None:
    """Add the commands to the application."""
    app.cli.add_command(leads)


@leads.command("export")
@click.argument(
    "file",
    type=click.Path(dir_okay=False, allow_dash=True, path_type=Path),
    default=STANDARD_OUTPUT,
)
@click.option("--delimiter", default=DELIMITER, show_default=True, help="What parts the cells.")
@click.option("--headings", metavar="LANGUAGE", help="Headings in words, in this language.")
@filter_options
@plain_errors
def export(file: Path, delimiter: str, headings: str | None, **wanted: Any) -> None:
    """Write the leads as CSV to FILE, or to standard output.

    A FILE that is there already is replaced when all leads are written, and stays when not.
    """
    store, catalogue, chosen = _store(), services().catalogue, Filter(**wanted)
    heading = None if headings is None else _headings(headings)
    found = _with_progress(store.iterate(chosen), store.count(chosen))
    with whole_file(file) as out:
        try:
            count = write_csv(out, found, catalogue, delimiter=delimiter, heading=heading)
        except ValueError as error:
            raise click.BadParameter(str(error), param_hint="--delimiter") from error
    click.echo(f"{count} leads written.", err=True)


def _headings(code: str) -> Callable[[Column], str]:
    """What heads a column, in words of this language."""
    here = services()
    if code not in here.bank.languages:
        known = ", ".join(here.bank.languages)
        raise click.BadParameter(f"{code!r} is not one of {known}.", param_hint="--headings")
    described = described_columns(here.catalogue, here.bank.languages[code])
    titles = {column.name: column.heading for column in described}
    return lambda column: titles[column.name]


@leads.command("stats")
@filter_options
@plain_errors
def stats(**wanted: Any) -> None:
    """Show the leads in figures."""
    figures = _store().stats(Filter(**wanted))
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
    lead = None if code is None else _store().get(code)
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
    click.echo(f"{_store().purge(first_kept)} leads deleted.", err=True)


def _store() -> LeadStore:
    """The store, after what waits in the spool was taken in, as far as can be."""
    here = services()
    if here.spool.waiting() and not here.spool.drain(here.store).finished:
        click.echo("Some leads still wait in the spool and are left out.", err=True)
    return here.store


def _with_progress(found: Iterable[Lead], total: int) -> Iterable[Lead]:
    """The leads as they come, with a progress bar on a terminal."""
    if not sys.stderr.isatty():
        yield from found
        return
    with click.progressbar(found, length=total, file=sys.stderr, label="Writing leads") as shown:
        yield from shown
