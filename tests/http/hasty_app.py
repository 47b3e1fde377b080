"""The real application, less patient with its webhook and more with leads than in earnest."""

from dataclasses import replace

from app import create_app
from app.config import Settings
from app.leads.background import Background
from app.leads.delivery import Delivery, Pace
from app.leads.webhook import Receiver
from app.web.services import install_services, services

_settings = replace(
    Settings.from_environment(), flood_limit="100000 per minute", handover_seconds=1
)
app = create_app(_settings)

with app.app_context():
    _here = services()
_receiver = Receiver(
    _settings.lead_webhook_url or "",
    _settings.lead_webhook_secret or "",
    connect_seconds=1,
    answer_seconds=1,
)
_pace = Pace(_settings.handover_seconds, shortest=0.5, longest=2, spare=1)
_delivery = Delivery(_here.database.outbox, _here.store, _receiver, _pace)
install_services(
    app, replace(_here, delivery=_delivery, handover=Background("delivery", _delivery.tend))
)
