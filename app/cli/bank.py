"""The commands for the questions and the method, `flask --app wsgi bank …` and `score`."""

import sys
from collections.abc import Iterator

import click
import msgspec
from flask.cli import AppGroup, with_appcontext

from app.cli.reporting import plain_errors
from app.errors import SheetError
from app.method import edition
from app.method.bank import Bank, Language
from app.method.editions import copy_newest
from app.method.lines import score_line
from app.method.reading import (
    find_faults,
    item_text,
    minutes_to_read,
    reading_ease,
    words,
)
from app.web.services import services

bank = AppGroup("bank", help="Look after the question bank.")


@bank.command("check")
@plain_errors
def check_bank() -> None:
    """Measure every language of every edition against the limits of the method.

    Exit code 1 if a limit is broken. Also says which editions are released; if one of those has
    changed, the program does not even start.
    """
    here = services()
    released = edition.released_shapes(here.settings.questions)
    faults = 0
    for number, each in here.editions.banks.items():
        state = "released, unchanged" if str(number) in released else "not released yet"
        click.echo(f"edition {number}: {state}")
        for language in each.languages.values():
            click.echo(f"  {_measured(language)}")
        for fault in _faults(each):
            faults += 1
            click.echo(f"edition {number}, {fault}", err=True)
    if faults:
        sys.exit(1)


@bank.command("new-edition")
@plain_errors
def new_edition() -> None:
    """Begin a new edition as a copy of the newest, for a question whose meaning changes."""
    here = services()
    newest, folder = _newest(), here.settings.questions
    if str(newest) not in edition.released_shapes(folder):
        raise click.ClickException(
            f"Edition {newest} is not released yet: change that one, in {folder / str(newest)}."
        )
    number = copy_newest(here.editions, folder)
    click.echo(
        f"{folder / str(number)} is a copy of edition {newest}, and will be asked from the next "
        "start on. Change it; where an item no longer means the same, raise its number under "
        "[revisions] in model.toml. `bank check` measures it, `bank release` freezes it.",
        err=True,
    )


@bank.command("release")
@plain_errors
def release() -> None:
    """Record the newest edition as released; from then on its ids and numbers are fixed."""
    here = services()
    newest, folder = _newest(), here.settings.questions
    if str(newest) in edition.released_shapes(folder):
        raise click.ClickException(
            f"Edition {newest} is already released; `bank new-edition` begins the next one."
        )
    edition.release(here.bank.model, folder)
    click.echo(f"Edition {newest} is now recorded in {folder / edition.RELEASED}.", err=True)


def _newest() -> int:
    return services().bank.model.edition


def _measured(language: Language) -> str:
    counts = [len(words(item_text(item))) for item in language.items.values()]
    ease = reading_ease(language)
    return (
        f"{language.code}: {len(counts)} items, {sum(counts)} words, "
        f"{sum(counts) / len(counts):.1f} an item, longest {max(counts)}, "
        f"reading ease {'–' if ease is None else f'{ease:.0f}'}, "
        f"{minutes_to_read(language):.1f} minutes, {len(language.texts)} texts"
    )


def _faults(each: Bank) -> Iterator[str]:
    reference = each.languages[each.default_language]
    for code, language in each.languages.items():
        yield from (f"{code}: {fault}" for fault in find_faults(language, reference))


@click.command("score")
@with_appcontext
@plain_errors
def score() -> None:
    """Score answer sheets: JSON Lines on standard input, results as JSON Lines on standard output.

    A bad line is reported on standard error, the others are still scored, and the exit code is 1.
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
