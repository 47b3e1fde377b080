"""What a visitor takes along from the result: a PDF, and an entry for the calendar."""

from flask import Blueprint, Response
from flask_babel import gettext as _

from app.web.addresses import whole_address
from app.web.check.calendar import USUAL_MONTHS, calendar_file, months_later, today
from app.web.check.handout import handout
from app.web.check.result import read_token, report_on

along = Blueprint("along", __name__, url_prefix="/<language:lang>/result/<token>")


@along.get("/alliance-check.pdf")
def paper(lang: str, token: str) -> Response:
    """The result as a PDF, in the words of the page."""
    assessment, reference = read_token(token)
    link = whole_address("result.show", lang=lang, token=token)
    return handout(assessment, report_on(assessment), reference, link)


@along.get("/again.ics")
def again(lang: str, token: str) -> Response:
    """The next check as an entry in a calendar. Nothing is stored."""
    read_token(token)
    link = whole_address("result.show", lang=lang, token=token)
    return calendar_file(
        token,
        months_later(today(), USUAL_MONTHS),
        _("Take the Alliance Check again"),
        _("Six months ago you took the Alliance Check. What has moved since?")
        + "\n\n"
        + _("Your earlier result, and a way to take the check again: %(link)s", link=link),
        link,
    )
