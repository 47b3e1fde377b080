"""The application as the embedding tests serve it: nobody is too quick, or comes too often."""

import os
from dataclasses import replace

from app import create_app
from app.config import Settings

app = create_app(
    replace(
        Settings.from_environment(),
        min_fill_seconds=0,
        step_limit="100000 per minute",
        flush_seconds=0.05,
        submission_limit=os.environ.get("TEST_SUBMISSION_LIMIT", "100000 per minute"),
        image_limit="100000 per minute",
        flood_limit="100000 per minute",
    )
)
