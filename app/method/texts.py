"""Which texts an edition must have in every language, by id; derived from the model if need be."""

from app.method.flags import FLAGS
from app.method.model import Model

_PER_LEVEL = ("name", "pattern", "blind_spot", "not_yet", "watch")
_PER_DIMENSION = (
    "name",
    "about",
    "strong",
    "weak",
    "not_yet",
    "not_yet_high",
    "indicator",
    "find_out",
    "ask",
)
PHASES = ("assess", "design", "build", "measure", "optimize")
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
        for reason in (
            "blocking",
            "blocking_too",
            "prerequisite",
            "focus",
            "weight",
            "lowest",
            "evidence",
            "missing",
            "upkeep",
        )
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

_OPENER = (
    *(f"opener.reason.{kind}" for kind in ("far", "some", "lever", "unknown", "level")),
    *(f"opener.then.{kind}" for kind in ("same", "other", "unknown", "top")),
    *(f"opener.care.{kind}" for kind in ("quality", "unknown")),
)


def result_text_ids(model: Model) -> list[str]:
    """The ids of all texts in an edition's results.toml."""
    levels = [f"levels.{level}.{part}" for level in model.levels for part in _PER_LEVEL]
    dimensions = [f"dimensions.{d}.{part}" for d in model.dimensions for part in _PER_DIMENSION]
    dimensions += [f"dimensions.{d}.step.{L}" for d in model.dimensions for L in model.levels[:-1]]
    focus = [f"focus.{level}" for level in model.levels[:-1]]
    targets = [f"target.{option}" for option in model.profile["model"]]
    roles = [f"conversation.{role}" for role in model.profile["role"]]
    openers = [f"opener.question.{d}" for d in model.dimensions]
    openers += [f"opener.role.{option}" for option in model.profile["role"]]
    return [*_RESULT, *_OPENER, *levels, *dimensions, *focus, *targets, *roles, *openers]
