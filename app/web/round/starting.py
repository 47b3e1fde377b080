"""Starting a round, and what its host can do: invite, close, prolong, cancel."""

import segno
from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.method.reading import about_minutes
from app.method.sheet import Profile
from app.rounds.setup import Round, invitation_of
from app.web.addresses import whole_address
from app.web.check.forms import HONEYPOT
from app.web.check.privacy import day_in_words
from app.web.i18n import wording
from app.web.round.blueprint import round_
from app.web.round.forms import StartForm
from app.web.services import services

_SEEN_FROM_AFAR = 5  # CSS pixels for a module of the code


@round_.get("")
def start(lang: str) -> str:
    """What a round is, and the form to start one.

    `?result=`, `?round=`: facts taken from an own result, or from an earlier round.
    """
    return _start_page(StartForm(wording(), given=_facts_given()))


def _facts_given() -> Profile:
    if "round" in request.args:
        return services().round_tokens.read(request.args["round"]).facts
    if "result" in request.args:
        return services().tokens.read(request.args["result"])[0].profile
    return {}


@round_.post("")
def opening(lang: str) -> Response | tuple[str, int]:
    """Open a round and lead to the host's page."""
    form = StartForm(wording(), request.form)
    if "language" in request.form:
        return _start_page(form), 200
    if not form.validate() or request.form.get(HONEYPOT):
        return _start_page(form), 422
    here = services()
    host = here.rounds.start(form.setup(here.bank.model), form["days"].data)
    return redirect(url_for("round.host", lang=lang, host=host), 303)


def _start_page(form: StartForm) -> str:
    return render_template("round/start.html", form=form, minutes=about_minutes(wording()))


@round_.get("/who-sees-what")
def rules(lang: str) -> str:
    """Who sees what in a round, in plain words."""
    return render_template("round/rules.html")


@round_.get("/host/<host>")
def host(lang: str, host: str) -> str:
    """The host's page. Whoever has its address is the host."""
    here = services().rounds.hosted(host)
    way_in = whole_address("round.join", lang=lang, invitation=invitation_of(host))
    code = segno.make(way_in, error="m", micro=False)
    return render_template(
        "round/host.html",
        here=here,
        host=host,
        invitation=way_in,
        words_to_paste=_words_to_paste(here, way_in),
        code=code.svg_data_uri(scale=_SEEN_FROM_AFAR, light="white"),
        address=whole_address("round.host", lang=lang, host=host),
        after=request.args.get("after"),
    )


def _words_to_paste(here: Round, way_in: str) -> str:
    words = wording()
    return words.texts[f"round.invitation.{here.setup.mode}"].format(
        items=len(words.items),
        minutes=about_minutes(words),
        address=way_in,
        closes=day_in_words(here.closes),
    )


@round_.post("/host/<host>/close")
def close(lang: str, host: str) -> Response:
    """Close the round, for good, and lead to its result."""
    services().rounds.close(host)
    return _to_the_result(lang, host)


def _to_the_result(lang: str, host: str) -> Response:
    """Where a closed round is; back to the host's page while it is open."""
    here = services().rounds.hosted(host)
    if here.token is None:
        return _back(lang, host, "close")
    return redirect(url_for("round.show", lang=lang, token=here.token), 303)


@round_.post("/host/<host>/prolong")
def prolong(lang: str, host: str) -> Response:
    """Have a round that lacks answers go on, once."""
    services().rounds.prolong(host)
    return _back(lang, host, "prolong")


@round_.post("/host/<host>/cancel")
def cancel(lang: str, host: str) -> Response:
    """Delete the round and everything in it."""
    if not services().rounds.cancel(host):
        return _to_the_result(lang, host)
    return redirect(url_for("round.start", lang=lang, after="cancel"), 303)


def _back(lang: str, host: str, after: str) -> Response:
    return redirect(url_for("round.host", lang=lang, host=host, after=after), 303)
