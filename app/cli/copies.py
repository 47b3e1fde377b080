"""The commands that copy the whole database: to a file, or to another database."""

from collections.abc import Callable
from pathlib import Path

import click
from flask.cli import with_appcontext

from app.cli.reporting import plain_errors, progress
from app.database.address import DatabaseAddress
from app.database.copying import copy_all
from app.database.database import open_database
from app.database.filters import EVERYTHING
from app.desk.audit import COMMAND_LINE
from app.web.services import services

_PARTS = 1000


@click.command("backup")
@click.argument("file", type=click.Path(path_type=Path))
@with_appcontext
@plain_errors
def backup(file: Path) -> None:
    """Copy everything stored to FILE, a database in itself, while the server keeps running.

    To restore, stop the server and put FILE in place of the database, but leave the files beside
    it as they are: they keep leads deleted that were deleted since. A FILE that already exists is
    left alone. Leads that wait in the spool are taken in first.
    """
    here = services()
    here.spool.drain(here.store)
    try:
        with progress("Copying", lambda: _PARTS) as show:
            here.store.backup(file, show and _in_parts(show))
    except OSError as error:
        reason = "it already exists" if isinstance(error, FileExistsError) else error.strerror
        raise click.ClickException(f"{file} cannot be written: {reason}.") from error
    if here.spool.waiting():
        click.echo("Some leads are still in the spool and were left out.", err=True)
    click.echo(f"{file.stat().st_size} bytes written to {file}.", err=True)


def _in_parts(show: Callable[[int], object]) -> Callable[[int, int], object]:
    """The same bar for a caller that reports how much is left, and out of how much."""
    return lambda left, total: show(_PARTS - _PARTS * left // max(total, 1))


def _address(url: str) -> DatabaseAddress:
    try:
        return DatabaseAddress.read(url)
    except ValueError as error:
        raise click.ClickException(f"The address {error}.") from None


@click.command("copy")
@click.option(
    "--to",
    "url",
    required=True,
    metavar="URL",
    help="The other database, empty: sqlite:/// and a file, or postgresql://…",
)
@with_appcontext
@plain_errors
def copy(url: str) -> None:
    """Copy all that is worth keeping to another database, of either kind.

    Leads, counters, accounts, the audit, barometers, and messages that still wait for a CRM. Stop
    the server first. To resume an interrupted copy, run the command again. At the end the two are
    compared; then point DATABASE_URL at the new one. Deletions are remembered in a file beside the
    spool, which stays where it is.
    """
    here = services()
    other = open_database(_address(url), here.catalogue)
    here.spool.drain(here.store)
    here.audit.record(COMMAND_LINE, "export", "copy", here.store.count(EVERYTHING))
    with progress("Copying leads", lambda: here.store.count(EVERYTHING)) as show:
        copied = copy_all(here.database, other, show)
    for table in copied:
        click.echo(f"{table.table}: {table.rows} rows, {table.checksum}")
    if here.spool.waiting():
        click.echo("Some leads are still in the spool and will be taken in later.", err=True)
