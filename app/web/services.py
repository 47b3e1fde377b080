"""What every view may use: the settings and the parts that create_app put together."""

from dataclasses import dataclass

from flask import Flask, current_app

from app.config import Settings
from app.database.database import Database
from app.database.leads import LeadStore
from app.desk.accounts import Accounts
from app.desk.audit import Audit
from app.desk.funnel import Funnel
from app.desk.gathered import GatheredCounts
from app.leads.background import Background
from app.leads.delivery import Delivery
from app.leads.forgotten import Forgotten
from app.leads.frozen import Barometers
from app.leads.record import Catalogue
from app.leads.spool import Spool
from app.method.bank import Bank
from app.method.editions import Editions
from app.method.round_token import RoundTokens
from app.method.token import ResultTokens
from app.rounds.rounds import Rounds
from app.web.check.tickets import Tickets

_NAME = "alliance-check"


@dataclass(frozen=True, slots=True)
class Services:
    """The assembled parts of one application; `delivery` and `handover` only with a webhook."""

    settings: Settings
    editions: Editions
    catalogue: Catalogue
    tokens: ResultTokens
    round_tokens: RoundTokens
    rounds: Rounds
    tickets: Tickets
    database: Database
    spool: Spool
    forgotten: Forgotten
    delivery: Delivery | None
    handover: Background | None
    housekeeping: Background
    barometers: Barometers
    funnel: Funnel
    gathered: GatheredCounts
    accounts: Accounts
    audit: Audit

    @property
    def store(self) -> LeadStore:
        """The leads in the database."""
        return self.database.leads

    @property
    def bank(self) -> Bank:
        """The newest edition, whose questions are asked now."""
        return self.editions.current


def install_services(app: Flask, services: Services) -> None:
    """Make the parts known to the application."""
    app.extensions[_NAME] = services


def services() -> Services:
    """The parts of the current application."""
    found: Services = current_app.extensions[_NAME]
    return found


def services_of(app: object) -> Services | None:
    """The parts of the application that is served; None when it is not ours."""
    found: Services | None = getattr(app, "extensions", {}).get(_NAME)
    return found
