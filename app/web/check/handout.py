"""A result or a round on paper: what is on its PDF besides the report itself."""

from collections.abc import Iterator
from dataclasses import replace

from flask import Response
from flask_babel import gettext as _

from app.drawing.radar import RadarChart, radar_svg
from app.method.messages import level_name
from app.method.report import Report
from app.method.scoring import Assessment
from app.method.whole import Whole
from app.paper.handout import Handout, Scale, handout_pdf
from app.paper.paragraphs import Group, Paragraph, Run, plain
from app.web.caching import kept_as_file
from app.web.check.calendar import today
from app.web.check.contact import contact_page, contact_url
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
    chart = radar_chart(assessment, wording(), "light", before=before)
    return taken_along(report, assessment, chart, link, reference)


def taken_along(
    report: Report, whole: Whole, chart: RadarChart, link: str, reference: str = ""
) -> Response:
    """A report as a PDF. `reference`: of its result; "" for what has none."""

    def draw() -> bytes:
        return handout_pdf(_handout(report, whole, chart, link, reference))

    name = f"alliance-check-{reference or 'round'}.pdf"
    return kept_as_file(in_turn(draw, "application/pdf"), name)


def _handout(report: Report, whole: Whole, chart: RadarChart, link: str, reference: str) -> Handout:
    in_words = day_in_words(today())
    return Handout(
        language=current_language(),
        title=f"{report.title or report.name} – Alliance Check",
        masthead="Alliance Check",
        made=today(),
        day=in_words,
        report=report,
        level_label=_("Indicative level"),
        scale=_scale(whole),
        radar=None if report.level is None else radar_svg(chart),
        radar_words=_("Radar of all dimensions"),
        ways_on_heading=_("Where to from here?"),
        ways_on=tuple(_ways_on(report, reference, link)),
        foot=" · ".join(filter(None, ("Alliance Check", reference, in_words))),
        pages=_("Page {number} of {count}"),
    )


def _scale(whole: Whole) -> Scale | None:
    if whole.level is None or whole.range is None:
        return None
    steps, texts = spoken_of().model.levels, wording().texts
    names = texts[level_name(steps[0])], texts[level_name(steps[-1])]
    return Scale(tuple(steps), names, whole.level, whole.range)


def _ways_on(report: Report, reference: str, link: str) -> Iterator[Group]:
    contact, language = services().settings.contact_url, current_language()
    talk = contact_page(contact, language)
    if reference:
        talk = contact_url(contact, reference, report.level, language)
        code = (
            Run(_("Your reference code is") + " "),
            Run(reference, bold=True),
            Run(". " + _("Without it, we don’t know whose result this is.")),
        )
        yield (Paragraph("text", code),)
    yield (plain("name", _("Ask for an introductory conversation")), _address(talk))
    # Nobody types the hundreds of characters in which a round is.
    way = (
        _address(link)
        if reference
        else replace(plain("text", _("See the result"), 0), address=link)
    )
    yield (plain("name", _("This result on the web")), way)


def _address(address: str) -> Paragraph:
    return Paragraph("text", (Run(address.partition("://")[2]),), 0, address=address)
