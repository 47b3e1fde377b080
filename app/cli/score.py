"""The command that scores answer sheets without a browser."""

import sys

import click
import msgspec
from flask.cli import with_appcontext

from app.cli.plain_errors import plain_errors
from app.errors import SheetError
from app.method.lines import score_line
from app.web.services import services


@click.command("score")
@with_appcontext
@plain_errors
def score() -> None:
    """Score answer sheets: JSON Lines on standard input, results as JSON Lines on standard output.

    A bad line is named on standard error and the others are still scored; the exit code is then 1.
    """
    model = services().bank.model
    failed = False
    for number, line in enumerate(sys.stdin.buffer, 1):
        if not line.strip():
            continue
        try:
            result = score_line(model, line)
        except SheetError as error:
            failed = True
            click.echo(f"line {number}: {error}", err=True)
        else:
            click.echo(msgspec.json.encode(result))
    if failed:
        sys.exit(1)
