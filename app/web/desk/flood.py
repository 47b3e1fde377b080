"""Leads of a flood: somebody at the desk lets them in or deletes them, all or one by one."""

from flask import g, redirect, url_for
from werkzeug.wrappers import Response

from app.web.desk.blueprint import desk
from app.web.services import services


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
