"""A visitor of the check inside a frame, and the page around it, in the words of the tests."""

import re
from typing import Any, Self

from playwright.sync_api import Frame, Locator, Page, expect

from app.method.sheet import AnswerSheet
from tests.browser.sheets import USUAL, answers_of

LAST_STEP = 9

_FILL = """answers => {
  for (const [name, value] of Object.entries(answers)) {
    document.querySelector(`#check input[name="${name}"][value="${value}"]`).click();
  }
}"""

# Frames are lazy: they load when they are near.
_COME_NEAR = """frame => {
  if (frame.getBoundingClientRect().top > innerHeight) frame.scrollIntoView();
}"""


class Widget:
    """The check in one iframe of a host page."""

    def __init__(self, element: Locator) -> None:
        self.element = element
        element.evaluate(_COME_NEAR)
        handle = element.element_handle()
        assert handle is not None
        frame = handle.content_frame()
        assert frame is not None
        self.frame: Frame = frame

    def is_there(self, language: str = "en") -> Self:
        """Wait until the check is in view, in this language."""
        expect(self.frame.locator("html")).to_have_attribute("lang", language)
        expect(self.frame.locator(".step:visible").first).to_be_visible()
        return self

    @property
    def step(self) -> str:
        """The id of the step in view."""
        (shown,) = self.frame.locator(".step:visible").all()
        return shown.get_attribute("id") or ""

    def fills(self, sheet: AnswerSheet = USUAL) -> Self:
        """Answer everything at once, wherever it stands."""
        self.frame.locator(".is-wizard").wait_for()
        self.frame.evaluate(_FILL, answers_of(sheet))
        return self

    def clicks_the_answers(self, sheet: AnswerSheet = USUAL) -> Self:
        """Click every answer of the long page, as without JavaScript."""
        for name, value in answers_of(sheet).items():
            self.frame.locator(f'input[name="{name}"][value="{value}"]').check()
        return self

    def next(self) -> None:
        """Press the button that leads on, without the scrolling that a test's click does."""
        self.frame.locator(".is-wizard").wait_for()
        self.frame.locator('[data-go="next"]:visible').evaluate("button => button.click()")

    def walks_to_the_end(self) -> Self:
        """Go on step by step until the last."""
        while self.frame.locator('[data-go="next"]:visible').count():
            self.next()
        return self

    def submits(self) -> Self:
        """Send the form and wait for the result."""
        self.frame.locator("#submit").press("Enter")  # a click may miss a frame that still grows
        self.frame.wait_for_url(re.compile("/result/"))
        self.frame.locator("#result").wait_for()
        return self

    @property
    def reference(self) -> str:
        """The reference code that the result shows."""
        return self.frame.locator(".code").first.inner_text()

    @property
    def top(self) -> float:
        """How far the frame's upper edge is below the upper edge of the window."""
        return float(self.element.evaluate("frame => frame.getBoundingClientRect().top"))

    @property
    def height(self) -> float:
        """The height that the host page gives to the frame."""
        return float(self.element.evaluate("frame => frame.getBoundingClientRect().height"))

    @property
    def content_height(self) -> float:
        """Where what is shown ends: the bottom of its last line and the space below that."""
        return float(
            self.frame.evaluate(
                "document.querySelector('.colophon').getBoundingClientRect().bottom + scrollY"
            )
        )

    def fits(self) -> None:
        """Wait until the frame is as high as its content, to a pixel, without a scroll bar."""
        state: tuple[object, ...] = ()
        for _ in range(60):
            before, state = state, (self.height, self.content_height, *self._bars())
            fits = 0 <= self.height - self.content_height <= 1
            if state == before and fits and not any(state[2:]):
                return
            self.frame.page.wait_for_timeout(50)
        raise AssertionError(f"height, content, bars at the side and below, overflow: {state}")

    def _bars(self) -> list[float]:
        """Pixels that scroll bars take at the side and below, and that content sticks out by."""
        found: list[float] = self.frame.evaluate(
            """() => {
              const page = document.documentElement;
              return [innerWidth - page.clientWidth, innerHeight - page.clientHeight,
                page.scrollWidth - innerWidth, page.scrollHeight - innerHeight];
            }"""
        )
        return found


def widget(page: Page, which: str = "iframe") -> Widget:
    """The check in a frame of this page."""
    element = page.locator(which).first
    element.wait_for(state="attached")
    return Widget(element)


def seen(page: Page, what: str) -> list[Any]:
    """What the host page noted: its messages, events, scrolls or violations of its policy."""
    found: list[Any] = page.evaluate(f"seen.{what}")
    return found


def events(page: Page) -> list[tuple[str, dict[str, Any]]]:
    """The events that the host page heard, in order."""
    return [(event["type"], event["detail"]) for event in seen(page, "events")]
