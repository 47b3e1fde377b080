"""Aggregate → the report of a round: where to talk, where all agree, what to work on together."""

from collections.abc import Iterator, Mapping
from itertools import groupby

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
from app.method.round import Aggregate, Person
from app.method.sections import lines_of
from app.method.standings import said_of, standings_of
from app.method.verdict import range_said, verdict_on
from app.method.whole import Whole


def report_of_round(model: Model, aggregate: Aggregate, whole: Whole, language: Language) -> Report:
    """Say what a round has found, in this language. Pure."""
    words = Words(language)
    said = range_said(whole)
    return Report(
        level=whole.level,
        name=words("no_level.name" if whole.level is None else level_name(whole.level)),
        title=_title(words, aggregate, whole),
        verdict=words(verdict_on(whole) if said else "report.round.too_little"),
        range=words(said) if said else "",
        read_for=words.read_for(aggregate.facts),
        opening=tuple(standings_of(model, words, aggregate)),
        sections=tuple(_sections(model, words, aggregate, whole)),
    )


def _title(words: Words, aggregate: Aggregate, whole: Whole) -> str:
    if talk := aggregate.of_word("talk"):
        return words(message("report.round.title.talk", dimension=dimension_name(talk[0])))
    if whole.level is None:
        return words("report.round.title.unknown")
    alike = 2 * len(aggregate.of_word("agreement")) > len(aggregate.dimensions)
    return words(f"report.round.title.{'agreement' if alike else 'between'}")


def _sections(model: Model, words: Words, aggregate: Aggregate, whole: Whole) -> Iterator[Section]:
    """The whole: the radar, the levers, everybody's levels, and the other dimensions."""
    yield Section("radar", words("report.round.together"), tuple(_radar(words, aggregate, whole)))
    levers = Levers(tuple(_levers(model, words, whole)))
    if levers.items:
        yield Section("levers", words("report.round.levers"), (levers,))
    if aggregate.people:
        yield Section(
            "people", words("report.round.people.heading"), tuple(_people(model, words, aggregate))
        )
    others = {
        "hold": lines_on(model, whole, whole.hold),
        "park": lines_on(model, whole, whole.park),
    }
    if lines := tuple(lines_of(words, others)):
        yield Section("others", words("report.others.heading"), lines, folded=True)


def _radar(words: Words, aggregate: Aggregate, whole: Whole) -> Iterator[Block]:
    unknown = words("report.radar.unknown")
    rows = (
        (
            words.ranked(d, whole.levers),
            words.level(whole.dimension_levels[d]) or unknown,
            said_of(words, together.word),
        )
        for d, together in aggregate.dimensions.items()
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


def _people(model: Model, words: Words, aggregate: Aggregate) -> Iterator[Block]:
    people = aggregate.lettered
    whose = f"{'; '.join(_spans(words, people))}. {words('report.round.people.about')}"
    scale = " · ".join(f"{level} {words.level(level)}" for level in model.levels)
    yield Sentence(f"{whose} {scale}.", quiet=True)
    rows = (
        (words.name(d), *(str(person.levels.get(d, "–")) for person in people.values()))
        for d in aggregate.dimensions
    )
    yield Table((words("report.radar.dimension"), *people), tuple(rows))


def _spans(words: Words, people: Mapping[str, Person]) -> Iterator[str]:
    """Whose letters are whose: "A–C: Leadership". People of one role follow one another."""
    for role, several in groupby(people, key=lambda letter: people[letter].role):
        first, *rest = several
        yield f"{f'{first}–{rest[-1]}' if rest else first}: {words.role(role)}"
