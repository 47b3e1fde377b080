"""The result: a pure function of the token in its address, except for what is stored right now."""

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, make_response, render_template, request, url_for

from app.drawing.radar import HEIGHT, WIDTH
from app.leads.life import look_up
from app.method.advice import advice_on
from app.method.again import Comparison
from app.method.changes import Changes, changes_between
from app.method.report import Report
from app.method.scoring import Assessment, assess
from app.method.sections import report_of
from app.method.token import Earlier, reference_code
from app.web.addresses import whole_address
from app.web.appearance import appearance
from app.web.caching import kept_by_its_visitor, kept_by_nobody
from app.web.check.calendar import MONTHS, USUAL_MONTHS
from app.web.check.contact import contact_url
from app.web.check.picture import asked_scheme, card_of, picture, radar_chart
from app.web.check.receipt import receipt_of
from app.web.i18n import speaks_of, spoken_of, wording
from app.web.services import services

result = Blueprint("result", __name__, url_prefix="/<language:lang>/result/<token>")


@dataclass(frozen=True, slots=True)
class Beside:
    """What a result page shows beside the result itself: an earlier one, or the wish for one.

    `token`: of the earlier result; `asked`: what there is to say about it before anything is
    judged; `comparison`: what has moved, once that is known. `pasted`: what was given for a link;
    `fault`: why it isn't one, "link" or "same".
    """

    token: str = ""
    asked: Earlier | None = None
    comparison: Comparison | None = None
    pasted: str = ""
    fault: str = ""

    @property
    def dated(self) -> bool:
        """Whether a commitment says that it is too early: nothing is left to be asked."""
        here = self.comparison
        return here is not None and here.commitment is not None and here.relation == "early"


_NOTHING = Beside()


def read_token(token: str) -> tuple[Assessment, str]:
    """The assessment, by its own edition, and the reference code of a token. Raises TokenError."""
    sheet, nonce = services().tokens.read(token)
    return assess(speaks_of(sheet.edition).model, sheet), reference_code(nonce)


def report_on(assessment: Assessment) -> Report:
    """The report of an assessment, in the words of this request."""
    return report_of(advice_on(spoken_of().model, assessment), wording())


@result.get("")
def show(lang: str, token: str) -> Response:
    """The result page. `?after=forget` or `next`: the visitor has just asked for that."""
    assessment, reference = read_token(token)
    return page_of(token, assessment, reference, report_on(assessment), _NOTHING)


def page_of(
    token: str, assessment: Assessment, reference: str, report: Report, beside: Beside
) -> Response:
    """The page of a result; not to be kept, nor found by search engines."""
    here, lang = services(), wording().code
    way: dict[str, Any] = {"lang": lang, "token": token}
    endpoint = "result.show"
    if beside.comparison:
        endpoint = "comparing.show"
        way |= {"earlier": beside.token, "relation": beside.comparison.relation}
    html = render_template(
        "pages/result.html",
        assessment=assessment,
        report=report,
        beside=beside,
        changes=_changes(),
        reference=reference,
        token=token,
        way=way,
        months=(MONTHS, USUAL_MONTHS),
        address=whole_address(endpoint, **way),
        path=url_for(endpoint, **way).partition("?")[0],
        start=whole_address("check.form", lang=lang),
        contact=contact_url(here.settings.contact_url, reference, report.level, lang),
        radar_size=(WIDTH, HEIGHT),
        stored=receipt_of(look_up(reference, here.store, here.spool), assessment),
        after=request.args.get("after"),
    )
    return kept_by_nobody(make_response(html, 422 if beside.fault else 200))


@result.get("/radar.<any(png, svg):kind>")
def radar(lang: str, token: str, kind: str) -> Response:
    """The radar image; `?scheme=dark` for dark pages, `?size=compact` without words."""
    assessment, _reference = read_token(token)
    return radar_image(assessment, kind)


def radar_image(assessment: Assessment, kind: str, before: Assessment | None = None) -> Response:
    """The radar as this request wants it, with an earlier result or without."""
    accent, compact = appearance().accent or "", request.args.get("size") == "compact"
    chart = radar_chart(
        assessment, wording(), asked_scheme(), accent, compact=compact, before=before
    )
    return kept_by_its_visitor(picture(chart, kind))


@result.get("/card.png")
def card(lang: str, token: str) -> Response:
    """The card to share: the level, the range, the radar and the month; no code."""
    assessment, _reference = read_token(token)
    report = report_on(assessment)
    return kept_by_its_visitor(card_of(assessment, wording(), report.name, report.range))


def _changes() -> Changes | None:
    """What has changed since the edition of this result; None when it is the newest."""
    own, newest = spoken_of().model, services().bank.model
    return None if own is newest else changes_between(own, newest)
