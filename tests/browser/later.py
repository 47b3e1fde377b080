"""The application as it is served DAYS_LATER from now, for who comes back."""

import os

from tests.browser.served import app
from tests.later import days_later

__all__ = ["app"]

clock = days_later(int(os.environ["DAYS_LATER"]))  # as long as this is kept, it shows that
clock.__enter__()
