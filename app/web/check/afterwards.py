"""What a visitor can still do on the result: choose a next step, and delete what is stored.

These forms carry no token against forged requests (CSRF), and need none. Such a token proves that a
form comes from a page of ours: otherwise a forger could make the browser send a request together
with a cookie that the forger can't read. Here there is no cookie, session or login to misuse: the
address itself is the key. Its token is signed and holds 50 random bits, so nobody can make the
address up, and whoever has it may do what it allows. That is also why the check works inside
somebody else's page, where cookies are blocked.
"""

from flask import Blueprint, abort, redirect, request, url_for
from werkzeug.wrappers import Response

from app.leads import life
from app.leads.values import NEXT_STEPS
from app.web.check.contact import contact_url
from app.web.check.result import read_token
from app.web.services import services

afterwards = Blueprint("afterwards", __name__, url_prefix="/<language:lang>/result/<token>")

# These lead to our contact page, with the reference.
_LEAD_TO_US = ("conversation", "assessment")


@afterwards.post("/next")
def choose(lang: str, token: str) -> Response:
    """Record the next step that the visitor chose, and redirect to it."""
    here = services()
    assessment, reference = read_token(token)
    step = request.form.get("step", "")
    if step not in NEXT_STEPS:
        abort(400)
    life.choose(reference, step, here.store, here.spool)
    if step in _LEAD_TO_US:
        way = contact_url(here.settings.contact_url, reference, assessment.level, lang)
        return redirect(way, 303)
    return redirect(url_for("result.show", lang=lang, token=token, after="next"), 303)


@afterwards.post("/forget")
def forget(lang: str, token: str) -> Response:
    """Delete what is stored under this reference; the result page shows what is left."""
    here = services()
    _assessment, reference = read_token(token)
    life.forget(reference, here.store, here.spool)
    return redirect(url_for("result.show", lang=lang, token=token, after="forget"), 303)
