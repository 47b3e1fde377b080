"""Two results beside each other: the one in the address, and an earlier one behind it."""

import re
from typing import Any

from flask import Blueprint, Response, redirect, request, url_for
from werkzeug.wrappers import Response as Answer

from app.errors import TokenError
from app.method.again import RELATIONS, Comparison, Relation, compare
from app.method.moved import compared
from app.method.report import Report
from app.method.scoring import Assessment
from app.method.token import Earlier, reference_code
from app.web.addresses import whole_address
from app.web.check.calendar import is_too_early
from app.web.check.handout import handout
from app.web.check.result import Beside, page_of, radar_image, read_token, report_on
from app.web.i18n import spoken_of, wording
from app.web.services import services

comparing = Blueprint("comparing", __name__, url_prefix="/<language:lang>/result/<token>")

# A link of ours, or the token alone.
_LINK = re.compile(r"(?:.*/(?:result|commitment)/)?([\w.-]+)(?:[/?#].*)?", re.ASCII)
_LONGEST = 2000
_RELATED = f"/since/<earlier>/<any({', '.join(RELATIONS)}):relation>"


@comparing.post("/compare")
def compare_with(lang: str, token: str) -> Answer:
    """Take the link of an earlier result; where it is none, say so and keep what was typed."""
    assessment, reference = read_token(token)
    pasted = request.form.get("link", "")[:_LONGEST].strip()
    found = _LINK.fullmatch(pasted.strip("<>()[].,; "))
    earlier = found[1] if found else ""
    try:
        held = services().tokens.read_earlier(earlier)
    except TokenError:
        fault = "link"
    else:
        if reference_code(held.nonce) != reference:
            return redirect(way_to(lang, token, earlier, held), 303)
        fault = "same"
    beside = Beside(pasted=pasted, fault=fault)
    return page_of(token, assessment, reference, report_on(assessment), beside)


@comparing.get("/compare")
def without_a_link(lang: str, token: str) -> Answer:
    """The result, for whoever opens the address of a page that found fault with a link."""
    return redirect(url_for("result.show", lang=lang, token=token), 303)


def way_to(lang: str, token: str, earlier: str, held: Earlier) -> str:
    """Where two results are compared; what the commitment's dates already say is not asked."""
    way: dict[str, Any] = {"lang": lang, "token": token, "earlier": earlier}
    if _is_too_early(held):
        return url_for("comparing.show", **way, relation="early")
    return url_for("comparing.ask", **way)


def _is_too_early(held: Earlier) -> bool:
    return held.commitment is not None and is_too_early(held.commitment)


@comparing.get("/since/<earlier>")
def ask(lang: str, token: str, earlier: str) -> Answer:
    """The result, and one question before anything is judged: who gave the earlier answers?"""
    held = services().tokens.read_earlier(earlier)
    if _is_too_early(held):
        return redirect(way_to(lang, token, earlier, held), 302)
    assessment, reference = read_token(token)
    beside = Beside(token=earlier, asked=held)
    return page_of(token, assessment, reference, report_on(assessment), beside)


@comparing.get(_RELATED)
def show(lang: str, token: str, earlier: str, relation: Relation) -> Response:
    """The result with what has moved since the earlier one."""
    assessment, reference, comparison = _both(token, earlier, relation)
    report = _report(assessment, comparison)
    beside = Beside(token=earlier, comparison=comparison)
    return page_of(token, assessment, reference, report, beside)


@comparing.get(f"{_RELATED}/radar.<any(png, svg):kind>")
def radar(lang: str, token: str, earlier: str, relation: Relation, kind: str) -> Response:
    """The radar of both."""
    assessment, _reference, comparison = _both(token, earlier, relation)
    return radar_image(assessment, kind, comparison.before)


@comparing.get(f"{_RELATED}/alliance-check.pdf")
def paper(lang: str, token: str, earlier: str, relation: Relation) -> Response:
    """Both as a PDF, in the words of the page."""
    assessment, reference, comparison = _both(token, earlier, relation)
    report = _report(assessment, comparison)
    way = {"lang": lang, "token": token, "earlier": earlier, "relation": relation}
    link = whole_address("comparing.show", **way)
    return handout(assessment, report, reference, link, comparison.before)


def _report(assessment: Assessment, comparison: Comparison) -> Report:
    return compared(report_on(assessment), comparison, wording())


def _both(token: str, earlier: str, relation: Relation) -> tuple[Assessment, str, Comparison]:
    """The assessment and code of a token, and how the earlier one compares. Raises TokenError."""
    held = services().tokens.read_earlier(earlier)
    relation = "early" if _is_too_early(held) else relation
    assessment, reference = read_token(token)
    own = services().editions.of(held.sheet.edition).model
    model = spoken_of().model
    return (
        assessment,
        reference,
        compare(assessment, model, held.sheet, own, relation, held.commitment),
    )
