"""What every template may use besides Flask's own: the bank's words and the languages."""

from typing import Any
from urllib.parse import urlencode

from babel import Locale
from flask import Flask, request, url_for
from jinja2 import StrictUndefined

from app.method.report import Message, message
from app.method.wording import say
from app.web.addresses import DESK, at_the_desk, bare_address, same_query
from app.web.appearance import appearance
from app.web.i18n import current_language, spoken_of, wording
from app.web.services import services

# Where to find, in the other language, what answers to something that was sent.
_SHOWN_BY = {
    "check.submit": "check.form",
    "afterwards.choose": "result.show",
    "afterwards.forget": "result.show",
}


def install_templating(app: Flask) -> None:
    """Set up Jinja: strict about names, quiet about white space."""
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.context_processor(_common)


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
        # Without a language in their path, they are asked for one.
        path = DESK if desk and request.method != "GET" else request.path
        return f"{path}?{urlencode({**request.args.to_dict(), 'ui': code})}"
    if request.endpoint is None or request.view_args is None or "lang" not in request.view_args:
        return url_for("check.form", lang=code)
    endpoint = _SHOWN_BY.get(request.endpoint, request.endpoint)
    return same_query(endpoint, **{**request.view_args, "lang": code})
