"""The commands for the question bank, `flask --app wsgi bank …`."""

import sys

import click
from flask.cli import AppGroup

from app.cli.plain_errors import plain_errors
from app.method import edition
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
    """Measure every language against the limits of the method; exit code 1 if one is broken.

    Also says whether the edition is a released one; when that has changed, nothing starts at all.
    """
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
    model = here.bank.model
    released = edition.is_released(model, here.settings.questions)
    click.echo(
        f"edition {model.edition}: "
        + ("as it was released" if released else "not released yet; `bank release` does that")
    )
    if faulty:
        sys.exit(1)


@bank.command("release")
@plain_errors
def release() -> None:
    """Note the ids and numbers of this edition as released; from then on they stay as they are."""
    here = services()
    model, folder = here.bank.model, here.settings.questions
    if edition.is_released(model, folder):
        raise click.ClickException(
            f"Edition {model.edition} is released already; a new one has a higher `edition`."
        )
    edition.release(model, folder)
    click.echo(f"Edition {model.edition} stands in {folder / edition.RELEASED} now.", err=True)
