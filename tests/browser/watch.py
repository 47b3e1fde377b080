"""Watches a browser context: everything that the check promises never to do."""

from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, ConsoleMessage, Request, Response

# What the browser itself says when a page answers 404 or 422; watched as a response instead.
_STATUS = "Failed to load resource"


class Watch:
    """Notes strangers, errors and cookies of one context, from its first page on."""

    def __init__(self, context: BrowserContext, home: str) -> None:
        self.requests: list[str] = []
        self._context = context
        self._home = urlsplit(home)
        self._trouble: list[str] = []
        context.on("request", self._note_request)
        context.on("response", self._note_response)
        context.on("console", self._note_console)
        context.on("weberror", lambda error: self._trouble.append(f"error: {error.error}"))

    @property
    def trouble(self) -> list[str]:
        """What should not have happened until now."""
        cookies = [f"cookie: {cookie.get('name')}" for cookie in self._context.cookies()]
        return self._trouble + cookies

    def forgives_everything(self) -> None:
        """Forget all trouble until now: a test that brought it about says so."""
        self._trouble.clear()
        self._context.clear_cookies()

    def starts_again(self) -> None:
        """Watch somebody else from now on."""
        self.requests.clear()
        self.forgives_everything()

    def _note_request(self, request: Request) -> None:
        self.requests.append(request.url)
        parts = urlsplit(request.url)
        if parts.scheme != "data" and parts.netloc != self._home.netloc:
            self._trouble.append(f"third party: {request.url}")

    def _note_response(self, response: Response) -> None:
        page = response.request.is_navigation_request()
        if response.status >= 500 or (response.status >= 400 and not page):
            self._trouble.append(f"{response.status}: {response.url}")

    def _note_console(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and not message.text.startswith(_STATUS):
            self._trouble.append(f"console: {message.text}")
