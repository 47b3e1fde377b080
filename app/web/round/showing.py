"""What a closed round shows: a pure function of the link, as the result is."""

from collections.abc import Iterable
from dataclasses import replace
from fractions import Fraction

from flask import Response, render_template, request

from app.drawing.radar import HEIGHT, STANDS, WIDTH, AxisValues, Look, RadarChart, Series
from app.method.bank import Bank
from app.method.consensus import Consensus, consensus_of
from app.method.messages import Words, level_name, message
from app.method.model import Model
from app.method.round import SIDES, Aggregate
from app.palette import Scheme
from app.web.addresses import whole_address
from app.web.check.picture import picture, radar_ground
from app.web.i18n import speaks_of, wording
from app.web.round.blueprint import round_
from app.web.round.seen import letters, levers_of, seen_of, who_is
from app.web.services import services

_TALKED_ABOUT = 3  # more would be no start of a conversation
_LOOKS = {
    "leadership": Look("ink", 3.5, (3.0, 2.2), "ring"),
    "operations": Look("quiet", 3.5, (0.6, 2.4), "square"),
}


def _read(token: str) -> tuple[Aggregate, Bank]:
    """The aggregate of a link and the edition it speaks of. Raises TokenError."""
    aggregate = services().round_tokens.read(token)
    return aggregate, speaks_of(aggregate.edition)


@round_.get("/result/<token>")
def show(lang: str, token: str) -> str:
    """What to talk about, what is agreed, and what to work on."""
    aggregate, bank = _read(token)
    consensus, words = consensus_of(bank.model, aggregate), wording()
    seen = seen_of(bank.model, words, aggregate)
    talk = aggregate.of_word("talk")
    return render_template(
        "round/outcome.html",
        token=token,
        aggregate=aggregate,
        seen=seen,
        talk=talk[:_TALKED_ABOUT],
        more_talk=talk[_TALKED_ABOUT:],
        letters=letters(aggregate),
        level=consensus.level,
        span=consensus.range,
        range=_range(Words(words), consensus),
        levers=levers_of(words, consensus),
        radar_size=(WIDTH, HEIGHT),
        address=whole_address("round.show", lang=lang, token=token),
    )


@round_.get("/result/<token>/meeting")
def meeting(lang: str, token: str) -> str:
    """One dimension at a time, in large letters, for a room."""
    aggregate, bank = _read(token)
    seen = seen_of(bank.model, wording(), aggregate)
    slides = [one for one in seen.values() if one.word]
    return render_template("round/meeting.html", token=token, aggregate=aggregate, slides=slides)


def _range(words: Words, consensus: Consensus) -> str:
    if consensus.level is None or consensus.range is None:
        return ""
    low, high = consensus.range
    if low == high:
        return words(message("range.single", level=level_name(low)))
    if high - low == 1:
        return words(message("range.two", low=level_name(low), high=level_name(high)))
    names = {"low": level_name(low), "level": level_name(consensus.level), "high": level_name(high)}
    return words(message("range.three", **names))


@round_.get("/result/<token>/radar.<any(png, svg):kind>")
def radar(lang: str, token: str, kind: str) -> Response:
    """The radar of what the round agrees on, with the two sides where they are shown."""
    aggregate, bank = _read(token)
    scheme: Scheme = "dark" if request.args.get("scheme") == "dark" else "light"
    return picture(_chart(bank.model, aggregate, scheme), kind)


def _chart(model: Model, aggregate: Aggregate, scheme: Scheme) -> RadarChart:
    consensus = consensus_of(model, aggregate)
    lines: list[tuple[Series, AxisValues]] = [
        (Series(who_is("all"), STANDS), _along(consensus.scores.values()))
    ]
    for side in SIDES:
        scores = [together.scores.get(side) for together in aggregate.dimensions.values()]
        if any(scores) and len(aggregate.counts) > 1:
            lines.append((Series(who_is(side), _LOOKS[side]), _along(scores)))
    return RadarChart(
        replace(radar_ground(wording(), scheme), series=tuple(series for series, _ in lines)),
        values=tuple(values for _, values in lines),
        levers=tuple(model.dimensions.index(dimension) for dimension in consensus.levers),
    )


def _along(scores: Iterable[Fraction | None]) -> AxisValues:
    return tuple(None if score is None else float(score) for score in scores)
