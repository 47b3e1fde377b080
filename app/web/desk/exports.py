"""Exporting leads: a form that says what is in the file, and the file."""

from datetime import UTC, datetime
from urllib.parse import urlencode

from flask import Response, abort, g, make_response, render_template, request, send_file
from flask_babel import gettext as _

from app.errors import ExportError, ExportsBusy
from app.leads.export.apart import Job, write_apart
from app.leads.export.writing import MEDIA_TYPES, FileKind
from app.leads.weeks import iso_week
from app.web.desk.blueprint import desk
from app.web.desk.filters import Wanted
from app.web.desk.saying import kinds
from app.web.i18n import current_language
from app.web.services import services
from app.web.templating import own_name

# Leads per second of the slowest kind, the workbook, on a small and busy machine.
_A_SECOND = 1500
_WORTH_SAYING = 10  # seconds
_RETRY_SECONDS = 60


@desk.get("/export")
def export() -> str:
    """The form, for the leads that are wanted."""
    return _form(Wanted.read(request.args), "xlsx", current_language())


@desk.post("/export")
def write_export() -> Response:
    """The file, written before it is sent; the audit records it before the first byte leaves."""
    here = services()
    wanted = Wanted.read(request.form)
    if wanted.wrong:
        abort(400)
    asked = request.form.get("kind")
    kind: FileKind = next((kind for kind in MEDIA_TYPES if kind == asked), "csv")
    language = request.form.get("headings", "")
    language = language if language in here.bank.languages else current_language()
    settings = here.settings
    job = Job(kind, language, wanted.filter, settings.database_url.url, settings.questions)
    left = request.environ.get("waitress.client_disconnected", lambda: False)
    try:
        written = write_apart(job, settings.spool.with_name("exports"), left)
    except ExportError as error:
        problem = "busy" if isinstance(error, ExportsBusy) else "failed"
        return _form_again(wanted, kind, language, problem)
    about = {"kind": kind, **wanted.query}
    here.audit.record(g.account, "export", urlencode(about), written.leads)
    name = f"alliance-check-{iso_week(datetime.now(UTC).date())}.{kind}"
    response = send_file(written.file, MEDIA_TYPES[kind], as_attachment=True, download_name=name)
    response.content_length = written.size
    response.call_on_close(written.file.close)
    return response


def _form(wanted: Wanted, kind: str, headings: str, problem: str | None = None) -> str:
    count = services().store.count(wanted.filter)
    seconds = count / _A_SECOND
    return render_template(
        "desk/export.html",
        wanted=wanted,
        count=count,
        minutes=None if seconds < _WORTH_SAYING else max(1, round(seconds / 60)),
        kinds=kinds(),
        asked=kind,
        about=_about_kinds(),
        languages={code: own_name(code) for code in services().bank.languages},
        headings=headings,
        problem=problem,
    )


def _form_again(wanted: Wanted, kind: str, headings: str, problem: str) -> Response:
    response = make_response(_form(wanted, kind, headings, problem), 503)
    response.headers["Retry-After"] = str(_RETRY_SECONDS)
    return response


def _about_kinds() -> dict[str, str]:
    return {
        "csv": _("For other spreadsheets. Excel may take a text such as 1-10 for a date."),
        "xlsx": _("With a sheet that explains every column."),
        "jsonl": _("For other systems: one lead a line, under names that stay the same."),
    }
