"""A visitor of the check: what a person does with it, in the words of the tests."""

import re
from collections.abc import Collection
from typing import Self

from playwright.sync_api import Locator, expect

from app.method.sheet import AnswerSheet
from tests.browser.reader import Reader
from tests.browser.sheets import DIMENSIONS, Answers, answers_of

STEPS = ("start", "profile", *DIMENSIONS)

# Clicks the options as a hand would, all at once; for tests that are about something else.
_FILL = """answers => {
  for (const [name, value] of Object.entries(answers)) {
    document.querySelector(`#check input[name="${name}"][value="${value}"]`).click();
  }
}"""
# The page's clock is put forward, and goes on from there.
_READ = """seconds => {
  const now = performance.now.bind(performance);
  performance.now = () => now() + seconds * 1000;
}"""
# Presses the buttons that lead on, all at once; `seconds` go by in front of each page.
_WALK = """([goal, seconds]) => {
  const shown = () => document.querySelector(".step:not([hidden])").id;
  const read = () => { if (seconds) (READ)(seconds); };
  const next = () => [...document.querySelectorAll("[data-go=next]")]
    .find(button => button.checkVisibility());
  read();
  while (shown() !== goal) {
    const before = shown();
    next()?.click();
    if (shown() === before) throw new Error(`${before} leads on to nothing`);
    read();
  }
}""".replace("READ", _READ)
_LOOK_AWAY = """away => {
  Object.defineProperty(document, "hidden", { configurable: true, get: () => away });
  document.dispatchEvent(new Event("visibilitychange"));
}"""


class Visitor(Reader):
    """One person in front of one page."""

    def opens(self, path: str) -> Self:
        """Open an address of the site."""
        self.page.goto(self.site.url + path)
        return self

    def starts(self, language: str = "en", query: str = "") -> Self:
        """Open the check."""
        return self.opens(f"/{language}/{query}")

    def goes_without_wizard(self) -> None:
        """From now on the check is the long page, while tests can still run scripts in it."""
        self.page.route(
            "**/wizard.js*", lambda route: route.fulfill(content_type="text/javascript", body="")
        )

    # --- Answering -----------------------------------------------------------------------------

    def option(self, name: str, value: str) -> Locator:
        """The row of one option."""
        radio = self.page.locator(f'input[name="{name}"][value="{value}"]')
        return self.page.locator(".option", has=radio)

    def chooses(self, name: str, value: str) -> None:
        """Click an option."""
        self.option(name, value).click()

    def answers_what_is_in_view(self, filled: AnswerSheet, but: Collection[str] = ()) -> None:
        """Click the answers to the questions in view, as a person does."""
        answers = self.all_of(filled, but)
        names: list[str] = self.page.locator(".question:visible").evaluate_all(
            "all => all.map(question => question.dataset.name)"
        )
        for name in names:
            if name in answers:
                self.chooses(name, answers[name])

    def answers_first_in_view(self) -> None:
        """Choose the first option of every question in view."""
        first = "all => all.forEach(set => set.querySelector('input').click())"
        self.page.eval_on_selector_all(".step:not([hidden]) .question", first)

    def fills(self, filled: AnswerSheet, but: Collection[str] = ()) -> Self:
        """Answer everything at once, wherever it stands, `but` for some questions."""
        self.page.evaluate(_FILL, self.all_of(filled, but))
        return self

    @staticmethod
    def all_of(filled: AnswerSheet, but: Collection[str] = ()) -> Answers:
        """What `answers` has to be after filling in this sheet."""
        return {name: value for name, value in answers_of(filled).items() if name not in but}

    # --- Walking -------------------------------------------------------------------------------

    def sees_step(self, step: str) -> None:
        """Wait until this step is in view."""
        expect(self.page.locator(f"#{step}")).to_be_visible()

    def next(self) -> None:
        """Press the button that leads on: start, or next."""
        self.page.locator('[data-go="next"]:visible').click()

    def back(self) -> None:
        """Press the form's own Back."""
        self.page.locator('#actions [data-go="back"]').click()

    def walks_to(self, step: str, reading: int = 0) -> Self:
        """Go on step by step until this one is in view; what is on the way is answered already.

        `reading`: seconds spent on each page, the last one too.
        """
        self.page.evaluate(_WALK, [step, reading])
        return self

    def reads(self, seconds: int) -> None:
        """Let time go by in front of the page."""
        self.page.evaluate(_READ, seconds)

    def looks_away(self, away: bool) -> None:
        """Go to another tab, or come back; headless, so the page is only told so."""
        self.page.evaluate(_LOOK_AWAY, away)

    def switches_language(self, language: str) -> None:
        """Press the button of this language and wait for the form in it."""
        with self.page.expect_navigation():
            self.page.locator(f'.languages [lang="{language}"]').click()
        expect(self.page.locator("html")).to_have_attribute("lang", language)

    def holds_ticket(self, ticket: str) -> None:
        """Have another ticket than the one that came with the form."""
        put = "(input, ticket) => { input.value = ticket }"
        self.page.locator('[name="ticket"]').evaluate(put, ticket)

    def sends(self) -> Self:
        """Send the form and wait for the page that answers, whichever it is."""
        with self.page.expect_navigation():
            self.page.locator("#submit").click()
        return self

    def submits(self) -> Self:
        """Send the form and wait for the result."""
        self.page.locator("#submit").click()
        self.page.wait_for_url(re.compile("/result/"))
        return self

    # --- The result ----------------------------------------------------------------------------

    def unfolds_everything(self) -> None:
        """Open every fold of the page."""
        unfold = "all => all.forEach(details => { details.open = true })"
        self.page.eval_on_selector_all("details", unfold)

    def picks_nothing_yet(self) -> None:
        """Choose that nothing comes next, and wait for the page that says so."""
        with self.page.expect_navigation():
            self.page.locator('.ways-on button[value="nothing"]').click()

    def forgets(self) -> None:
        """Delete what is stored, in the two steps that it takes, and wait for what came of it."""
        for fold in ("#receipt > summary", ".sure > summary"):
            if not self.page.locator(fold).locator("xpath=..").evaluate("fold => fold.open"):
                self.page.locator(fold).click()
        with self.page.expect_navigation():
            self.page.locator(".sure button").click()
