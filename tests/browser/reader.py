"""What a person can see and read on a page of the check."""

import re
from collections.abc import Mapping

from playwright.sync_api import Locator, Page

from tests.browser.site import Site
from tests.browser.watch import Watch


class Reader:
    """One person in front of one page, looking."""

    def __init__(self, page: Page, site: Site, watch: Watch) -> None:
        self.page = page
        self.site = site
        self.watch = watch

    @property
    def focused(self) -> str:
        """The id of the element that has the focus, or its tag."""
        return str(
            self.page.evaluate("document.activeElement.id || document.activeElement.tagName")
        )

    @property
    def heading(self) -> str:
        """The first heading in view."""
        return self.page.locator("h1:visible, h2:visible").first.inner_text()

    # --- The form ------------------------------------------------------------------------------

    @property
    def step(self) -> str:
        """The id of the one step in view."""
        found: list[str] = self.page.locator(".step:visible").evaluate_all(
            "all => all.map(e => e.id)"
        )
        (step,) = found
        return step

    @property
    def answers(self) -> Mapping[str, str]:
        """What is chosen, by the question's name."""
        chosen = "e => Object.fromEntries(e.map(input => [input.name, input.value]))"
        found: Mapping[str, str] = self.page.eval_on_selector_all("#check input:checked", chosen)
        return found

    @property
    def buttons(self) -> list[str]:
        """The words on the form's buttons in view."""
        return self.page.locator("main button:visible").all_inner_texts()

    @property
    def summary(self) -> Locator:
        """What stands above the form when something is the matter."""
        return self.page.locator("#summary")

    @property
    def errors(self) -> Mapping[str, str]:
        """The error of each question in view that has one, by the question's name."""
        found = self.page.locator(".question.is-missing:visible")
        return {
            question.get_attribute("data-name") or "": question.locator(".error").inner_text()
            for question in found.all()
        }

    @property
    def progress(self) -> tuple[int, int]:
        """How many parts of the line are done, and the number of the one where we are."""
        parts = self.page.locator("#progress li")
        classes = [part.get_attribute("class") or "" for part in parts.all()]
        (here,) = [number for number, each in enumerate(classes, 1) if "is-here" in each]
        return sum("is-done" in each for each in classes), here

    @property
    def minutes_left(self) -> int:
        """What the page says is left."""
        return int(re.sub(r"\D", "", self.page.locator("#left").inner_text()))

    # --- The result ----------------------------------------------------------------------------

    @property
    def reference(self) -> str:
        """The reference code that the result shows."""
        return self.page.locator(".code").first.inner_text()

    @property
    def level(self) -> str:
        """The level that the result names."""
        return self.page.locator(".level b").inner_text()

    @property
    def range(self) -> tuple[int, int] | None:
        """The first and last step of the band on the scale; None without a scale."""
        steps = self.page.locator(".scale .is-in").all_inner_texts()
        return (int(steps[0]), int(steps[-1])) if steps else None

    @property
    def levers(self) -> list[str]:
        """The names of the levers, in order."""
        return self.page.locator(".levers > li:has(details) h3").all_inner_texts()
