"""axe-core looks at a page: at all of it first, then at what another look of it may change."""

from importlib.resources import files
from typing import Any, Literal

from playwright.sync_api import Page

Scheme = Literal["light", "dark"]
Look = tuple[Scheme, int]  # colour scheme, and width in CSS pixels

# Words don't change a colour, so each language sees half of the four.
LOOKS: dict[str, tuple[Look, ...]] = {
    "en": (("light", 360), ("dark", 1280)),
    "nl": (("dark", 360), ("light", 1280)),
}

_AXE = (files("axe_playwright_python") / "axe.min.js").read_text("utf-8")
_RUN = "rules => axe.run({ resultTypes: ['violations'], iframes: false, preload: false, ...rules })"
_BY_LOOK = ["color-contrast", "link-in-text-block", "scrollable-region-focusable", "target-size"]


def violations(page: Page, rules: list[str] | None = None) -> list[str]:
    """What axe-core finds, one line a place; of all rules that are on, or of these."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(_AXE)
    only = {"runOnly": rules} if rules else {}
    found: list[dict[str, Any]] = page.evaluate(_RUN, only)["violations"]
    return [
        f"{each['id']}: {node['target']} {node['failureSummary']}"
        for each in found
        for node in each["nodes"]
    ]


def is_sound(page: Page, looks: tuple[Look, ...], name: str = "it") -> None:
    """See that axe-core finds nothing, however one looks at the page, and that it fits."""
    rules = None
    for scheme, width in looks:
        page.emulate_media(color_scheme=scheme)
        page.set_viewport_size({"width": width, "height": 800})
        assert violations(page, rules) == [], f"{name}: {scheme}, {width} px"
        wider = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert wider <= 0, f"{name}: {scheme}, {width} px"
        rules = _BY_LOOK
