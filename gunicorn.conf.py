"""How gunicorn serves the Alliance Check; it reads this file by itself."""

import signal
from pathlib import Path

from gunicorn.arbiter import Arbiter
from gunicorn.workers.base import Worker

from app import assemble
from app.config import Settings
from app.errors import AllianceCheckError, ConfigurationError
from app.leads.opening import open_leads
from app.web.counts import share_counts
from app.web.handover import start_background

try:
    _settings = Settings.from_environment()
except ConfigurationError as error:
    raise SystemExit(str(error)) from None

wsgi_app = "wsgi:app"
bind = f"0.0.0.0:{_settings.port}"

# Threads keep idle connections and slow phones from holding up the others. Workers load the
# application themselves (no preload_app): each opens its own database connections and draws the
# radar with its own Matplotlib, which is imported once the worker serves.
worker_class = "gthread"
workers = _settings.web_concurrency
threads = 4
keepalive = 5  # seconds
timeout = 30
graceful_timeout = 30
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() else None  # heartbeats need no disk

# The longest addresses are those that advertisements lead to; no header of ours is large.
limit_request_line = 8190  # bytes
limit_request_fields = 64
limit_request_field_size = 8190  # bytes

# Who is a proxy is said in one place, PROXY_HOPS, and the application sees to it.
forwarded_allow_ips = ""
control_socket_disable = True

# Privacy: no access log, and no visitor in the error log.
accesslog = None
errorlog = "-"
logger_class = "app.web.quiet_log.QuietLogger"


def on_starting(server: Arbiter) -> None:
    """Once, before there are workers: broken questions or a newer database stop the start here."""
    share_counts()
    try:
        parts = assemble(_settings)
        open_leads(parts.store, parts.spool)
    except AllianceCheckError as error:
        raise SystemExit(f"The Alliance Check cannot start.\n{error}") from None


def when_ready(server: Arbiter) -> None:
    """Say where to look."""
    if server.log:
        server.log.info("The Alliance Check is open at http://localhost:%s/", _settings.port)


def post_worker_init(worker: Worker) -> None:
    """Leave Ctrl+C to the arbiter, which stops the workers in its own way; begin in the background.

    A terminal sends it to all of them. A worker of gunicorn 27 that is told twice to stop may
    wait for itself, on the lock of its thread pool, until it is killed.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    start_background(worker.wsgi)
