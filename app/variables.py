"""How the text of an environment variable becomes a value, or a message about what is wrong.

A reader raises ValueError with what follows the variable's name: "is '…': what to do". It repeats
the text, but where that may hold a password only its scheme or length.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields
from typing import Any

from app.labels import SOURCE_LENGTH, label
from app.origin import Framers, Origin

SHORTEST_KEY = 32  # characters; what `make run` makes has 64
HOW_TO_MAKE_A_KEY = (
    "make one with `python3 -c 'import secrets; print(secrets.token_urlsafe(48))'` "
    "and keep it secret"
)
_HOW_TO_SIGN = (
    "make one with `python3 -c 'import base64, secrets; "
    'print("whsec_" + base64.b64encode(secrets.token_bytes(32)).decode())\'` '
    "and give it to the receiver too"
)
_WEBHOOK_SECRET = re.compile(r"whsec_([A-Za-z0-9+/]+)={0,2}")
_WEBHOOK_SECRET_BYTES = range(24, 65)  # what the Standard Webhooks allow
_OWN_MACHINE = ("localhost", "127.0.0.1", "[::1]")


@dataclass(frozen=True, slots=True)
class Variable:
    """How a field is read from its variable, and its meaning and default for the README."""

    read: Callable[[str], object]
    meaning: str
    default: str = ""


def variables_of(settings: type) -> Iterator[tuple[str, Any, Variable]]:
    """The fields of a dataclass that are annotated with a Variable: name, default, variable."""
    for each in fields(settings):
        for found in getattr(each.type, "__metadata__", ()):
            yield each.name, each.default, found


def secret(text: str) -> str:
    """A key that signs: long enough, and without spaces, which separate the older keys."""
    if len(text) < SHORTEST_KEY or re.search(r"\s", text):
        raise ValueError(
            f"has {len(text)} characters: use {SHORTEST_KEY} or more, without spaces; "
            + HOW_TO_MAKE_A_KEY
        )
    return text


def secrets(text: str) -> tuple[str, ...]:
    """Keys separated by spaces."""
    return tuple(secret(key) for key in text.split())


def redis(text: str) -> str:
    """The address of a Redis server."""
    if not text.startswith(("redis://", "rediss://", "redis+unix://")):
        raise ValueError(f"{_begins(text)}: begin with redis://, rediss:// or redis+unix://")
    return text


def _begins(address: str) -> str:
    scheme, separator, _ = address.partition("://")
    return f"begins with {scheme[:20] + separator!r}" if separator else "has no scheme"


def framers(text: str) -> Framers:
    """Web origins separated by spaces, with `'self'`, which goes without saying, or `*` alone."""
    words = text.lower().split()
    if words == ["*"]:
        return Framers(everybody=True)
    others = [word for word in words if word not in ("self", "'self'")]
    return Framers(tuple(dict.fromkeys(map(_origin, others))))


def _origin(word: str) -> Origin:
    origin = Origin.read(word, alone=True)
    if origin is None:
        raise ValueError(
            f"has {word!r}: give origins such as https://www.example.com, without a path, "
            "separated by spaces, or 'self', or * alone"
        )
    return origin


def public(text: str) -> Origin:
    """The check's public origin: https, or http for localhost."""
    origin = Origin.read(text, alone=True)
    if origin is None:
        raise ValueError(
            f"is {text!r}: give scheme and host, such as https://check.example.com, without a path"
        )
    _encrypted(origin)
    return origin


def sources(text: str) -> tuple[str, ...]:
    """Source labels, each once."""
    words = dict.fromkeys(text.split())
    for word in words:
        if label(word, SOURCE_LENGTH) != word:
            raise ValueError(
                f"has {word!r}: give labels such as homepage, separated by spaces, each of at most "
                f"{SOURCE_LENGTH} lower-case letters, digits and hyphens, that do not name a person"
            )
    return tuple(words)


def contact(text: str) -> str:
    """A web address, fit for a header and a Content-Security-Policy, with places to fill in."""
    if left := re.search(r"[{}]\S*", re.sub(r"\{(?:ref|level|lang)\}", "", text)):
        raise ValueError(f"has {left[0]!r}: only {{ref}}, {{level}} and {{lang}} are filled in")
    if _origin_of(text) is None:
        raise ValueError(f"is {text!r}: give a web address such as https://www.example.com/contact")
    return text


def webhook(text: str) -> str:
    """Where messages are posted; https, so that nobody can read them on the way."""
    origin = _origin_of(text)
    # The path may hold a password, so nothing after the scheme is repeated.
    if origin is None or "#" in text:
        raise ValueError(
            f"{_begins(text)} and is not a plain web address: "
            "give one such as https://crm.example.com/leads"
        )
    _encrypted(origin)
    return text


def _origin_of(text: str) -> Origin | None:
    """The origin of an address of printable characters without spaces, or None."""
    return Origin.read(text) if re.fullmatch(r"[!-~]+", text) else None


def _encrypted(origin: Origin) -> None:
    """Insist on https, except for localhost."""
    if origin.scheme != "https" and origin.host not in _OWN_MACHINE:
        raise ValueError("begins with 'http://': use https://; http is for localhost only")


def webhook_secret(text: str) -> str:
    """The key that signs messages, as Standard Webhooks write it: whsec_ and base64."""
    found = _WEBHOOK_SECRET.fullmatch(text)
    length = len(found[1]) if found else 0
    if not found or length % 4 == 1 or length * 3 // 4 not in _WEBHOOK_SECRET_BYTES:
        raise ValueError(
            f"has {len(text)} characters: use whsec_ and 24 to 64 random bytes in base64; "
            + _HOW_TO_SIGN
        )
    return text


def whole(lowest: int, highest: int) -> Callable[[str], int]:
    """A whole number from `lowest` to `highest`."""

    def read(text: str) -> int:
        if not re.fullmatch(r"[0-9]{1,9}", text) or not lowest <= int(text) <= highest:
            raise ValueError(f"is {text!r}: give a whole number from {lowest} to {highest}")
        return int(text)

    return read
