"""What came in a flood: somebody at the desk lets it in or deletes it, all of it or one lead."""

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
    """Let in one lead; whoever does it twice did it once."""
    _note_let_in(services().store.let_in(reference))
    return redirect(url_for("desk.lead", reference=reference), 303)


def _note_let_in(count: int) -> None:
    if count:
        services().audit.record(g.account, "let-in", count=count)
