"""A gunicorn worker that keeps slow clients away from its threads, by means of waitress.

gunicorn remains in charge: it starts the workers, watches their heartbeats and passes on signals.
Its own `gthread` gives a thread to every client that has sent a byte, so that eight slow clients
are enough to stop a site. Here one loop holds all connections, and threads get complete requests.
"""

import os
import resource
import time
from types import FrameType
from typing import Any

from gunicorn.workers.base import Worker
from waitress import wasyncore
from waitress.server import BaseWSGIServer, create_server
from waitress.task import ThreadedTaskDispatcher

from app.web.connection import Connection

_LARGEST_HEAD = 32 * 1024  # bytes: an advertisement's long address, again as referrer, a cookie
_LARGEST_BODY = 16 * 1024 * 1024  # bytes of a body that is read to the end, to answer with our page
_SPARE_FILES = 256  # besides those of connections: databases, fonts, answers on their way
_TICK = 1.0  # seconds between two checks for overdue clients
_SHARE_TO_CLOSE = 10  # when all places are taken, one in this many is closed


class BufferingWorker(Worker):
    """Serves with `threads` threads up to `worker_connections` clients at once."""

    _doors: "tuple[BaseWSGIServer, ...]" = ()

    def run(self) -> None:
        """Serve until told to stop, then finish what is under way."""
        self._map: dict[int, Any] = {}
        self._next_look = 0.0
        self._room = _room_for(self.cfg.worker_connections)
        self._doors = self._open_doors()
        while self.alive and self.ppid == os.getppid():
            self._turn()
        for door in self._doors:
            wasyncore.dispatcher.close(door)  # its trigger still wakes the loop
        self._finish(time.monotonic() + self.cfg.graceful_timeout)

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Stop, and notice it at once."""
        super().handle_exit(sig, frame)
        for door in self._doors:
            door.pull_trigger()

    def _open_doors(self) -> tuple[BaseWSGIServer, ...]:
        threads = ThreadedTaskDispatcher()
        threads.set_thread_count(self.cfg.threads)
        doors = []
        for listener in self.sockets:
            options: dict[str, Any] = {
                "sockets": [getattr(listener, "sock", listener)],  # gunicorn wraps them
                "backlog": self.cfg.backlog,
                "recv_bytes": 2 * _LARGEST_HEAD,  # so that a refusal leaves nothing unread
                "connection_limit": self._room + _SPARE_FILES,  # never reached: we make room before
                "max_request_header_size": _LARGEST_HEAD,
                "max_request_body_size": _LARGEST_BODY,
                "inbuf_overflow": _LARGEST_BODY,  # answers are never written to a temporary file
                "clear_untrusted_proxy_headers": False,  # the application deals with them
                "ident": None,
                "server_name": "localhost",
            }
            application: Any = self.wsgi
            door: Any = create_server(application, self._map, _dispatcher=threads, **options)
            door.channel_class = Connection
            doors.append(door)
        return tuple(doors)

    def _finish(self, deadline: float) -> None:
        """Answer the requests that have already come in."""
        while self._connections() and time.monotonic() < deadline:
            for connection in self._connections():
                connection.hurry()
            self._turn()

    def _turn(self) -> None:
        """Serve all connections once; every second, close those that are overdue."""
        self.notify()
        wasyncore.loop(_TICK, use_poll=True, map=self._map, count=1)
        now = time.monotonic()
        if now >= self._next_look:
            self._next_look = now + _TICK
            _close(each for each in self._connections() if each.is_overdue(now))
        if len(self._map) > self._room:
            self._make_room()

    def _make_room(self) -> None:
        """Close the connections that have kept us waiting longest, rather than refuse new ones."""
        waiting = [each for each in self._connections() if each.is_held_by_the_client()]
        waiting.sort(key=lambda each: each.since)
        _close(waiting[: len(waiting) // _SHARE_TO_CLOSE + 1])

    def _connections(self) -> list[Connection]:
        return [each for each in self._map.values() if isinstance(each, Connection)]


def _close(connections: Any) -> None:
    for each in connections:
        each.handle_close()


def _room_for(connections: int) -> int:
    """The number of connections that are wanted, or that the system allows if fewer."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = connections + _SPARE_FILES
    allowed = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, allowed), hard))
    return allowed - _SPARE_FILES
