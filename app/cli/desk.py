"""The command line of the desk: who may log in there. Passwords are asked for, never arguments."""

import click
from flask.cli import AppGroup

from app.cli.reporting import plain_errors
from app.desk.audit import COMMAND_LINE
from app.web.services import services

desk = AppGroup("desk", help="Say who may log in at the sales desk, and look after its audit.")
audit = AppGroup("audit", help="Look after the desk's audit.")
desk.add_command(audit)


@audit.command("verify")
@plain_errors
def verify_audit() -> None:
    """Say whether every line of the audit is as it was written; exit code 1 if one is not.

    A line that was changed, put in or taken out breaks the chain that holds all of them together.
    """
    found = services().audit.verify()
    if found.broken is not None:
        raise click.ClickException(
            f"The audit is broken at {found.broken}. If SECRET_KEY was changed, see first that the "
            "older key stands in SECRET_KEY_FALLBACKS."
        )
    click.echo(f"The audit is intact: {found.lines} lines, the first of {found.since or 'none'}.")


@desk.command("add-user")
@click.argument("name", type=str.casefold)
@plain_errors
def add_user(name: str) -> None:
    """Make an account with this NAME; the password is asked for."""
    here = services()
    here.accounts.add(name, _asked())
    here.audit.record(COMMAND_LINE, "account-add", name)
    click.echo(f"{name} may log in now.", err=True)


@desk.command("list-users")
@plain_errors
def list_users() -> None:
    """Show the names of all accounts, one a line."""
    for name in services().accounts.names():
        click.echo(name)


@desk.command("remove-user")
@click.argument("name", type=str.casefold)
@click.option("--yes", is_flag=True, help="Don't ask first.")
@plain_errors
def remove_user(name: str, yes: bool) -> None:
    """Delete the account with this NAME and end its sessions."""
    here = services()
    if not yes:
        click.confirm(f"Delete the account of {name}?", abort=True, err=True)
    here.accounts.remove(name)
    here.audit.record(COMMAND_LINE, "account-remove", name)
    click.echo(f"{name} is logged out and can't log in any more.", err=True)


@desk.command("set-password")
@click.argument("name", type=str.casefold)
@plain_errors
def set_password(name: str) -> None:
    """Change the password of NAME, which is asked for, and end the sessions of the old one."""
    here = services()
    here.accounts.set_password(name, _asked())
    here.audit.record(COMMAND_LINE, "password", name)
    click.echo(f"{name} can log in with the new password.", err=True)


def _asked() -> str:
    """A password typed twice, unseen."""
    typed: str = click.prompt(
        "Password", hide_input=True, confirmation_prompt="Once more", err=True
    )
    return typed
