"""One lead: who it is, how to begin the conversation, and what the visitor saw and answered."""

from typing import Any

from flask import Response, abort, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from app.drawing.radar import HEIGHT, WIDTH
from app.leads.answers import assessment_of
from app.leads.attribution import LABELS
from app.leads.in_words import cut, described_columns, lead_in_words
from app.leads.record import Lead
from app.method.advice import advice_on
from app.method.bank import Language
from app.method.messages import short
from app.method.opener import opener_for
from app.method.scoring import Assessment
from app.method.sections import report_of
from app.method.token import parse_reference
from app.web.check.picture import asked_scheme, picture, radar_chart
from app.web.desk.blueprint import desk
from app.web.i18n import current_language, speaks_of, spoken_of, stored_wording, wording
from app.web.services import services

_LEVELS = ("level", "range_low", "range_high")


@desk.get("/leads/<reference>")
def lead(reference: str) -> str | AnyResponse:
    """Everything there is to know about one lead; the audit records the look first."""
    code = parse_reference(reference)
    if code is not None and code != reference:
        return redirect(url_for("desk.lead", reference=code))
    found = _lead(reference)
    services().audit.record(g.account, "look", count=1)
    return render_template(
        "desk/lead.html",
        lead=found,
        facts=_facts(found),
        campaign=[(name, found[name]) for name in LABELS if found[name]],
        known_edition=found["edition"] == spoken_of().model.edition,
        fits_scale=all(found[name] in spoken_of().model.levels for name in _LEVELS),
        radar_size=(WIDTH, HEIGHT),
        **_reading(found),
    )


@desk.get("/leads/<reference>/radar.svg")
def radar(reference: str) -> Response:
    """The radar of a lead, in the language of the desk."""
    assessment = _assessment(_lead(reference))
    if assessment is None:
        abort(404)
    return picture(radar_chart(assessment, wording(), asked_scheme()), "svg")


@desk.post("/leads/<reference>/delete")
def delete(reference: str) -> AnyResponse:
    """Delete a lead because its owner asked for it; doing it twice is the same as once."""
    here = services()
    here.spool.strike(reference)  # where a correction may wait
    if here.store.forget(reference):
        here.audit.record(g.account, "delete", count=1)
    return redirect(url_for("desk.leads", deleted=1), 303)


def _lead(reference: str) -> Lead:
    """The lead, or a 404; makes the request about the lead's edition."""
    found = services().store.get(reference) or abort(404)
    speaks_of(found["edition"])
    return found


def _assessment(lead: Lead) -> Assessment | None:
    return assessment_of(spoken_of().model, services().catalogue, lead)


def _facts(lead: Lead) -> list[tuple[str, str]]:
    """The profile: what each question's column is called, and the answer in words."""
    return [
        (question.heading, short(question.options.get(str(lead[key]), cut(lead[key]))))
        for key, question in wording().profile.items()
    ]


def _reading(lead: Lead) -> dict[str, Any]:
    """What the answers amount to; `spoken`: the language in which the visitor's words are shown."""
    model, assessment, spoken = spoken_of().model, _assessment(lead), _spoken(lead)
    if assessment is None:
        return {"assessment": None, "spoken": spoken, "stored": _stored(lead)}
    advice = advice_on(model, assessment)
    return {
        "assessment": assessment,
        "advice": advice,
        "report": report_of(advice, spoken),
        "own_report": report_of(advice, wording()),
        "opener": opener_for(model, assessment),
        "spoken": spoken,
    }


def _stored(lead: Lead) -> list[tuple[str, str]]:
    """The stored answers and outcome in words, for a lead whose answers can't be assessed."""
    catalogue = services().catalogue
    values = lead_in_words(lead, catalogue, wording())
    described = described_columns(catalogue, stored_wording())
    return [
        (words.heading, value.words)
        for column, words, value in zip(catalogue.columns, described, values, strict=True)
        if column.about in ("answers", "outcome")
    ]


def _spoken(lead: Lead) -> Language:
    """The visitor's own language, unless the address asks for another one."""
    languages = spoken_of().languages
    asked = (request.args.get("words", ""), str(lead["language"]), current_language())
    return next(languages[code] for code in asked if code in languages)
