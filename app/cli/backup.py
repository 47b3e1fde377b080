"""The command that copies all that is stored."""

from collections.abc import Callable
from pathlib import Path

import click
from flask.cli import with_appcontext

from app.cli.plain_errors import plain_errors
from app.cli.progress import progress
from app.web.services import services

_PARTS = 1000


@click.command("backup")
@click.argument("file", type=click.Path(path_type=Path))
@with_appcontext
@plain_errors
def backup(file: Path) -> None:
    """Copy all that is stored to FILE, a database of its own, while the server goes on.

    To restore, stop the server and put FILE in place of the database, and nothing in place of what
    lies beside it: so those who have deleted their lead since stay deleted. A FILE that is there
    already is left alone. Leads that still wait in the spool are taken in first.
    """
    here = services()
    here.spool.drain(here.store)
    try:
        with progress("Copying", lambda: _PARTS) as show:
            here.store.backup(file, show and _in_parts(show))
    except OSError as error:
        reason = "it exists already" if isinstance(error, FileExistsError) else error.strerror
        raise click.ClickException(f"{file} cannot be written: {reason}.") from error
    if here.spool.waiting():
        click.echo("Some leads still wait in the spool and are left out.", err=True)
    click.echo(f"{file.stat().st_size} bytes written to {file}.", err=True)


def _in_parts(show: Callable[[int], object]) -> Callable[[int, int], object]:
    """The same for who tells how much is left, of how much."""
    return lambda left, total: show(_PARTS - _PARTS * left // max(total, 1))
