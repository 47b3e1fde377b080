"""The barometer as a page that can be printed, and as a file: only what is frozen."""

from dataclasses import dataclass
from typing import get_args
from urllib.parse import urlencode

from flask import Response, abort, g, render_template, request

from app.leads.barometer import ALL
from app.leads.export.barometer_file import FileKind, barometer_file
from app.leads.export.writing import MEDIA_TYPES
from app.leads.tables import Row, WordedTable, quarter_in_words, share, worded
from app.leads.weeks import Quarter
from app.web.desk.bars import Bar
from app.web.desk.blueprint import desk
from app.web.i18n import stored_wording
from app.web.services import services


@desk.get("/barometer")
def barometer() -> str:
    """The quarter that was asked for, or the latest."""
    found = services().barometers.all()
    asked = Quarter.read(request.args.get("quarter", ""))
    shown = next((each for each in found if each.quarter == asked), found[0] if found else None)
    words = None if shown is None else worded(shown, stored_wording())
    total = shown.total if shown else None
    return render_template(
        "desk/barometer.html",
        quarters={each.quarter: quarter_in_words(each.quarter, stored_wording()) for each in found},
        shown=shown,
        said=words,
        tables={} if words is None else {table.key: table for table in words.tables},
        bars=lambda table: [_bar(row, total) for row in table.rows],
        parts=lambda table, row: _parts(table, row, total),
    )


@desk.post("/barometer")
def write_barometer() -> Response:
    """The file; the audit records it."""
    found = services().barometers.get(Quarter.read(request.form.get("quarter", "")))
    kinds: tuple[FileKind, ...] = get_args(FileKind)
    kind = next((kind for kind in kinds if kind == request.form.get("kind")), None)
    if found is None or kind is None:
        abort(400)
    data = barometer_file(kind, found, stored_wording())
    about = {"kind": kind, "barometer": str(found.quarter)}
    services().audit.record(g.account, "export", urlencode(about))
    response = Response(data, content_type=MEDIA_TYPES[kind])
    name = f"alliance-check-barometer-{found.quarter}.{kind}"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _bar(row: Row, total: int | None) -> Bar:
    (number,) = row.numbers
    length = share(number, total) if number is not None and total else 0
    return Bar(row.label, number, None, length, None, row.key)


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a bar that stands for all organisations of a row; in per cent of its length."""

    key: str
    start: float
    length: float


def _parts(table: WordedTable, row: Row, total: int | None) -> list[Part]:
    """The numbers of a row side by side; those that are too few leave the bar's end empty."""
    numbers = dict(zip(table.keys, row.numbers, strict=True))
    whole = numbers.pop(ALL, total) or 0
    known = [(key, number) for key, number in numbers.items() if number is not None]
    whole = max(1, whole, sum(number for _, number in known))
    parts, start = [], 0.0
    for key, number in known:
        parts.append(Part(key, start, 100 * number / whole))
        start += parts[-1].length
    return parts
