"""Clients that hold a server up: they say nothing, or as little at a time as they can."""

import asyncio
import threading
import time
from collections import defaultdict
from contextlib import suppress
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self

_HEAD = b"POST /en/ HTTP/1.1\r\nHost: localhost\r\n"

# How they begin, and what they add every second, for ever.
SILENT = (b"", b"")
PARTIAL_HEADER = (_HEAD + b"X-Slow: ", b"a")
TRICKLED_BODY = (_HEAD + b"Content-Length: 50000\r\n\r\n", b"a")

Kind = tuple[bytes, bytes]


@dataclass
class SlowClients:
    """So many connections of each kind; who is shut out comes back, until the end of the block."""

    port: int
    kinds: dict[Kind, int]
    lived: dict[Kind, list[float]] = field(default_factory=lambda: defaultdict(list))  # seconds
    _stop: threading.Event = field(default_factory=threading.Event)

    def __enter__(self) -> Self:
        self._thread = threading.Thread(target=lambda: asyncio.run(self._hold_all()))
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stop.set()
        self._thread.join()

    async def _hold_all(self) -> None:
        each = [kind for kind, count in self.kinds.items() for _ in range(count)]
        await asyncio.gather(*map(self._hold, each))

    async def _hold(self, kind: Kind) -> None:
        while not self._stop.is_set():
            begun = time.monotonic()
            with suppress(OSError):
                await self._live(kind)
            if not self._stop.is_set():
                self.lived[kind].append(time.monotonic() - begun)

    async def _live(self, kind: Kind) -> None:
        """One connection, until the server has enough of it."""
        first, more = kind
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        try:
            writer.write(first)
            while not self._stop.is_set():
                with suppress(TimeoutError):
                    if not await asyncio.wait_for(reader.read(65536), 1):
                        return
                writer.write(more)
                await writer.drain()
        finally:
            writer.close()
