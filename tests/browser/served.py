"""The application as the browser tests serve it: nobody is too quick or comes too often."""

from dataclasses import replace

from app import create_app
from app.config import Settings

app = create_app(
    replace(
        Settings.from_environment(),
        min_fill_seconds=0,
        submission_limit="100000 per minute",
        image_limit="100000 per minute",
        flood_limit="100000 per minute",
        step_limit="100000 per minute",
        flush_seconds=0.05,
    )
)
