"""What the server's log says about a request: that it failed and where, never what was in it.

Addresses, paths, queries, headers and result links (which hold the answers) reach a log in two
ways: in the text of a message, and in the text of an exception. Both are left out. What stays is
the kind of error and the places in the code, which is enough to find a fault; and of the time only
the day, since the minute of a request says something about a visitor too.
"""

import logging
import os
import sys
import traceback
from collections.abc import Iterator
from typing import Any

from flask import Flask
from flask.logging import default_handler
from gunicorn.glogging import Logger

_DAY = "%Y-%m-%d"

# What a worker says about itself. Anything else it says may hold part of a request.
_OF_THE_WORKER = (
    "Booting worker with pid",
    "Worker exiting",
    "Exception in worker process",  # it could not start, and the reason is needed
    "Parent changed, shutting down",
    "Autorestarting worker",
)


class QuietLogger(Logger):
    """gunicorn's logger: no access log at all, and an error log without visitors."""

    datefmt = f"[{_DAY}]"

    def setup(self, cfg: Any) -> None:
        """Open the log; called in the arbiter, before there are workers, and on a reload."""
        super().setup(cfg)
        for known in list(self.error_log.filters):
            self.error_log.removeFilter(known)
        self.error_log.addFilter(WorkerFilter(os.getpid()))
        self._speak_for_waitress()

    def _speak_for_waitress(self) -> None:
        """Have waitress log here too, except how many requests wait for a thread."""
        waitress = logging.getLogger("waitress")
        waitress.handlers, waitress.filters = self.error_log.handlers, self.error_log.filters
        waitress.propagate = False
        logging.getLogger("waitress.queue").disabled = True

    def access(self, resp: Any, req: Any, environ: Any, request_time: Any) -> None:
        """Keep no record of the request, whatever the command line asks for."""


class WorkerFilter(logging.Filter):
    """Lets through the arbiter, which never sees a request, and what a worker says of itself."""

    def __init__(self, arbiter: int) -> None:
        """`arbiter`: its process id."""
        super().__init__()
        self._arbiter = arbiter

    def filter(self, record: logging.LogRecord) -> bool:
        """Take the request out of the record; False when nothing of use would be left."""
        if record.process == self._arbiter or str(record.msg).startswith(_OF_THE_WORKER):
            return True
        _leave_out_the_request(record, "A request could not be handled")
        return record.levelno >= logging.WARNING


def install_quiet_log(app: Flask) -> None:
    """Keep visitors out of what the application logs itself, through Flask."""
    default_handler.setFormatter(
        logging.Formatter("[%(asctime)s] [%(levelname)s] %(name)s: %(message)s", _DAY)
    )
    for place in (app.logger, *app.logger.handlers):
        if not any(isinstance(known, PageFilter) for known in place.filters):
            place.addFilter(PageFilter())


class PageFilter(logging.Filter):
    """Lets our own words through; Flask's name the address, and an error may say anything."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Take the request out of the record, which is logged all the same."""
        if record.exc_info:
            flask_speaks = str(record.msg).startswith("Exception on ")
            words = "A page failed" if flask_speaks else record.getMessage()
            _leave_out_the_request(record, words)
        return True


def _leave_out_the_request(record: logging.LogRecord, words: str) -> None:
    error = record.exc_info[1] if record.exc_info else sys.exception()
    kinds = " from ".join(type(each).__qualname__ for each in _chain(error))
    places = "".join(traceback.format_tb(error.__traceback__)) if error and record.exc_info else ""
    record.msg = f"{words}: {kinds or 'no exception'}\n{places}".rstrip()
    record.args = ()
    record.exc_info = record.exc_text = record.stack_info = None


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    """The error, what it came from, and so on."""
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__
