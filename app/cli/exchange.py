"""The commands that export leads to a file and import them from one."""

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import IO, Any, get_args
from urllib.parse import urlencode

import click
from flask.cli import with_appcontext

from app.cli.options import (
    STANDARD_OUTPUT,
    CommandAboutLeads,
    asked_for,
    whole_file,
    words_in,
)
from app.cli.reporting import plain_errors, progress
from app.database.leads import LeadStore
from app.desk.audit import COMMAND_LINE, Action
from app.leads.export.csv_file import DELIMITER, CsvStyle
from app.leads.export.writing import FileKind, export
from app.leads.intake import Intake, lines_of
from app.method.bank import Language
from app.web.services import services

_KINDS: tuple[FileKind, ...] = get_args(FileKind)
_SUFFIXES: dict[str, FileKind] = {f".{kind}": kind for kind in _KINDS} | {".ndjson": "jsonl"}


@click.command("export", cls=CommandAboutLeads)
@click.argument(
    "file",
    type=click.Path(dir_okay=False, allow_dash=True, path_type=Path),
    default=STANDARD_OUTPUT,
)
@click.option(
    "--format", "kind", type=click.Choice(_KINDS), help="By default, what FILE's name ends in."
)
@click.option("--delimiter", help=f"What separates the cells of CSV.  [default: {DELIMITER}]")
@click.option("--headings", metavar="LANGUAGE", help="Headings in words, in this language.")
@with_appcontext
@plain_errors
def export_leads(
    file: Path,
    kind: FileKind | None,
    delimiter: str | None,
    headings: str | None,
    **wanted: Any,
) -> None:
    """Write the leads to FILE, or to standard output.

    As CSV, as a workbook with a sheet that explains the columns (xlsx), or as JSON Lines (jsonl).
    An existing FILE is replaced only once all leads are written. Rows are for sales alone: what may
    be published is the barometer.
    """
    kind = kind or _SUFFIXES.get(file.suffix.lower(), "csv")
    style, language = _style(kind, delimiter), _language(kind, headings)
    if kind == "xlsx" and str(file) == STANDARD_OUTPUT and sys.stdout.isatty():
        raise click.UsageError("A workbook cannot be shown on a terminal: name a FILE.")
    store, chosen = store_with_all(), asked_for(wanted)
    bar = progress("Writing leads", lambda: store.count(chosen))
    with whole_file(file) as out, bar as show:
        count = export(
            kind,
            store,
            chosen,
            services().catalogue,
            language,
            out,
            style=style,
            machine_names=kind == "csv" and headings is None,
            progress=show,
        )
    asked = {
        "first_week": chosen.first_week,
        "last_week": chosen.last_week,
        **chosen.having,
        "test": 1 if chosen.include_test else None,
        "flood": wanted["flood"],
    }
    known = {name: value for name, value in asked.items() if value is not None}
    _record("export", {"kind": kind, **known}, count)
    click.echo(f"{count} leads written.", err=True)


@click.command("import")
@click.argument("file", type=click.File("rb"), default=STANDARD_OUTPUT)
@with_appcontext
@plain_errors
def import_leads(file: IO[bytes]) -> None:
    """Take in the leads of FILE, or of standard input: JSON Lines, as an export writes them.

    A lead that is already here is replaced, all but its next step, so repeating an import does no
    harm. One that was deleted here is left out. Labels are cleaned like a visitor's. A bad line is
    reported on standard error and the others are still taken in; the exit code is then 1.
    """
    here, refused = services(), 0

    def refuse(number: int, reason: str) -> None:
        nonlocal refused
        refused += 1
        click.echo(f"line {number}: {reason}", err=True)

    store = store_with_all()
    store.deletions.recall()
    intake = Intake(store, here.catalogue, here.settings.sources)
    count = intake.take_in(lines_of(file), refuse)
    _record("import", {}, count)
    click.echo(f"{count} leads taken in.", err=True)
    for words in intake.remarks:
        click.echo(words, err=True)
    if refused:
        sys.exit(1)


def _record(action: Action, about: Mapping[str, object], count: int) -> None:
    services().audit.record(COMMAND_LINE, action, urlencode(about), count)


def store_with_all() -> LeadStore:
    """The store, after taking in as much of the spool as possible."""
    here = services()
    if here.spool.waiting() and not here.spool.drain(here.store).finished:
        click.echo("Some leads are still in the spool and are left out.", err=True)
    return here.store


def _style(kind: FileKind, delimiter: str | None) -> CsvStyle:
    if delimiter is not None and kind != "csv":
        raise click.BadParameter("Only CSV has a delimiter.", param_hint="--delimiter")
    try:
        return CsvStyle(DELIMITER if delimiter is None else delimiter)
    except ValueError as error:
        raise click.BadParameter(str(error), param_hint="--delimiter") from error


def _language(kind: FileKind, code: str | None) -> Language:
    """The language of headings and explanations."""
    if code is not None and kind == "jsonl":
        raise click.BadParameter("JSON Lines always has machine names.", param_hint="--headings")
    return words_in(code, "--headings")
