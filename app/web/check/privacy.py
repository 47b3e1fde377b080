"""The privacy page: which of its paragraphs are true here, with the operator's facts filled in."""

from collections.abc import Mapping
from datetime import date

from babel.units import format_unit
from flask_babel import format_date, get_locale

from app.config import Settings
from app.leads.barometer import LEAST, LEAST_IN_ALL, STEP
from app.method.bank import Language
from app.method.messages import listed
from app.method.page_texts import PRIVACY_SECTIONS

# The EU and the European Economic Area, where the GDPR applies: ISO 3166 codes.
_EEA = {
    *("AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU", "IE"),
    *("IS", "IT", "LI", "LT", "LU", "LV", "MT", "NL", "NO", "PL", "PT", "RO", "SE", "SI", "SK"),
}

_BAROMETER = {"step": STEP, "least": LEAST, "in_all": LEAST_IN_ALL}


def privacy_sections(settings: Settings, words: Language) -> Mapping[str, list[str]]:
    """The sections that are not empty here, each with its paragraphs, in order."""
    filled, left_out = _filled_in(settings, words), _left_out(settings)
    sections = {
        section: [
            words.texts[f"privacy.{section}.{part}"].format(**filled)
            for part in parts
            if not {section, f"{section}.{part}"} & left_out
        ]
        for section, parts in PRIVACY_SECTIONS.items()
    }
    return {section: paragraphs for section, paragraphs in sections.items() if paragraphs}


def day_in_words(day: date) -> str:
    """A day as it is written in the language: Babel's own long form is American in English."""
    return str(format_date(day, "d MMMM y"))


def _left_out(settings: Settings) -> set[str]:
    """The paragraphs, and whole sections, that are not true here or lack a fact."""
    facts, crm = settings.privacy, settings.lead_webhook_url is not None
    helped = bool(facts.privacy_host or (crm and facts.privacy_crm))
    said = helped and bool(facts.privacy_countries)
    inside = _EEA.issuperset(facts.privacy_countries)
    holds = {
        "crm": crm,
        "sharing.text": not crm,
        "sharing.text_crm": crm,
        "reference.quoted": facts.privacy_notes_months is not None,
        "reference.quoted_undated": facts.privacy_notes_months is None,
        "crm.kept": facts.privacy_notes_months is not None,
        "crm.kept_undated": facts.privacy_notes_months is None,
        "keeping.backups": facts.privacy_backup_weeks is not None,
        "keeping.backups_undated": facts.privacy_backup_weeks is None,
        "helpers.host": facts.privacy_host is not None,
        "helpers.crm": crm and facts.privacy_crm is not None,
        "helpers.countries": said,
        "helpers.inside": said and inside,
        "helpers.outside": said and not inside,
    }
    return {part for part, true in holds.items() if not true}


def _filled_in(settings: Settings, words: Language) -> Mapping[str, object]:
    """What goes into the placeholders; for a missing fact something that is never shown."""
    facts, names = settings.privacy, get_locale().territories
    return {
        **_BAROMETER,
        "kept": _period(settings.retention_weeks, "week"),
        "audit": _period(settings.audit_weeks, "week"),
        "backups": _period(facts.privacy_backup_weeks or 0, "week"),
        "notes": _period(facts.privacy_notes_months or 0, "month"),
        "host": facts.privacy_host,
        "crm": facts.privacy_crm,
        "countries": listed(words, [names[code] for code in facts.privacy_countries] or [""]),
    }


def _period(number: int, unit: str) -> str:
    """A number of weeks or months in words: "1 week", "104 weken"."""
    return format_unit(number, f"duration-{unit}", locale=get_locale())
