"""The method and privacy pages, made from the model and the column catalogue."""

from flask import Blueprint, render_template

from app.leads.describe import described_columns
from app.method.reading import about_minutes
from app.method.texts import METHOD_SECTIONS, PRIVACY_SECTIONS
from app.web.check.method_tables import method_numbers, method_tables
from app.web.i18n import wording
from app.web.services import services

pages = Blueprint("pages", __name__, url_prefix="/<language:lang>")


@pages.get("/method")
def method(lang: str) -> str:
    """How the level comes about: every number from the model."""
    model = services().bank.model
    return render_template(
        "pages/method.html",
        sections=METHOD_SECTIONS,
        numbers=method_numbers(model, about_minutes(wording())),
        tables=method_tables(model, wording()),
    )


@pages.get("/privacy")
def privacy(lang: str) -> str:
    """What is stored, column by column, for how long, and what is not."""
    handed_over = services().settings.lead_webhook_url is not None
    return render_template(
        "pages/privacy.html",
        sections=[each for each in PRIVACY_SECTIONS if each != "crm" or handed_over],
        columns=described_columns(services().catalogue, wording()),
    )
