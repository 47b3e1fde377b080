"""Web origins: read in one place from whatever address, written as a browser writes them."""

import re
from dataclasses import dataclass
from typing import Self

_STANDARD_PORTS = {"http": 80, "https": 443}
_ADDRESS = re.compile(
    r"(?P<scheme>https?)://(?P<host>[a-z0-9.-]+|\[[0-9a-f:]+\])(?::(?P<port>[0-9]{1,5}))?"
    r"(?P<rest>[/?#].*)?",
    re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Origin:
    """Scheme, host and port of a web address; an IPv6 host in its brackets."""

    scheme: str
    host: str
    port: int

    @classmethod
    def read(cls, address: str, alone: bool = False) -> Self | None:
        """The origin of a web address. None where it has none, or names somebody before the host.

        `alone`: None also where more follows than a slash.
        """
        found = _ADDRESS.fullmatch(address.lower())
        if not found or (alone and found["rest"] not in (None, "/")):
            return None
        port = int(found["port"] or _STANDARD_PORTS[found["scheme"]])
        return cls(found["scheme"], found["host"], port) if port <= 65535 else None

    @property
    def place(self) -> str:
        """The host, with its port unless that goes without saying: "check.example.com:8443"."""
        plain = self.port == _STANDARD_PORTS[self.scheme]
        return self.host if plain else f"{self.host}:{self.port}"

    def __str__(self) -> str:
        return f"{self.scheme}://{self.place}"


@dataclass(frozen=True, slots=True)
class Framers:
    """Who may frame the check besides itself: these origins, or everybody."""

    origins: tuple[Origin, ...] = ()
    everybody: bool = False

    def __contains__(self, origin: Origin) -> bool:
        return self.everybody or origin in self.origins

    def __str__(self) -> str:
        """As a Content-Security-Policy writes it."""
        return "*" if self.everybody else " ".join(["'self'", *map(str, self.origins)])


ONLY_OURSELVES = Framers()
