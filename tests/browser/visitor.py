"""A visitor of the check: what a person does with it in a browser, in the words of the tests."""

import re
from collections.abc import Mapping
from typing import Self

from playwright.sync_api import Locator, Page, expect

from app.method.sheet import AnswerSheet
from tests.browser.sheets import DIMENSIONS, answers_of
from tests.browser.site import Site
from tests.browser.watch import Watch

STEPS = ("start", "profile", *DIMENSIONS)

# Clicks the labels as a hand would, all at once; for tests that are about something else.
_FILL = """answers => {
  for (const [name, value] of Object.entries(answers)) {
    document.querySelector(`#check input[name="${name}"][value="${value}"]`).click();
  }
}"""


class Visitor:
    """One person in front of one page."""

    def __init__(self, page: Page, site: Site, watch: Watch) -> None:
        self.page = page
        self.site = site
        self.watch = watch

    # --- Going somewhere -----------------------------------------------------------------------

    def opens(self, path: str) -> Self:
        """Open an address of the site."""
        self.page.goto(self.site.url + path)
        return self

    def starts(self, language: str = "en", query: str = "") -> Self:
        """Open the check."""
        return self.opens(f"/{language}/{query}")

    def goes_back(self) -> None:
        """Press the browser's own Back."""
        self.page.go_back()

    def goes_without_wizard(self) -> None:
        """From now on the check is the long page, while tests can still run scripts in it."""
        self.page.route(
            "**/wizard.js*", lambda route: route.fulfill(content_type="text/javascript", body="")
        )

    # --- The form ------------------------------------------------------------------------------

    @property
    def step(self) -> str:
        """The id of the step in view."""
        (shown,) = self.page.locator(".step:visible").all()
        return shown.get_attribute("id") or ""

    @property
    def answers(self) -> Mapping[str, str]:
        """What is chosen, by the question's name."""
        chosen = "e => Object.fromEntries(e.map(input => [input.name, input.value]))"
        found: Mapping[str, str] = self.page.eval_on_selector_all("#check input:checked", chosen)
        return found

    def option(self, name: str, value: str) -> Locator:
        """The row of one option."""
        radio = self.page.locator(f'input[name="{name}"][value="{value}"]')
        return self.page.locator(".option", has=radio)

    def chooses(self, name: str, value: str) -> None:
        """Click an option."""
        self.option(name, value).click()

    def fills(self, filled: AnswerSheet) -> Self:
        """Answer everything at once, wherever it stands."""
        self.page.evaluate(_FILL, answers_of(filled))
        return self

    def next(self) -> None:
        """Press the button that leads on: start, or next."""
        self.page.locator('[data-go="next"]:visible').click()

    def back(self) -> None:
        """Press the form's own Back."""
        self.page.locator('#actions [data-go="back"]').click()

    def walks_to(self, step: str) -> Self:
        """Go on step by step until this one is in view; what is on the way is answered already."""
        while self.step != step:
            self.next()
        return self

    def answers_what_is_in_view(self, filled: AnswerSheet) -> None:
        """Click the answers to the questions in view, as a person does."""
        answers = answers_of(filled)
        for question in self.page.locator(".question:visible").all():
            name = question.get_attribute("data-name") or ""
            self.chooses(name, answers[name])

    def submits(self) -> Self:
        """Send the form and wait for the result."""
        self.page.locator("#submit").click()
        self.page.wait_for_url(re.compile("/result/"))
        return self

    def switches_language(self) -> None:
        """Press the other language in the masthead."""
        self.page.locator(".languages :visible").first.click()

    def holds_ticket(self, ticket: str) -> None:
        """Have another ticket than the one that came with the form."""
        self.page.locator('[name="ticket"]').evaluate("(input, ticket) => { input.value = ticket }", ticket)

    @property
    def summary(self) -> Locator:
        """What stands above the form when something is the matter."""
        return self.page.locator("#summary")

    # --- The result ----------------------------------------------------------------------------

    @property
    def heading(self) -> str:
        """The first heading in view."""
        return self.page.locator("h1:visible, h2:visible").first.inner_text()

    @property
    def reference(self) -> str:
        """The reference code that the result shows."""
        return self.page.locator(".code").first.inner_text()

    @property
    def range(self) -> tuple[int, int] | None:
        """The first and last step of the band on the scale; None without a scale."""
        steps = self.page.locator(".scale .is-in").all_inner_texts()
        return (int(steps[0]), int(steps[-1])) if steps else None

    @property
    def levers(self) -> list[str]:
        """The names of the levers, in order."""
        return self.page.locator("#levers li h3").all_inner_texts()

    def unfolds_everything(self) -> None:
        """Open every fold of the page."""
        unfold = "all => all.forEach(details => { details.open = true })"
        self.page.eval_on_selector_all("details", unfold)

    @property
    def focused(self) -> str:
        """The id of the element that has the focus, or its tag."""
        return str(self.page.evaluate("document.activeElement.id || document.activeElement.tagName"))

    def sees_step(self, step: str) -> None:
        """Wait until this step is in view."""
        expect(self.page.locator(f"#{step}")).to_be_visible()
