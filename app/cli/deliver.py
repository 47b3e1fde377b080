"""`leads deliver`: hand over to the CRM what waits, now."""

import sys

import click
from flask.cli import with_appcontext

from app.cli.plain_errors import plain_errors
from app.web.services import services


@click.command("deliver")
@with_appcontext
@plain_errors
def deliver() -> None:
    """Hand over at once what waits for LEAD_WEBHOOK_URL; the server does so at whole hours.

    Prints what was delivered and what still waits; the exit code is 1 if anything does.
    """
    here = services()
    if here.delivery is None:
        raise click.ClickException("LEAD_WEBHOOK_URL is not set: there is nobody to deliver to.")
    here.spool.drain(here.store)
    done = here.delivery.deliver(at_once=True)
    waiting = here.outbox.waiting().messages
    click.echo(f"delivered: {done.delivered}\nwaiting: {waiting}")
    if done.failed:
        click.echo(f"The receiver has not taken everything: {done.reason}.", err=True)
    if waiting:
        sys.exit(1)
