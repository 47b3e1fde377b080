"""Aggregate → the report of a round: where to talk, where all agree, what to work on together."""

from collections.abc import Iterator, Mapping
from itertools import groupby
from string import ascii_uppercase

from app.method.bank import Language
from app.method.dimension_advice import (
    lines_on,
    not_yet_on,
    radar_target,
    reasons_of,
    step_from,
)
from app.method.messages import Words, dimension_name, level_name, message
from app.method.model import Model
from app.method.report import (
    Block,
    Lever,
    Levers,
    Note,
    Report,
    Section,
    Sentence,
    Table,
)
from app.method.round import Aggregate
from app.method.sections import lines_of
from app.method.standings import agreement_in, standings_of
from app.method.verdict import range_said, verdict_on
from app.method.whole import Whole, weigh


def whole_of(model: Model, round_: Aggregate) -> Whole:
    """What a round comes to, with the facts that it was opened with (conversation.md 3). Pure."""
    scores = {d: together.consensus for d, together in round_.dimensions.items()}
    known = sum(score is not None for score in scores.values())
    enough = known >= model.level.dimensions_needed
    return weigh(model, round_.facts, scores, doubt=model.range.flagged, enough=enough)


def report_of_round(model: Model, round_: Aggregate, whole: Whole, language: Language) -> Report:
    """Say what a round has found, in this language. Pure."""
    words = Words(language)
    said = range_said(whole)
    return Report(
        level=whole.level,
        name=words("no_level.name" if whole.level is None else level_name(whole.level)),
        title=_title(words, round_),
        verdict=words(verdict_on(whole)),
        range=words(said) if said else words("report.round.too_little"),
        read_for=words.read_for(round_.facts),
        opening=tuple(standings_of(model, words, round_)),
        sections=tuple(_sections(model, words, round_, whole)),
    )


def people_of(words: Words, round_: Aggregate) -> dict[str, str]:
    """The role of each person in an open round, by letter."""
    roles = (words.role(person.role) for person in round_.people)
    return dict(zip(ascii_uppercase, roles, strict=False))


def _title(words: Words, round_: Aggregate) -> str:
    if talk := round_.of_word("talk"):
        return words(message("report.round.title.talk", dimension=dimension_name(talk[0])))
    alike = len(round_.of_word("agreement")) > len(round_.of_word("between"))
    return words(f"report.round.title.{'agreement' if alike else 'between'}")


def _sections(model: Model, words: Words, round_: Aggregate, whole: Whole) -> Iterator[Section]:
    """The whole: the radar, the levers, the other dimensions, and everybody's levels."""
    yield Section("radar", words("report.round.together"), tuple(_radar(words, round_, whole)))
    levers = Levers(tuple(_levers(model, words, whole)))
    if levers.items:
        yield Section("levers", words("report.round.levers"), (levers,))
    others = {
        "hold": lines_on(model, whole, whole.hold),
        "park": lines_on(model, whole, whole.park),
    }
    if lines := tuple(lines_of(words, others)):
        yield Section("others", words("report.others.heading"), lines, folded=True)
    if round_.people:
        yield Section(
            "people", words("report.round.people.heading"), tuple(_people(model, words, round_))
        )


def _radar(words: Words, round_: Aggregate, whole: Whole) -> Iterator[Block]:
    unknown = words("report.radar.unknown")
    rows = (
        (
            words.ranked(d, whole.levers),
            words.level(whole.dimension_levels[d]) or unknown,
            agreement_in(words, together.word),
        )
        for d, together in round_.dimensions.items()
    )
    headings = (f"report.{column}" for column in ("radar.dimension", "round.all", "round.alike"))
    yield Table(tuple(map(words, headings)), tuple(rows))
    yield Sentence(words(radar_target(whole)))


def _levers(model: Model, words: Words, whole: Whole) -> Iterator[Lever]:
    for dimension, reason in reasons_of(model, whole).items():
        own = whole.known_levels[dimension]
        step = message("report.levers.step", own=level_name(own), next=level_name(own + 1))
        measure = Note(words("report.levers.measure"), words(f"dimensions.{dimension}.indicator"))
        yield Lever(
            words.name(dimension),
            words(step_from(dimension, own)),
            step=words(step),
            reason=words(reason),
            more_heading=words("report.levers.more"),
            more=(Sentence(words(not_yet_on(dimension, own))), measure),
        )


def _people(model: Model, words: Words, round_: Aggregate) -> Iterator[Block]:
    letters = people_of(words, round_)
    whose = f"{'; '.join(_spans(letters))}. {words('report.round.people.about')}"
    yield Sentence(whose, quiet=True)
    rows = (
        (words.name(d), *(str(person.levels.get(d, "–")) for person in round_.people))
        for d in round_.dimensions
    )
    yield Table((words("report.radar.dimension"), *letters), tuple(rows))
    yield Sentence(" · ".join(f"{level} {words.level(level)}" for level in model.levels))


def _spans(letters: Mapping[str, str]) -> Iterator[str]:
    """Whose letters are whose: "A–C: Leadership". People of one role follow one another."""
    for role, several in groupby(letters, key=letters.__getitem__):
        first, *rest = several
        yield f"{first}–{rest[-1]}: {role}" if rest else f"{first}: {role}"
