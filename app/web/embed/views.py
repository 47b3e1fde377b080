"""The loader, the theme's style sheet, and the marketer's page with its live preview."""

import json
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, Response, current_app, make_response, render_template, request, url_for
from flask_babel import gettext as _

from app.origin import Origin
from app.palette import PALETTE
from app.web.appearance import appearance
from app.web.embed.options import ATTRIBUTES, EmbedOptions, origin_of
from app.web.embed.snippet import Snippet
from app.web.embed.theme import theme_css
from app.web.i18n import current_language
from app.web.services import services
from app.web.templating import light, own_name

embed = Blueprint("embed", __name__)

# For a tag manager that reads a data layer, as most do.
_EVENTS = """for (const type of ["ready", "step", "complete", "next"]) {
  document.addEventListener(`alliance-check:${type}`, ({ detail }) => {
    (window.dataLayer ??= []).push({ event: `alliance_check_${type}`, ...detail });
  });
}"""

_YEAR = 365 * 24 * 3600
_HOUR = 3600
_MINUTES = 300


@embed.get("/embed.js")
def loader() -> Response:
    """The loader, with the bank's languages written into it."""
    folder = Path(current_app.static_folder or "")
    text = _loader(folder / "js" / "embed.js", tuple(services().bank.languages))
    response = Response(text, mimetype="text/javascript")
    response.headers["Cache-Control"] = f"public, max-age={_HOUR}"
    return response


@cache
def _loader(path: Path, languages: tuple[str, ...]) -> str:
    return light(path.read_text("utf-8")).replace('["en"]', json.dumps(languages), 1)


@embed.get("/theme.css")
def theme() -> Response:
    """The style sheet of an accent, corners and a font; the same address always says the same."""
    response = Response(theme_css(appearance()), mimetype="text/css")
    response.headers["Cache-Control"] = f"public, max-age={_YEAR}, immutable"
    return response


@embed.get("/embed")
def page() -> Response:
    """The marketer's page: options, preview, snippet, notes."""
    options = _options()
    html = render_template(
        "pages/embed.html",
        options=options,
        snippet=Snippet(url_for("check.home", _external=True), options.usable),
        preview=_sample_address(options),
        framing=_framing(options),
        language_choices=[(code, own_name(code)) for code in services().bank.languages],
        source_choices=_source_choices(options),
        events=_EVENTS,
        loader=url_for("embed.loader", _external=True),
        here=f"{url_for('embed.page', _external=True)}?{urlencode(_asked(options))}",
        readable={scheme: PALETTE[scheme]["grouped"] for scheme in PALETTE},
    )
    return _kept_by_the_browser(html)


@embed.get("/embed/sample")
def sample() -> Response:
    """A page like somebody else's with the check in it; leads from here are marked as tests."""
    return _kept_by_the_browser(
        render_template("pages/sample.html", options=_options().usable, attributes=ATTRIBUTES)
    )


def _kept_by_the_browser(html: str) -> Response:
    """No proxy may keep the page: it depends on the host and on the language asked for."""
    response = make_response(html)
    response.headers["Cache-Control"] = f"private, max-age={_MINUTES}"
    return response


def _options() -> EmbedOptions:
    here = services()
    return EmbedOptions.read(
        request.args, here.bank.languages, current_language(), here.settings.sources
    )


def _source_choices(options: EmbedOptions) -> list[tuple[str, str]]:
    """The accepted sources, and an invalid one from the address; empty where any is accepted."""
    sources = services().settings.sources
    wrong = [options.typed["source"]] if "source" in options.wrong else []
    return [("", _("No label")), *((each, each) for each in (*sources, *wrong))] if sources else []


def _asked(options: EmbedOptions) -> dict[str, str]:
    """What leads to this page as it is, or to its sample."""
    return {"ui": current_language(), **options.usable}


def _sample_address(options: EmbedOptions) -> str:
    return f"{url_for('embed.sample')}?{urlencode(_asked(options))}"


def _framing(options: EmbedOptions) -> dict[str, Any] | None:
    """Whether the marketer's site may frame the check; None when no site was named."""
    origin = origin_of(options.typed["site"]) if options.typed["site"] else None
    if origin is None:
        return None
    own = Origin.read(url_for("check.home", _external=True))
    allowed = origin == own or origin in services().settings.embed_origins
    return {"origin": origin, "allowed": allowed}
