"""The Alliance Check: puts the application together and decides nothing."""

from pathlib import Path

from flask import Flask
from flask_compress import Compress

from app.cli import install_commands
from app.config import Settings
from app.database.database import Database, open_database
from app.desk.accounts import Accounts, Attempts
from app.desk.audit import Audit
from app.desk.funnel import Funnel
from app.desk.gathered import GatheredCounts
from app.leads.background import Background
from app.leads.columns import catalogue_of
from app.leads.delivery import Delivery, Pace
from app.leads.forgotten import Forgotten
from app.leads.frozen import Barometers
from app.leads.housekeeping import Housekeeping, chores_of, own_chores_of
from app.leads.spool import Spool
from app.leads.spool_folder import spare_for
from app.leads.webhook import Receiver
from app.method.editions import load_editions
from app.method.round_token import RoundTokens
from app.method.token import ResultTokens
from app.rounds.rounds import Rounds
from app.web.addresses import install_addresses
from app.web.appearance import install_appearance
from app.web.check.afterwards import afterwards
from app.web.check.along import along
from app.web.check.committing import committing
from app.web.check.comparing import comparing
from app.web.check.counting import counting
from app.web.check.pages import pages
from app.web.check.result import result
from app.web.check.tickets import Tickets
from app.web.check.views import check
from app.web.desk.sessions import install_sessions
from app.web.desk.views import desk
from app.web.embed.views import embed
from app.web.error_pages import install_error_pages
from app.web.handover import install_handover
from app.web.health import health
from app.web.i18n import install_languages
from app.web.limits import LARGEST_REQUEST, install_limits
from app.web.public_address import install_public_address
from app.web.quiet_log import install_quiet_log
from app.web.round.views import round_
from app.web.security import install_headers, is_for_visitors
from app.web.services import Services, install_services
from app.web.templating import install_assets, install_templating

_ROOT = Path(__file__).parent.parent


def create_app(settings: Settings) -> Flask:
    """Put the application together.

    Raises ConfigurationError or BankError when a setting or a question file is broken.
    """
    app = Flask(__name__, static_folder=_ROOT / "static", template_folder=_ROOT / "templates")
    app.config.update(MAX_CONTENT_LENGTH=LARGEST_REQUEST, MAX_FORM_MEMORY_SIZE=LARGEST_REQUEST)
    services = assemble(settings)
    install_quiet_log(app)
    install_public_address(app, settings)
    install_addresses(app)
    install_services(app, services)
    install_languages(app, services.bank, settings.translations)
    install_templating(app)
    Compress(app)  # registered first, so that it is the last to change a response
    install_assets(app)
    install_appearance(app, carries=is_for_visitors)
    install_sessions(app, settings.secret_key, settings.secret_key_fallbacks)
    answering = (check, counting, result, along, committing, comparing, afterwards, round_)
    for blueprint in (*answering, pages, embed, health, desk):
        app.register_blueprint(blueprint)
    install_limits(app, settings)
    install_headers(app, settings)
    install_error_pages(app)
    install_handover(app)
    install_commands(app)
    return app


def assemble(settings: Settings) -> Services:
    """Make the parts that know nothing of HTTP: questions, tokens, database, chores."""
    editions = load_editions(settings.questions, lambda model: catalogue_of(model).text_ids)
    keys = (*settings.secret_key_fallbacks, settings.secret_key)
    catalogue = catalogue_of(*editions.models, languages=editions.languages)
    announcing = settings.lead_webhook_url is not None
    forgotten = Forgotten(settings.forgotten, keys)
    database = open_database(
        settings.database_url,
        catalogue,
        announcing=announcing,
        grain=settings.handover_seconds,
        forgotten=forgotten,
    )
    spool = Spool(settings.spool, catalogue, spare=spare_for(settings.spool))
    delivery = _delivery(settings, database)
    audit = Audit(database.audit, keys)
    funnel = Funnel(database.counters, editions.current.model.dimensions)
    barometers = Barometers(
        database.barometers, database.leads, editions.models, settings.retention_weeks
    )
    round_tokens = RoundTokens(editions.models, keys)
    rounds = Rounds(database.rounds, database.counters, editions, round_tokens)
    chores = {
        "rounds": rounds.tend,
        "barometer": barometers.freeze_closed,  # first, before any of its leads are purged
        "audit": lambda today: audit.prune(today, settings.audit_weeks),
        **chores_of(database.leads, settings.retention_weeks),
    }
    own = own_chores_of(database.leads, spool, forgotten, settings.retention_weeks)
    return Services(
        settings=settings,
        editions=editions,
        catalogue=catalogue,
        tokens=ResultTokens(editions.models, keys),
        round_tokens=round_tokens,
        rounds=rounds,
        tickets=Tickets(keys, sources=settings.sources),
        database=database,
        spool=spool,
        forgotten=forgotten,
        delivery=delivery,
        handover=None if delivery is None else Background("delivery", delivery.tend),
        housekeeping=Background("housekeeping", Housekeeping(database.chores, chores, own).work),
        barometers=barometers,
        funnel=funnel,
        gathered=GatheredCounts(funnel, settings.flush_seconds),
        accounts=Accounts(database.accounts, Attempts(database.attempts, settings.secret_key)),
        audit=audit,
    )


def _delivery(settings: Settings, database: Database) -> Delivery | None:
    """The delivery to the webhook; None where no webhook is set."""
    if settings.lead_webhook_url is None or settings.lead_webhook_secret is None:
        return None
    receiver = Receiver(settings.lead_webhook_url, settings.lead_webhook_secret)
    return Delivery(
        database.outbox, database.leads, receiver, Pace(grain=settings.handover_seconds)
    )
