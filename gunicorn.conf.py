"""How gunicorn serves the Alliance Check; gunicorn finds this file by its name."""

import signal
from pathlib import Path

from gunicorn.arbiter import Arbiter
from gunicorn.workers.base import Worker

from app import assemble
from app.config import Settings
from app.errors import AllianceCheckError, ConfigurationError
from app.leads.housekeeping import open_leads
from app.web.counts import share_counts
from app.web.handover import start_background

try:
    _settings = Settings.from_environment()
except ConfigurationError as error:
    raise SystemExit(str(error)) from None

wsgi_app = "wsgi:app"
bind = f"0.0.0.0:{_settings.port}"

# Slow clients wait in a loop of their own; threads only answer complete requests. Workers load the
# application themselves (no preload_app): each opens its own database connections and draws the
# radar with its own Matplotlib, which is imported once the worker serves.
worker_class = "app.web.worker.BufferingWorker"
workers = _settings.web_concurrency
threads = 4
worker_connections = 2000  # clients of one worker at a time; beyond that the slowest are dropped
timeout = 30
graceful_timeout = 30
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() else None  # heartbeats need no disk

control_socket_disable = True

# Privacy: no access log, and no visitor in the error log.
accesslog = None
errorlog = "-"
logger_class = "app.web.quiet_log.QuietLogger"


def on_starting(server: Arbiter) -> None:
    """Check once, before there are workers: broken questions or a newer database stop the start."""
    share_counts()
    try:
        parts = assemble(_settings)
        open_leads(parts.store, parts.spool, parts.forgotten)
    except AllianceCheckError as error:
        raise SystemExit(f"The Alliance Check cannot start.\n{error}") from None


def when_ready(server: Arbiter) -> None:
    """Log the address, and what a server on the internet still lacks."""
    if server.log:
        address = _settings.public_url or f"http://localhost:{_settings.port}"
        server.log.info("The Alliance Check is open at %s/", address)
        for gap in _settings.gaps:
            server.log.warning(gap)


def post_worker_init(worker: Worker) -> None:
    """Leave Ctrl+C to the arbiter, which stops the workers itself; start the background work.

    A terminal sends Ctrl+C to every process, and a worker that is told twice to stop is
    interrupted while it finishes.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    start_background(worker.wsgi)
