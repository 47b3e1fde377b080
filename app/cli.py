"""The command line, `flask --app wsgi …`; only results go to standard output."""

import sys
from collections.abc import Callable
from functools import update_wrapper
from typing import ParamSpec, TypeVar

import click
import msgspec
from flask import Flask
from flask.cli import AppGroup, with_appcontext

from app.errors import AllianceCheckError, SheetError
from app.method.lines import score_line
from app.method.reading import (
    find_faults,
    item_text,
    minutes_to_read,
    reading_ease,
    words,
)
from app.web.services import services

P = ParamSpec("P")
R = TypeVar("R")

bank = AppGroup("bank", help="Look after the question bank.")


def install_commands(app: Flask) -> None:
    """Add the commands to the application."""
    for command in (bank, score):
        app.cli.add_command(command)


def plain_errors(command: Callable[P, R]) -> Callable[P, R]:
    """Report an error of ours in a line instead of a traceback."""

    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return command(*args, **kwargs)
        except AllianceCheckError as error:
            raise click.ClickException(str(error)) from error

    return update_wrapper(run, command)


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


@bank.command("check")
@plain_errors
def check_bank() -> None:
    """Measure every language against the limits of the method; exit code 1 if one is broken."""
    here = services()
    reference = here.bank.languages[here.bank.default_language]
    faulty = False
    for code, language in here.bank.languages.items():
        counts = [len(words(item_text(item))) for item in language.items.values()]
        ease = reading_ease(language)
        click.echo(
            f"{code}: {len(counts)} items, {sum(counts)} words, {sum(counts) / len(counts):.1f} an "
            f"item, longest {max(counts)}, reading ease {'–' if ease is None else f'{ease:.0f}'}, "
            f"{minutes_to_read(language):.1f} minutes, {len(language.texts)} texts"
        )
        for fault in find_faults(language, reference):
            faulty = True
            click.echo(f"{code}: {fault}", err=True)
    if faulty:
        sys.exit(1)
