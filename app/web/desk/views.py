"""The desk as create_app registers it: the blueprint with all of its pages."""

from app.web.desk import (
    audit_page,
    barometer,
    exports,
    lead,
    leads,
    login,
    overview,
    saying,
)
from app.web.desk.blueprint import desk

__all__ = [
    "audit_page",
    "barometer",
    "desk",
    "exports",
    "lead",
    "leads",
    "login",
    "overview",
    "saying",
]
