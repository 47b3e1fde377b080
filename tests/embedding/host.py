"""Somebody else's web site, on an origin of its own: whatever pages a test puts there."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

# Notes everything that a host page can hear of what happens in its frames, and where it scrolls.
_WATCH = """
window.seen = { messages: [], events: [], scrolls: [], violations: [] };
addEventListener("message", ({ data, origin }) => seen.messages.push({ data, origin }));
addEventListener("scroll", () => seen.scrolls.push(Math.round(scrollY)));
addEventListener("securitypolicyviolation", ({ violatedDirective }) => {
  seen.violations.push(violatedDirective);
});
for (const type of ["ready", "step", "complete", "next"]) {
  document.addEventListener(`alliance-check:${type}`, ({ detail, target }) => {
    seen.events.push({ type, detail, on: target.id });
  });
}
"""

Headers = dict[str, str]
Answer = tuple[str, str, Headers]  # media type, text, further headers
Page = Callable[[Headers], Answer]


class Host:
    """A site. `url` has no slash at its end."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.pages: dict[str, Page] = {
            "/watch.js": lambda _sent: ("text/javascript", _WATCH, {}),
            "/favicon.ico": lambda _sent: ("image/png", "", {}),
        }

    def holds(self, path: str, page: Page) -> str:
        """Put something at this path; gives its address."""
        self.pages[path] = page
        return self.url + path

    def shows(self, body: str, *, lang: str = "en", policy: str | None = None) -> str:
        """Put a page with this body somewhere; gives its address."""
        html = (
            f'<!doctype html><html lang="{lang}"><head><meta charset="utf-8"><title>Host</title>'
            '<meta name="viewport" content="width=device-width"><script src="/watch.js"></script>'
            f"</head><body>{body}</body></html>"
        )
        headers = {} if policy is None else {"Content-Security-Policy": policy}
        return self.holds(f"/{len(self.pages)}", lambda _sent: ("text/html", html, headers))


@contextmanager
def hosting(name: str = "127.0.0.1") -> Iterator[Host]:
    """A site on a free loopback port; `name` is the host in its addresses."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            page = host.pages.get(self.path.partition("?")[0])
            if page is None:
                self.send_error(404)
                return
            media_type, text, headers = page(dict(self.headers))
            body = text.encode()
            self.send_response(200)
            self.send_header("Content-Type", f"{media_type}; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.send_header("Cache-Control", "no-store")
            for header, value in headers.items():
                self.send_header(header, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    host = Host(f"http://{name}:{server.server_port}")
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield host
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
