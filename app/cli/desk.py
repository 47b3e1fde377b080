"""The desk's commands: accounts and audit. Passwords are prompted for, never given as arguments."""

import click
from flask.cli import AppGroup

from app.cli.reporting import plain_errors
from app.desk.audit import COMMAND_LINE
from app.web.services import services

desk = AppGroup("desk", help="Manage who may log in at the sales desk, and check its audit.")
audit = AppGroup("audit", help="Check the desk's audit.")
desk.add_command(audit)


@audit.command("verify")
@plain_errors
def verify_audit() -> None:
    """Check that every line of the audit is as it was written; exit code 1 if one is not.

    A line that was changed, inserted or removed breaks the chain that links them all.
    """
    found = services().audit.verify()
    if found.broken is not None:
        raise click.ClickException(
            f"The audit is broken at {found.broken}. If SECRET_KEY was changed, first make sure "
            "that the older key is in SECRET_KEY_FALLBACKS."
        )
    click.echo(f"The audit is intact: {found.lines} lines, the first from {found.since or 'none'}.")


@desk.command("add-user")
@click.argument("name", type=str.casefold)
@plain_errors
def add_user(name: str) -> None:
    """Create an account with this NAME; prompts for the password."""
    here = services()
    here.accounts.add(name, _asked())
    here.audit.record(COMMAND_LINE, "account-add", name)
    click.echo(f"{name} may log in now.", err=True)


@desk.command("list-users")
@plain_errors
def list_users() -> None:
    """List the names of all accounts, one per line."""
    for name in services().accounts.names():
        click.echo(name)


@desk.command("remove-user")
@click.argument("name", type=str.casefold)
@click.option("--yes", is_flag=True, help="Don't ask for confirmation.")
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
    """Change the password of NAME and end its sessions; prompts for the new password."""
    here = services()
    here.accounts.set_password(name, _asked())
    here.audit.record(COMMAND_LINE, "password", name)
    click.echo(f"{name} can log in with the new password.", err=True)


def _asked() -> str:
    """Prompt for a password: typed twice, not shown."""
    typed: str = click.prompt(
        "Password", hide_input=True, confirmation_prompt="Once more", err=True
    )
    return typed
