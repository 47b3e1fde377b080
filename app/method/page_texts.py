"""Which texts every language must have for the pages, by id, whichever edition was answered."""

from typing import get_args

from app.method.again import Way
from app.method.model import Model
from app.method.round import SIDES, Mode, Word

METHOD_SECTIONS = (
    "status",
    "items",
    "evidence",
    "unknown",
    "levels",
    "weights",
    "gate",
    "range",
    "levers",
    "flags",
    "target",
    "again",
    "sources",
)
# The sections of the privacy page in their order, each with its paragraphs; which of them are true
# where the check is run, and so are shown, is the page's to know.
PRIVACY_SECTIONS = {
    "who": ("text",),
    "not_asked": ("text", "anonymous"),
    "why": ("text", "ground", "automatic"),
    "reference": ("text", "quoted", "quoted_undated"),
    "link": ("text",),
    "keeping": ("text", "backups", "backups_undated", "order"),
    "sharing": ("text", "text_crm", "desk", "labels"),
    "crm": ("text", "kept", "kept_undated"),
    "helpers": ("host", "crm", "countries", "inside", "outside"),
    "barometer": ("text",),
    "counting": ("text", "kept"),
    "floods": ("text",),
    "no_cookie": ("text",),
    "around": ("text",),
    "logs": ("text",),
    "rounds": ("text", "kept"),
    "rights": ("text", "complaint"),
}

# What the pages say today, whichever edition somebody answered.
_PAGES = (
    "intro.title",
    "intro.lead",
    *(f"intro.points.{number}" for number in (1, 2, 3)),
    "intro.instruction",
    "method.title",
    "method.lead",
    *(f"method.{section}.{part}" for section in METHOD_SECTIONS for part in ("heading", "text")),
    *(f"privacy.{part}" for part in ("title", "lead", "contents", "stored", "version")),
    *(f"privacy.{section}.heading" for section in PRIVACY_SECTIONS),
    *(f"privacy.{section}.{part}" for section, parts in PRIVACY_SECTIONS.items() for part in parts),
    "report.read_for",
    *(
        f"report.verdict.{kind}"
        for kind in (
            "unknown",
            "strong",
            "even",
            "begin",
            *(
                f"{kind}_{where}"
                for kind in ("begin", "holds", "hold")
                for where in ("strong", "furthest")
            ),
        )
    ),
    *(f"report.strengths.{part}" for part in ("heading", "one", "several")),
    *(
        f"report.pattern.{part}"
        for part in ("heading", "ahead.one", "ahead.several", "ahead_count", "blind_spot")
    ),
    *(
        f"report.radar.{part}"
        for part in (
            "heading",
            "table",
            "region",
            "dimension",
            "stand",
            "claim",
            "unknown",
            "gap",
            "levers",
            "lever",
            "target",
            "points",
            "caption",
            "stood",
        )
    ),
    *(f"report.commitment.{part}" for part in ("heading", "chosen", "day")),
    *(f"report.moved.{part}" for part in ("heading", "did_it", "step", "sharper")),
    *(f"report.moved.{way}" for way in ("forward", "back", "unclear", "revised", "unknown")),
    *(f"report.moved.which.{way}" for way in ("unclear", "revised", "unknown")),
    *(f"report.moved.own.{way}" for way in get_args(Way)),
    *(f"report.moved.whole.{way}" for way in get_args(Way)),
    *(f"report.moved.whole.{way}_level" for way in ("forward", "back")),
    *(f"report.moved.basis.{relation}" for relation in ("same", "other")),
    *(
        f"report.levers.{part}"
        for part in (
            "heading",
            "several",
            "about",
            "step",
            "answer",
            "nobody_knew",
            "more",
            "measure",
        )
    ),
    *(
        f"report.next.{part}"
        for part in (
            "heading",
            "towards",
            "onwards",
            "begin",
            "begin_of",
            "agree",
            "not_yet",
            "watch",
        )
    ),
    *(
        f"report.others.{part}"
        for part in ("heading", "hold", "park", "find_out", "strong", "weak")
    ),
    *(
        f"report.{section}.heading"
        for section in (
            "find_out",
            "reason",
            "target",
            "conversation",
            "notes",
            "cycle",
            "picture",
            "more",
        )
    ),
    *(
        f"report.round.{part}"
        for part in (
            "together",
            "levers",
            "all",
            "alike",
            "nobody",
            "too_little",
            "unknown",
            "ask",
            "differ",
            "people.about",
        )
    ),
    *(f"report.round.title.{kind}" for kind in (*get_args(Word), "unknown")),
    *(f"report.round.{part}.heading" for part in (*get_args(Word), "who", "more", "people")),
    *(f"report.round.mode.{mode}" for mode in get_args(Mode)),
    *(f"report.round.expected.{side}" for side in SIDES),
    "round.rules.lead",
    *(
        f"round.rules.{section}.{part}"
        for section in ("before", "open", "shielded", "limits", "after", "us")
        for part in ("heading", "text")
    ),
    *(f"round.invitation.{mode}" for mode in get_args(Mode)),
    "export.sheets.leads",
    "export.sheets.columns",
    *(f"export.titles.{title}" for title in ("heading", "name", "meaning", "values")),
    *(f"barometer.{part}" for part in ("title", "quarter", "lead", "too_few", "few", "share")),
    *(f"barometer.keys.{key}" for key in ("all", "none", "ahead")),
    *(
        f"barometer.{table}.{part}"
        for table in ("levels", "dimensions", "type", "stage", "levers", "claims")
        for part in ("heading", "about", "row")
    ),
    "barometer.made.heading",
    *(f"barometer.made.{number}" for number in (1, 2, 3, 4)),
    *(f"barometer.file.{part}" for part in ("quarter", "table", "row", "column")),
)


def page_text_ids(model: Model) -> list[str]:
    """The ids of all texts in pages/, but for those of the lead's columns."""
    facets = [f"facets.{facet}.{part}" for facet in model.facets for part in ("name", "about")]
    return [*_PAGES, *facets]
