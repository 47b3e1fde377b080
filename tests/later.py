"""The clock of commitments moved on, for tests that look again months later."""

from contextlib import AbstractContextManager
from datetime import datetime, timedelta, tzinfo
from typing import Any, Self
from unittest.mock import patch


def days_later(days: int) -> AbstractContextManager[Any]:
    """So many days from now, as far as commitments and calendars are concerned."""

    class Later(datetime):
        """A clock that runs ahead."""

        @classmethod
        def now(cls, tz: tzinfo | None = None) -> Self:
            """The moment that it shows."""
            return super().now(tz) + timedelta(days=days)

    return patch("app.web.check.calendar.datetime", Later)
