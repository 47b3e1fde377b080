"""What a marketer pastes: the snippet, the plain iframe, and the CSP lines of their own site."""

from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from urllib.parse import urlencode

from app.web.embed.options import ATTRIBUTES
from app.web.fonts import INHERIT


@dataclass(frozen=True, slots=True)
class Snippet:
    """The check as a marketer wants it. `home`: our address, ending in a slash."""

    home: str
    options: Mapping[str, str]

    @property
    def element(self) -> str:
        """Loader and custom element: takes the check's height and sends events to the page."""
        return f"{self._script}\n<alliance-check{self._attributes('')}></alliance-check>"

    @property
    def block(self) -> str:
        """The same for systems that strip elements they don't know."""
        return f"{self._script}\n<div data-alliance-check{self._attributes('data-')}></div>"

    @property
    def frame(self) -> str:
        """A plain iframe: works without any script, at a height of its own."""
        scheme = self.options.get("scheme")
        # Otherwise a browser puts an opaque ground under a frame whose scheme is not the page's.
        style = f"border: 0; color-scheme: {scheme}" if scheme else "border: 0"
        return (
            f'<iframe src="{escape(self.address)}" title="Alliance Check" '
            f'width="100%" height="900" style="{style}" loading="lazy"></iframe>'
        )

    @property
    def address(self) -> str:
        """The address that the plain iframe shows."""
        wanted = {name: self.options.get(name) for name in ATTRIBUTES if name != "lang"}
        wanted = {name: value for name, value in wanted.items() if value and value != INHERIT}
        return f"{self.home}{self.options['lang']}/?{urlencode({'embed': '1', **wanted})}"

    @property
    def policy(self) -> str:
        """What a site with a Content-Security-Policy has to add to it."""
        origin = self.home.rstrip("/")
        return f"script-src {origin};\nframe-src {origin};"

    @property
    def _script(self) -> str:
        return f'<script src="{escape(self.home)}embed.js" async></script>'

    def _attributes(self, prefix: str) -> str:
        given = ((name, self.options.get(name, "")) for name in ATTRIBUTES)
        return "".join(f' {prefix}{name}="{escape(value)}"' for name, value in given if value)
