"""The method a second time, written from method.md C1–C8 alone, to hold app/method against.

It shares nothing with the application, not even the numbers: the tables below are typed over from
the document. In two places the document can be read in two ways; `Reading` names them.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

# d, p and e of each dimension.
Answers = Mapping[str, tuple[int | None, int | None, int | None]]

ALL = ["D1", "D2", "D3", "D4", "D5", "D6", "D7", "D8"]
STAGE = {
    "start": [125, 100, 125, 150, 75, 75, 75, 75],
    "grow": [100, 100, 100, 125, 75, 100, 125, 75],
    "mature": [75, 150, 75, 75, 100, 150, 75, 100],
}
TYPE = {
    "vendor": [0, 0, 0, 0, 0, 0, 0, 0],
    "isv": [0, 0, 0, 0, 0, 0, 0, 0],
    "saas": [0, 0, 0, 0, 0, 0, 25, -25],
    "si": [0, 0, 0, -25, 25, 0, -25, 25],
    "msp": [-25, 0, 25, 0, -25, 0, 25, 0],
    "other": [0, 0, 0, 0, 0, 0, 0, 0],
}
FOCUS = {
    1: ["D1", "D2", "D3"],
    2: ["D4", "D6", "D7"],
    3: ["D2", "D5", "D6"],
    4: ["D5", "D6", "D8"],
    5: [],
}
PREREQUISITES = {"D3": ["D1"], "D5": ["D1", "D3"], "D6": ["D1", "D2"], "D7": ["D2"]}


@dataclass(frozen=True)
class Reading:
    """How the two sentences are read that leave a choice.

    `third_by_itself` (C8, "take a third only if blocking or its lev ≥ 0.8 × lev of sorted rank
    2"): whatever becomes the third must be heavy enough, a prerequisite too; otherwise only the
    dimension that the walk has come to must, and its prerequisite takes the place.

    `gap_of_three` (C7, "g = (d+p)/2 − e"): there is a gap only when all three answers are known;
    otherwise one of d and p will do, as in C1.
    """

    third_by_itself: bool
    gap_of_three: bool


AS_THE_APPLICATION = Reading(third_by_itself=False, gap_of_three=False)
TO_THE_LETTER = Reading(third_by_itself=True, gap_of_three=True)


@dataclass
class Opinion:
    """What the second implementation finds; everything but `scores` is empty without a level."""

    scores: dict[str, Fraction | None]
    weights: dict[str, Fraction]
    claim_notes: list[str]
    level: int | None = None
    index: Fraction | None = None
    gated: bool = False
    low: int | None = None
    high: int | None = None
    position: str | None = None
    levers: list[str] | None = None
    park: list[str] | None = None
    hold: list[str] | None = None


def second_opinion(
    kind: str,
    stage: str,
    band: str,
    answers: Answers,
    flagged: bool,
    reading: Reading = AS_THE_APPLICATION,
) -> Opinion:
    """Score one sheet. `flagged`: whether one of the three flags that widen the range is up."""
    found = Opinion(
        scores={d: score(*answers[d]) for d in ALL},
        weights=weigh(kind, stage, band),
        claim_notes=[d for d in ALL if overclaims(*answers[d], reading)],
    )
    scores = {d: s for d, s in found.scores.items() if s is not None}
    unknown = sum(given.count(None) for given in answers.values())
    if len(scores) < 6 or 24 - unknown < 16:
        return found

    w = found.weights
    found.index = sum((w[d] * scores[d] for d in scores), Fraction(0)) / sum(w[d] for d in scores)
    average = level_of(found.index)
    ceiling = 1 + min(level_of(s) for s in scores.values())
    here = found.level = min(average, ceiling)
    found.gated = ceiling < average

    x = Fraction(unknown, 20) + (Fraction(1, 4) if flagged else 0)
    reach_down = level_of(max(Fraction(1), found.index - Fraction(1, 2) - x))
    reach_up = level_of(min(Fraction(5), found.index + Fraction(1, 4) + x))
    found.low = max(here - 1, min(here, reach_down))
    found.high = max(here, min(here + 1, reach_up))
    if found.low == found.high and not found.gated and not flagged:
        into = found.index - (here - Fraction(1, 3))
        found.position = (
            "early" if into < Fraction(1, 3) else "middle" if into < Fraction(2, 3) else "late"
        )

    found.levers = choose(scores, w, here, average, reading)
    found.park, found.hold = [], []
    for d in scores:
        if d not in found.levers:
            reached = level_of(scores[d])
            light = w[d] < 1 or reached >= here + 1
            parked = d not in found.claim_notes and reached >= here and light
            (found.park if parked else found.hold).append(d)
    return found


def score(d: int | None, p: int | None, e: int | None) -> Fraction | None:
    """C1."""
    if [d, p, e].count(None) > 1:
        return None
    claimed = [Fraction(answer) for answer in (d, p) if answer is not None]
    shown = min(Fraction(2), sum(claimed, Fraction(0)) / 2) if e is None else Fraction(e)
    known = [*claimed, shown]
    return min(sum(known, Fraction(0)) / len(known), shown + 1)


def level_of(x: Fraction) -> int:
    """C2."""
    edges = [Fraction(thirds, 3) for thirds in (5, 8, 11, 14)]
    return 1 + sum(x >= edge for edge in edges)


def weigh(kind: str, stage: str, band: str) -> dict[str, Fraction]:
    """C3, with the effective stage of B."""
    if (stage, band) in (("mature", "1-10"), ("start", "51-250"), ("start", "250+")):
        stage = "grow"
    return {d: Fraction(a + b, 100) for d, a, b in zip(ALL, STAGE[stage], TYPE[kind], strict=True)}


def overclaims(d: int | None, p: int | None, e: int | None, reading: Reading) -> bool:
    """C7."""
    claimed = [answer for answer in (d, p) if answer is not None]
    if e is None or len(claimed) < (2 if reading.gap_of_three else 1):
        return False
    return Fraction(sum(claimed), len(claimed)) - e >= Fraction(3, 2)


def choose(
    scores: dict[str, Fraction], w: dict[str, Fraction], here: int, average: int, reading: Reading
) -> list[str]:
    """C8."""
    target = min(5, here + 1)
    lev = {
        d: w[d] * (target - s) * (Fraction(5, 4) if d in FOCUS[here] else 1)
        for d, s in scores.items()
        if level_of(s) < target
    }
    blocking = {d for d, s in scores.items() if level_of(s) <= average - 2}
    order = sorted(lev, key=lambda d: (d not in blocking, -lev[d], scores[d], d))
    listed: list[str] = []

    def may_be_next(candidate: str) -> bool:
        heavy = len(listed) < 2 or lev[candidate] >= Fraction(4, 5) * lev[order[1]]
        return heavy or candidate in blocking

    for d in order:
        if d in listed or not may_be_next(d):
            continue
        first = [p for p in PREREQUISITES.get(d, []) if p in lev and unmet(scores, p, d)]
        for candidate in [*first, d]:
            if candidate in listed:
                continue
            if len(listed) == 3 or (reading.third_by_itself and not may_be_next(candidate)):
                break
            listed.append(candidate)
    return listed


def unmet(scores: dict[str, Fraction], p: str, d: str) -> bool:
    """Whether p still has to come before d."""
    return level_of(scores[p]) < level_of(scores[d]) or level_of(scores[p]) == 1
