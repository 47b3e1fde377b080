"""The audit as a page."""

from collections.abc import Mapping
from functools import partial
from urllib.parse import parse_qsl

from flask import render_template
from flask_babel import gettext as _

from app.desk.audit import COMMAND_LINE, NOBODY, PROGRAM, Entry
from app.web.addresses import number_in_query
from app.web.desk.blueprint import desk
from app.web.desk.filters import Field, described, fields
from app.web.desk.saying import actions, kinds
from app.web.services import services

_ON_A_PAGE = 50


@desk.get("/audit")
def audit() -> str:
    """The latest lines, or those from before `?before=`."""
    before = number_in_query("before")
    entries = services().audit.entries(before, _ON_A_PAGE + 1)
    older = entries[_ON_A_PAGE - 1].id if len(entries) > _ON_A_PAGE else None
    return render_template(
        "desk/audit.html",
        entries=entries[:_ON_A_PAGE],
        older=older,
        newer=before is not None,
        actions=actions(),
        who={
            COMMAND_LINE: _("the command line"),
            NOBODY: _("an unknown name"),
            PROGRAM: _("the check itself"),
        },
        about=partial(_about, fields()),
    )


def _about(known: Mapping[str, Field], entry: Entry) -> str:
    """What it was done to, in words: an account, or the file and its filter."""
    if entry.action != "export":
        return {"flood": str(_("Came in a flood"))}.get(entry.about, entry.about)
    query = dict(parse_qsl(entry.about))
    said = [kinds().get(query.get("kind", ""), entry.about)]
    said += [str(_("shareable"))] if query.get("shareable") else []  # until there were barometers
    said += [f"{_('Barometer')} {query['barometer']}"] if "barometer" in query else []
    chosen = (f"{label}: {value}" for _name, label, value in described(query, known))
    return "; ".join([*said, *chosen])
