"""The application as it is served more than half a year later, for who comes back."""

from tests.browser.served import app
from tests.later import days_later

__all__ = ["app"]

days_later(190).__enter__()
