"""When answers call for caution: the quality flags (method.md C9) and the overall notes."""

from collections import Counter
from collections.abc import Callable, Sequence
from fractions import Fraction
from itertools import groupby

from app.method.model import Model
from app.method.sheet import AnswerSheet

# These three widen the range and keep a row out of benchmarks.
QUALITY_FLAGS = frozenset({"speed", "straightline", "scattered"})


def flags_of(model: Model, sheet: AnswerSheet, gaps: Sequence[Fraction]) -> tuple[str, ...]:
    """The flags that a sheet raises, in a fixed order. `gaps`: the known claim–evidence gaps."""
    raised = {
        "speed": sheet.hurried,
        "claims_ahead": _claims_ahead(model, gaps),
        **{name: rule(model, sheet) for name, rule in _RULES.items()},
    }
    return tuple(name for name in FLAGS if raised[name])


def is_hurried(
    model: Model, page_seconds: Sequence[float] | None, total_seconds: float | None
) -> bool:
    """Whether the answers came faster than the questions can be read.

    `page_seconds`: seconds spent on each dimension's page; `total_seconds`: on the whole check.
    Either may be unknown; an unknown time counts as unhurried.
    """
    rules = model.flag
    if page_seconds is not None:
        short = sum(seconds < rules.page_seconds for seconds in page_seconds)
        return short >= rules.short_pages or sum(page_seconds) < rules.total_seconds
    return total_seconds is not None and total_seconds < rules.total_seconds


def _straightline(model: Model, sheet: AnswerSheet) -> bool:
    rules = model.flag
    answers = [answer for answer in sheet.in_order() if answer is not None]
    if len(answers) < rules.identical_answers_needed:
        return False
    commonest = Counter(answers).most_common(1)[0][1]
    longest_run = max(len(list(run)) for _, run in groupby(answers))
    share = Fraction(commonest, len(answers))
    return share >= rules.identical_share or longest_run >= rules.identical_run


def _scattered(model: Model, sheet: AnswerSheet) -> bool:
    distances = [
        abs(facets.direction - facets.practice)
        for facets in sheet.answers.values()
        if facets.direction is not None and facets.practice is not None
    ]
    if len(distances) < model.flag.scatter_dimensions_needed:
        return False
    return Fraction(sum(distances), len(distances)) >= model.flag.scatter


def _many_unknown(model: Model, sheet: AnswerSheet) -> bool:
    return sheet.unknown_count >= model.flag.many_unknown


def _profile_adjusted(model: Model, sheet: AnswerSheet) -> bool:
    return model.effective_stage(sheet.profile) != sheet.profile["stage"]


def _claims_ahead(model: Model, gaps: Sequence[Fraction]) -> bool:
    enough = len(gaps) >= model.claim.dimensions_needed
    return enough and sum(gaps, Fraction(0)) / len(gaps) >= model.claim.overall


_RULES: dict[str, Callable[[Model, AnswerSheet], bool]] = {
    "straightline": _straightline,
    "scattered": _scattered,
    "many_unknown": _many_unknown,
    "profile_adjusted": _profile_adjusted,
}

# Every flag there is, in the order in which they are listed.
FLAGS = (
    "speed",
    "straightline",
    "scattered",
    "many_unknown",
    "profile_adjusted",
    "claims_ahead",
)
