"""The clock of commitments and rounds moved on, for tests that look again months later."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime, timedelta, tzinfo
from typing import Self
from unittest.mock import patch


@contextmanager
def days_later(days: int) -> Iterator[None]:
    """So many days from now, as far as commitments, calendars and rounds are concerned."""

    class Later(datetime):
        """A clock that runs ahead."""

        @classmethod
        def now(cls, tz: tzinfo | None = None) -> Self:
            """The moment that it shows."""
            return super().now(tz) + timedelta(days=days)

    with ExitStack() as stack:
        for module in ("app.web.check.calendar", "app.rounds.rounds"):
            stack.enter_context(patch(f"{module}.datetime", Later))
        yield
