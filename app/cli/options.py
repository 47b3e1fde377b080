"""What the commands take besides plain values: which leads are meant, and a file to write."""

import os
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

import click

from app.leads.store import FLOOD_ASKED
from app.leads.week import is_iso_week
from app.method.bank import Language
from app.web.services import services

STANDARD_OUTPUT = "-"


def filter_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options that say which leads are meant; weeks as in 2026-W47, both included."""
    for option in (
        click.option("--first-week", type=_week, help="From this ISO week on, as in 2026-W47."),
        click.option("--last-week", type=_week, help="Up to and including this ISO week."),
        click.option("--language", help="Only leads in this language."),
        click.option("--source", help="Only leads with this source label; - for none."),
        click.option("--type", help="Only this kind of organisation, as in saas."),
        click.option("--stage", help="Only this stage, as in grow."),
        click.option("--band", help="Only this number of partners, as in 11-50."),
        click.option("--level", type=click.IntRange(0, 5), help="Only this level; 0 for none."),
        click.option("--next-step", help="Only this next step, as in conversation; - for none."),
        click.option("--include-test", is_flag=True, help="Also leads made while trying it out."),
        click.option(
            "--flood",
            type=click.Choice([words for words in FLOOD_ASKED if words]),
            callback=lambda _context, _option, words: FLOOD_ASKED[words],
            help="What came in a flood and waits at the desk: only that, or that too.",
        ),
    ):
        command = option(command)
    return command


def _week(text: str) -> str:
    if not is_iso_week(text):
        raise click.BadParameter(f"{text!r} is not an ISO week, as in 2026-W47.")
    return text


def words_in(code: str | None, option: str) -> Language:
    """The words for what is stored in a language that was asked for, else in the default one.

    `option`: what asked for it. Raises BadParameter when it is spoken by nobody here.
    """
    here = services()
    known = here.editions.languages
    if code is not None and code not in known:
        raise click.BadParameter(f"{code!r} is not one of {', '.join(known)}.", param_hint=option)
    return known[code or here.bank.default_language]


@contextmanager
def whole_file(path: Path) -> Iterator[IO[bytes]]:
    """A file to write to, which takes the place of `path` only when all of it was written.

    `-` is standard output; a device or a pipe is written to as it is. Raises ClickException when
    the file cannot be written.
    """
    if str(path) == STANDARD_OUTPUT:
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()  # here, where a reader who has left is still heard of
        return
    try:
        with _written_beside(path.resolve()) as out:
            yield out
    except OSError as error:
        raise click.ClickException(f"{path} cannot be written: {error.strerror}.") from error


@contextmanager
def _written_beside(path: Path) -> Iterator[IO[bytes]]:
    if path.exists() and not path.is_file():
        with path.open("wb") as out:
            yield out
        return
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with beside.open("xb") as out:
            if path.exists():
                shutil.copymode(path, beside)
            yield out
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)
