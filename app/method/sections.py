"""Advice → report: which sections there are, in their order, and what is said in each."""

from collections.abc import Callable, Iterator, Mapping, Sequence

from app.method.advice import Advice
from app.method.bank import Language
from app.method.dimension_advice import DimensionLine, LeverAdvice
from app.method.messages import Message, Words, level_name, message
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
    words = Words(language)
    said = (
        (name, tuple(blocks(words, advice)), folded)
        for folded, sections in ((False, _OPEN), (True, _FOLDED))
        for name, blocks in sections.items()
    )
    sections = tuple(
        Section(name, _heading(words, advice, name), blocks, folded, unfolded=name == "notes")
        for name, blocks, folded in said
        if blocks
    )
    return Report(
        level=advice.level,
        name=words(advice.headline),
        verdict=words(advice.verdict),
        range=words(advice.range),
        read_for=words.read_for(advice.profile),
        sections=sections,
    )


Blocks = Iterator[Block]


def _sentences(words: Words, messages: Sequence[Message]) -> Iterator[Sentence]:
    return (Sentence(words(each)) for each in messages)


def _notes_under(words: Words, label: str, messages: Sequence[Message]) -> Iterator[Note]:
    return (Note(words(label), words(each)) for each in messages)


def _heading(words: Words, advice: Advice, section: str) -> str:
    if section == "levers" and len(advice.levers) > 1:
        return words(message("report.levers.several", count=len(advice.levers)))
    if section == "next" and advice.towards is not None:
        kind = "towards" if advice.climbs else "onwards"
        return words(message(f"report.next.{kind}", level=level_name(advice.towards)))
    if section == "pattern" and advice.level is not None:
        return words(message("report.pattern.heading", level=level_name(advice.level)))
    return words(f"report.{section}.heading")


def _strengths(words: Words, advice: Advice) -> Blocks:
    return _sentences(words, advice.strengths)


def _pattern(words: Words, advice: Advice) -> Blocks:
    yield from _sentences(words, (*advice.exceptions, *advice.pattern[:1]))
    yield from _notes_under(words, "report.pattern.blind_spot", advice.pattern[1:])


def _radar(words: Words, advice: Advice) -> Blocks:
    headings = (words(f"report.radar.{column}") for column in ("dimension", "stand", "claim"))
    unknown, levers = words("report.radar.unknown"), [each.dimension for each in advice.levers]
    rows = (
        (
            words.ranked(row.dimension, levers),
            *(words.level(level) or unknown for level in (row.level, row.claim_level)),
        )
        for row in advice.radar
    )
    yield Table(tuple(headings), tuple(rows))
    yield Sentence(words(advice.radar_target))
    if any(row.ahead for row in advice.radar):
        yield Sentence(words("report.radar.caption"), quiet=True)


def _levers(words: Words, advice: Advice) -> Blocks:
    if advice.levers:
        about = "report.levers.about" if advice.climbs else "lever.upkeep"
        yield Sentence(words(about), quiet=True)
        yield Levers(tuple(_lever(words, lever) for lever in advice.levers))


def _lever(words: Words, lever: LeverAdvice) -> Lever:
    own, following = level_name(lever.level), level_name(lever.level + 1)
    measure = words(f"dimensions.{lever.dimension}.indicator")
    return Lever(
        words.name(lever.dimension),
        words(lever.step),
        step=words(message("report.levers.step", own=own, next=following)),
        reason=words(lever.reason),
        answer=words.answer(lever.dimension, lever.facet, lever.answer),
        more_heading=words("report.levers.more"),
        more=(Sentence(words(lever.not_yet)), Note(words("report.levers.measure"), measure)),
    )


def _find_out(words: Words, advice: Advice) -> Blocks:
    if advice.level is None:
        yield Sentence(words("find_out.about"), quiet=True)
        yield Levers(
            tuple(Lever(words.name(line.dimension), words(line.line)) for line in advice.find_out)
        )


def _next(words: Words, advice: Advice) -> Blocks:
    yield from _sentences(words, advice.next_steps)
    yield from _notes_under(words, "report.next.not_yet", advice.not_yet)
    yield from _notes_under(words, "report.next.watch", advice.watch)


def _reason(words: Words, advice: Advice) -> Blocks:
    if advice.reason:
        yield from _sentences(words, (*advice.reason, *advice.fragility))


def _others(words: Words, advice: Advice) -> Blocks:
    find_out = advice.find_out if advice.level is not None else ()
    return lines_of(words, {"hold": advice.hold, "park": advice.park, "find_out": find_out})


def lines_of(words: Words, others: Mapping[str, Sequence[DimensionLine]]) -> Iterator[Lines]:
    """What is said of the dimensions that are no levers, by what to do with them."""
    for name, lines in others.items():
        if lines:
            said = tuple(
                Line(
                    words.name(line.dimension),
                    words.level(line.level),
                    words(line.label) if line.label else "",
                    words(line.line),
                )
                for line in lines
            )
            yield Lines(words(f"report.others.{name}"), words(f"{name}.about"), said)


def _target(words: Words, advice: Advice) -> Blocks:
    return _sentences(words, advice.target)


def _conversation(words: Words, advice: Advice) -> Blocks:
    yield from _sentences(words, advice.conversation)
    yield Listed(tuple(map(words, advice.questions)))


def _notes(words: Words, advice: Advice) -> Blocks:
    return _sentences(words, advice.notes)


def _cycle(words: Words, advice: Advice) -> Blocks:
    parts = ((words(f"phases.{phase}.name"), words(f"phases.{phase}.about")) for phase in PHASES)
    yield Cycle(tuple(parts))
    yield from _sentences(words, advice.cycle)


def _picture(words: Words, advice: Advice) -> Blocks:
    yield Listed(tuple(map(words, advice.picture)))


_OPEN: dict[str, Callable[[Words, Advice], Blocks]] = {
    "radar": _radar,
    "strengths": _strengths,
    "levers": _levers,
    "find_out": _find_out,
    "next": _next,
    "pattern": _pattern,
}
_FOLDED: dict[str, Callable[[Words, Advice], Blocks]] = {
    "notes": _notes,
    "reason": _reason,
    "others": _others,
    "target": _target,
    "conversation": _conversation,
    "cycle": _cycle,
    "picture": _picture,
}
