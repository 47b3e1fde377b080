"""Words of the desk that stand on several of its pages."""

from collections.abc import Mapping

from flask_babel import gettext as _


def next_steps() -> Mapping[str, str]:
    """What a visitor can choose after the result."""
    return {
        "conversation": _("A conversation"),
        "assessment": _("The full assessment"),
        "nothing": _("Nothing yet"),
    }


def actions() -> Mapping[str, str]:
    """What the audit tells of."""
    return {
        "login": _("Logged in"),
        "refused": _("Wrong password"),
        "logout": _("Logged out"),
        "look": _("Looked at a lead"),
        "export": _("Exported leads"),
        "let-in": _("Let in what came in a flood"),
        "delete": _("Deleted leads"),
        "purge": _("Deleted old leads"),
        "import": _("Imported leads"),
        "account-add": _("Added an account"),
        "account-remove": _("Removed an account"),
        "password": _("Set a password"),
        "audit-begin": _("Sealed earlier lines"),
        "audit-prune": _("Deleted old lines of the audit"),
    }


def kinds() -> Mapping[str, str]:
    """What a file of leads can be."""
    return {"xlsx": _("Excel workbook"), "csv": "CSV", "jsonl": "JSON Lines"}


def short(label: str) -> str:
    """What stands before the explanation: "Product: they sell it" → "Product"."""
    return label.partition(":")[0].partition(" (")[0]
