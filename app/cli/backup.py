"""The command that copies all that is stored."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import click
from flask.cli import with_appcontext

from app.cli.plain_errors import plain_errors
from app.web.services import services

_DEMO_ACCOUNT = "demo"
_DEMO_WEEKS = 26


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
