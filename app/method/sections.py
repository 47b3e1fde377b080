"""Advice → report: which sections there are, in their order, and what is said in each."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from app.method.advice import Advice, RadarRow
from app.method.bank import Language
from app.method.lever_advice import LeverAdvice
from app.method.messages import Message, dimension_name, level_name, message, say
from app.method.report import (
    Block,
    Cycle,
    Lever,
    Levers,
    Line,
    Lines,
    Listed,
    Note,
    Report,
    Section,
    Sentence,
    Table,
)
from app.method.texts import PHASES


def report_of(advice: Advice, language: Language) -> Report:
    """Say the advice in this language. Pure."""
    words = _Words(language)
    found = (
        Section(name, _heading(words, advice, name), tuple(blocks(words, advice)), folded)
        for folded, sections in ((False, _OPEN), (True, _FOLDED))
        for name, blocks in sections.items()
    )
    sections = tuple(section for section in found if section.blocks)
    return Report(advice.level, words(advice.headline), words(advice.range), sections)


@dataclass(frozen=True, slots=True)
class _Words:
    language: Language

    def __call__(self, said: Message | str) -> str:
        """The sentence of a message, or a text that takes no values, by its id."""
        return say(self.language, message(said) if isinstance(said, str) else said)

    def sentences(self, messages: Sequence[Message]) -> Iterator[Sentence]:
        return (Sentence(self(each)) for each in messages)

    def notes(self, label: str, messages: Sequence[Message]) -> Iterator[Note]:
        return (Note(self(label), self(each)) for each in messages)

    def listed(self, messages: Sequence[Message], *, ordered: bool = False) -> Listed:
        return Listed(tuple(self(each) for each in messages), ordered)

    def name(self, dimension: str) -> str:
        return self(dimension_name(dimension))

    def level(self, level: int | None) -> str | None:
        return None if level is None else self(level_name(level))


Blocks = Iterator[Block]


def _heading(words: _Words, advice: Advice, section: str) -> str:
    if section == "levers" and len(advice.levers) > 1:
        return words(message("report.levers.several", count=len(advice.levers)))
    if section == "next" and advice.towards is not None:
        return words(message("report.next.towards", level=level_name(advice.towards)))
    return "" if section == "pattern" else words(f"report.{section}.heading")


def _pattern(words: _Words, advice: Advice) -> Blocks:
    yield from words.sentences(advice.pattern[:1])
    yield from words.notes("report.pattern.blind_spot", advice.pattern[1:])


def _radar(words: _Words, advice: Advice) -> Blocks:
    headings = (words(f"report.radar.{column}") for column in ("dimension", "stand", "claim"))
    unknown = words("report.radar.unknown")
    rows = (
        (
            _axis(words, row),
            *(words.level(level) or unknown for level in (row.level, row.claim_level)),
        )
        for row in advice.radar
    )
    yield Table(tuple(headings), tuple(rows))
    yield Sentence(words(advice.radar_target))
    if any(row.ahead for row in advice.radar):
        yield Sentence(words("report.radar.caption"), quiet=True)


def _axis(words: _Words, row: RadarRow) -> str:
    """The name of a dimension, with its number where it is a lever."""
    if row.rank is None:
        return words.name(row.dimension)
    name = dimension_name(row.dimension)
    return words(message("report.radar.lever", name=name, rank=row.rank))


def _levers(words: _Words, advice: Advice) -> Blocks:
    if advice.levers:
        yield Sentence(words("report.levers.about"), quiet=True)
        yield Levers(tuple(_lever(words, lever) for lever in advice.levers))


def _lever(words: _Words, lever: LeverAdvice) -> Lever:
    not_yet, measure = (
        words(f"dimensions.{lever.dimension}.{part}") for part in ("not_yet", "indicator")
    )
    return Lever(
        words.name(lever.dimension),
        words.level(lever.level),
        words(lever.reason),
        words(lever.step),
        words("report.levers.more"),
        (Sentence(not_yet), Note(words("report.levers.measure"), measure)),
    )


def _find_out(words: _Words, advice: Advice) -> Blocks:
    if advice.level is None:
        yield Sentence(words("find_out.about"), quiet=True)
        yield Levers(
            tuple(
                Lever(words.name(line.dimension), None, "", words(line.line))
                for line in advice.find_out
            )
        )


def _next(words: _Words, advice: Advice) -> Blocks:
    if len(advice.next_steps) == 1:
        yield from words.sentences(advice.next_steps)
    else:
        yield words.listed(advice.next_steps, ordered=True)
    yield from words.notes("report.next.not_yet", advice.not_yet)
    yield from words.notes("report.next.watch", advice.watch)


def _reason(words: _Words, advice: Advice) -> Blocks:
    if advice.reason:
        yield from words.sentences((*advice.reason, *advice.fragility))


def _others(words: _Words, advice: Advice) -> Blocks:
    find_out = advice.find_out if advice.level is not None else ()
    for name, lines in (("hold", advice.hold), ("park", advice.park), ("find_out", find_out)):
        if lines:
            said = tuple(
                Line(words.name(line.dimension), words.level(line.level), words(line.line))
                for line in lines
            )
            yield Lines(words(f"report.others.{name}"), words(f"{name}.about"), said)


def _target(words: _Words, advice: Advice) -> Blocks:
    return words.sentences(advice.target)


def _conversation(words: _Words, advice: Advice) -> Blocks:
    yield from words.sentences(advice.conversation)
    yield words.listed(advice.questions)


def _notes(words: _Words, advice: Advice) -> Blocks:
    return words.sentences(advice.notes)


def _cycle(words: _Words, advice: Advice) -> Blocks:
    parts = ((words(f"phases.{phase}.name"), words(f"phases.{phase}.about")) for phase in PHASES)
    yield Cycle(tuple(parts))
    yield from words.sentences(advice.cycle)


def _picture(words: _Words, advice: Advice) -> Blocks:
    yield words.listed(advice.picture)


_OPEN: dict[str, Callable[[_Words, Advice], Blocks]] = {
    "pattern": _pattern,
    "radar": _radar,
    "levers": _levers,
    "find_out": _find_out,
    "next": _next,
}
_FOLDED: dict[str, Callable[[_Words, Advice], Blocks]] = {
    "reason": _reason,
    "others": _others,
    "target": _target,
    "conversation": _conversation,
    "notes": _notes,
    "cycle": _cycle,
    "picture": _picture,
}
