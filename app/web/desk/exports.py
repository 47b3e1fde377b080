"""Taking leads along: a form that says what is in the file, and the file."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from itertools import chain, islice
from urllib.parse import urlencode

from flask import Response, abort, g, render_template, request, stream_with_context
from flask_babel import gettext as _

from app.leads.export.pieces import Piece
from app.leads.export.writing import MEDIA_TYPES, Kind, pieces
from app.leads.week import iso_week
from app.web.desk.blueprint import desk
from app.web.desk.filters import Wanted, described
from app.web.desk.words import kinds
from app.web.i18n import current_language
from app.web.services import services
from app.web.templating import own_name


@desk.get("/export")
def export() -> str:
    """The form, for the leads that are wanted."""
    wanted = Wanted.read(request.args)
    return render_template(
        "desk/export.html",
        wanted=wanted,
        chosen=described(wanted.query),
        count=services().store.count(wanted.filter),
        kinds=kinds(),
        about=_about_kinds(),
        languages={code: own_name(code) for code in services().bank.languages},
    )


@desk.post("/export")
def write_export() -> Response:
    """The file, piece by piece; the audit knows of it before the first one is sent."""
    here = services()
    wanted = Wanted.read(request.form)
    if wanted.wrong:
        abort(400)
    asked = request.form.get("kind")
    kind: Kind = next((kind for kind in MEDIA_TYPES if kind == asked), "csv")
    language = request.form.get("headings", "")
    language = language if language in here.bank.languages else current_language()
    about = {"kind": kind, **wanted.query}
    words = here.bank.languages[language]
    written = pieces(kind, here.store, wanted.filter, here.catalogue, words)
    # Asked for here, where a database that is away can still be answered with a page.
    first = list(islice(written, 1))
    entry = here.audit.record(g.account, "export", urlencode(about))
    body = stream_with_context(_counted(chain(first, written), entry))
    response = Response(body, content_type=MEDIA_TYPES[kind])
    name = f"alliance-check-{iso_week(datetime.now(UTC).date())}.{kind}"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _about_kinds() -> dict[str, str]:
    return {
        "csv": _("For other spreadsheets. Excel may take a text such as 1-10 for a date."),
        "xlsx": _("With a sheet that explains every column."),
        "jsonl": _("For other systems: one lead a line, under names that stay the same."),
    }


def _counted(pieces: Iterable[Piece], entry: int) -> Iterator[bytes]:
    """The pieces; in the end, however it comes, the audit knows how many leads went out."""
    audit, written = services().audit, 0
    try:
        for piece in pieces:
            written += piece.leads
            if piece.data:
                yield piece.data
    finally:
        audit.counted(entry, written)
