"""Plausible invented leads and funnel counts, for a look at the desk and for benchmarks.

No real answers are in them. The same seed gives the same leads.
"""
# ruff: noqa: S311 - repeatable chance is what is wanted here

import random
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from app.database.counters import Counted
from app.leads.attribution import Attribution
from app.leads.record import Catalogue, Lead, lead_of
from app.method.model import Model
from app.method.scoring import assess
from app.method.sheet import AnswerSheet, FacetAnswers, Profile
from app.method.token import NONCE_BITS, reference_code


class Channel(NamedTuple):
    """Where visitors come from: labels, how many, and how many of them read Dutch."""

    labels: Attribution
    weight: int
    dutch: float


CHANNELS = (
    Channel(Attribution(), 10, 0.6),
    Channel(Attribution("homepage"), 30, 0.65),
    Channel(Attribution("partner-page"), 14, 0.6),
    Channel(Attribution("blog"), 10, 0.5),
    Channel(Attribution("newsletter", "newsletter", "email", "monthly"), 12, 0.8),
    Channel(Attribution("linkedin", "linkedin", "social", "ecosystem-series"), 14, 0.35),
    Channel(Attribution("search", "google", "cpc", "partner-maturity"), 8, 0.5),
    Channel(Attribution("fair", "fair", "qr", "partner-day"), 5, 0.9),
    Channel(Attribution("webinar", "webinar", "email", "invitation"), 3, 0.4),
)

# Weights of the options, in the order of model.toml; a band's depend on the stage.
_ROLES = (5, 4, 2)
_TYPES = (3, 4, 6, 5, 5, 2)
_STAGES = (4, 5, 3)
_BANDS = {"start": (14, 4, 1, 0), "grow": (4, 10, 4, 1), "mature": (1, 3, 6, 4)}
_MODELS = (7, 4, 2, 4)
_HEIGHT = {"start": 1.8, "grow": 2.5, "mature": 3.2}  # of an organisation's answers, on average

_SPREAD = 0.55  # among organisations; then among the dimensions of one, and among its answers
_DIMENSION_SPREAD = 0.5
# Goodwill and a good story come easily; joint value, and figures that decide something, come last.
_AHEAD = (0.7, -0.4, 0.2, 0.4, -0.9, -0.7, -0.1, 0.8)  # each dimension, in spreads
_ANSWER_SPREAD = 0.4
_FACETS = (0.25, 0.0, -0.4)  # intention is ahead of practice, and both are ahead of evidence
_UNKNOWN = {"leadership": 0.02, "operations": 0.04, "other": 0.12}
_HURRIED = 0.03
_EVEN = 0.02

_STEPS = ("conversation", "assessment", "nothing")


def invented_leads(
    model: Model, catalogue: Catalogue, count: int, seed: int, weeks: Sequence[str]
) -> Iterator[Lead]:
    """Leads of these weeks, given oldest first: somewhat more in the later ones."""
    chance = random.Random(seed)
    busy = [(1 + place / len(weeks)) * chance.uniform(0.6, 1.4) for place in range(len(weeks))]
    for week in chance.choices(weeks, busy, k=count):
        yield _lead(model, catalogue, chance, week)


def _lead(model: Model, catalogue: Catalogue, chance: random.Random, week: str) -> Lead:
    (channel,) = chance.choices(CHANNELS, [each.weight for each in CHANNELS])
    sheet = _sheet(model, chance)
    lead = lead_of(
        catalogue,
        reference_code(chance.getrandbits(NONCE_BITS)),
        assess(model, sheet),
        language="nl" if chance.random() < channel.dutch else "en",
        week=week,
        attribution=channel.labels,
    )
    return Lead({**lead.values, "next_step": _next_step(chance, sheet.profile)})


def _next_step(chance: random.Random, profile: Profile) -> str | None:
    """The next step that the visitor chose; half of them leave without choosing."""
    if chance.random() < 0.5:
        return None
    keen = 3 if profile["role"] == "leadership" else 1
    return chance.choices(_STEPS, (keen, 1 + (profile["stage"] == "mature"), 4))[0]


def _sheet(model: Model, chance: random.Random) -> AnswerSheet:
    profile = _profile(model, chance)
    height = chance.gauss(_HEIGHT[profile["stage"]], _SPREAD)
    even = chance.random() < _EVEN
    answers = {
        d: _answers(model, chance, profile, height, even=even, own=chance.gauss(ahead, 1))
        for d, ahead in zip(model.dimensions, _AHEAD, strict=True)
    }
    hurried = even or chance.random() < _HURRIED
    return AnswerSheet(profile, answers, hurried, edition=model.edition)


def _answers(
    model: Model,
    chance: random.Random,
    profile: Profile,
    height: float,
    *,
    even: bool,
    own: float,
) -> FacetAnswers:
    """The answers about one dimension; `own`: how far it differs from the others."""

    def answer(facet: float) -> int | None:
        if chance.random() < _UNKNOWN[profile["role"]]:
            return None
        if even:
            return _on_scale(model, height)
        noise = chance.gauss(0, _ANSWER_SPREAD)
        return _on_scale(model, height + own * _DIMENSION_SPREAD + facet + noise)

    return FacetAnswers(*map(answer, _FACETS))


def _on_scale(model: Model, value: float) -> int:
    return min(model.steps, max(1, round(value)))


def _profile(model: Model, chance: random.Random) -> Profile:
    def choice(key: str, weights: Sequence[int] = ()) -> str:
        """An option; one that these weights don't know yet gets the lowest, 1."""
        options = model.profile[key]
        return chance.choices(options, [*weights, *[1] * len(options)][: len(options)])[0]

    stage = choice("stage", _STAGES)
    known = {
        "role": choice("role", _ROLES),
        "type": choice("type", _TYPES),
        "stage": stage,
        "band": choice("band", _BANDS[stage]),
        "model": choice("model", _MODELS),
    }
    return {key: known[key] if key in known else choice(key) for key in model.profile}


# How many of those who begin a step finish it, and how long all steps take, in minutes.
_STAY = {"started": 0.62, "profile": 0.9}
_STAY_LATER = 0.97
_MINUTES: Mapping[str, int] = {
    "minutes:<5": 1, "minutes:5-8": 4, "minutes:8-12": 6, "minutes:12-20": 3, "minutes:20+": 1
}  # fmt: skip


def invented_funnel(model: Model, leads: Iterable[Lead], seed: int) -> Counter[Counted]:
    """What the funnel might have counted as these leads came in: more began than finished."""
    counts = Counter[Counted]()
    chance = random.Random(seed)
    finished = Counter(
        (str(lead["week"]), str(lead["language"]), str(lead["source"] or "")) for lead in leads
    )
    for where, leads_there in sorted(finished.items()):
        minutes = chance.choices(list(_MINUTES), list(_MINUTES.values()), k=leads_there)
        for band, count in sorted(Counter(minutes).items()):
            counts[Counted(*where, band)] = count
        count = leads_there
        counts[Counted(*where, "finished")] = count
        names = ["started", "profile", *model.dimensions]
        for name in reversed(names):
            counts[Counted(*where, name)] = count
            stay = _STAY.get(name, _STAY_LATER)
            count += sum(chance.random() > stay for _ in range(round(count / stay)))
        counts[Counted(*where, "opened")] = count
    return counts
