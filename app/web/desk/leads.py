"""The list of leads, a page at a time, and the search for one by its code."""

from datetime import UTC, datetime
from typing import Any

from flask import g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.database.filters import IN_FLOOD
from app.database.pages import Cursor
from app.leads.in_words import cut
from app.method.token import parse_reference
from app.web.desk.blueprint import desk
from app.web.desk.filters import Wanted
from app.web.desk.period import USUAL, period_of
from app.web.services import services

_ON_A_PAGE = 25


@desk.get("/leads")
def leads() -> str | Response:
    """The leads that are wanted, newest week first."""
    wanted = Wanted.read(request.args)
    if any(request.args.get(name) == "" for name in wanted.fields):
        # A form sends its empty fields too; the address of a page goes without them.
        return redirect(url_for("desk.leads", **dict[str, Any](wanted.typed)))
    page = services().store.page(
        wanted.filter, Cursor.read(request.args.get("after", "")), _ON_A_PAGE
    )
    return render_template(
        "desk/leads.html",
        wanted=wanted,
        sources=_sources(),
        count=services().store.count(wanted.filter),
        page=page,
        waiting=services().store.count(IN_FLOOD),
    )


def _sources() -> list[str]:
    """The source labels of recent leads, to choose from."""
    lately = period_of(USUAL, datetime.now(UTC).date())
    counts = services().store.figures_of_period(lately.first, lately.last).counts
    return sorted(
        source for source in counts["source"] if isinstance(source, str) and cut(source) == source
    )


@desk.get("/find")
def find() -> str | Response:
    """Go to the lead whose code was typed; forgiving about how, see parse_reference()."""
    typed = request.args.get("code", "")
    code = parse_reference(typed)
    if code is not None and services().store.get(code) is not None:
        return redirect(url_for("desk.lead", reference=code))
    return render_template("desk/not_found.html", typed=typed[:80], code=code)


@desk.post("/flood/let-in")
def let_in_flood() -> Response:
    """Let in all that wait."""
    _note_let_in(services().store.let_in())
    return redirect(url_for("desk.overview", flood="let-in"), 303)


@desk.post("/flood/delete")
def delete_flood() -> Response:
    """Delete all that wait."""
    here = services()
    if count := here.store.forget_flood():
        here.audit.record(g.account, "delete", "flood", count)
    return redirect(url_for("desk.overview", flood="deleted"), 303)


@desk.post("/leads/<reference>/let-in")
def let_in(reference: str) -> Response:
    """Let in one lead; doing it twice is the same as once."""
    _note_let_in(services().store.let_in(reference))
    return redirect(url_for("desk.lead", reference=reference), 303)


def _note_let_in(count: int) -> None:
    if count:
        services().audit.record(g.account, "let-in", count=count)
