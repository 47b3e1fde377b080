"""Static files: light, at addresses that change with the content, so that a browser keeps them."""

import hashlib
import re
from functools import cache
from pathlib import Path

from flask import Flask, Response, request, url_for

_YEAR = 365 * 24 * 3600
_UNSAID = re.compile(r"^\s+|(?:^|[ \t]+)// .*$", re.MULTILINE)


def install_assets(app: Flask) -> None:
    """Give templates `asset("css/base.css")` and let what it names be kept for a year."""
    folder = Path(app.static_folder or "")

    @cache
    def version(name: str) -> str:
        return hashlib.sha256((folder / name).read_bytes()).hexdigest()[:10]

    def asset(name: str) -> str:
        return url_for("static", filename=name, v=version(name))

    app.jinja_env.globals["asset"] = asset

    @app.after_request
    def keep_versioned(response: Response) -> Response:
        if request.endpoint == "static" and response.status_code == 200:
            # Flask-Compress leaves a file open, knows no gzip for it, and never answers 304.
            response.direct_passthrough = False
            response.make_sequence()
            if response.mimetype == "text/javascript":
                response.set_data(light(response.get_data(as_text=True)))
            if "v" in request.args:
                response.headers["Cache-Control"] = f"public, max-age={_YEAR}, immutable"
        return response


@cache
def light(script: str) -> str:
    """A script without indentation, comments and empty lines; the line breaks of the code stay.

    None of our scripts has a text over several lines, or one with // and a space in it.
    """
    return _UNSAID.sub("", _UNSAID.sub("", script))
