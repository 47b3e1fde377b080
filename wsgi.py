"""The entry point for gunicorn and the `flask` command."""

import sys

from app import create_app
from app.config import Settings
from app.errors import AllianceCheckError

# gunicorn's code for "could not start": it stops instead of trying for ever.
CANNOT_START = 3

try:
    app = create_app(Settings.from_environment())
except AllianceCheckError as error:
    print(f"The Alliance Check cannot start.\n{error}", file=sys.stderr)  # noqa: T201
    sys.exit(CANNOT_START)
