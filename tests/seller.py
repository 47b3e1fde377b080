"""Somebody of sales at the desk over HTTP: what a person does there, in the words of the tests."""

import re
from typing import Any, Self

from werkzeug.test import TestResponse

from tests.page import Page
from tests.site import Site

PASSWORD = "a few unrelated words"


class Seller:
    """One person with one browser, which keeps cookies. `base`: the origin that they type."""

    def __init__(
        self,
        site: Site,
        name: str = "anna",
        *,
        address: str = "192.0.2.1",
        base: str = "http://localhost",
    ) -> None:
        self.site = site
        self.name = name
        self.base = base
        self.browser = site.app.test_client()
        self.browser.environ_base["REMOTE_ADDR"] = address
        self._shown: TestResponse | None = None

    @classmethod
    def of(cls, site: Site, name: str = "anna", **options: Any) -> Self:
        """Somebody who has an account, which is made."""
        site.services.accounts.add(name, PASSWORD)
        return cls(site, name, **options)

    def opens(self, path: str, **options: Any) -> Self:
        """Open an address and see what comes of it, without following it elsewhere."""
        given = {"base_url": self.base, "buffered": True, **options}
        self._shown = self.browser.open(path, **given)
        return self

    def sends(self, path: str, *, buffered: bool = True, **fields: str) -> Self:
        """Send a form of the page in view, as a browser does, from where it is."""
        token = re.search(r'name="csrf_token" value="([^"]+)"', self.response.text)
        assert token, "there is no form to send"
        headers = {"Referer": f"{self.base}/desk"}
        data = {"csrf_token": token[1], **fields}
        return self.opens(path, method="POST", data=data, headers=headers, buffered=buffered)

    def tries(self, password: str = PASSWORD, name: str | None = None, query: str = "") -> Self:
        """Fill in the login page and send it."""
        self.opens(f"/desk/login{query}")
        return self.sends(f"/desk/login{query}", name=name or self.name, password=password)

    def logs_in(self) -> Self:
        """Come in."""
        assert self.tries().status == 303
        return self

    def logs_out(self) -> Self:
        """Press the button on the first page."""
        return self.opens("/desk").sends("/desk/logout")

    @property
    def is_in(self) -> bool:
        """Whether the desk lets them see its first page."""
        return self.opens("/desk").status == 200

    @property
    def response(self) -> TestResponse:
        """The answer in view."""
        assert self._shown is not None, "no page was opened"
        return self._shown

    @property
    def status(self) -> int:
        """Its status."""
        return self.response.status_code

    @property
    def page(self) -> Page:
        """The page in view."""
        return Page(self.response.text)

    @property
    def cookies(self) -> dict[str, str]:
        """What the browser keeps, as it would send it."""
        return {cookie.key: cookie.value for cookie in (self.browser._cookies or {}).values()}
