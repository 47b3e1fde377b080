"""A result on paper: what is on its PDF besides the report itself."""

from flask import Response
from flask_babel import gettext as _

from app.drawing.radar import radar_svg
from app.method.messages import level_name
from app.method.report import Report
from app.method.scoring import Assessment
from app.paper.handout import Handout, Scale, handout_pdf
from app.paper.paragraphs import Group, Paragraph, Run, plain
from app.web.check.calendar import to_keep, today
from app.web.check.contact import contact_url
from app.web.check.picture import in_turn, radar_chart
from app.web.check.privacy import day_in_words
from app.web.i18n import current_language, spoken_of, wording
from app.web.services import services


def handout(
    assessment: Assessment,
    report: Report,
    reference: str,
    link: str,
    before: Assessment | None = None,
) -> Response:
    """The PDF of a result. `link`: where it is on the web; `before`: the earlier one beside it."""

    def draw() -> bytes:
        return handout_pdf(_handout(assessment, report, reference, link, before))

    return to_keep(in_turn(draw, "application/pdf"), f"alliance-check-{reference}.pdf")


def _handout(
    assessment: Assessment, report: Report, reference: str, link: str, before: Assessment | None
) -> Handout:
    in_words = day_in_words(today())
    chart = radar_chart(assessment, wording(), "light", before=before)
    return Handout(
        language=current_language(),
        title=f"{report.name} – Alliance Check",
        masthead="Alliance Check",
        made=today(),
        day=in_words,
        report=report,
        level_label=_("Indicative level"),
        scale=_scale(assessment),
        radar=None if report.level is None else radar_svg(chart),
        radar_words=_("Radar of all dimensions"),
        ways_on_heading=_("Where to from here?"),
        ways_on=tuple(_ways_on(report, reference, link)),
        foot=f"Alliance Check · {reference} · {in_words}",
        pages=_("Page {number} of {count}"),
    )


def _scale(assessment: Assessment) -> Scale | None:
    if assessment.level is None or assessment.range is None:
        return None
    steps, texts = spoken_of().model.levels, wording().texts
    names = texts[level_name(steps[0])], texts[level_name(steps[-1])]
    return Scale(tuple(steps), names, assessment.level, assessment.range)


def _ways_on(report: Report, reference: str, link: str) -> list[Group]:
    contact = services().settings.contact_url
    talk = contact_url(contact, reference, report.level, current_language())
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
