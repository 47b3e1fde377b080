"""What a closed round shows: a pure function of the link, as the result is."""

from collections.abc import Iterable
from dataclasses import replace
from fractions import Fraction
from typing import NamedTuple

from flask import Response, render_template

from app.drawing.geometry import outline
from app.drawing.radar import HEIGHT, STANDS, WIDTH, AxisValues, Look, RadarChart, Series
from app.method.messages import Words
from app.method.report import Report, Standings
from app.method.round import ALL, SIDES, Aggregate
from app.method.round_report import report_of_round
from app.method.standings import group_name
from app.method.whole import Whole, whole_of
from app.palette import Scheme
from app.web.addresses import whole_address
from app.web.check.calendar import MONTHS, USUAL_MONTHS
from app.web.check.handout import taken_along
from app.web.check.picture import asked_scheme, picture, radar_ground
from app.web.i18n import speaks_of, wording
from app.web.round.blueprint import round_
from app.web.services import services

_LOOKS = {
    "leadership": Look("ink", 3.5, (3.0, 2.2), "ring"),
    "operations": Look("quiet", 3.5, (0.6, 2.4), "square"),
}


class Found(NamedTuple):
    """What a round has found: all that is left of it, what it comes to, and what to say of it."""

    aggregate: Aggregate
    whole: Whole
    report: Report


def found_in(aggregate: Aggregate) -> Found:
    """What a round has found, in the words of this request and the round's edition."""
    model = speaks_of(aggregate.edition).model
    whole = whole_of(model, aggregate)
    return Found(aggregate, whole, report_of_round(model, aggregate, whole, wording()))


def _read(token: str) -> Found:
    """What the round of a link has found. Raises TokenError."""
    return found_in(services().round_tokens.read(token))


@round_.get("/result/<token>")
def show(lang: str, token: str) -> str:
    """What to talk about, what is agreed, and what to work on."""
    found = _read(token)
    people = found.aggregate.lettered
    axes = found.aggregate.dimensions
    return render_template(
        "round/outcome.html",
        token=token,
        whole=found.whole,
        report=found.report,
        people=people,
        shapes={
            letter: outline([person.levels.get(d) for d in axes])
            for letter, person in people.items()
        },
        together=outline(_along(found.whole.scores.values())),
        radar_size=(WIDTH, HEIGHT),
        address=whole_address("round.show", lang=lang, token=token),
    )


@round_.get("/result/<token>/meeting")
def meeting(lang: str, token: str) -> str:
    """One dimension at a time, in large letters, for a room; in the end, one commitment."""
    found = _read(token)
    blocks = [block for section in found.report.opening for block in section.blocks]
    slides = [
        (block, standing)
        for block in blocks
        if isinstance(block, Standings)
        for standing in block.items
    ]
    return render_template(
        "round/meeting.html",
        token=token,
        slides=slides,
        levers=found.whole.levers,
        months=(MONTHS, USUAL_MONTHS),
    )


@round_.get("/result/<token>/alliance-check.pdf")
def paper(lang: str, token: str) -> Response:
    """The round as a PDF, in the words of the page."""
    found = _read(token)
    return on_paper(found, found.report, whole_address("round.show", lang=lang, token=token))


def on_paper(found: Found, report: Report, link: str) -> Response:
    """The PDF of a round. `link`: where it is on the web."""
    return taken_along(report, found.whole, _chart(found, "light"), link)


@round_.get("/result/<token>/radar.<any(png, svg):kind>")
def radar(lang: str, token: str, kind: str) -> Response:
    """The radar of what the round agrees on, with the two sides where they are shown."""
    return picture(_chart(_read(token), asked_scheme()), kind)


def _chart(found: Found, scheme: Scheme) -> RadarChart:
    words, dimensions = Words(wording()), found.aggregate.dimensions
    lines: list[tuple[Series, AxisValues]] = [
        (Series(group_name(words, ALL), STANDS), _along(found.whole.scores.values()))
    ]
    for side in SIDES:
        scores = [together.scores.get(side) for together in dimensions.values()]
        if any(scores) and len(found.aggregate.counts) > 1:
            lines.append((Series(group_name(words, side), _LOOKS[side]), _along(scores)))
    axes = list(dimensions)
    return RadarChart(
        replace(radar_ground(wording(), scheme), series=tuple(series for series, _ in lines)),
        values=tuple(values for _, values in lines),
        levers=tuple(axes.index(dimension) for dimension in found.whole.levers),
        target=found.whole.target,
    )


def _along(scores: Iterable[Fraction | None]) -> AxisValues:
    return tuple(None if score is None else float(score) for score in scores)
