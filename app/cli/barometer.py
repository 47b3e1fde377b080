"""The command that lists and shows the barometers, or writes one to a file; it makes none."""

from pathlib import Path
from typing import get_args
from urllib.parse import urlencode

import click
from flask.cli import with_appcontext

from app.cli.options import whole_file, words_in
from app.cli.reporting import plain_errors
from app.desk.audit import COMMAND_LINE
from app.leads.barometer import Barometer
from app.leads.export.barometer_file import FileKind, barometer_file
from app.leads.tables import worded
from app.leads.weeks import Quarter
from app.method.bank import Language
from app.web.services import services


@click.command("barometer")
@click.argument("quarter", required=False)
@click.argument("file", required=False, type=click.Path(dir_okay=False, path_type=Path))
@click.option("--language", help="The language that its words are in.")
@with_appcontext
@plain_errors
def barometer(quarter: str | None, file: Path | None, language: str | None) -> None:
    """List the barometers, show that of a QUARTER such as 2026-Q3, or write it to FILE.

    FILE ends in .csv or .xlsx. A barometer is what may be published: the server makes it two weeks
    after the end of a quarter, and nothing changes it afterwards.
    """
    words = words_in(language, "--language")
    if quarter is None:
        for each in services().barometers.all():
            click.echo(f"{each.quarter}: {worded(each, words).lead}")
        return
    found = services().barometers.get(Quarter.read(quarter))
    if found is None:
        raise click.ClickException(f"There is no barometer for {quarter!r}.")
    if file is None:
        _show(found, words)
    else:
        _write(file, found, words)


def _show(barometer: Barometer, words: Language) -> None:
    said = worded(barometer, words)
    click.echo(f"{said.title}\n\n{said.lead}")
    for table in said.tables:
        click.echo(f"\n{table.heading}")
        for row in table.rows:
            numbers = [said.few if number is None else str(number) for number in row.numbers]
            named = zip(table.headings, numbers, strict=True)
            click.echo(f"  {row.label}: {', '.join(f'{name} {n}' for name, n in named)}")
    click.echo("\n" + "\n".join(said.made))


def _write(file: Path, barometer: Barometer, words: Language) -> None:
    kinds: dict[str, FileKind] = {f".{kind}": kind for kind in get_args(FileKind)}
    kind = kinds.get(file.suffix.lower())
    if kind is None:
        raise click.BadParameter("Its name must end in .csv or .xlsx.", param_hint="FILE")
    with whole_file(file) as out:
        out.write(barometer_file(kind, barometer, words))
    about = {"kind": kind, "barometer": str(barometer.quarter)}
    services().audit.record(COMMAND_LINE, "export", urlencode(about))
