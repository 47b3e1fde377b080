"""The command line, `flask --app wsgi …`; only results go to standard output."""

from flask import Flask

from app.cli.bank import bank, score
from app.cli.barometer import barometer
from app.cli.copies import backup, copy
from app.cli.demo import demo
from app.cli.desk import desk
from app.cli.exchange import export_leads, import_leads
from app.cli.leads import deliver, leads


def install_commands(app: Flask) -> None:
    """Add the commands to the application."""
    for about_leads in (export_leads, import_leads, backup, copy, deliver, barometer):
        leads.add_command(about_leads)
    for command in (leads, desk, bank, score, demo):
        app.cli.add_command(command)
