"""What every template may use besides Flask's own: words, languages, addresses of static files."""

import hashlib
import re
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from babel import Locale
from flask import Flask, Response, request, url_for
from jinja2 import StrictUndefined

from app.method.messages import Message, message, say
from app.web.addresses import DESK, at_the_desk, bare_address, same_query
from app.web.appearance import appearance
from app.web.check.privacy import day_in_words
from app.web.i18n import current_language, spoken_of, wording
from app.web.services import services

_YEAR = 365 * 24 * 3600
_UNSAID = re.compile(r"^\s+|(?:^|[ \t]+)// .*$", re.MULTILINE)


def install_assets(app: Flask) -> None:
    """Give templates `asset("css/base.css")`, and let browsers keep such files for a year."""
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
            # Read here: Flask-Compress would leave the file open, not gzip it, and send no 304.
            response.direct_passthrough = False
            response.make_sequence()
            if response.mimetype == "text/javascript":
                response.set_data(light(response.get_data(as_text=True)))
            if "v" in request.args:
                response.headers["Cache-Control"] = f"public, max-age={_YEAR}, immutable"
        return response


@cache
def light(script: str) -> str:
    """A script without indentation, comments and empty lines; line breaks stay.

    Our scripts have no strings over several lines, nor any with a space, // and a space in them.
    """
    return _UNSAID.sub("", _UNSAID.sub("", script))


# The page to show in the other language, for a page that answers something sent.
_SHOWN_BY = {
    "check.submit": "check.form",
    "afterwards.choose": "result.show",
    "afterwards.forget": "result.show",
    "committing.commit": "result.show",
    "comparing.compare_with": "result.show",
    "round.opening": "round.start",
    "round.answer": "round.questions",
    "round.expect": "round.mine",
    "round.withdraw": "round.mine",
    "round.close": "round.host",
    "round.prolong": "round.host",
    "round.cancel": "round.host",
    "round.commit": "round.meeting",
}


def install_templating(app: Flask) -> None:
    """Set up Jinja: undefined names are errors, and blocks leave no blank lines."""
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.context_processor(_common)
    app.template_filter("day")(day_in_words)


def _common() -> dict[str, Any]:
    words = wording()

    def text(text_id: str, **values: int | str | tuple[str, ...]) -> str:
        return say(words, message(text_id, **values)) if values else words.texts[text_id]

    def said(what: Message) -> str:
        return say(words, what)

    return {
        "language": current_language(),
        "appearance": appearance(),
        "bare_address": bare_address,
        "other_languages": _other_languages(),
        "words": words,
        "text": text,
        "say": said,
        "model": spoken_of().model,
        "settings": services().settings,
    }


def _other_languages() -> list[dict[str, str]]:
    """The other languages: code, own name, and the address of this page in it."""
    return [
        {"code": code, "name": own_name(code), "address": _this_page_in(code)}
        for code in services().bank.languages
        if code != current_language()
    ]


def own_name(code: str) -> str:
    """What a language calls itself: "Nederlands"."""
    return str(Locale.parse(code).get_display_name()).capitalize()


def _this_page_in(code: str) -> str:
    desk = at_the_desk(request.path)
    if desk or request.endpoint == "embed.page":
        # These have no language in their path, but take one from the query.
        path = DESK if desk and request.method != "GET" else request.path
        return f"{path}?{urlencode({**request.args.to_dict(), 'ui': code})}"
    if request.endpoint is None or request.view_args is None or "lang" not in request.view_args:
        return url_for("check.form", lang=code)
    endpoint = _SHOWN_BY.get(request.endpoint, request.endpoint)
    return same_query(endpoint, **{**request.view_args, "lang": code})
