"""The result: a pure function of the token in its address, except for what is stored right now."""

from flask import Blueprint, Response, make_response, render_template, request

from app.drawing.radar import HEIGHT, WIDTH
from app.leads.life import look_up
from app.method.advice import advice_on
from app.method.editions import Changes, changes_between
from app.method.scoring import Assessment, assess
from app.method.sections import report_of
from app.method.token import reference_code
from app.palette import Scheme
from app.web.addresses import whole_address
from app.web.appearance import appearance
from app.web.check.contact import contact_url
from app.web.check.picture import card_of, picture, radar_chart
from app.web.check.receipt import receipt_of
from app.web.i18n import speaks_of, spoken_of, wording
from app.web.services import services

result = Blueprint("result", __name__, url_prefix="/<language:lang>/result/<token>")

_YEAR = 365 * 24 * 3600


def read_token(token: str) -> tuple[Assessment, str]:
    """The assessment, by its own edition, and the reference code of a token. Raises TokenError."""
    sheet, nonce = services().tokens.read(token)
    return assess(speaks_of(sheet.edition).model, sheet), reference_code(nonce)


@result.get("")
def show(lang: str, token: str) -> Response:
    """The result page. `?after=forget` or `next`: the visitor has just asked for that."""
    assessment, reference = read_token(token)
    here = services()
    receipt = look_up(reference, here.store, here.spool)
    report = report_of(advice_on(spoken_of().model, assessment), wording())
    html = render_template(
        "pages/result.html",
        assessment=assessment,
        report=report,
        changes=_changes(),
        reference=reference,
        token=token,
        address=whole_address("result.show", lang=lang, token=token),
        start=whole_address("check.form", lang=lang),
        contact=contact_url(here.settings.contact_url, reference, report.level, lang),
        radar_size=(WIDTH, HEIGHT),
        stored=receipt_of(receipt, assessment),
        after=request.args.get("after"),
    )
    response = make_response(html)
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


@result.get("/radar.<any(png, svg):kind>")
def radar(lang: str, token: str, kind: str) -> Response:
    """The radar image; `?scheme=dark` for dark pages, `?size=compact` without words."""
    assessment, _reference = read_token(token)
    scheme: Scheme = "dark" if request.args.get("scheme") == "dark" else "light"
    accent, compact = appearance().accent or "", request.args.get("size") == "compact"
    chart = radar_chart(assessment, wording(), scheme, accent, compact=compact)
    return _kept(picture(chart, kind))


@result.get("/card.png")
def card(lang: str, token: str) -> Response:
    """The card to share: the level, the range, the radar and the month; no code."""
    assessment, _reference = read_token(token)
    report = report_of(advice_on(spoken_of().model, assessment), wording())
    return _kept(card_of(assessment, wording(), report.name, report.range))


def _kept(response: Response) -> Response:
    """An image of a result, to be kept by whoever fetched it."""
    if response.status_code == 200:
        response.headers["Cache-Control"] = f"private, max-age={_YEAR}, immutable"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def _changes() -> Changes | None:
    """What has changed since the edition of this result; None when it is the newest."""
    own, newest = spoken_of().model, services().bank.model
    return None if own is newest else changes_between(own, newest)
