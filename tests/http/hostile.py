"""Requests that nobody sends in good faith, as bytes: any number of them, from one seed."""

import random
from collections.abc import Callable, Iterator
from urllib.parse import urlencode

from tests.visitor import ITEMS, PROFILE

MARK = "s3cr3t"  # in every one of them
_METHODS = (
    *("GET", "POST") * 6, "HEAD", "PUT", "DELETE", "OPTIONS", "TRACE", "CONNECT", "PATCH",
    "PROPFIND", "get", "G\x00T", "P" * 300, "",
)  # fmt: skip
_PLACES = (
    "/", "/en/", "/nl/", "/fr/", "/en/step", "/nl/step", "/en/method", "/en/privacy", "/en/result/",
    "/en/result/x/radar.png", "/en/result/x/next", "/en/result/x/forget", "/embed", "/embed.js",
    "/embed/sample", "/theme.css", "/static/css/base.css", "/static/", "/healthz", "/readyz",
    "/desk", "/desk/login", "/desk/logout", "/desk/leads", "/desk/leads/AC-1", "/desk/find",
    "/desk/export", "/desk/audit", "*", "en", "",
)  # fmt: skip
_TRICKS = (
    "..", "%2e%2e", "%2e%2e%2f" * 3, "%00", "\0", "//", "\\", "%5c..%5c", "%c0%af", "%c0%ae%c0%ae/",
    "%ff", "\xff", "%u002e", ";x", "%0d%0aX:%201", "%", "%zz", "é", "%F0%9F%92%A9", "a" * 3000,
    "#", "?", "[", "%250a", "etc/passwd", ".git/config", "radar.png",
)  # fmt: skip
_VALUES = (
    "", "0", "-1", "9223372036854775808", "1e309", "NaN", "null", "true", "[]", "{}", "%00", "\0",
    "' OR 1=1--", "<script>", "{{7*7}}", "${jndi:ldap://x}", "=1+1", "%ff%fe", "🂡" * 20, "a" * 5000,
    "٣", "..%2f", "%0d%0a",
)  # fmt: skip
_NAMES = (
    "ticket", "steps", "source", "utm_source", "utm_campaign", "lang", "accent", "theme", "radius",
    "before", "page", "next", "q", "week", "role", "D1.direction", "edition", "id", "x[]", "", "\0",
    "__proto__",
)  # fmt: skip
_TYPES = (
    "application/x-www-form-urlencoded", "application/json", "text/plain", "application/xml", "x",
    "multipart/form-data", "multipart/form-data; boundary=", "multipart/form-data; boundary=b",
    f"multipart/form-data; boundary={'b' * 300}",
    "application/x-www-form-urlencoded; charset=utf-7", "", "\xff",
)  # fmt: skip
_HEADERS = (
    "Host: evil.example", "Host:", "Host: a\r\nHost: b", "Host: [::1", "Host: x:99999999",
    "X-Forwarded-For: 1.2.3.4", "X-Forwarded-For: " + "1.1.1.1, " * 200, "X-Forwarded-For: \xff",
    "X_Forwarded_For: 127.0.0.1", "X-Forwarded-Proto: javascript", "X-Forwarded-Host: evil.example",
    "Forwarded: for=_x;proto=https", "Cookie: session=x; session=.eJx; __Host-session=\xff",
    "Cookie: " + "a=b; " * 1000, "Accept-Language: " + "nl;q=9," * 300, "Accept-Language: \xff",
    "Accept-Encoding: br;q=nan, gzip;q=-1, *;q=0", "Range: bytes=0-,-1,5-2", "If-None-Match: \x7f",
    "If-Modified-Since: Thu, 99 Abc 0000", "Expect: 200-ok", "Upgrade: h2c", "Origin: null",
    "Authorization: Basic \xff", "Connection: close, te, content-length", "X-A: 1\r\n folded",
    "X-A : 1", "X-A\0: 1", "X-A: \0", "X-A: 1\n Y: 2", ": 1", "X" * 5000 + ": 1", "Referer: //\xff",
)  # fmt: skip
_LENGTHS = (
    "Content-Length: 5\r\nContent-Length: 6", "Content-Length: -1", "Content-Length: +5",
    "Content-Length: 5, 5", "Content-Length: 0x5", "Content-Length: " + "9" * 5000,
    "Content-Length: 99999999", "Content-Length: ٥", "Content_Length: 5",
    "Transfer-Encoding: chunked\r\nContent-Length: 5", "Transfer-Encoding: identity",
    "Transfer-Encoding: chunked, chunked", "Transfer-Encoding: xchunked", "Transfer-Encoding:",
    "Transfer-Encoding: gzip, chunked", "Transfer-Encoding:\r\n chunked",
    "Transfer-Encoding: \x0bchunked",
)  # fmt: skip
_CHUNKS = (
    "0\r\n\r\n", "g\r\n", "-1\r\n", "5\r\nhello\r\n0\r\n\r\n", "5\nhello\n0\n\n",
    "5;x=\0\r\nhello\r\n",
    "1\r\nhello\r\n0\r\n\r\n", "f" * 40 + "\r\n", "5\r\nhel", "0\r\nX: 1\r\n\r\n",
    "5 \r\nhello\r\n",
    "ffff\r\n" + "a" * 65535 + "\r\nffff\r\n" + "a" * 65535 + "\r\n0\r\n\r\n",
)  # fmt: skip
_GARBAGE = (
    "\r\n\r\n", "\n\n", "\0" * 100, "\x16\x03\x01\x02\0\x01\0\x01\xfc\x03\x03",
    "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    "GET /\r\n\r\n", "GET  /  HTTP/1.1\r\n\r\n", "GET / HTTP/9.9\r\n\r\n", "GET / HTTP/1.1\n\n",
    "HELO x\r\n",
    "GET http://[::1/ HTTP/1.1\r\n\r\n", "GET ftp://x:y@z/ HTTP/1.1\r\n\r\n",
    "GET /?" + "a=b&" * 9000,
)  # fmt: skip
Chance = random.Random


def requests(seed: int, count: int) -> Iterator[bytes]:
    """So many of them, the same for the same seed."""
    chance = random.Random(seed)
    for _ in range(count):
        yield chance.choice(_KINDS)(chance).encode("utf-8", "surrogateescape")


def _head(chance: Chance, *headers: str, method: str = "", target: str = "") -> str:
    start = f"{method or chance.choice(_METHODS)} {target or _target(chance)}"
    usual = (
        f"{start} HTTP/1.{chance.choice('1110')}",
        "Host: localhost",
        f"User-Agent: {MARK}",
        f"X-Forwarded-For: 10.0.0.{chance.randrange(256)}",
    )
    return "\r\n".join((*usual, *headers)) + "\r\n\r\n"


def _target(chance: Chance) -> str:
    path = chance.choice(_PLACES)
    for _ in range(chance.choice((0, 0, 1, 3))):
        path += chance.choice(("/", "")) + chance.choice(_TRICKS)
    if chance.random() < 0.1:
        path = chance.choice(("http://evil.example", "//evil.example", "file://")) + path
    pairs = "&".join(
        f"{chance.choice(_NAMES)}={chance.choice(_VALUES)}" for _ in range(chance.choice((0, 1, 5)))
    )
    return f"{path}?{MARK}&{pairs}".replace(" ", "%20")


def _path(chance: Chance) -> str:
    return _head(chance, method=chance.choice(("GET", "HEAD", "POST")))


def _headers(chance: Chance) -> str:
    return _head(chance, *chance.choices(_HEADERS, k=chance.choice((1, 2, 80))))


def _form(chance: Chance) -> str:
    """Answers to all questions, some of them odd, with a ticket that is not ours."""
    fields = {**PROFILE, **dict.fromkeys(ITEMS, "4"), "ticket": _token(chance)}
    for name in chance.sample(sorted(fields), 3):
        fields[name] = chance.choice(_VALUES)
    fields["ticket"] = fields["ticket"] or MARK
    return _with_body(
        chance, urlencode(fields), _TYPES[0], chance.choice(("/en/", "/nl/", "/nl/step"))
    )


def _token(chance: Chance) -> str:
    letters = "abcdefghijABCDEFGHIJ0123456789-_.=\0é"
    return "".join(chance.choices(letters, k=chance.choice((1, 40, 200, 5000))))


def _body(chance: Chance) -> str:
    body = chance.choice(
        ('{"a":' * 500, "[" * 20_000, "&" * 20_000, "a=b&" * 15_000, "--b\r\n\r\n", "%" * 999, "\0",
         "--b\r\nContent-Disposition: form-data; name=x; filename=../x\r\n\r\nx\r\n--b--",
         "a" * 70_000, "a" * 300_000, *_VALUES)
    )  # fmt: skip
    return _with_body(chance, body, chance.choice(_TYPES), chance.choice(_PLACES))


def _with_body(chance: Chance, body: str, kind: str, target: str) -> str:
    length = f"Content-Length: {len(body.encode())}"
    return (
        _head(chance, f"Content-Type: {kind}", length, method="POST", target=target or "/") + body
    )


def _smuggled(chance: Chance) -> str:
    inner = _head(chance, method="GET", target="/en/")
    return _head(chance, chance.choice(_LENGTHS), method="POST") + chance.choice(_CHUNKS) + inner


def _chunked(chance: Chance) -> str:
    return _head(chance, "Transfer-Encoding: chunked", method="POST") + chance.choice(_CHUNKS)


def _link(chance: Chance) -> str:
    token = "".join(filter(str.isprintable, _token(chance)))
    rest = chance.choice(("", "/radar.png", "/radar.svg?accent=\0", "/next", "/forget"))
    return _head(chance, method=chance.choice(("GET", "POST")), target=f"/en/result/{token}{rest}")


def _pipelined(chance: Chance) -> str:
    return "".join(chance.choice(_KINDS[:-1])(chance) for _ in range(chance.randrange(2, 20)))


def _garbage(chance: Chance) -> str:
    return chance.choice(_GARBAGE) + chance.choice(("", _head(chance)))


_KINDS: tuple[Callable[[Chance], str], ...] = (
    _path, _headers, _form, _body, _smuggled, _chunked, _link, _garbage, _pipelined,
)  # fmt: skip
