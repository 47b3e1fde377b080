"""The method and privacy pages, made from the model and the column catalogue, and a card."""

from flask import Blueprint, Response, render_template

from app.leads.in_words import described_columns
from app.method.page_texts import METHOD_SECTIONS
from app.method.reading import about_minutes
from app.web.check.contact import contact_page
from app.web.check.method_tables import method_numbers, method_tables
from app.web.check.picture import card_of_nobody
from app.web.check.privacy import day_in_words, privacy_sections
from app.web.i18n import stored_wording, wording
from app.web.services import services

pages = Blueprint("pages", __name__, url_prefix="/<language:lang>")

_DAY = 24 * 3600


@pages.get("/method")
def method(lang: str) -> str:
    """How the level is worked out: every number from the model."""
    model = services().bank.model
    return render_template(
        "pages/method.html",
        sections=METHOD_SECTIONS,
        numbers=method_numbers(model, about_minutes(wording())),
        tables=method_tables(model, wording()),
    )


@pages.get("/privacy")
def privacy(lang: str) -> str:
    """Who keeps what, why and for how long, and what is stored, column by column."""
    settings = services().settings
    return render_template(
        "pages/privacy.html",
        sections=privacy_sections(settings, wording()),
        facts=settings.privacy,
        contact=contact_page(settings.contact_url, lang),
        date=day_in_words(settings.privacy.privacy_date),
        columns=described_columns(services().catalogue, stored_wording()),
    )


@pages.get("/card.png")
def card(lang: str) -> Response:
    """The check's own card, for whoever shows a link to it."""
    response = card_of_nobody(wording())
    if response.status_code == 200:
        response.headers["Cache-Control"] = f"public, max-age={_DAY}"
    return response
