"""The commands that copy the leads away, and that fill a database to look at."""

import secrets
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import click
from flask import Flask
from flask.cli import AppGroup, with_appcontext

from app.cli import plain_errors
from app.demo import Count, invented_funnel, invented_leads
from app.desk.funnel import Counted
from app.leads.record import iso_week
from app.leads.store import Filter
from app.web.services import services

_DEMO_ACCOUNT = "demo"
_DEMO_WEEKS = 26


def install_care_commands(app: Flask) -> None:
    """Add the commands to the application."""
    leads = app.cli.commands["leads"]
    assert isinstance(leads, AppGroup)  # noqa: S101 - for mypy
    leads.add_command(backup)
    app.cli.add_command(demo)


@click.command("backup")
@click.argument("file", type=click.Path(path_type=Path))
@with_appcontext
@plain_errors
def backup(file: Path) -> None:
    """Copy all that is stored to FILE, a database of its own, while the server goes on.

    To restore, stop the server and put FILE in place of the database. A FILE that is there
    already is left alone. Leads that still wait in the spool are taken in first.
    """
    here = services()
    here.spool.drain(here.store)
    try:
        with _progress("Copying") as show:
            here.store.backup(file, show)
    except OSError as error:
        reason = "it exists already" if isinstance(error, FileExistsError) else error.strerror
        raise click.ClickException(f"{file} cannot be written: {reason}.") from error
    if here.spool.waiting():
        click.echo("Some leads still wait in the spool and are left out.", err=True)
    click.echo(f"{file.stat().st_size} bytes written to {file}.", err=True)


@contextmanager
def _progress(label: str) -> Iterator[Callable[[int, int], object] | None]:
    """What shows on a terminal how much is left, of how much."""
    if not sys.stderr.isatty():
        yield None
        return
    with click.progressbar(length=1000, file=sys.stderr, label=label) as bar:

        def show(left: int, total: int) -> None:
            bar.update(1000 - 1000 * left // max(total, 1) - bar.pos)

        yield show


@click.command("demo")
@click.option("--leads", "count", type=click.IntRange(1, 100_000), default=400, show_default=True)
@click.option("--seed", type=int, default=1, show_default=True, help="Another seed, other leads.")
@with_appcontext
@plain_errors
def demo(count: int, seed: int) -> None:
    """Fill an empty database with invented leads and a desk account, to look at.

    Refuses when there are leads: what is invented must never stand among what is true.
    """
    here = services()
    if here.store.count(Filter(include_test=True)):
        raise click.ClickException("There are leads in this database. Set DATABASE_URL to another.")
    model, today = here.bank.model, datetime.now(UTC).date()
    weeks = [iso_week(today - timedelta(weeks=back)) for back in reversed(range(_DEMO_WEEKS))]
    leads = list(invented_leads(model, here.catalogue, count, seed, weeks))
    here.store.put_all(leads)
    password = secrets.token_urlsafe(12)
    _fill_desk(password, invented_funnel(model, leads, seed))
    click.echo(f"{count} invented leads. Log in at /desk as {_DEMO_ACCOUNT} with {password}")


def _fill_desk(password: str, counts: Iterable[Count]) -> None:
    """Make the account and the counters of the funnel."""
    here = services()
    here.accounts.add(_DEMO_ACCOUNT, password)
    here.funnel.add_all(
        {
            Counted(each.week, each.language, each.source or "", each.name): each.count
            for each in counts
        }
    )
