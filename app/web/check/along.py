"""What a visitor takes along from the result: a PDF, and an entry for the calendar."""

from calendar import monthrange
from datetime import UTC, date, datetime, time, timedelta
from uuid import NAMESPACE_URL, uuid5

from flask import Blueprint, Response
from flask_babel import gettext as _

from app.drawing.radar import radar_svg
from app.method.advice import advice_on
from app.method.messages import level_name
from app.method.report import Report
from app.method.scoring import Assessment
from app.method.sections import report_of
from app.paper.handout import Handout, Scale, handout_pdf
from app.paper.paragraphs import Group, Paragraph, Run, plain
from app.web.addresses import whole_address
from app.web.check.contact import contact_url
from app.web.check.picture import in_turn, radar_chart
from app.web.check.privacy import day_in_words
from app.web.check.result import read_token
from app.web.i18n import current_language, spoken_of, wording
from app.web.services import services

along = Blueprint("along", __name__, url_prefix="/<language:lang>/result/<token>")

MONTHS = 6  # until it is worth looking again


@along.get("/alliance-check.pdf")
def paper(lang: str, token: str) -> Response:
    """The result as a PDF, in the words of the page."""
    assessment, reference = read_token(token)
    report = report_of(advice_on(spoken_of().model, assessment), wording())

    def draw() -> bytes:
        return handout_pdf(_handout(assessment, report, reference, token))

    return _to_keep(in_turn(draw, "application/pdf"), f"alliance-check-{reference}.pdf")


@along.get("/again.ics")
def again(lang: str, token: str) -> Response:
    """The next check as an entry in a calendar. Nothing is stored."""
    read_token(token)
    entry = _calendar_entry(token, whole_address("result.show", lang=lang, token=token))
    return _to_keep(Response(entry, mimetype="text/calendar"), "alliance-check.ics")


def _to_keep(response: Response, name: str) -> Response:
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    if response.status_code == 200:
        response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


# --- On paper ----------------------------------------------------------------------------------


def _handout(assessment: Assessment, report: Report, reference: str, token: str) -> Handout:
    day = _today()
    in_words = day_in_words(day)
    known = report.level is not None
    return Handout(
        language=current_language(),
        title=f"{report.name} – Alliance Check",
        masthead="Alliance Check",
        made=day,
        day=in_words,
        report=report,
        level_label=_("Indicative level"),
        scale=_scale(assessment),
        radar=radar_svg(radar_chart(assessment, wording(), "light")) if known else None,
        radar_words=_("Radar of all dimensions"),
        ways_on_heading=_("Where to from here?"),
        ways_on=tuple(_ways_on(report, reference, token)),
        foot=f"Alliance Check · {reference} · {in_words}",
        pages=_("Page {number} of {count}"),
    )


def _scale(assessment: Assessment) -> Scale | None:
    if assessment.level is None or assessment.range is None:
        return None
    steps, texts = spoken_of().model.levels, wording().texts
    names = texts[level_name(steps[0])], texts[level_name(steps[-1])]
    return Scale(tuple(steps), names, assessment.level, assessment.range)


def _ways_on(report: Report, reference: str, token: str) -> list[Group]:
    language = current_language()
    talk = contact_url(services().settings.contact_url, reference, report.level, language)
    link = whole_address("result.show", lang=language, token=token)
    code = (
        Run(_("Your reference code is") + " "),
        Run(reference, bold=True),
        Run(". " + _("Without it, we don’t know whose result this is.")),
    )
    return [
        (Paragraph("text", code),),
        (plain("name", _("Ask for an introductory conversation")), _address(talk)),
        (plain("name", _("This result on the web")), _address(link)),
    ]


def _address(address: str) -> Paragraph:
    return Paragraph("text", (Run(address.partition("://")[2]),), 0, address=address)


# --- In a calendar -----------------------------------------------------------------------------


def _calendar_entry(token: str, link: str) -> bytes:
    """One whole day, without an alarm, which blocks nobody's time."""
    # It takes 0.2 s to import.
    from icalendar import Calendar, Event

    today = _today()
    day = months_later(today, MONTHS)
    event = Event()
    # The same entry for the same result, whenever it is fetched; nobody can read an answer in it.
    event.add("uid", f"{uuid5(NAMESPACE_URL, token)}@alliance-check")
    event.add("dtstamp", datetime.combine(today, time(), tzinfo=UTC))
    event.add("dtstart", day)
    event.add("dtend", day + timedelta(days=1))
    event.add("summary", _("Take the Alliance Check again"))
    event.add(
        "description",
        _("Six months ago you took the Alliance Check. What has moved since?")
        + "\n\n"
        + _("Your result of then, with a way to take the check again: %(link)s", link=link),
    )
    event.add("url", link)
    event.add("transp", "TRANSPARENT")
    calendar = Calendar()
    calendar.add("prodid", "-//2Scale Alliances//Alliance Check//EN")
    calendar.add("version", "2.0")
    calendar.add_component(event)
    return bytes(calendar.to_ical())


def months_later(day: date, months: int) -> date:
    """The same day some months later, or the last of that month where it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _today() -> date:
    return datetime.now(UTC).date()
