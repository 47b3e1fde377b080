"""What several commands share: options that choose leads, languages, and a file to write."""

import os
import shutil
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

import click
from flask.cli import ScriptInfo

from app.database.filters import FLOOD_ASKED, Filter, absent
from app.leads.values import Kind
from app.leads.weeks import is_iso_week
from app.method.bank import Language
from app.web.services import Services, services

STANDARD_OUTPUT = "-"


class CommandAboutLeads(click.Command):
    """A command about some of the leads: the catalogue gives it an option for each filter."""

    def get_params(self, ctx: click.Context) -> list[click.Parameter]:
        """The command's own, those that choose leads, and --help."""
        *own, show_help = super().get_params(ctx)
        with ctx.ensure_object(ScriptInfo).load_app().app_context():
            return [*own, *_choosing(services()), show_help]


def asked_for(options: Mapping[str, Any]) -> Filter:
    """The filter that the options of such a command ask for."""
    having = {
        name.removeprefix(_COLUMN): value
        for name, value in options.items()
        if name.startswith(_COLUMN) and value is not None
    }
    flood = FLOOD_ASKED[options["flood"]]
    return Filter(
        options["first_week"], options["last_week"], having, options["include_test"], flood
    )


_COLUMN = "column_"  # a column may have the name of another option
_TYPED: Mapping[Kind, type] = {"text": str, "integer": int, "real": float, "flag": int}


def _choosing(here: Services) -> Iterator[click.Option]:
    yield click.Option(["--first-week"], type=_week, help="From this ISO week on, as in 2026-W47.")
    yield click.Option(["--last-week"], type=_week, help="Up to and including this ISO week.")
    words = here.editions.languages[here.bank.default_language]
    for column in here.catalogue.used("filtered"):
        none = [] if here.catalogue.always_required(column) else [absent(column)]
        options = [*column.allowed.options, *none]
        yield click.Option(
            [f"--{column.name.replace('_', '-')}", f"{_COLUMN}{column.name}"],
            type=click.Choice(options) if column.allowed.options else _TYPED[column.kind],
            help="".join((words.texts[column.heading], *(f"; {each} for none" for each in none))),
        )
    yield click.Option(
        ["--include-test"], is_flag=True, help="Include leads made while trying out the check."
    )
    yield click.Option(
        ["--flood"],
        type=click.Choice([words for words in FLOOD_ASKED if words]),
        help="Leads of a flood, which wait at the desk: only those, or those too.",
    )


def _week(text: str) -> str:
    if not is_iso_week(text):
        raise click.BadParameter(f"{text!r} is not an ISO week, as in 2026-W47.")
    return text


def words_in(code: str | None, option: str) -> Language:
    """The words for what is stored, in the language `code` or else the default one.

    `option`: where the code was given. Raises BadParameter for a language that there is not.
    """
    here = services()
    known = here.editions.languages
    if code is not None and code not in known:
        raise click.BadParameter(f"{code!r} is not one of {', '.join(known)}.", param_hint=option)
    return known[code or here.bank.default_language]


@contextmanager
def whole_file(path: Path) -> Iterator[IO[bytes]]:
    """A file to write to, which replaces `path` only once it is complete.

    `-` is standard output; a device or a pipe is written to directly. Raises ClickException when
    the file cannot be written.
    """
    if str(path) == STANDARD_OUTPUT:
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()  # now, while a closed pipe can still be reported
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
