"""Which texts every language must have, by id; derived from the model wherever they follow it."""

from app.method.flags import FLAGS
from app.method.model import Model

_PER_LEVEL = ("name", "pattern", "blind_spot", "not_yet", "watch")
_PER_DIMENSION = (
    "name",
    "about",
    "strong",
    "weak",
    "not_yet",
    "indicator",
    "find_out",
    "ask",
)
PHASES = ("assess", "design", "build", "measure", "optimize")
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
    "rights": ("text", "complaint"),
}

_RESULT = (
    "advice.keep",
    *(f"range.{span}" for span in ("single", "two", "three")),
    *(f"position.{third}" for third in ("early", "middle", "late")),
    *(
        f"status.{aspect}"
        for aspect in ("indicative", "one_person", "too_high", "diagnosis", "map", "audit", "talk")
    ),
    "picture.short",
    "reason.average",
    "reason.gated",
    *(f"fragility.{change}" for change in ("up_one", "up", "down_one", "down", "steady")),
    *(
        f"lever.{reason}"
        for reason in ("blocking", "prerequisite", "focus", "weight", "distance", "upkeep")
    ),
    "park.about",
    "hold.about",
    "find_out.about",
    *(f"target.{side}" for side in ("below", "inside", "above", "horizon")),
    "conversation.intro",
    "notes.claim",
    *(f"notes.{flag}" for flag in FLAGS),
    *(f"phases.{phase}.{part}" for phase in PHASES for part in ("name", "about")),
    "cycle.here",
    "cycle.next",
    "cycle.return",
    "no_level.name",
    "no_level.why",
    "no_level.next",
    "words.and",
)

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
    "report.pattern.blind_spot",
    *(
        f"report.radar.{part}"
        for part in ("heading", "table", "region", "dimension", "stand", "claim", "unknown", "gap")
    ),
    *(f"report.radar.{part}" for part in ("levers", "lever", "target", "points", "caption")),
    *(f"report.levers.{part}" for part in ("heading", "several", "about", "more", "measure")),
    *(f"report.next.{part}" for part in ("heading", "towards", "not_yet", "watch")),
    *(f"report.others.{part}" for part in ("heading", "hold", "park", "find_out")),
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

_OPENER = (
    *(f"opener.reason.{kind}" for kind in ("far", "some", "lever", "unknown", "level")),
    *(f"opener.then.{kind}" for kind in ("same", "other", "unknown", "top")),
    *(f"opener.care.{kind}" for kind in ("quality", "unknown")),
)


def result_text_ids(model: Model) -> list[str]:
    """The ids of all texts in an edition's results.toml."""
    levels = [f"levels.{level}.{part}" for level in model.levels for part in _PER_LEVEL]
    levels += [f"levels.{level}.next_step.{n}" for level in model.levels for n in (1, 2, 3)]
    dimensions = [f"dimensions.{d}.{part}" for d in model.dimensions for part in _PER_DIMENSION]
    dimensions += [f"dimensions.{d}.step.{L}" for d in model.dimensions for L in model.levels[:-1]]
    focus = [f"focus.{level}" for level in model.levels[:-1]]
    targets = [f"target.{option}" for option in model.profile["model"]]
    roles = [f"conversation.{role}" for role in model.profile["role"]]
    openers = [f"opener.question.{d}" for d in model.dimensions]
    openers += [f"opener.role.{option}" for option in model.profile["role"]]
    return [*_RESULT, *_OPENER, *levels, *dimensions, *focus, *targets, *roles, *openers]


def page_text_ids(model: Model) -> list[str]:
    """The ids of all texts in pages/, but for those of the lead's columns."""
    facets = [f"facets.{facet}.{part}" for facet in model.facets for part in ("name", "about")]
    return [*_PAGES, *facets]
