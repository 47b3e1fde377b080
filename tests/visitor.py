"""A visitor of the check over HTTP: what a person does with it, in the words of the tests."""

import re
from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import Any, Self

from werkzeug.datastructures import Headers
from werkzeug.test import TestResponse

from tests.page import Page
from tests.site import Site

PROFILE = {
    "role": "leadership",
    "type": "saas",
    "stage": "grow",
    "band": "11-50",
    "model": "platform",
}
FACETS = ("direction", "practice", "evidence")
DIMENSIONS = tuple(f"D{number}" for number in range(1, 9))
ITEMS = tuple(f"{dimension}.{facet}" for dimension in DIMENSIONS for facet in FACETS)
QUESTIONS = (*PROFILE, *ITEMS)
UNKNOWN = "unknown"

Answer = int | None
Fields = dict[str, Any]  # a list where a name is sent several times

_TICKET = re.compile(r'name="ticket" value="([^"]+)"')


class Visitor:
    """One person, or what passes for one. No answer to them may ever set a cookie."""

    def __init__(
        self, site: Site, *, address: str = "192.0.2.1", headers: Mapping[str, str] | None = None
    ) -> None:
        self.site = site
        self.fields: Fields = {}
        self._client = site.app.test_client(use_cookies=False)
        self._client.environ_base["REMOTE_ADDR"] = address
        self._headers = Headers(headers or {})
        self._shown: TestResponse | None = None
        self._sent: TestResponse | None = None
        self._form: TestResponse | None = None
        self._read: tuple[TestResponse, Page] | None = None
        self._started: tuple[TestResponse, str] | None = None

    # --- Going somewhere -----------------------------------------------------------------------

    def opens(self, path: str, **options: Any) -> Self:
        """Open an address; `options` as for the client of Werkzeug, which sends them."""
        self._shown = self._asks(path, **options)
        return self

    def starts(self, language: str = "en", query: str = "") -> Self:
        """Open the check and see the empty form."""
        self.opens(f"/{language}/{query}")
        assert self.response.status_code == 200
        self._form = self.response
        action, self.fields = blank_form(self.response.text)
        self._started = (self.response, action)
        return self

    # --- Filling in the form -------------------------------------------------------------------

    def answers(
        self,
        all: Answer = None,
        profile: Mapping[str, str] = PROFILE,
        **dimensions: Sequence[Answer],
    ) -> Self:
        """Answer the profile, `all` questions alike, and dimensions by name: D4=[3, None, 2]."""
        self.fields.update(profile)
        self.fields.update(dict.fromkeys(ITEMS, written(all)))
        for dimension, facets in dimensions.items():
            for facet, answer in zip(FACETS, facets, strict=True):
                self.fields[f"{dimension}.{facet}"] = written(answer)
        return self

    def answers_as(self, sheet: Mapping[str, Any]) -> Self:
        """Answer as on this sheet, in the shape of personas.json and of `score`."""
        return self.answers(profile=sheet["profile"], **sheet["answers"])

    def changes(self, **fields: Any) -> Self:
        """Change what single fields send; a list is sent several times; dots are written __."""
        self.fields.update({name.replace("__", "."): value for name, value in fields.items()})
        return self

    def leaves_out(self, *names: str) -> Self:
        """Leave these questions without an answer."""
        for name in names:
            del self.fields[name]
        return self

    def took(self, *seconds: object) -> Self:
        """Have the wizard count these seconds on the pages of the dimensions."""
        return self.changes(page_seconds=",".join(map(str, seconds)))

    # --- Sending it ----------------------------------------------------------------------------

    def submits(self) -> Self:
        """Press the button that leads to the result, and follow where that leads."""
        if self._started is not None and self._started[0] is self._shown:
            return self._sends(self._started[1], self.fields)
        return self._sends(self.page.action, self.fields)

    def presses_language(self) -> Self:
        """Press the button in the masthead that shows the form in the other language."""
        (button,) = self.page.all(".//button[@formaction]")
        pressed = {button.attrib["name"]: button.attrib["value"]}
        return self._sends(button.attrib["formaction"], {**self.fields, **pressed})

    def picks(self, step: str) -> Self:
        """Press the button of a next step on the result; where it leads away, stay."""
        (button,) = self.page.all(f".//form//button[@value='{step}']")
        return self._sends(self._form_of("next"), {button.attrib["name"]: step})

    def forgets(self) -> Self:
        """Press the button on the result that deletes what is stored."""
        return self._sends(self._form_of("forget"), {})

    def _form_of(self, what: str) -> str:
        """Where the form on the result goes that does this."""
        actions = [form.attrib["action"] for form in self.page.all(".//form[@method='post']")]
        (action,) = [each for each in actions if each.partition("?")[0].endswith(f"/{what}")]
        return action

    def posts(self, path: str = "/en/", **options: Any) -> Self:
        """Send something else than a form in a browser does; `options` as for Werkzeug's client."""
        self._shown = self._sent = self._asks(path, method="POST", **options)
        return self

    def again(self) -> Self:
        """Press the browser's Back: the form is there as it was sent, with the same ticket."""
        self._shown = self._form
        return self

    def _sends(self, address: str, fields: Fields) -> Self:
        self._form = self._shown
        self._sent = self._asks(address, method="POST", data=fields)
        if self._sent.status_code == 303:
            way = self._sent.headers["Location"]
            return self.opens(way) if way.startswith("/") else self
        self._shown = self._sent
        if self.is_at_the_form:
            self.fields = dict(self.page.fields)
        return self

    def _asks(self, path: str, **options: Any) -> TestResponse:
        headers = Headers([*self._headers, *Headers(options.pop("headers", {}))])
        response = self._client.open(path, headers=headers, buffered=True, **options)
        assert "Set-Cookie" not in response.headers
        return response

    # --- Looking -------------------------------------------------------------------------------

    @property
    def response(self) -> TestResponse:
        """The answer that is in view."""
        assert self._shown is not None, "no page was opened"
        return self._shown

    @property
    def sent(self) -> TestResponse:
        """The answer to what was sent last, before any redirect was followed."""
        assert self._sent is not None, "nothing was sent"
        return self._sent

    @property
    def page(self) -> Page:
        """The page in view."""
        assert self.response.mimetype == "text/html"
        if self._read is None or self._read[0] is not self._shown:
            self._read = (self.response, Page(self.response.text))
        return self._read[1]

    @property
    def is_at_the_form(self) -> bool:
        """Whether the page in view is the check itself."""
        return self.response.mimetype == "text/html" and bool(self.page.all(".//form[@id='check']"))

    @property
    def answered(self) -> Fields:
        """What the form in view has chosen, question by question."""
        return {name: value for name, value in self.page.fields.items() if name in QUESTIONS}

    @property
    def result_path(self) -> str:
        """The address of the result that the last answers led to."""
        assert self.sent.status_code == 303, self.sent.text
        return str(self.sent.headers["Location"])

    @property
    def reference(self) -> str:
        """The reference code on the result page."""
        (code,) = set(re.findall(r"\bAC-[0-9A-Z]{5}-[0-9A-Z]{5}\b", self.page.text))
        return str(code)


def written(answer: Answer) -> str:
    """An answer as the form sends it."""
    return UNKNOWN if answer is None else str(answer)


_blank_forms: dict[str, tuple[str, Fields]] = {}


def blank_form(html: str) -> tuple[str, Fields]:
    """Where the form on a page goes and what it sends.

    Forms differ in nothing but their tickets: each kind is read once, since reading a page is dear.
    """
    (ticket,) = _TICKET.findall(html)
    kind = sha256(html.replace(ticket, "").encode()).hexdigest()
    if kind not in _blank_forms:
        page = Page(html)
        assert page.fields["ticket"] == ticket
        _blank_forms[kind] = (page.action, dict(page.fields))
    action, fields = _blank_forms[kind]
    return action, {**fields, "ticket": ticket}
